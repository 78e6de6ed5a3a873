/**
 * Two ends of one stream within a process: what a hop between two roles of one gateway needs in place of a socket.
 *
 * It keeps the promises of a stream over HTTP/2: order, back-pressure in bytes, the client half-closes first and the
 * server ends after it, and a message is never handed over within the call that sent it.
 */
import { END_WAIT_MS, type RawStream, SEND_HIGH_BYTES, SEND_LOW_BYTES } from "../grpc/raw-stream.ts";
import { CallFailed, STATUS } from "../grpc/status.ts";

/** Messages handed over in one turn of the loop: many flows share it. */
const BURST = 16;
const nothing = () => {};

export interface StreamPair {
  readonly client: RawStream;
  readonly server: RawStream;
  /** Breaks the transport under both ends. */
  break(): void;
}

export function memoryStreams(): StreamPair {
  const client = new MemoryEnd("client");
  const server = new MemoryEnd("server");
  client.peer = server;
  server.peer = client;
  const lost = () => new CallFailed(STATUS.UNAVAILABLE, "the stream broke");
  return {
    client,
    server,
    break: () => {
      client.lose(lost());
      server.lose(lost());
    },
  };
}

class MemoryEnd implements RawStream {
  peer: MemoryEnd | undefined;
  readonly #end: "client" | "server";
  #state: "open" | "ending" | "closed" = "open";
  readonly #inbox: Buffer[] = [];
  #inboxBytes = 0;
  /** The peer has said all: its end stands behind the inbox. */
  #peerEnded = false;
  #endTold = false;
  #stopped = false;
  #paused = false;
  #listening = false;
  #scheduled = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loss: Error | undefined;
  #message: (message: Buffer) => void = nothing;
  #drain = nothing;
  #taking = nothing;
  #onEnd: (() => void) | undefined;
  #onLost: ((error: Error) => void) | undefined;

  constructor(end: "client" | "server") {
    this.#end = end;
  }

  send(message: Buffer): boolean {
    const { peer } = this;
    if (this.#state !== "open" || peer === undefined) return false;
    peer.#inbox.push(message);
    peer.#inboxBytes += message.length;
    peer.#schedule();
    if (peer.#inboxBytes > SEND_HIGH_BYTES) this.#stopped = true;
    return !this.#stopped;
  }

  onMessage(f: (message: Buffer) => void): void {
    this.#message = f;
    this.#listening = true;
    this.#schedule();
  }

  onDrain(f: () => void): void {
    this.#drain = f;
  }

  onTaken(f: () => void): void {
    this.#taking = f;
  }

  onEnd(f: () => void): void {
    this.#onEnd = f;
    this.#schedule();
  }

  onLost(f: (error: Error) => void): void {
    this.#onLost = f;
    this.#schedule();
  }

  pause(): void {
    if (this.#state === "open") this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ending";
    this.#flow();
    if (this.#end === "client") return this.peer?.hearEnd();
    if (this.#endTold) return this.#finish();
    this.#timer = setTimeout(() => this.#finish(), END_WAIT_MS);
    this.#timer.unref();
  }

  fail(code: number, text: string): void {
    if (this.#end === "client") throw new TypeError(`a client can't fail a stream (${code}, ${text})`);
    if (this.#state === "closed") return;
    this.#close();
    this.peer?.lose(new CallFailed(code, text));
  }

  cancel(): void {
    if (this.#state === "closed") return;
    this.#close();
    this.peer?.lose(new CallFailed(STATUS.CANCELLED, "the peer cancelled"));
  }

  buffered(): number {
    return this.#state === "closed" || this.peer === undefined ? 0 : this.peer.#inboxBytes;
  }

  hearEnd(): void {
    this.#peerEnded = true;
    this.#schedule();
  }

  lose(error: Error): void {
    if (this.#state === "closed") return;
    this.#close();
    this.#loss = error;
    this.#inbox.length = 0;
    this.#inboxBytes = 0;
    this.#schedule();
  }

  #flow(): void {
    this.#paused = false;
    this.#listening = true;
    this.#schedule();
  }

  #finish(): void {
    if (this.#state === "closed") return;
    this.#close();
    this.#flow();
    this.peer?.hearEnd();
  }

  #close(): void {
    this.#state = "closed";
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    for (let count = 0; count < BURST && this.#listening && !this.#paused; count++) {
      const message = this.#inbox.shift();
      if (message === undefined) break;
      this.#inboxBytes -= message.length;
      this.#message(message);
    }
    this.peer?.taken();
    if (this.#inbox.length > 0) {
      if (this.#listening && !this.#paused) this.#schedule();
    } else if (this.#loss !== undefined) {
      this.#tellLost(this.#loss);
    } else if (this.#peerEnded) {
      this.#tellEnd();
    }
  }

  taken(): void {
    this.#taking();
    const left = this.peer === undefined ? 0 : this.peer.#inboxBytes;
    if (!this.#stopped || left > SEND_LOW_BYTES || this.#state === "closed") return;
    this.#stopped = false;
    this.#drain();
  }

  #tellEnd(): void {
    if (this.#endTold || this.#onEnd === undefined) return;
    this.#endTold = true;
    const wasEnding = this.#state === "ending";
    if (this.#end === "client") {
      if (this.#state === "open") this.peer?.hearEnd();
      this.#close();
    } else if (wasEnding) {
      this.#finish();
    }
    this.#onEnd();
  }

  #tellLost(error: Error): void {
    if (this.#onLost === undefined) return;
    const lost = this.#onLost;
    this.#onLost = undefined;
    lost(error);
  }
}
