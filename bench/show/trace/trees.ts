/** Whether the spans of a store are trees of the expected shape, one for each flow whose row says so, and no others. */
import type { FlowRow } from "../../../core/reading/flow-view.ts";
import { SPANS, type SpanName } from "../../../core/trace/spans.ts";

/** As the collector's exporter lays it out. */
export interface StoredSpan {
  readonly trace: string;
  readonly span: string;
  readonly parent: string;
  readonly name: string;
  readonly status: string;
  readonly service: string;
  readonly instance: string;
  readonly flow: string;
  readonly reason: string;
  /** "" where the gateway has said it itself. */
  readonly reportedBy: string;
}

/** `format`: none, or one that tells the fields of a StoredSpan as names. */
export const STORED_SPANS = `SELECT TraceId AS trace, SpanId AS span, ParentSpanId AS parent, SpanName AS name,
  StatusCode AS status, ServiceName AS service, ResourceAttributes['service.instance.id'] AS instance,
  SpanAttributes['wayleave.flow_id'] AS flow, SpanAttributes['wayleave.reason'] AS reason,
  ResourceAttributes['wayleave.reported_by'] AS reportedBy FROM wayleave.otel_traces`;

const PATH: readonly SpanName[] = [
  "flow",
  "open",
  "admit",
  "decide",
  "route",
  "dispatch",
  "lock",
  "resolve",
  "connect",
];

/** The spans of a flow: `resolves`: its publisher looks a name up. */
export function expectedSpans(failsAt: SpanName | undefined, resolves: boolean): SpanName[] {
  const upTo = PATH.indexOf(failsAt ?? "connect");
  return PATH.slice(0, upTo + 1).filter((name) => name !== "resolve" || resolves);
}

export interface Wanted {
  readonly names: readonly SpanName[];
  readonly failsAt: SpanName | undefined;
  readonly reason: string;
}

/** Each a sentence; none where this is that flow's tree. */
export function faultsOfTree(row: FlowRow, spans: readonly StoredSpan[], wanted: Wanted): string[] {
  const faults: string[] = [];
  const told = spans.map(({ name }) => name).sort();
  if (told.join() !== [...wanted.names].sort().join()) return [`spans are ${told.join()}, not ${wanted.names.join()}`];
  const byName = new Map(spans.map((span) => [span.name, span]));
  for (const span of spans) {
    const { under } = SPANS[span.name as SpanName];
    const above = under === undefined ? "" : byName.get(under)?.span;
    if (span.parent !== above) faults.push(`${span.name} stands under ${span.parent || "nothing"}, not ${under}`);
    if (span.flow !== row.flow_id) faults.push(`${span.name} is of flow ${span.flow}`);
    if (span.trace !== row.trace_id) faults.push(`${span.name} is of another trace than the row`);
    const reported = span.service !== "wayleave-gateway";
    if (reported !== (span.reportedBy !== "")) faults.push(`${span.name} of ${span.service}: by "${span.reportedBy}"`);
  }
  if (wanted.failsAt !== undefined) {
    const last = byName.get(wanted.failsAt)!;
    if (last.status !== "Error" || last.reason !== wanted.reason)
      faults.push(`${last.name} says ${last.status} ${last.reason}, not ${wanted.reason}`);
  } else for (const { name, status } of spans) if (status === "Error") faults.push(`${name} has failed`);
  return faults;
}

/** Spans whose parent is not there. */
export function orphansOf(spans: readonly StoredSpan[]): StoredSpan[] {
  const known = new Set(spans.map(({ trace, span }) => `${trace} ${span}`));
  return spans.filter(({ trace, parent }) => parent !== "" && !known.has(`${trace} ${parent}`));
}
