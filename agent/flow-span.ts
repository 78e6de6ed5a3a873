/** The agent's span of a flow, the root of its trace: from the program's request to the flow's end. */
import type { Hex } from "../core/control/event.ts";
import type { FinishedSpan } from "../core/trace/spans.ts";
import type { TraceContext } from "../core/trace/traceparent.ts";

export interface FlowTold {
  /** As the gateway calls it; "" where it was not told. */
  readonly flowId: string;
  /** Wall clock, microseconds. */
  readonly startUs: number;
  readonly endUs: number;
  /** A code: why it failed, or how it ended. */
  readonly reason: string;
  readonly failed: boolean;
  readonly denialId: string;
  /** What led to it; undefined: nothing that was told here. */
  readonly questionId?: Hex | undefined;
  readonly clientBytes: number;
  readonly serverBytes: number;
  /** Of the gateway's clock. */
  readonly clockOffsetUs?: number | undefined;
}

export function flowSpan({ traceId, spanId }: TraceContext, told: FlowTold): FinishedSpan {
  const { flowId, startUs, endUs, reason, failed, denialId, questionId, clientBytes, serverBytes, clockOffsetUs } =
    told;
  return {
    ...{ name: "flow", traceId, spanId, parentId: "", failed, startUs, endUs: Math.max(startUs, endUs) },
    facts: {
      ...(flowId === "" ? {} : { flowId }),
      ...{ role: "agent", reason, clientBytes, serverBytes },
      ...(denialId === "" ? {} : { denialId }),
      ...(questionId === undefined ? {} : { questionId }),
      ...(clockOffsetUs === undefined ? {} : { clockOffsetUs }),
    },
  };
}
