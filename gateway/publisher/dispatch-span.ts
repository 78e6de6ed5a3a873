/** The Publisher Gateway's span of a flow: from the open to its answer, above what the publisher says. */

import type { FinishedSpan } from "../../core/trace/spans.ts";
import type { TraceContext } from "../../core/trace/traceparent.ts";

export interface DispatchReadings {
  readonly flowId: string;
  /** What the asking gateway's span is. */
  readonly above: TraceContext;
  /** 8 bytes, hex. */
  readonly spanId: string;
  readonly publisher: string;
  readonly attempt: number;
  /** Wall clock, microseconds. */
  readonly receivedUs: number;
  readonly answeredUs: number;
  /** A code; "" where it was opened. */
  readonly reason: string;
  /** Of the publisher's clock. */
  readonly clockOffsetUs?: number | undefined;
}

export function dispatchSpan(at: DispatchReadings): FinishedSpan {
  const { flowId, above, spanId, publisher, attempt, receivedUs, answeredUs, reason, clockOffsetUs } = at;
  return {
    ...{ name: "dispatch", traceId: above.traceId, parentId: above.spanId, spanId },
    ...{ startUs: receivedUs, endUs: Math.max(receivedUs, answeredUs), failed: reason !== "" },
    facts: {
      ...{ flowId, role: "publisher-gateway", publisher, attempt },
      ...(reason === "" ? {} : { reason }),
      ...(clockOffsetUs === undefined ? {} : { clockOffsetUs }),
    },
  };
}
