/** Drives one relay machine: one input at a time to its end, one timer, and the payload of the input at hand. */
import {
  type FlowEnd,
  nextDeadline,
  type Relay,
  type RelayInput,
  type RelayOutput,
  step,
} from "../../core/relay/relay.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../clock.ts";

export interface Hands {
  /** `payload`: what came with the input that made this output. */
  perform(output: Exclude<RelayOutput, { do: "record-closed" }>, payload: Buffer | undefined): void;
  /** A deadline of the driver's owner, beside the machine's. */
  nextDeadline(): Instant | undefined;
  onTick(now: Instant): void;
  onClosed(): void;
}

export class RelayDriver {
  readonly done: Promise<FlowEnd>;
  relay: Relay;
  readonly #hands: Hands;
  readonly #resolve: (end: FlowEnd) => void;
  readonly #inbox: { input: RelayInput; payload: Buffer | undefined }[] = [];
  #turning = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #armedFor: Instant | undefined;

  /** `opening`: how the machine begins. */
  constructor(opening: Relay, hands: Hands) {
    this.relay = opening;
    this.#hands = hands;
    const { promise, resolve } = Promise.withResolvers<FlowEnd>();
    this.done = promise;
    this.#resolve = resolve;
  }

  get ended(): boolean {
    return this.relay.at === "ended";
  }

  feed(input: RelayInput, payload?: Buffer): void {
    this.#inbox.push({ input, payload });
    // An effect has called back: its input waits its turn, or outputs would run out of order.
    if (this.#turning) return;
    this.#turning = true;
    try {
      for (let at = this.#inbox.shift(); at !== undefined; at = this.#inbox.shift()) this.#turn(at.input, at.payload);
    } finally {
      this.#turning = false;
    }
    this.arm();
  }

  /** To be called when a deadline of the owner has come nearer. */
  arm(): void {
    const deadline = this.ended ? undefined : earliest(nextDeadline(this.relay), this.#hands.nextDeadline());
    // A timer that fires early finds nothing due and is set again: cheaper than moving it at each delivery.
    if (deadline === undefined || (this.#armedFor !== undefined && this.#armedFor <= deadline)) return;
    clearTimeout(this.#timer);
    this.#armedFor = deadline;
    this.#timer = setTimeout(() => this.#onTimer(), Math.max(1, Math.ceil(deadline - clock.now())));
  }

  #turn(input: RelayInput, payload: Buffer | undefined): void {
    const { next, outputs } = step(this.relay, input, clock.now());
    this.relay = next;
    for (const output of outputs) {
      if (output.do !== "record-closed") {
        this.#hands.perform(output, payload);
        continue;
      }
      clearTimeout(this.#timer);
      this.#hands.onClosed();
      this.#resolve(output.end);
    }
  }

  #onTimer(): void {
    this.#armedFor = undefined;
    const now = clock.now();
    this.#hands.onTick(now);
    const deadline = nextDeadline(this.relay);
    if (deadline !== undefined && now >= deadline) this.feed({ on: "tick" });
    this.arm();
  }
}

const earliest = (one: Instant | undefined, two: Instant | undefined): Instant | undefined =>
  one === undefined ? two : two === undefined || one < two ? one : two;
