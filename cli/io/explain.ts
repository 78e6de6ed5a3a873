/** `wayleave explain`: a decision made once more by a gateway, from the log and what is on record or asked. */
import { setTimeout as wait } from "node:timers/promises";
import type { Plain } from "../../core/config/located.ts";
import { printTime } from "../../core/config/time.ts";
import type { Moment } from "../../core/history/moment.ts";
import type { Question } from "../../core/policy/explain.ts";
import {
  type MadeRow,
  madeOf,
  madeQuery,
  madeRow,
  recordedOf,
  recordedQuery,
  sessionOf,
  sessionQuery,
} from "../../core/reading/decisions-query.ts";
import { differencesOf, type ExplainAnswer, type ExplainedDecision } from "../../core/reading/explained.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import * as wire from "../../io/wire/explain.ts";
import type { Format } from "../args.ts";
import { explainText } from "../print/explain-text.ts";
import { CommandFault } from "./fault.ts";
import { GatewayLine } from "./gateway-line.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";

/** Somebody may ask a moment after the decision: what happened is stored within this. */
const STORED_WITHIN_MS = 4000;
const ASK_EVERY_MS = 250;

export interface ExplainAsked {
  readonly data: string;
  readonly format: Format;
  /** Address of the gateway that is to explain; undefined: any. */
  readonly gateway: string | undefined;
}

/** What nobody decided: as if it were asked for. */
export async function explainQuestion(o: ExplainAsked, question: Question, moment: Moment | "now"): Promise<void> {
  const line = new GatewayLine(o.data, o.gateway);
  try {
    const decision = await decide(line, "asked", question, moment);
    show({ flow_id: null, undecided: null, decisions: [{ ...decision, recorded: null, differences: [] }] }, o.format);
  } finally {
    line.close();
  }
}

/**
 * What was decided on a flow. The gateway is told what the decisions were made of; what they said is read from the
 * record afterwards, and only compared.
 */
export async function explainFlow(o: ExplainAsked, flowId: string): Promise<void> {
  const line = new GatewayLine(o.data, o.gateway);
  try {
    const answer = await withRecord(o.data, ({ reader }) => answerOf(reader, line, flowId));
    show(answer, o.format);
    if (answer.decisions.some(({ differences }) => differences.length > 0)) {
      throw new CommandFault("the record says otherwise than what was explained: see the differences above");
    }
  } finally {
    line.close();
  }
}

async function answerOf(reader: RecordReader, line: GatewayLine, flowId: string): Promise<ExplainAnswer> {
  const rows = await stored(reader, flowId);
  const [first] = rows;
  if (first === undefined) throw new CommandFault(notFound(flowId));
  if (first.inputs === "") return { flow_id: flowId, undecided: undecidedOf(first), decisions: [] };
  const explained: Omit<ExplainedDecision, "recorded" | "differences">[] = [];
  for (const row of rows) {
    const [session] = await reader.all(sessionQuery(row.inputs));
    if (session === undefined) throw new CommandFault(noSession(flowId));
    const { kind, question, asOf } = madeOf(row, first, sessionOf(session));
    explained.push(await decide(line, kind, question, { offset: asOf }));
  }
  const recorded = (await reader.all(recordedQuery(flowId))).map(recordedOf);
  const decisions = explained.map((one, at): ExplainedDecision => {
    const said = recorded[at];
    return { ...one, recorded: said ?? null, differences: said === undefined ? [] : differencesOf(one, said) };
  });
  return { flow_id: flowId, undecided: null, decisions };
}

async function stored(reader: RecordReader, flowId: string): Promise<MadeRow[]> {
  const until = performance.now() + STORED_WITHIN_MS;
  for (;;) {
    const rows = (await reader.all(madeQuery(flowId))).map(madeRow);
    if (rows.length > 0 || performance.now() >= until) return rows;
    await wait(ASK_EVERY_MS);
  }
}

function undecidedOf({ reason, asOf }: MadeRow): string {
  // What a gateway of an earlier version has decided is on record without what it was made of.
  if (reason === "") throw new CommandFault(`the gateway that decided this (as of ${asOf}) did not record what by`);
  return reason;
}

async function decide(line: GatewayLine, kind: ExplainedDecision["kind"], question: Question, moment: Moment | "now") {
  const request = wire.encodeAsked({ question, moment });
  const said = wire.decodeExplained(await line.ask(wire.EXPLAIN_PATH, request));
  const { judged } = said;
  return {
    ...{ kind, explained_by: said.gateway },
    request: {
      ...{ user: judged.user, device: judged.device || null, host: judged.host, port: judged.port },
      ...{ protocol: judged.protocol, at: printTime(judged.atUs ?? 0), access_method: judged.accessMethod ?? "" },
      ...{ os: judged.os || null, address: judged.address || null, country: judged.country ?? "" },
    },
    assumed: said.assumed,
    versions: { as_of: said.asOf, config_rev: said.configRev, state_time: printTime(said.stateAtUs) },
    verdict: {
      ...{ action: said.action, app: said.app || null, app_candidates: said.appCandidates, policy: said.policy },
      ...{ reason: said.reason || null, notice: said.notice || null, near_miss: said.nearMiss || null },
      ...{ near_miss_why: said.nearMissWhy || null, would_allow: said.wouldAllow || null, receivers: said.receivers },
      rules_considered: said.considered.map(({ rule, firstFailed }) => ({ rule, first_failed: firstFailed || null })),
    },
  };
}

function show(answer: ExplainAnswer, format: Format): void {
  if (format === "table") process.stdout.write(explainText(answer));
  else print(format, answer as unknown as Plain);
}

const notFound = (flowId: string): string =>
  `flow ${flowId} is not in the record. Either it is older than the record is kept, or it was not stored yet ` +
  "(wayleave completeness says), or no gateway ever heard of it";

const noSession = (flowId: string): string =>
  `flow ${flowId} was decided, and how its session came is not stored: wayleave completeness says what is missing`;
