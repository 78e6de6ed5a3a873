/**
 * One flow's trace at the device: its context for the gateway, and its span if the gateway has said that it is kept.
 * What the program or the system has ended early is told without that: the gateway keeps it too.
 */
import type { Hex } from "../../core/control/event.ts";
import type { Code } from "../../core/reason.ts";
import { endedBy, type FlowEnd } from "../../core/relay/relay.ts";
import { clockOffsetUs } from "../../core/trace/clock-offset.ts";
import { keepsEnd } from "../../core/trace/keep.ts";
import { traceparentOf } from "../../core/trace/traceparent.ts";
import { clock } from "../../io/clock.ts";
import { randomBytes, uuidText } from "../../io/entropy.ts";
import type { SpanReporter, SpanRoad } from "../../io/report/span-reporter.ts";
import type { FrameValues } from "../../io/wire/frame.ts";
import { flowSpan } from "../flow-span.ts";

/** To the gateway that carried the flow. */
export interface TracedRoad extends SpanRoad {
  /** It is to be told of what it has not said anything about. */
  readonly keepsTraces: boolean;
}

const NOT_MOVED = { clientBytes: 0, serverBytes: 0 };

export class FlowTrace {
  readonly #spans: SpanReporter | undefined;
  readonly #questionId: Hex | undefined;
  readonly #ids = randomBytes(24).toString("hex");
  readonly #startUs = clock.wallUs();
  /** When the gateway was asked. */
  #askedUs = 0;
  #clockOffsetUs: number | undefined;
  #flowId = "";
  #denialId = "";
  #kept = false;
  /** It has refused the flow, another may take it, and it expects the span. */
  #expectedBy: SpanRoad | undefined;
  #told = false;

  /** `questionId`: what led to the flow. */
  constructor(spans: SpanReporter | undefined, questionId?: Hex) {
    this.#spans = spans;
    this.#questionId = questionId;
  }

  /** For an open that leaves now. */
  asked(): { readonly traceparent: string; readonly sentAtUs: number } {
    this.#askedUs = clock.wallUs();
    return { traceparent: traceparentOf(this.#context), sentAtUs: this.#askedUs };
  }

  /** Hex. */
  get traceId(): string {
    return this.#context.traceId;
  }

  kept(): void {
    this.#kept = true;
  }

  opened({ flowId, clientGateway, timings, sentAtUs: answeredUs }: FrameValues["opened"]): void {
    this.#flowId = textOf(flowId);
    this.#denialId = "";
    const receivedUs = timings.findLast(({ hop }) => hop === clientGateway)?.receivedAtUs ?? 0;
    this.#clockOffsetUs = clockOffsetUs({ askedUs: this.#askedUs, receivedUs, answeredUs, heardUs: clock.wallUs() });
  }

  /** By the gateway that `road` leads to. `final`: no other gateway is asked. */
  refused(road: SpanRoad, reason: Code, { flowId, denialId, traceKept }: FrameValues["refused"], final: boolean): void {
    this.#flowId = textOf(flowId);
    this.#denialId = denialId;
    if (traceKept && final) this.#tell(road, reason, true, NOT_MOVED);
    else if (traceKept) this.#expectedBy = road;
  }

  /** No gateway has taken it. */
  failed(reason: Code): void {
    if (this.#expectedBy !== undefined) this.#tell(this.#expectedBy, reason, true, NOT_MOVED);
  }

  /** The program has left before there was an answer. */
  abandoned(road: TracedRoad): void {
    if (road.keepsTraces) this.#tell(road, "AGT_FLOW_CLIENT_CLOSED", true, NOT_MOVED);
  }

  ended(road: TracedRoad, { code, clientBytes, serverBytes }: FlowEnd): void {
    const failed = keepsEnd(endedBy(code));
    const told = this.#kept || (failed && road.keepsTraces) ? road : this.#expectedBy;
    if (told !== undefined) this.#tell(told, code, failed, { clientBytes, serverBytes });
  }

  get #context() {
    return { traceId: this.#ids.slice(0, 32), spanId: this.#ids.slice(32) };
  }

  #tell(road: SpanRoad, reason: Code, failed: boolean, moved: typeof NOT_MOVED): void {
    if (this.#told || this.#spans === undefined) return;
    this.#told = true;
    const [startUs, endUs, clockOffsetUs] = [this.#startUs, clock.wallUs(), this.#clockOffsetUs];
    const ids = { flowId: this.#flowId, denialId: this.#denialId, questionId: this.#questionId };
    const said = { ...ids, startUs, endUs, reason, failed, clockOffsetUs };
    this.#spans.take(road, [flowSpan(this.#context, { ...said, ...moved })]);
  }
}

const textOf = (flowId: Uint8Array): string => (flowId.length === 16 ? uuidText(flowId) : "");
