/** The entry gateway's spans of a flow, made of its readings when the trace is kept: open, admit, decide, route. */
import type { Hex } from "../../core/control/event.ts";
import { type FinishedSpan, present, type SpanFacts, type SpanName } from "../../core/trace/spans.ts";

export interface FlowIds {
  readonly traceId: Hex;
  /** The device's span; "" where it has sent no context. */
  readonly parentId: Hex;
  readonly openId: Hex;
  /** What the Publisher Gateways' spans stand under. */
  readonly routeId: Hex;
  /** For the spans that nothing stands under. */
  readonly admitId: Hex;
  readonly decideId: Hex;
}

/** Wall clock, microseconds; absent where the flow did not come so far. */
export interface FlowReadings {
  readonly receivedUs: number;
  readonly admittedUs?: number | undefined;
  readonly decidedUs?: number | undefined;
  /** It was allowed, and a publisher was looked for. */
  readonly routed: boolean;
  readonly answeredUs: number;
  /** A code; "" where it was opened. */
  readonly reason: string;
  readonly denialId: string;
  readonly app: string;
  readonly publisher: string;
  /** The Publisher Gateway. */
  readonly gateway: string;
  /** Of the Publisher Gateway's clock, where it is another process. */
  readonly clockOffsetUs?: number | undefined;
}

/** Where a flow was refused, the last span is the one that says so. */
export function flowSpans(flowId: string, ids: FlowIds, at: FlowReadings): FinishedSpan[] {
  const { receivedUs, admittedUs, decidedUs, answeredUs, reason } = at;
  const failed = reason !== "";
  const why: SpanFacts = failed ? { reason } : {};
  const span = (
    name: SpanName,
    spanId: Hex,
    from: number,
    to: number,
    isLast: boolean,
    facts: SpanFacts = {},
  ): FinishedSpan => ({
    ...{ name, traceId: ids.traceId, spanId, parentId: name === "open" ? ids.parentId : ids.openId },
    ...{ startUs: from, endUs: Math.max(from, to), failed: failed && isLast },
    facts: { flowId, role: "client-gateway", ...(isLast ? why : {}), ...facts },
  });
  const { denialId, app, publisher, gateway, clockOffsetUs } = at;
  const spans = [
    span("open", ids.openId, receivedUs, answeredUs, true, present({ denialId, app })),
    span("admit", ids.admitId, receivedUs, admittedUs ?? answeredUs, admittedUs === undefined),
  ];
  if (admittedUs === undefined) return spans;
  spans.push(span("decide", ids.decideId, admittedUs, decidedUs ?? answeredUs, !at.routed, present({ app })));
  if (!at.routed || decidedUs === undefined) return spans;
  const found = present({ publisher, gateway, clockOffsetUs });
  return [...spans, span("route", ids.routeId, decidedUs, answeredUs, true, found)];
}
