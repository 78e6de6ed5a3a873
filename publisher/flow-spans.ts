/** A publisher's spans of a flow, made of its readings when the trace is kept: lock, resolve, connect. */
import type { FinishedSpan, SpanName } from "../core/trace/spans.ts";
import type { TraceContext } from "../core/trace/traceparent.ts";

/** Wall clock, microseconds. */
export interface Phase {
  readonly fromUs: number;
  readonly toUs: number;
}

/** In the order in which they came; what did not happen is absent, and the last is the one that failed. */
export type FlowPhases = readonly (readonly [name: "lock" | "resolve" | "connect", phase: Phase])[];

/** `reason`: a code; "" where the flow was opened. `nextId` gives 8 random bytes in hex. */
export function flowSpans(
  flowId: string,
  { traceId, spanId: parentId }: TraceContext,
  phases: FlowPhases,
  reason: string,
  nextId: () => string,
): FinishedSpan[] {
  return phases.map(([name, { fromUs, toUs }], at) => {
    const failed = reason !== "" && at === phases.length - 1;
    return {
      ...{ name: name satisfies SpanName, traceId, parentId, spanId: nextId(), failed },
      ...{ startUs: fromUs, endUs: Math.max(fromUs, toUs) },
      facts: { flowId, role: "publisher", ...(failed ? { reason } : {}) },
    };
  });
}
