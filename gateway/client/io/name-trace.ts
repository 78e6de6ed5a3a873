/** One question's trace at its Client Gateway: the readings as they come, and whether it is kept in the end. */
import type { Hex } from "../../../core/control/event.ts";
import { keepsOpened } from "../../../core/trace/keep.ts";
import { SERVICE } from "../../../core/trace/spans.ts";
import { contextOf } from "../../../core/trace/traceparent.ts";
import { clock } from "../../../io/clock.ts";
import { die, randomBytes } from "../../../io/entropy.ts";
import type { Maker } from "../../expected-spans.ts";
import type { Tracing } from "../../io/tracing.ts";
import type { AskedName } from "../name-facts.ts";
import { nameSpans } from "../name-spans.ts";
import type { FoundAnswer } from "./name-search.ts";

export interface NameTraceOptions {
  /** Undefined: no trace is kept. */
  readonly tracing: Tracing | undefined;
  readonly traceparent: string;
  /** Who makes the span above. */
  readonly device: Maker;
}

export class NameTrace {
  readonly receivedUs = clock.wallUs();
  readonly #o: NameTraceOptions;
  readonly #parentId: Hex;
  readonly traceId: Hex;
  #admittedUs: number | undefined;
  #decidedUs: number | undefined;
  #found: FoundAnswer | undefined;

  constructor(o: NameTraceOptions) {
    this.#o = o;
    const above = contextOf(o.traceparent);
    this.traceId = above?.traceId ?? (o.tracing === undefined ? "" : nextId() + nextId());
    this.#parentId = above?.spanId ?? "";
  }

  admitted(): void {
    this.#admittedUs = clock.wallUs();
  }

  decided(): void {
    this.#decidedUs = clock.wallUs();
  }

  found(found: FoundAnswer): void {
    this.#found = found;
  }

  /** True: it is kept, and its spans are on their way. What was not answered always is. */
  answered(questionId: Hex, { answered, denialId, app }: AskedName): boolean {
    const { tracing, device } = this.#o;
    if (tracing === undefined) return false;
    const answeredUs = clock.wallUs();
    const { code: reason } = answered;
    const setUp = { us: answeredUs - this.receivedUs, failedTries: (this.#found?.tries ?? 0) > 1, die: die() };
    if (reason === "" && !keepsOpened(tracing.rule, setUp)) return false;
    const ids = { traceId: this.traceId, parentId: this.#parentId, nextId };
    const asked = this.#found?.asked;
    const times = { receivedUs: this.receivedUs, admittedUs: this.#admittedUs, decidedUs: this.#decidedUs, answeredUs };
    const spans = nameSpans(ids, { questionId, ...times, reason, denialId, app, asked });
    const [traceId, anchorId] = [this.traceId, this.#parentId];
    const above = { maker: device, traceId, anchorId, flowId: "", questionId, names: ["resolve-name"] as const };
    tracing.keep(device.tenant, spans.own, anchorId === "" ? undefined : above);
    if (asked === undefined) return true;
    tracing.keepTold(device.tenant, { service: SERVICE["publisher-gateway"], instance: asked.gateway }, spans.gateway);
    tracing.keepTold(device.tenant, { service: SERVICE.publisher, instance: asked.publisher }, spans.publisher);
    return true;
  }
}

const nextId = (): Hex => randomBytes(8).toString("hex");
