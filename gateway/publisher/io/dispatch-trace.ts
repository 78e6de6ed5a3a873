/**
 * One open's trace at its Publisher Gateway.
 *
 * What did not open is kept here without a word of the gateway that asked, which keeps it too; of the rest that gateway
 * says so by a mark.
 */
import { contextOf, type TraceContext, traceparentOf } from "../../../core/trace/traceparent.ts";
import { clock } from "../../../io/clock.ts";
import { randomBytes, uuidText } from "../../../io/entropy.ts";
import type { Permit } from "../../../io/pki/permit.ts";
import type { Answer, OpenFrame } from "../../io/ask.ts";
import type { Tracing } from "../../io/tracing.ts";
import { dispatchSpan } from "../dispatch-span.ts";

export class DispatchTrace {
  /** Trace context for the publisher. */
  readonly onward: string;
  readonly #tracing: Tracing;
  readonly #above: TraceContext;
  readonly #spanId = randomBytes(8).toString("hex");
  readonly #open: OpenFrame;
  readonly #permit: Permit;
  readonly #receivedUs = clock.wallUs();
  #answered = { us: 0, reason: "", clockOffsetUs: undefined as number | undefined };
  #kept = false;

  /** Undefined where no trace is kept, here or at the gateway that asks. */
  static begin(tracing: Tracing | undefined, open: OpenFrame, permit: Permit): DispatchTrace | undefined {
    const above = contextOf(open.traceparent);
    return tracing && above && new DispatchTrace(tracing, above, open, permit);
  }

  private constructor(tracing: Tracing, above: TraceContext, open: OpenFrame, permit: Permit) {
    this.#tracing = tracing;
    this.#above = above;
    this.#open = open;
    this.#permit = permit;
    this.onward = traceparentOf({ traceId: above.traceId, spanId: this.#spanId });
  }

  /** The same answer, and how its span is kept. */
  answered(answer: Answer): Answer {
    const failed = "code" in answer;
    this.#answered = {
      ...{ us: clock.wallUs(), reason: failed ? answer.code : "", clockOffsetUs: answer.clockOffsetUs },
    };
    if (!failed) return { ...answer, keep: () => this.#keep() };
    this.#keep();
    return answer;
  }

  #keep(): void {
    if (this.#kept) return;
    this.#kept = true;
    const { publisher, tenant, attempt } = this.#permit;
    const flowId = uuidText(this.#open.flowId);
    const { us: answeredUs, reason, clockOffsetUs } = this.#answered;
    const span = dispatchSpan({
      ...{ flowId, above: this.#above, spanId: this.#spanId, publisher, attempt, reason, clockOffsetUs },
      ...{ receivedUs: this.#receivedUs, answeredUs },
    });
    this.#tracing.keep(tenant, [span], {
      ...{ maker: { role: "publisher", tenant, id: publisher }, traceId: this.#above.traceId },
      ...{ anchorId: this.#spanId, flowId, names: ["lock", "resolve", "connect"] },
    });
  }
}
