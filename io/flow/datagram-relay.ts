/**
 * A gateway's hop of a UDP association: each datagram that comes on one leg goes out on the other, unread, or is
 * dropped and counted where that leg takes no more. Neither leg is ever paused: who is late is late for itself alone.
 *
 * It begins and ends by the same machine as a TCP flow's hop. There are no fins: an association ends by a reset, or,
 * at the gateway that decided it, by silence.
 */
import { DatagramAccount, type DatagramCounts } from "../../core/datagram/account.ts";
import { type IdleTimes, IdleWatch } from "../../core/datagram/idle.ts";
import {
  bytesOf,
  type FlowBytes,
  type FlowEnd,
  openRelay,
  other,
  type RelayOutput,
  type Side,
} from "../../core/relay/relay.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../clock.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { hasDatagrams, measureDatagrams } from "../wire/datagram-frames.ts";
import { decodeFrame, type FrameValues } from "../wire/frame.ts";
import { MalformedFrame } from "../wire/malformed.ts";
import { tallyFrame, tallyOf } from "../wire/tally.ts";
import { DatagramLane } from "./datagram-lane.ts";
import { resetFrame } from "./frames.ts";
import { HopTalk, SIDES } from "./hop-talk.ts";
import { countMoved } from "./moved-bytes.ts";
import { countDatagrams } from "./moved-datagrams.ts";
import type { Relayed, RelayOptions } from "./relay.ts";
import { RelayDriver } from "./relay-driver.ts";

export interface DatagramRelayOptions extends Omit<RelayOptions, "acks"> {
  /** Where this gateway decides the flow: it ends the association after silence. */
  readonly idle?: IdleTimes;
}

const nothing = () => {};

let live = 0;

/** Associations that pass a hop of this process. */
export const liveAssociations = (): number => live;

export function relayDatagrams(downstream: RawStream, upstream: RawStream, o: DatagramRelayOptions = {}): Relayed {
  const hop = new DatagramHop({ downstream, upstream }, o);
  live += 1;
  return {
    done: hop.driver.done.then((end): FlowEnd => {
      live -= 1;
      return { ...end, datagrams: hop.counts() };
    }),
    terminate: (code, notice = "") => hop.talk.terminate(code, notice),
    bytes: (): FlowBytes => ({ ...bytesOf(hop.driver.relay), datagrams: hop.counts() }),
    markKept: () => hop.talk.markKept(),
  };
}

class DatagramHop {
  readonly driver: RelayDriver;
  readonly #legs: { readonly [side in Side]: RawStream };
  readonly #options: DatagramRelayOptions;
  readonly #account = new DatagramAccount();
  readonly #lanes: { readonly [side in Side]: DatagramLane };
  readonly #idle: IdleWatch | undefined;
  readonly talk: HopTalk;

  constructor(legs: { readonly [side in Side]: RawStream }, options: DatagramRelayOptions) {
    this.#legs = legs;
    this.#options = options;
    // What goes out on a leg came from the other one.
    const lane = (side: Side) =>
      new DatagramLane(legs[side], (reason, count) => this.#account.dropped(reason, other(side), count));
    this.#lanes = { downstream: lane("downstream"), upstream: lane("upstream") };
    this.#idle = options.idle === undefined ? undefined : new IdleWatch(options.idle, clock.now());
    this.driver = new RelayDriver(openRelay, {
      perform: (output, payload) => this.#perform(output, payload),
      nextDeadline: () => (this.driver.relay.at === "open" ? this.#idle?.deadline : undefined),
      onTick: (now) => this.#onTick(now),
      onClosed: () => this.#release(),
    });
    const hear = (side: Side, message: Buffer) => this.#hear(side, message);
    this.talk = new HopTalk(this.driver, options, hear, (to, message) => this.#pass(to, message));
    for (const side of SIDES) this.#listen(side);
    this.driver.arm();
  }

  counts(): DatagramCounts {
    return this.#account.counts();
  }

  #onTick(now: Instant): void {
    const { at } = this.driver.relay;
    if (at === "open" && this.#idle !== undefined && now >= this.#idle.deadline) {
      this.driver.feed({ on: "terminate", code: "CGW_FLOW_IDLE_TIMEOUT" });
    }
  }

  #listen(side: Side): void {
    const leg = this.#legs[side];
    const code = this.talk.lostCode(side);
    for (const message of this.#options.early?.[side] ?? []) this.talk.hear(side, message);
    leg.onMessage((message) => this.talk.hear(side, message));
    leg.onDrain(nothing);
    leg.onEnd(() => this.driver.feed({ on: "closed", side, code }));
    leg.onLost(() => this.driver.feed({ on: "lost", side, code }));
    leg.resume();
  }

  #hear(side: Side, message: Buffer): void {
    if (hasDatagrams(message)) this.#hearDatagrams(side, message);
    else this.#hearRest(side, message);
  }

  #hearDatagrams(side: Side, message: Buffer): void {
    const { bytes, datagrams } = measureDatagrams(message);
    countMoved(side, bytes);
    countDatagrams(side, datagrams);
    this.#account.received(side, datagrams);
    if (this.driver.relay.at !== "open") return this.#account.dropped("not-open", side, datagrams);
    this.#idle?.heard(side, clock.now());
    this.talk.hearPayload(side);
    this.driver.feed({ on: "bytes", side, bytes }, message);
  }

  #hearRest(side: Side, message: Buffer): void {
    const frame = decodeFrame(message);
    switch (frame.kind) {
      case "tally":
        return this.#hearTally(side, frame.value);
      case "reset":
        return this.talk.hearReset(side, frame.value);
      case "mark":
        return this.talk.hearMark(side, message, frame.value);
      default:
        throw new MalformedFrame(`${frame.kind} within a UDP association`);
    }
  }

  #hearTally(side: Side, value: FrameValues["tally"]): void {
    const tally = tallyOf(value);
    if (!this.#account.told(side, tally)) throw new MalformedFrame("a tally of datagrams that were never sent");
    this.driver.feed({ on: "acked", side, offset: tally.deliveredBytes });
    this.#pass(other(side), tallyFrame(this.#account.toldOn(side)));
  }

  #perform(output: Exclude<RelayOutput, { do: "record-closed" }>, payload: Buffer | undefined): void {
    switch (output.do) {
      case "forward":
        return this.#lanes[output.to].offer(payload!, measureDatagrams(payload!).datagrams);
      case "send-reset": {
        const { code, to } = output;
        this.#lanes[to].close();
        return void this.#legs[to].send(resetFrame(code, this.driver.relay.delivered[other(to)], this.talk.notice));
      }
      case "end":
        return this.#legs[output.leg].end();
      case "cancel":
        return this.#legs[output.leg].cancel();
      // An association has no fin, and its legs are never blocked.
      case "forward-fin":
      case "pause":
      case "resume":
        return;
    }
  }

  /** Tallies and marks pass as long as their leg is spoken on. */
  #pass(to: Side, message: Buffer): void {
    if (!this.driver.ended && !this.driver.relay.done[to]) this.#legs[to].send(message);
  }

  #release(): void {
    for (const side of SIDES) {
      this.#lanes[side].close();
      const leg = this.#legs[side];
      leg.onMessage(nothing);
      leg.onTaken(nothing);
      leg.onEnd(nothing);
      leg.onLost(nothing);
      leg.resume();
    }
  }
}
