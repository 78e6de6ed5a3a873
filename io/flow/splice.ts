/**
 * An end of a flow: a program's or an app's TCP socket joined to the flow's stream.
 *
 * TCP's own words are kept: half-close each way is a fin frame, RST a reset frame. What the socket has taken is acked,
 * and what it sends keeps to the window, so the stream is never paused for a slow reader: acks of the other direction
 * pass, and a reader that never reads costs one window on the whole path.
 */
import type { Socket } from "node:net";
import type { Code } from "../../core/reason.ts";
import { openEndRelay, other, type RelayOutput, type Side } from "../../core/relay/relay.ts";
import { Acker, SendWindow } from "../../core/relay/window.ts";
import { clock } from "../clock.ts";
import { errnoOf } from "../errors.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { DATA_BYTES_MAX, dataOf, decodeFrame, encodeData } from "../wire/frame.ts";
import { MalformedFrame } from "../wire/malformed.ts";
import { ackFrame, codeOf, finFrame, resetFrame } from "./frames.ts";
import { LOST_CODES } from "./hop-talk.ts";
import { countMoved } from "./moved-bytes.ts";
import { BACKLOG_MAX, type Spliced } from "./relay.ts";
import { RelayDriver } from "./relay-driver.ts";
import { noticeReset } from "./reset-notice.ts";
import { resetSocket } from "./reset-socket.ts";
import type { SocketWatch } from "./socket-watch.ts";

export interface SpliceOptions {
  /** Which leg the socket is: a program's is downstream, an app's upstream. */
  readonly side: Side;
  /** What was read from the socket before, and belongs to the flow. */
  readonly firstBytes?: Buffer;
  /** So many of these were sent already, and are on their way. */
  readonly firstSent?: number;
  /** Messages that were read from the stream before. */
  readonly early?: readonly Buffer[];
  /** What it means that the stream broke. */
  readonly lostCode?: Code;
  /** The far end acknowledges (open.acks, opened.acks). Default true. */
  readonly peerAcks?: boolean;
  /** The gateway has said that the flow's trace is kept. */
  readonly onKept?: () => void;
  /** Sees what passes the socket, in order. */
  readonly watch?: SocketWatch | undefined;
}

const nothing = () => {};

export function spliceSocket(socket: Socket, stream: RawStream, o: SpliceOptions): Spliced {
  const splice = new Splice(socket, stream, o);
  return { done: splice.driver.done, terminate: (code, notice = "") => splice.terminate(code, notice) };
}

class Splice {
  readonly driver: RelayDriver;
  readonly #socket: Socket;
  readonly #stream: RawStream;
  /** The socket's leg, and the stream's. */
  readonly #near: Side;
  readonly #far: Side;
  readonly #o: SpliceOptions;
  readonly #peerAcks: boolean;
  readonly #window = new SendWindow();
  readonly #acker = new Acker();
  /** Read from the socket, but past the window or the stream's patience: one read's worth, since the socket rests. */
  readonly #pending: Buffer[] = [];
  /** Of what comes next. */
  #sentBefore: number;
  #finToSend: number | undefined;
  #streamFull = false;
  #blocked = false;
  #socketClosed = false;
  #streamEnded = false;
  #notice = "";

  constructor(socket: Socket, stream: RawStream, o: SpliceOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#near = o.side;
    this.#far = other(o.side);
    this.#o = o;
    this.#peerAcks = o.peerAcks ?? true;
    this.#sentBefore = o.firstSent ?? 0;
    this.driver = new RelayDriver(openEndRelay, {
      perform: (output, payload) => this.#perform(output, payload),
      nextDeadline: () => this.#acker.nextDeadline(),
      onTick: (now) => this.#ack(this.#acker.onTick(now)),
      onClosed: () => this.#release(),
    });
    socket.allowHalfOpen = true;
    socket.setNoDelay(true);
    noticeReset(socket);
    this.#listenSocket(o.side === "downstream" ? "AGT_FLOW_CLIENT_CLOSED" : "APP_FLOW_RESET");
    this.#listenStream(o.lostCode ?? LOST_CODES[o.side]);
    if (o.firstBytes !== undefined && o.firstBytes.length > 0) this.#hearSocket(o.firstBytes);
    for (const message of o.early ?? []) this.#hear(message);
    stream.resume();
    // The socket may have broken before it was ours: then no event will tell.
    if (socket.destroyed) this.#onSocketClose(o.side === "downstream" ? "AGT_FLOW_LOCAL_ERROR" : "APP_FLOW_RESET");
    else if (!this.#blocked) socket.resume();
  }

  terminate(code: Code, notice: string): void {
    if (this.driver.relay.at !== "aborting") this.#notice = notice;
    this.driver.feed({ on: "terminate", code });
  }

  #listenSocket(resetCode: Code): void {
    const socket = this.#socket;
    let code = resetCode;
    socket.on("data", (chunk: Buffer) => this.#hearSocket(chunk));
    socket.on("end", () => {
      this.#o.watch?.readEnd();
      this.driver.feed({ on: "fin", side: this.#near, sentBytes: 0 });
    });
    socket.on("drain", () => this.driver.feed({ on: "drained", side: this.#near }));
    socket.on("error", (error) => {
      const byPeer = /^(ECONNRESET|EPIPE|ECONNABORTED)$/.test(errnoOf(error) ?? "");
      if (!byPeer && this.#near === "downstream") code = "AGT_FLOW_LOCAL_ERROR";
      this.driver.feed({ on: "reset", side: this.#near, code, deliveredBytes: this.#acker.delivered });
    });
    socket.on("close", () => this.#onSocketClose(code));
  }

  #onSocketClose(code: Code): void {
    this.#socketClosed = true;
    if (this.#socket.readableEnded && this.#socket.writableFinished) return this.#closeNear();
    this.driver.feed({ on: "lost", side: this.#near, code });
  }

  /** The stream is ended only when the far end has all that we sent: then every hop's counts are true. */
  #closeNear(): void {
    if (!this.#socketClosed) return;
    const allTold = !this.#peerAcks || (this.#pending.length === 0 && this.#window.acked === this.#window.sent);
    // Once the stream has ended no ack can come any more: what is untold stays so.
    if (!allTold && !this.#streamEnded && this.driver.relay.at !== "aborting") return;
    this.driver.feed({ on: "closed", side: this.#near, code: "AGT_FLOW_LOCAL_ERROR" });
    if (this.#streamEnded) this.driver.feed({ on: "closed", side: this.#far, code: "AGT_FLOW_LOCAL_ERROR" });
  }

  #listenStream(code: Code): void {
    const stream = this.#stream;
    stream.onMessage((message) => this.#hear(message));
    stream.onDrain(() => {
      this.#streamFull = false;
      this.#pump();
    });
    stream.onEnd(() => {
      const { at } = this.driver.relay;
      // All is said, but a slow reader may still be taking the last of it: its time does not run.
      if (at === "finished" && !this.#socketClosed) this.#streamEnded = true;
      else this.driver.feed({ on: at === "finished" || at === "aborting" ? "closed" : "lost", side: this.#far, code });
    });
    stream.onLost(() => this.driver.feed({ on: "lost", side: this.#far, code }));
  }

  #hearSocket(chunk: Buffer): void {
    this.#o.watch?.read(chunk);
    countMoved(this.#near, chunk.length);
    this.driver.feed({ on: "bytes", side: this.#near, bytes: chunk.length }, chunk);
  }

  #hear(message: Buffer): void {
    if (this.driver.ended) return;
    try {
      const payload = dataOf(message);
      if (payload === undefined) return this.#hearControl(message);
      const backlog = this.driver.relay.received[this.#far] - this.#acker.delivered;
      if (this.#peerAcks && backlog > BACKLOG_MAX) throw new MalformedFrame("more than a window unacked");
      countMoved(this.#far, payload.length);
      this.driver.feed({ on: "bytes", side: this.#far, bytes: payload.length }, payload);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.driver.feed({ on: "malformed", side: this.#far });
    }
  }

  #hearControl(message: Buffer): void {
    const frame = decodeFrame(message);
    switch (frame.kind) {
      case "ack":
        return this.#onAck(frame.value.offset);
      case "fin":
        return this.driver.feed({ on: "fin", side: this.#far, sentBytes: frame.value.sentBytes });
      case "reset": {
        const { code, deliveredBytes } = frame.value;
        return this.driver.feed({ on: "reset", side: this.#far, code: codeOf(code), deliveredBytes });
      }
      case "mark":
        if (frame.value.deliveredBytes > 0) this.#onAck(frame.value.deliveredBytes);
        if (frame.value.kept) this.#o.onKept?.();
        return;
      default:
        throw new MalformedFrame(`${frame.kind} within an open flow`);
    }
  }

  #onAck(offset: number): void {
    if (!this.#window.onAck(offset, clock.now())) throw new MalformedFrame("an ack of what was never sent");
    this.driver.feed({ on: "acked", side: this.#far, offset });
    this.#pump();
    this.#closeNear();
  }

  #perform(output: Exclude<RelayOutput, { do: "record-closed" }>, payload: Buffer | undefined): void {
    const toSocket = ("to" in output ? output.to : output.leg) === this.#near;
    switch (output.do) {
      case "forward":
        return toSocket ? this.#deliver(payload!) : this.#offer(payload!);
      case "forward-fin":
        if (toSocket) return this.#endSocket();
        this.#finToSend = output.sentBytes;
        return this.#pump();
      case "send-reset":
        if (toSocket) return this.#resetSocket();
        this.#pending.length = 0;
        this.#finToSend = undefined;
        return void this.#stream.send(resetFrame(output.code, this.#acker.delivered, this.#notice));
      case "end":
        return toSocket ? undefined : this.#endStream();
      case "cancel":
        return void (toSocket ? this.#socket.destroy() : this.#stream.cancel());
      case "pause":
        return void (toSocket ? this.#socket : this.#stream).pause();
      case "resume":
        return void (toSocket ? this.#socket : this.#stream).resume();
    }
  }

  #endSocket(): void {
    this.#o.watch?.wroteEnd();
    this.#socket.end();
  }

  #resetSocket(): void {
    resetSocket(this.#socket);
    // One that has closed before says so no second time.
    if (this.#socketClosed) this.driver.feed({ on: "lost", side: this.#near, code: "AGT_FLOW_LOCAL_ERROR" });
  }

  #deliver(payload: Buffer): void {
    this.#o.watch?.wrote(payload);
    const goesOn = this.#socket.write(payload, (error) => {
      if (error) return;
      this.#ack(this.#acker.onDelivered(payload.length, clock.now()));
      this.driver.feed({ on: "acked", side: this.#near, offset: this.#acker.delivered });
    });
    // A far end that keeps no window is held back by the stream's own.
    if (!goesOn && !this.#peerAcks) this.driver.feed({ on: "blocked", side: this.#near });
  }

  #ack(offset: number | undefined): void {
    if (offset !== undefined && !this.driver.relay.done[this.#far]) this.#stream.send(ackFrame(offset));
  }

  #endStream(): void {
    const last = this.#acker.last();
    if (last !== undefined) this.#stream.send(ackFrame(last));
    this.#stream.end();
  }

  #offer(chunk: Buffer): void {
    const before = Math.min(this.#sentBefore, chunk.length);
    this.#sentBefore -= before;
    if (before > 0) this.#window.onSent(before, clock.now());
    if (before < chunk.length) this.#pending.push(chunk.subarray(before));
    this.#pump();
  }

  /** Sends what window and stream allow; the rest waits, and the socket with it. */
  #pump(): void {
    const { at } = this.driver.relay;
    if (at === "aborting" || at === "ended") return;
    while (this.#pending.length > 0 && !this.#streamFull) {
      const chunk = this.#pending[0]!;
      const bytes = Math.min(chunk.length, DATA_BYTES_MAX, this.#peerAcks ? this.#window.room : DATA_BYTES_MAX);
      if (bytes === 0) break;
      if (bytes === chunk.length) this.#pending.shift();
      else this.#pending[0] = chunk.subarray(bytes);
      this.#window.onSent(bytes, clock.now());
      this.#streamFull = !this.#stream.send(encodeData(bytes === chunk.length ? chunk : chunk.subarray(0, bytes)));
    }
    if (!this.#peerAcks) this.driver.feed({ on: "acked", side: this.#far, offset: this.#window.sent });
    if (this.#pending.length === 0 && this.#finToSend !== undefined) {
      this.#stream.send(finFrame(this.#finToSend));
      this.#finToSend = undefined;
    }
    const blocked = this.#pending.length > 0 || this.#streamFull;
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.driver.feed({ on: blocked ? "blocked" : "drained", side: this.#far });
  }

  #release(): void {
    const stream = this.#stream;
    this.#pending.length = 0;
    for (const on of ["onMessage", "onDrain", "onEnd", "onLost"] as const) stream[on](nothing);
    stream.resume();
  }
}
