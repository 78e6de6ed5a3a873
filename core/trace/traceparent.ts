/** W3C trace context, as a device states it with a flow, and each hop to the next (www.w3.org/TR/trace-context). */
import type { Hex } from "../control/event.ts";

export interface TraceContext {
  /** 16 bytes. */
  readonly traceId: Hex;
  /** 8 bytes: the span that this one stands under. */
  readonly spanId: Hex;
}

/** Version, trace id, parent id, flags; a version after 00 may say more behind them. */
const FORM = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

/** Undefined where the text is none: a flow is carried all the same. */
export function contextOf(traceparent: string): TraceContext | undefined {
  const match = FORM.exec(traceparent);
  if (match === null || (match[1] === "00" && match[4] !== undefined)) return undefined;
  return { traceId: match[2]!, spanId: match[3]! };
}

/** "" where the text is none. */
export const traceIdOf = (traceparent: string): Hex => contextOf(traceparent)?.traceId ?? "";

/** Whether it is kept is not known as yet, so that its flag says nothing that anybody may rely on. */
export const traceparentOf = ({ traceId, spanId }: TraceContext): string => `00-${traceId}-${spanId}-01`;
