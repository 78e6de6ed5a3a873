/**
 * An end of a UDP association: where datagrams leave the path, joined to the flow's stream.
 *
 * One datagram is one frame, whole. What the port has taken is told in tallies, each second while there is something to
 * tell and before the last word, so that every hop's record knows what arrived and why the rest did not.
 */
import { NO_TALLY, type Tally } from "../../core/datagram/account.ts";
import { addDrops, type DropReason } from "../../core/datagram/drops.ts";
import type { Code } from "../../core/reason.ts";
import { openEndRelay, other, type RelayOutput, type Side } from "../../core/relay/relay.ts";
import { after, type Instant } from "../../core/units.ts";
import { clock } from "../clock.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { DATAGRAM_BYTES_MAX, datagramsOf, hasDatagrams } from "../wire/datagram-frames.ts";
import { decodeFrame } from "../wire/frame.ts";
import { MalformedFrame } from "../wire/malformed.ts";
import { tallyFrame, tallyOf } from "../wire/tally.ts";
import { DatagramBundle } from "./datagram-bundle.ts";
import { DatagramLane } from "./datagram-lane.ts";
import type { DatagramPort } from "./datagram-port.ts";
import { codeOf, resetFrame } from "./frames.ts";
import { LOST_CODES } from "./hop-talk.ts";
import { countMoved } from "./moved-bytes.ts";
import { countDatagrams, countDropped } from "./moved-datagrams.ts";
import type { Spliced } from "./relay.ts";
import { RelayDriver } from "./relay-driver.ts";

export interface DatagramEndOptions {
  /** Which leg the port is: a program's is downstream, an app's upstream. */
  readonly side: Side;
  /** Messages that were read from the stream before. */
  readonly early?: readonly Buffer[];
  /** What it means that the stream broke. */
  readonly lostCode?: Code;
  /** The gateway has said that the flow's trace is kept. */
  readonly onKept?: () => void;
}

/** While datagrams move, what became of them is told so often. */
export const TALLY_EVERY_MS = 1_000;
const nothing = () => {};

export interface DatagramsSpliced extends Spliced {
  /** What was dropped before the association was open belongs to its tally as well. */
  dropped(reason: DropReason, count: number): void;
}

export function spliceDatagrams(port: DatagramPort, stream: RawStream, o: DatagramEndOptions): DatagramsSpliced {
  const end = new DatagramEnd(port, stream, o);
  return {
    done: end.driver.done,
    terminate: (code, notice = "") => end.terminate(code, notice),
    dropped: (reason, count) => end.dropped(reason, o.side, count),
  };
}

class DatagramEnd {
  readonly driver: RelayDriver;
  readonly #port: DatagramPort;
  readonly #stream: RawStream;
  readonly #lane: DatagramLane;
  readonly #bundle: DatagramBundle;
  /** The port's leg, and the stream's. */
  readonly #near: Side;
  readonly #far: Side;
  readonly #onKept: (() => void) | undefined;
  #tally: Tally = NO_TALLY;
  /** What it says is told by then. */
  #tellAt: Instant | undefined;
  #notice = "";
  /** Handed to the port, which has not said yet what became of them; and what waits for that. */
  #underWay = 0;
  #afterwards: (() => void) | undefined;

  constructor(port: DatagramPort, stream: RawStream, o: DatagramEndOptions) {
    this.#port = port;
    this.#stream = stream;
    this.#near = o.side;
    this.#far = other(o.side);
    this.#onKept = o.onKept;
    this.#lane = new DatagramLane(stream, (reason, count) => this.#addDrops(reason, o.side, count));
    this.#bundle = new DatagramBundle((frame, datagrams) => this.#lane.offer(frame, datagrams));
    this.driver = new RelayDriver(openEndRelay, {
      perform: (output, payload) => this.#perform(output, payload),
      nextDeadline: () => this.#tellAt,
      onTick: (now) => this.#onTick(now),
      onClosed: () => this.#release(),
    });
    this.#listenStream(o.lostCode ?? LOST_CODES[o.side]);
    for (const message of o.early ?? []) this.#hear(message);
    port.listen({
      onDatagram: (payload) => this.#hearPort(payload),
      onGone: (code) => this.#portGone(code),
    });
    stream.resume();
  }

  terminate(code: Code, notice: string): void {
    if (this.driver.relay.at !== "aborting") this.#notice = notice;
    this.driver.feed({ on: "terminate", code });
  }

  dropped(reason: DropReason, from: Side, count: number): void {
    countDropped(reason, count);
    this.#addDrops(reason, from, count);
  }

  #hearPort(payload: Buffer): void {
    if (this.driver.relay.at !== "open") return this.dropped("not-open", this.#near, 1);
    if (payload.length > DATAGRAM_BYTES_MAX) return this.dropped("too-large", this.#near, 1);
    countMoved(this.#near, payload.length);
    countDatagrams(this.#near, 1);
    this.driver.feed({ on: "bytes", side: this.#near, bytes: payload.length }, payload);
  }

  /** Reset by the port's side, which has nothing more to say or to take. */
  #portGone(code: Code): void {
    this.#whenTaken(() => {
      if (this.driver.ended) return;
      const { deliveredBytes } = this.#tally;
      this.driver.feed({ on: "reset", side: this.#near, code, deliveredBytes });
      this.#closePort();
    });
  }

  #closePort(): void {
    this.#whenTaken(() => {
      this.#port.close(this.driver.relay.cause);
      this.driver.feed({ on: "closed", side: this.#near, code: "AGT_FLOW_LOCAL_ERROR" });
    });
  }

  /** Once the port has said of each datagram what became of it: the last tally is then true. The first one counts. */
  #whenTaken(then: () => void): void {
    if (this.#underWay === 0) then();
    else this.#afterwards ??= then;
  }

  #listenStream(code: Code): void {
    const stream = this.#stream;
    stream.onMessage((message) => this.#hear(message));
    stream.onDrain(nothing);
    stream.onEnd(() => {
      const { at } = this.driver.relay;
      this.driver.feed({ on: at === "aborting" ? "closed" : "lost", side: this.#far, code });
    });
    stream.onLost(() => this.driver.feed({ on: "lost", side: this.#far, code }));
  }

  #hear(message: Buffer): void {
    if (this.driver.ended) return;
    try {
      if (!hasDatagrams(message)) return this.#hearControl(message);
      for (const payload of datagramsOf(message)) this.#hearDatagram(payload);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.driver.feed({ on: "malformed", side: this.#far });
    }
  }

  #hearDatagram(payload: Buffer): void {
    countMoved(this.#far, payload.length);
    countDatagrams(this.#far, 1);
    if (this.driver.relay.at !== "open") return this.dropped("not-open", this.#far, 1);
    this.driver.feed({ on: "bytes", side: this.#far, bytes: payload.length }, payload);
  }

  #hearControl(message: Buffer): void {
    const frame = decodeFrame(message);
    switch (frame.kind) {
      case "tally":
        return this.driver.feed({ on: "acked", side: this.#far, offset: tallyOf(frame.value).deliveredBytes });
      case "reset": {
        const { code, deliveredBytes } = frame.value;
        return this.driver.feed({ on: "reset", side: this.#far, code: codeOf(code), deliveredBytes });
      }
      case "mark":
        if (frame.value.kept) this.#onKept?.();
        return;
      default:
        throw new MalformedFrame(`${frame.kind} within a UDP association`);
    }
  }

  #perform(output: Exclude<RelayOutput, { do: "record-closed" }>, payload: Buffer | undefined): void {
    const toPort = ("to" in output ? output.to : output.leg) === this.#near;
    switch (output.do) {
      case "forward":
        return toPort ? this.#deliver(payload!) : this.#bundle.add(payload!);
      case "send-reset":
        if (toPort) return this.#closePort();
        this.#bundle.flush();
        this.#lane.close();
        this.#tell();
        return void this.#stream.send(resetFrame(output.code, this.#tally.deliveredBytes, this.#notice));
      case "end":
        if (toPort) return;
        this.#tell();
        return this.#stream.end();
      case "cancel":
        return void (toPort ? this.#port.close() : this.#stream.cancel());
      // An association has no fin, and its legs are never blocked.
      case "forward-fin":
      case "pause":
      case "resume":
        return;
    }
  }

  #deliver(payload: Buffer): void {
    this.#underWay += 1;
    this.#port.send(payload, (dropped) => {
      this.#underWay -= 1;
      this.#took(payload.length, dropped);
      if (this.#underWay > 0 || this.#afterwards === undefined) return;
      const then = this.#afterwards;
      this.#afterwards = undefined;
      then();
    });
  }

  #took(bytes: number, dropped: DropReason | undefined): void {
    if (dropped !== undefined) return this.dropped(dropped, this.#far, 1);
    const { deliveredBytes, deliveredDatagrams, drops } = this.#tally;
    const told = { deliveredBytes: deliveredBytes + bytes, deliveredDatagrams: deliveredDatagrams + 1, drops };
    this.#tally = told;
    this.driver.feed({ on: "acked", side: this.#near, offset: told.deliveredBytes });
    this.#tellLater();
  }

  #addDrops(reason: DropReason, from: Side, count: number): void {
    this.#tally = { ...this.#tally, drops: addDrops(this.#tally.drops, reason, from, count) };
    this.#tellLater();
  }

  #tellLater(): void {
    if (this.#tellAt !== undefined) return;
    this.#tellAt = after(clock.now(), TALLY_EVERY_MS);
    this.driver.arm();
  }

  #onTick(now: Instant): void {
    if (this.#tellAt === undefined || now < this.#tellAt) return;
    if (this.driver.relay.done[this.#far]) this.#tellAt = undefined;
    else this.#tell();
  }

  #tell(): void {
    if (this.#tellAt === undefined) return;
    this.#tellAt = undefined;
    this.#stream.send(tallyFrame(this.#tally));
  }

  #release(): void {
    const stream = this.#stream;
    this.#bundle.flush();
    this.#lane.close();
    this.#port.close();
    stream.onMessage(nothing);
    stream.onTaken(nothing);
    stream.onEnd(nothing);
    stream.onLost(nothing);
    stream.resume();
  }
}
