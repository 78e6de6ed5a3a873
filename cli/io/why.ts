/** `wayleave why DENIAL_ID`: what the record knows of a connection or a question that was refused, or failed. */
import { setTimeout as wait } from "node:timers/promises";
import type { Plain } from "../../core/config/located.ts";
import { kindQuery, kindRowOf } from "../../core/reading/kinds.ts";
import { type WhyAnswer, whyOf } from "../../core/reading/why.ts";
import { bearersQuery, consideredQuery, whyFlowQuery, whyInputOf } from "../../core/reading/why-query.ts";
import { whyQuestion } from "../../core/reading/why-question.ts";
import { readDenialId } from "../../io/entropy.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import type { Format } from "../args.ts";
import { readFlowId } from "../event-flags.ts";
import { whyText } from "../print/why-text.ts";
import { CommandFault, usage } from "./fault.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";

/** Somebody may ask a moment after the refusal: what happened is stored within this. */
const STORED_WITHIN_MS = 4000;
const ASK_EVERY_MS = 250;

export async function why(data: string, typed: string, format: Format): Promise<void> {
  const asked = readAsked(typed);
  const answer = await withRecord(data, ({ reader }) => answerOf(reader, asked));
  if (answer === undefined) throw new CommandFault(notFound(asked));
  if (format === "table") process.stdout.write(whyText(answer));
  else print(format, answer as unknown as Plain);
}

type Asked = { readonly denialId: string } | { readonly flowId: string };

function readAsked(typed: string): Asked {
  const denialId = readDenialId(typed);
  if (denialId !== undefined) return { denialId };
  const flow = readFlowId(typed);
  if ("value" in flow) return { flowId: flow.value };
  throw usage(
    `${JSON.stringify(typed)} is no denial id: it has six letters or digits, such as K7M-2QX (or give a flow_id)`,
  );
}

async function answerOf(reader: RecordReader, asked: Asked): Promise<WhyAnswer | undefined> {
  const until = performance.now() + STORED_WITHIN_MS;
  for (;;) {
    const found = await find(reader, asked);
    if (found !== undefined || performance.now() >= until) return found;
    await wait(ASK_EVERY_MS);
  }
}

async function find(reader: RecordReader, asked: Asked): Promise<WhyAnswer | undefined> {
  const ids =
    "flowId" in asked ? [asked.flowId] : (await reader.all(bearersQuery(asked.denialId))).map(([id]) => String(id));
  const [newest, ...older] = ids;
  if (newest === undefined) return "flowId" in asked ? undefined : findQuestion(reader, asked.denialId);
  const [[flow], [decision], others] = await Promise.all([
    reader.all(whyFlowQuery(newest)),
    reader.all(consideredQuery(newest)),
    Promise.all(older.map((id) => reader.all(whyFlowQuery(id)))),
  ]);
  if (flow === undefined) return undefined;
  return whyOf({
    ...whyInputOf(flow, decision),
    others: others.flat().map((row) => {
      const { flow_id, start_time, user } = whyInputOf(row, undefined).flow;
      return { flow_id, start_time, user };
    }),
  });
}

async function findQuestion(reader: RecordReader, denial: string): Promise<WhyAnswer | undefined> {
  const [question] = await reader.all(kindQuery("dns", { denial, limit: 1 }));
  return question === undefined ? undefined : whyQuestion(kindRowOf("dns", question));
}

function notFound(asked: Asked): string {
  const what = "flowId" in asked ? `flow ${asked.flowId}` : `denial ${asked.denialId}`;
  return (
    `${what} is not in the record. Either it is older than the record is kept, or it was not stored yet (wayleave ` +
    "completeness says), or no gateway ever heard of it: a refusal of the device itself has a code that begins with " +
    "AGT_"
  );
}
