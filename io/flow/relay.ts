/**
 * A gateway's hop of a flow: what comes on one leg goes out on the other, as the bytes it came in.
 *
 * Data and ack pass unread but for their length and offset; fin, reset and mark are decoded, since the hop acts on
 * them. There is no queue here: a leg that takes no more pauses its other leg, and what send() has accepted is counted.
 */
import type { Code } from "../../core/reason.ts";
import {
  bytesOf,
  type FlowBytes,
  type FlowEnd,
  openRelay,
  other,
  type RelayOutput,
  type Side,
} from "../../core/relay/relay.ts";
import { WINDOW_MAX } from "../../core/relay/window.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { DATA_BYTES_MAX, decodeFrame, isAck, isData, payloadBytes } from "../wire/frame.ts";
import { MalformedFrame } from "../wire/malformed.ts";
import { waitingDatagramBytes } from "./datagram-lane.ts";
import { ackOffset, finFrame, resetFrame } from "./frames.ts";
import { HopTalk, SIDES } from "./hop-talk.ts";
import { countMoved } from "./moved-bytes.ts";
import { RelayDriver } from "./relay-driver.ts";

export interface Spliced {
  /** Never rejects. */
  readonly done: Promise<FlowEnd>;
  terminate(code: Code, notice?: string): void;
}

/** A hop knows at any moment what it has moved. */
export interface Relayed extends Spliced {
  bytes(): FlowBytes;
  /** Tells both ends that the flow's trace is kept. */
  markKept(): void;
}

export interface RelayOptions {
  /** What it means that the stream of this leg broke. */
  readonly lostCodes?: { readonly [side in Side]?: Code };
  /** Does the far end of this leg acknowledge? If not, what its stream took counts as delivered. Default true. */
  readonly acks?: { readonly [side in Side]?: boolean };
  /** Who the downstream leg comes from: a gateway may say more than a device. Default device. */
  readonly downstreamIs?: "device" | "gateway";
  /** Messages that were read from a leg before. */
  readonly early?: { readonly [side in Side]?: readonly Buffer[] };
  /** The first payload from the app passed. */
  readonly onFirstByte?: () => void;
  /** The gateway that decided has said that the flow's trace is kept. */
  readonly onKept?: () => void;
}

/** A peer that sends more than the largest window unacked breaks the rule that bounds our memory. */
export const BACKLOG_MAX = WINDOW_MAX + DATA_BYTES_MAX;
const stalled = new Set<RawStream>();

/** Bytes that wait in this process for legs that take no more. */
export function stalledBytes(): number {
  let bytes = 0;
  for (const stream of stalled) bytes += stream.buffered();
  return bytes + waitingDatagramBytes();
}

const nothing = () => {};

export function relayStreams(downstream: RawStream, upstream: RawStream, o: RelayOptions = {}): Relayed {
  const hop = new Hop({ downstream, upstream }, o);
  const { driver, talk } = hop;
  const terminate = (code: Code, notice = "") => talk.terminate(code, notice);
  return { done: driver.done, terminate, bytes: () => bytesOf(driver.relay), markKept: () => talk.markKept() };
}

class Hop {
  readonly driver: RelayDriver;
  readonly #legs: { readonly [side in Side]: RawStream };
  readonly #options: RelayOptions;
  readonly talk: HopTalk;

  constructor(legs: { readonly [side in Side]: RawStream }, options: RelayOptions) {
    this.#legs = legs;
    this.#options = options;
    this.driver = new RelayDriver(openRelay, {
      perform: (output, payload) => this.#perform(output, payload),
      nextDeadline: () => undefined,
      onTick: nothing,
      onClosed: () => this.#release(),
    });
    const hear = (side: Side, message: Buffer) => this.#hear(side, message);
    this.talk = new HopTalk(this.driver, options, hear, (to, message) => this.#pass(to, message));
    for (const side of SIDES) this.#listen(side);
  }

  #listen(side: Side): void {
    const leg = this.#legs[side];
    const code = this.talk.lostCode(side);
    for (const message of this.#options.early?.[side] ?? []) this.talk.hear(side, message);
    leg.onMessage((message) => this.talk.hear(side, message));
    leg.onDrain(() => {
      stalled.delete(leg);
      this.driver.feed({ on: "drained", side });
    });
    leg.onEnd(() => this.driver.feed({ on: "closed", side, code }));
    leg.onLost(() => {
      stalled.delete(leg);
      this.driver.feed({ on: "lost", side, code });
    });
    if (!this.driver.relay.blocked[other(side)]) leg.resume();
  }

  #hear(side: Side, message: Buffer): void {
    if (isData(message)) this.#hearData(side, message);
    else if (isAck(message)) this.#hearAck(side, message);
    else this.#hearRest(side, message);
  }

  #hearData(side: Side, message: Buffer): void {
    const bytes = payloadBytes(message);
    const { received, delivered } = this.driver.relay;
    // One that keeps no window is held back by its stream instead.
    if (this.#options.acks?.[side] !== false && received[side] - delivered[other(side)] > BACKLOG_MAX) {
      throw new MalformedFrame("more than a window unacked");
    }
    countMoved(side, bytes);
    this.talk.hearPayload(side);
    this.driver.feed({ on: "bytes", side, bytes }, message);
  }

  #hearAck(side: Side, message: Buffer): void {
    const offset = ackOffset(message);
    if (offset === undefined) throw new MalformedFrame("an ack that tells no offset");
    this.driver.feed({ on: "acked", side, offset });
    this.#pass(other(side), message);
  }

  #hearRest(side: Side, message: Buffer): void {
    const frame = decodeFrame(message);
    switch (frame.kind) {
      case "fin":
        return this.driver.feed({ on: "fin", side, sentBytes: frame.value.sentBytes });
      case "reset":
        return this.talk.hearReset(side, frame.value);
      case "mark":
        if (frame.value.deliveredBytes > 0) {
          this.driver.feed({ on: "acked", side, offset: frame.value.deliveredBytes });
        }
        return this.talk.hearMark(side, message, frame.value);
      default:
        throw new MalformedFrame(`${frame.kind} within an open flow`);
    }
  }

  #perform(output: Exclude<RelayOutput, { do: "record-closed" }>, payload: Buffer | undefined): void {
    switch (output.do) {
      case "forward":
        return this.#forward(output.to, payload!);
      case "forward-fin":
        return this.#send(output.to, finFrame(output.sentBytes));
      case "send-reset":
        // What the far end of the other leg has delivered of this one's bytes.
        return this.#send(
          output.to,
          resetFrame(output.code, this.driver.relay.delivered[other(output.to)], this.talk.notice),
        );
      case "end":
        return this.#legs[output.leg].end();
      case "cancel":
        return this.#legs[output.leg].cancel();
      case "pause":
        return this.#legs[output.leg].pause();
      case "resume":
        return this.#legs[output.leg].resume();
    }
  }

  #forward(to: Side, message: Buffer): void {
    this.#send(to, message);
    if (this.#options.acks?.[to] !== false) return;
    this.driver.feed({ on: "acked", side: to, offset: this.driver.relay.received[other(to)] });
  }

  /** Acks and marks pass as long as their leg is spoken on. */
  #pass(to: Side, message: Buffer): void {
    if (!this.driver.ended && !this.driver.relay.done[to]) this.#send(to, message);
  }

  #send(to: Side, message: Buffer): void {
    if (this.#legs[to].send(message)) return;
    stalled.add(this.#legs[to]);
    this.driver.feed({ on: "blocked", side: to });
  }

  #release(): void {
    for (const side of SIDES) {
      const leg = this.#legs[side];
      stalled.delete(leg);
      leg.onMessage(nothing);
      leg.onDrain(nothing);
      leg.onEnd(nothing);
      leg.onLost(nothing);
      leg.resume();
    }
  }
}
