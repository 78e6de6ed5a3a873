/**
 * One flow's trace at its entry gateway: the readings as they come, the decision to keep it, and the spans then.
 *
 * What is not on record has no trace either, so each of these is told after the record has its event.
 */
import type { Hex } from "../../../core/control/event.ts";
import { isCode } from "../../../core/reason.ts";
import type { FlowEnd } from "../../../core/relay/relay.ts";
import { keepsEnd, keepsFirstByte, keepsOpened } from "../../../core/trace/keep.ts";
import { contextOf, traceparentOf } from "../../../core/trace/traceparent.ts";
import { clock } from "../../../io/clock.ts";
import { die, randomBytes } from "../../../io/entropy.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import { encodeFrame } from "../../../io/wire/frame.ts";
import type { Maker } from "../../expected-spans.ts";
import type { OpenFrame } from "../../io/ask.ts";
import type { Tracing } from "../../io/tracing.ts";
import { type FlowIds, type FlowReadings, flowSpans } from "../flow-spans.ts";
import type { Found, FoundRoute } from "./router.ts";

export interface FlowTraceOptions {
  /** Undefined: no trace is kept, and none begins behind this gateway. */
  readonly tracing: Tracing | undefined;
  readonly open: OpenFrame;
  readonly flowId: string;
  /** Who makes the span above. */
  readonly device: Maker;
}

export class FlowTrace {
  readonly traceId: Hex;
  /** Trace context for the hop behind; "" where the device has sent none and this gateway makes no spans. */
  readonly onward: string;
  readonly receivedUs = clock.wallUs();
  readonly #o: FlowTraceOptions;
  readonly #ids: FlowIds;
  #admittedUs: number | undefined;
  #decidedUs: number | undefined;
  #answered: Omit<FlowReadings, "receivedUs" | "admittedUs" | "decidedUs"> | undefined;
  #app = "";
  #routed = false;
  #kept = false;

  constructor(o: FlowTraceOptions) {
    this.#o = o;
    const above = contextOf(o.open.traceparent);
    const on = o.tracing !== undefined;
    this.traceId = above?.traceId ?? (on ? randomBytes(16).toString("hex") : "");
    const [openId, routeId, admitId, decideId] = on ? fourIds() : NO_IDS;
    this.#ids = { traceId: this.traceId, parentId: above?.spanId ?? "", openId, routeId, admitId, decideId };
    // A gateway that makes no spans is none in the trace: what the device said goes on as it is.
    const asItCame = above === undefined ? "" : o.open.traceparent;
    this.onward = on ? traceparentOf({ traceId: this.traceId, spanId: routeId }) : asItCame;
  }

  /** What doesn't open, or is ended by the system, always is. */
  get keepsFailed(): boolean {
    return this.#o.tracing !== undefined;
  }

  get kept(): boolean {
    return this.#kept;
  }

  admitted(): void {
    this.#admittedUs = clock.wallUs();
  }

  /** `routed`: it is allowed, and a publisher is looked for. */
  decided(app: string, routed: boolean): void {
    this.#decidedUs = clock.wallUs();
    this.#app = app;
    this.#routed = routed;
  }

  /** It did not open, and that is on record. */
  refused(reason: string, denialId: string, found?: Found): void {
    this.#answer(reason, denialId, found);
    this.#keep();
  }

  /** The app has answered: whether the trace is kept by now. Its spans leave with `begun`. */
  opened(found: FoundRoute): boolean {
    const { tracing } = this.#o;
    if (tracing === undefined) return false;
    this.#answer("", "", found);
    const failedTries = found.candidates.some(({ whyNot }) => isCode(whyNot));
    this.#kept = keepsOpened(tracing.rule, { us: clock.wallUs() - this.receivedUs, failedTries, die: die() });
    return this.#kept;
  }

  /** The opening is on record. */
  begun(): void {
    if (this.#kept) this.#leave();
  }

  /** True: it is kept from now on. */
  firstByte(us: number): boolean {
    const { tracing } = this.#o;
    if (this.#kept || tracing === undefined || !keepsFirstByte(tracing.rule, us)) return false;
    this.#keep();
    return true;
  }

  /** The same. */
  ended(endedBy: FlowEnd["endedBy"]): boolean {
    if (this.#kept || this.#o.tracing === undefined || !keepsEnd(endedBy)) return false;
    this.#keep();
    return true;
  }

  #answer(reason: string, denialId: string, found: Found | undefined): void {
    const { publisher = "", gateway = "" } = found !== undefined && "route" in found ? found.route : {};
    const answer = { reason, denialId, publisher, gateway, app: this.#app, routed: this.#routed };
    this.#answered = { ...answer, answeredUs: clock.wallUs(), clockOffsetUs: found?.clockOffsetUs };
  }

  #keep(): void {
    if (this.#o.tracing === undefined) return;
    this.#kept = true;
    this.#leave();
  }

  #leave(): void {
    const { tracing, flowId, device } = this.#o;
    if (tracing === undefined || this.#answered === undefined) return;
    const [admittedUs, decidedUs] = [this.#admittedUs, this.#decidedUs];
    const spans = flowSpans(flowId, this.#ids, {
      receivedUs: this.receivedUs,
      admittedUs,
      decidedUs,
      ...this.#answered,
    });
    const { traceId, parentId } = this.#ids;
    const above = { maker: device, traceId, anchorId: parentId, flowId, names: ["flow"] as const };
    tracing.keep(device.tenant, spans, parentId === "" ? undefined : above);
  }
}

const NO_IDS = ["", "", "", ""] as const;

function fourIds(): [Hex, Hex, Hex, Hex] {
  const hex = randomBytes(32).toString("hex");
  return [hex.slice(0, 16), hex.slice(16, 32), hex.slice(32, 48), hex.slice(48)];
}

/** Tells the other ends of these streams that the trace is kept. */
export function markKept(...streams: readonly RawStream[]): void {
  const mark = encodeFrame("mark", { kept: true });
  for (const stream of streams) stream.send(mark);
}
