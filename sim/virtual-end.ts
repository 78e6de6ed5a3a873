/** An end of a flow in virtual time, and the program or app behind it: real window and acks, queues for sockets. */
import { openEndRelay, other, type RelayOutput, type Side } from "../core/relay/relay.ts";
import { Acker, SendWindow, WINDOW_MAX } from "../core/relay/window.ts";
import type { Machine } from "./relay-mutants.ts";
import { Node } from "./virtual-node.ts";
import type { Payload, StreamEnd, World } from "./virtual-stream.ts";

const CHUNK = 65_536;

/** An agent's or publisher's end, with the program or app behind it. */
export class End extends Node {
  /** The program's own view. */
  readonly program = { wrote: 0, read: 0, sawEnd: false, sawReset: false, closing: false };
  /** How long the program rests before it reads what has come. */
  readMs = 1;
  readonly #near: Side;
  readonly #stream: StreamEnd;
  readonly #window = new SendWindow();
  readonly #acker = new Acker();
  /** What the program wrote and the socket has not read; what was read and is not sent. */
  readonly #unread: Payload[] = [];
  readonly #pending: Payload[] = [];
  #paused = false;
  #blocked = false;
  #fin: number | undefined;
  #toRead = 0;
  #finDelivered = false;
  #socketClosed = false;

  constructor(world: World, machine: Machine, near: Side, stream: StreamEnd) {
    super(world, machine, openEndRelay);
    this.#near = near;
    this.#stream = stream;
    this.listen(other(near), stream);
  }

  write(bytes: number): void {
    if (this.program.closing || this.#socketClosed) return;
    for (let from = this.program.wrote; from < this.program.wrote + bytes; from += CHUNK) {
      this.#unread.push({ from, bytes: Math.min(CHUNK, this.program.wrote + bytes - from) });
    }
    this.program.wrote += bytes;
    this.#read();
  }

  close(): void {
    if (this.program.closing || this.#socketClosed) return;
    this.program.closing = true;
    this.#read();
  }

  /** The program resets its connection. */
  abort(): void {
    if (this.#socketClosed) return;
    this.#socketClosed = true;
    this.program.closing = true;
    const code = this.#near === "downstream" ? "AGT_FLOW_CLIENT_CLOSED" : "APP_FLOW_RESET";
    this.feed({ on: "reset", side: this.#near, code, deliveredBytes: this.#acker.delivered });
    this.feed({ on: "lost", side: this.#near, code });
  }

  #finRead = false;
  #read(): void {
    while (!this.#paused && !this.#socketClosed) {
      const payload = this.#unread.shift();
      if (payload === undefined) break;
      this.feed({ on: "bytes", side: this.#near, bytes: payload.bytes }, payload);
    }
    if (!this.program.closing || this.#paused || this.#unread.length > 0 || this.#finRead || this.#socketClosed) return;
    this.#finRead = true;
    this.feed({ on: "fin", side: this.#near, sentBytes: 0 });
    this.#maybeClosed();
  }

  protected override heardAck(side: Side, offset: number): void {
    if (!this.#window.onAck(offset, this.world.now)) return this.feed({ on: "malformed", side });
    this.feed({ on: "acked", side, offset });
    this.#pump();
    this.#maybeClosed();
  }

  protected override perform(output: RelayOutput, payload: Payload | undefined): void {
    const toSocket = ("to" in output ? output.to : "leg" in output && output.leg) === this.#near;
    if (output.do === "forward") {
      if (toSocket) return this.#deliver(payload!);
      this.#pending.push(payload!);
      if (this.#pending.length > 2) this.world.fault("an end holds more than it read before it rests");
      return this.#pump();
    }
    if (output.do === "forward-fin") {
      if (toSocket) return this.#deliverFin();
      this.#fin = output.sentBytes;
      return this.#pump();
    }
    if (output.do === "send-reset") {
      if (toSocket) return this.#resetSocket();
      this.#pending.length = 0;
      return this.#stream.send({ is: "reset", delivered: this.#acker.delivered });
    }
    if (output.do === "end" && !toSocket) {
      const last = this.#acker.last();
      if (last !== undefined) this.#stream.send({ is: "ack", offset: last });
      this.#stream.end();
    }
    if (output.do === "cancel") {
      if (!this.world.broke) this.world.fault("a leg of peers that answer had to be cancelled");
      if (!toSocket && this.#stream.works) this.world.fault("an end cut the stream of a hop that answers");
      if (toSocket) this.#resetSocket();
      else this.#stream.break();
    }
    if (toSocket && (output.do === "pause" || output.do === "resume")) {
      this.#paused = output.do === "pause";
      if (!this.#paused) this.world.after(0, () => this.#read());
    }
  }

  #pump(): void {
    if (this.relay.at === "aborting" || this.relay.at === "ended") return;
    while (this.#pending.length > 0) {
      const { from, bytes } = this.#pending[0]!;
      const now = Math.min(bytes, this.#window.room);
      if (now === 0) break;
      if (now === bytes) this.#pending.shift();
      else this.#pending[0] = { from: from + now, bytes: bytes - now };
      this.#window.onSent(now, this.world.now);
      this.#stream.send({ is: "data", payload: { from, bytes: now } });
    }
    if (this.#window.sent - this.#window.acked > WINDOW_MAX) this.world.fault("more than a window is under way");
    if (this.#pending.length === 0 && this.#fin !== undefined) {
      this.#stream.send({ is: "fin", sentBytes: this.#fin });
      this.#fin = undefined;
    }
    const blocked = this.#pending.length > 0;
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.feed({ on: blocked ? "blocked" : "drained", side: other(this.#near) });
  }

  #deliver(payload: Payload): void {
    if (this.#socketClosed) return this.world.fault("bytes for a socket that is closed");
    if (this.program.sawEnd || this.program.sawReset) this.world.fault("bytes after the end");
    if (payload.from !== this.#toRead) this.world.fault("bytes lost, doubled or out of order");
    this.#toRead = payload.from + payload.bytes;
    this.#inTurn(() => {
      if (this.#socketClosed) return;
      this.program.read += payload.bytes;
      this.#tell(this.#acker.onDelivered(payload.bytes, this.world.now));
      this.feed({ on: "acked", side: this.#near, offset: this.#acker.delivered });
      const idle = this.#acker.nextDeadline();
      if (idle !== undefined) {
        this.world.after(idle - this.world.now, () => this.#tell(this.#acker.onTick(this.world.now)));
      }
      this.#maybeClosed();
    });
  }

  /** A program reads one thing after the other, however its pace changes. */
  #inTurn(read: () => void): void {
    this.#readAt = Math.max(this.#readAt, this.world.now + this.readMs);
    this.world.after(this.#readAt - this.world.now, read);
  }
  #readAt = 0;

  #tell(offset: number | undefined): void {
    if (offset !== undefined && !this.relay.done[other(this.#near)]) this.#stream.send({ is: "ack", offset });
  }

  #deliverFin(): void {
    this.#finDelivered = true;
    this.#inTurn(() => {
      if (!this.#socketClosed) this.program.sawEnd = true;
      this.#maybeClosed();
    });
  }

  /** A socket has closed when both ways are over; the machine hears it when the far end has all. */
  #maybeClosed(): void {
    const { program } = this;
    if (this.#socketClosed || !this.#finRead || !this.#finDelivered || !program.sawEnd) return;
    if (this.#pending.length > 0 || this.#window.acked < this.#window.sent) return;
    this.#socketClosed = true;
    this.feed({ on: "closed", side: this.#near, code: "AGT_FLOW_LOCAL_ERROR" });
  }

  #resetSocket(): void {
    this.program.sawReset ||= !this.#socketClosed;
    this.#socketClosed = true;
    this.feed({ on: "lost", side: this.#near, code: "AGT_FLOW_LOCAL_ERROR" });
  }
}
