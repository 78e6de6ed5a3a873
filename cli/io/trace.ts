/** `wayleave trace ID`: the spans of a flow's trace, from the program to the app, or of a question's, as a tree. */
import { setTimeout as wait } from "node:timers/promises";
import type { Plain } from "../../core/config/located.ts";
import { usOf } from "../../core/reading/flow-view.ts";
import { flowsQuery } from "../../core/reading/flows-query.ts";
import { kindQuery, kindRowOf, textIn } from "../../core/reading/kinds.ts";
import { type TraceAnswer, traceOf, traceOfQuestion } from "../../core/trace/trace-answer.ts";
import { SPANS_SHOWN_MAX, spansQuery, traceSpanOf } from "../../core/trace/trace-query.ts";
import type { TraceSpan } from "../../core/trace/tree.ts";
import { clock } from "../../io/clock.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import type { Format } from "../args.ts";
import { readFlowId, readQuestionId } from "../event-flags.ts";
import { traceText } from "../print/trace-text.ts";
import { CommandFault, usage } from "./fault.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";

/** Somebody may ask a moment after the end: by then row and spans are stored. */
const STORED_WITHIN_MS = 6000;
const ASK_EVERY_MS = 500;

export async function trace(data: string, typed: string, format: Format): Promise<void> {
  const [flow, question] = [readFlowId(typed), readQuestionId(typed)];
  if ("wrong" in flow && "wrong" in question)
    throw usage(`${JSON.stringify(typed)} is no flow_id and no question_id: wayleave events -o json prints them`);
  const asked: Asked = "value" in flow ? { flowId: flow.value } : { questionId: (question as { value: string }).value };
  const answer = await withRecord(data, ({ reader }) => answerOf(reader, asked));
  if (answer === undefined) throw new CommandFault(notFound(asked));
  if (format === "table") process.stdout.write(traceText(answer, process.stdout.columns));
  else print(format, answer as unknown as Plain);
  if (!answer.reached && answer.outcome !== "open") process.exitCode = 1;
  if (answer.spans.length === 0) throw new CommandFault(noSpans(answer));
}

/** Waits for a flow that has just ended, until its trace is whole and grows no more. */
async function answerOf(reader: RecordReader, asked: Asked): Promise<TraceAnswer | undefined> {
  const until = performance.now() + STORED_WITHIN_MS;
  let before = -1;
  for (;;) {
    const answer = "flowId" in asked ? await ofFlow(reader, asked.flowId) : await ofQuestion(reader, asked.questionId);
    const count = answer?.spans.length ?? 0;
    const settled = answer !== undefined && (isOld(answer) || (answer.whole && count === before));
    if (settled || performance.now() >= until) return answer;
    before = count;
    await wait(ASK_EVERY_MS);
  }
}

async function ofFlow(reader: RecordReader, flowId: string): Promise<TraceAnswer | undefined> {
  const [flow] = await reader.flowsOf(flowsQuery({ flowIds: [flowId], probes: true }));
  if (flow === undefined) return undefined;
  const answer = traceOf(flow, await spansOf(reader, flow.trace_id), SPANS_SHOWN_MAX);
  if (flow.question_id === null) return answer;
  const [question] = await reader.all(kindQuery("dns", { question: flow.question_id, limit: 1 }));
  return { ...answer, led_by: question === undefined ? "lease" : "question" };
}

async function ofQuestion(reader: RecordReader, question: string): Promise<TraceAnswer | undefined> {
  const [cells] = await reader.all(kindQuery("dns", { question, limit: 1 }));
  if (cells === undefined) return undefined;
  const row = kindRowOf("dns", cells);
  return traceOfQuestion(row, await spansOf(reader, textIn(row, "trace_id")), SPANS_SHOWN_MAX);
}

const spansOf = async (reader: RecordReader, traceId: string | null): Promise<TraceSpan[]> =>
  traceId === null ? [] : (await reader.all(spansQuery(traceId))).map(traceSpanOf);

/** What is stored of it by now is all that comes; of a flow that lives, what has come is shown at once. */
function isOld({ flow: { start_time, end_time }, spans }: TraceAnswer): boolean {
  const at = end_time ?? (spans.length > 0 ? null : start_time);
  return at === null || clock.wallUs() - usOf(at) > STORED_WITHIN_MS * 1000;
}

type Asked = { readonly flowId: string } | { readonly questionId: string };

const notFound = (asked: Asked): string =>
  `${"flowId" in asked ? `flow ${asked.flowId}` : `question ${asked.questionId}`} is not in the record. Either it is ` +
  "older than the record is kept, or it was not stored yet (wayleave completeness says), or no gateway ever heard of " +
  "it";

function noSpans({ trace_id, trace_kept }: TraceAnswer): string {
  if (trace_id === null) return "it has no trace: its device sent no trace context";
  if (trace_kept) return "the trace is kept, and none of its spans is stored: see wayleave status, listener otlp";
  return (
    "the trace was not kept: of what goes well only a share is, and nothing where tracing is off. Its row has the " +
    "phases: wayleave events -o json"
  );
}
