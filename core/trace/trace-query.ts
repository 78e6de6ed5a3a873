/** What the store is asked for a trace, and its rows as spans. */
import type { Query } from "../reading/flows-query.ts";
import { SPAN_ATTRIBUTES } from "./spans.ts";
import type { TraceSpan } from "./tree.ts";

/** A flow's trace has ten spans, and some for each publisher that was tried; whoever sees so many has enough. */
export const SPANS_SHOWN_MAX = 2000;

/** The second table knows when a trace is: the first, which is in the order of services, is read there alone. */
export const spansQuery = (traceId: string): Query => ({
  query: `WITH
      (SELECT (min(Start), max(End) + 1) FROM otel_traces_trace_id_ts WHERE TraceId = {trace_id:String}) AS time
    SELECT SpanId, ParentSpanId, SpanName, ServiceName, ResourceAttributes['service.instance.id'],
      intDiv(toUnixTimestamp64Nano(Timestamp), 1000), intDiv(Duration, 1000), StatusCode, StatusMessage, SpanAttributes
    FROM otel_traces
    WHERE TraceId = {trace_id:String} AND Timestamp >= time.1 AND Timestamp <= time.2
    ORDER BY Timestamp, SpanId LIMIT {most:UInt64}`,
  params: { trace_id: traceId, most: SPANS_SHOWN_MAX },
});

export function traceSpanOf(cells: readonly unknown[]): TraceSpan {
  const [spanId, parentId, name, service, instance, startUs, durationUs, status, message, attributes] = cells;
  const known = attributesOf(attributes);
  const offset = known[SPAN_ATTRIBUTES.clockOffsetUs];
  const clockOffsetUs = offset === undefined ? Number.NaN : Number(offset);
  return {
    ...{ spanId: String(spanId), parentId: String(parentId), name: String(name) },
    ...{ service: String(service), instance: String(instance) },
    ...{ startUs: Number(startUs), durationUs: Number(durationUs) },
    ...{ failed: status === "Error", message: String(message), attributes: known },
    ...(Number.isSafeInteger(clockOffsetUs) ? { clockOffsetUs } : {}),
  };
}

/** A map is an object in JSON. Its keys are others' words: none may be taken for what objects have by themselves. */
function attributesOf(cell: unknown): Record<string, string> {
  const pairs = typeof cell === "object" && cell !== null ? Object.entries(cell) : [];
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, String(value)]));
}
