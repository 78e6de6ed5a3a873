/** `wayleave trace FLOW_ID`: the spans of a flow's trace, from the program to the app, as a tree. */
import { setTimeout as wait } from "node:timers/promises";
import type { Plain } from "../../core/config/located.ts";
import { type FlowRow, usOf } from "../../core/reading/flow-view.ts";
import { flowsQuery } from "../../core/reading/flows-query.ts";
import { type TraceAnswer, traceOf } from "../../core/trace/trace-answer.ts";
import { SPANS_SHOWN_MAX, spansQuery, traceSpanOf } from "../../core/trace/trace-query.ts";
import { clock } from "../../io/clock.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import type { Format } from "../args.ts";
import { readFlowId } from "../event-flags.ts";
import { traceText } from "../print/trace-text.ts";
import { CommandFault, usage } from "./fault.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";

/** Somebody may ask a moment after the end: by then row and spans are stored. */
const STORED_WITHIN_MS = 6000;
const ASK_EVERY_MS = 500;

export async function trace(data: string, typed: string, format: Format): Promise<void> {
  const judged = readFlowId(typed);
  if ("wrong" in judged) throw usage(`${JSON.stringify(typed)} is no flow_id: wayleave events -o json prints them`);
  const flowId = judged.value;
  const answer = await withRecord(data, ({ reader }) => answerOf(reader, flowId));
  if (answer === undefined) throw new CommandFault(notFound(flowId));
  if (format === "table") process.stdout.write(traceText(answer, process.stdout.columns));
  else print(format, answer as unknown as Plain);
  if (!answer.reached && answer.outcome !== "open") process.exitCode = 1;
  if (answer.spans.length === 0) throw new CommandFault(noSpans(answer));
}

/** Waits for a flow that has just ended, until its trace is whole and grows no more. */
async function answerOf(reader: RecordReader, flowId: string): Promise<TraceAnswer | undefined> {
  const until = performance.now() + STORED_WITHIN_MS;
  let before = -1;
  for (;;) {
    const [flow] = await reader.flowsOf(flowsQuery({ flowIds: [flowId], probes: true }));
    const answer = flow === undefined ? undefined : await traceOfFlow(reader, flow);
    const count = answer?.spans.length ?? 0;
    const settled = answer !== undefined && (isOld(answer) || (answer.whole && count === before));
    if (settled || performance.now() >= until) return answer;
    before = count;
    await wait(ASK_EVERY_MS);
  }
}

async function traceOfFlow(reader: RecordReader, flow: FlowRow): Promise<TraceAnswer> {
  const rows = flow.trace_id === null ? [] : await reader.all(spansQuery(flow.trace_id));
  return traceOf(flow, rows.map(traceSpanOf), SPANS_SHOWN_MAX);
}

/** What is stored of it by now is all that comes; of a flow that lives, what has come is shown at once. */
function isOld({ flow: { start_time, end_time }, spans }: TraceAnswer): boolean {
  const at = end_time ?? (spans.length > 0 ? null : start_time);
  return at === null || clock.wallUs() - usOf(at) > STORED_WITHIN_MS * 1000;
}

const notFound = (flowId: string): string =>
  `flow ${flowId} is not in the record. Either it is older than the record is kept, or it was not stored yet ` +
  "(wayleave completeness says), or no gateway ever heard of it";

function noSpans({ trace_id, trace_kept }: TraceAnswer): string {
  if (trace_id === null) return "the flow has no trace: its device sent no trace context";
  if (trace_kept) return "the trace is kept, and none of its spans is stored: see wayleave status, listener otlp";
  return (
    "the trace was not kept: of the flows that go well only a share is, and none where tracing is off. Its row has " +
    "the phases: wayleave events -o json"
  );
}
