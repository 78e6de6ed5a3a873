/**
 * One RPC stream, the same on both of its ends: whole messages as raw bytes, back-pressure counted in bytes.
 *
 * In the ordinary course no end resets the stream. The client half-closes, then the server ends with status OK; an
 * abort is said in a message first and then goes the same way. A connection on which a thousand streams were reset in
 * a burst is closed by the HTTP/2 library, with everything else that lives on it.
 */
import { MalformedFrame } from "../wire/malformed.ts";
import { onMoved } from "./young-buffers.ts";

export interface RawStream {
  /** Never drops. False: wait for onDrain before sending more, or memory grows. */
  send(message: Buffer): boolean;
  onMessage(f: (message: Buffer) => void): void;
  onDrain(f: () => void): void;
  /** The transport took some of what was sent: `buffered` is less. */
  onTaken(f: () => void): void;
  /** The peer half-closed; at a client: the server ended with OK. All messages were handed over before. */
  onEnd(f: () => void): void;
  /** The transport broke, or a status other than OK. Once to each listener, a late one too; never after a clean end. */
  onLost(f: (error: Error) => void): void;
  pause(): void;
  resume(): void;
  /** Client: half-close. Server: status OK, sent after the peer's half-close, or END_WAIT_MS. Lifts a pause. */
  end(): void;
  /** Server only: ends with another status. What was sent just before may never be read. */
  fail(code: number, text: string): void;
  /** For broken peers only. */
  cancel(): void;
  /** Bytes that send() took and the transport did not take yet. */
  buffered(): number;
}

/** Above this send() says stop: four full data frames, so that the transport has its next ones ready. */
export const SEND_HIGH_BYTES = 262_144;
/** At or below it the sender is told to go on, while the transport still has one frame. */
export const SEND_LOW_BYTES = 65_536;
/** How long a server that has ended waits for the client's half-close before it sends trailers all the same. */
export const END_WAIT_MS = 5_000;
/** What a stream of either end of the library offers us. */
export interface Duplex {
  write(message: Buffer, done: () => void): boolean;
  end(): void;
  pause(): unknown;
  resume(): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): boolean;
}

export type State = "open" | "ending" | "closed";
export const nothing = () => {};

export abstract class Stream<Call extends Duplex> implements RawStream {
  protected readonly call: Call;
  protected state: State = "open";
  #buffered = 0;
  #stopped = false;
  #listening = false;
  #paused = false;
  #message: (message: Buffer) => void = nothing;
  #drain = nothing;
  #taking = nothing;
  #end: (() => void) | undefined;
  #lost: ((error: Error) => void) | undefined;
  #ended = false;
  /** Kept: whoever takes the stream over after it was lost must hear so. */
  #loss: Error | undefined;

  constructor(call: Call) {
    this.call = call;
    call.on("end", () => this.readEnded());
  }

  send(message: Buffer): boolean {
    if (this.state !== "open") return false;
    this.#buffered += message.length;
    onMoved(message.length);
    this.call.write(message, () => this.#taken(message.length));
    if (this.#buffered > SEND_HIGH_BYTES) this.#stopped = true;
    return !this.#stopped;
  }

  onMessage(f: (message: Buffer) => void): void {
    this.#message = f;
    if (this.#listening) return;
    this.#listening = true;
    this.call.on("data", (message: Buffer) => this.#hear(message));
    // A pause from before there was a listener left the library's stream stopped.
    if (this.#paused) this.call.pause();
    else this.call.resume();
  }

  onDrain(f: () => void): void {
    this.#drain = f;
  }

  onTaken(f: () => void): void {
    this.#taking = f;
  }

  onEnd(f: () => void): void {
    this.#end = f;
    if (this.#ended) queueMicrotask(() => this.#tellEnd());
  }

  onLost(f: (error: Error) => void): void {
    this.#lost = f;
    if (this.#loss !== undefined) queueMicrotask(() => this.#tellLost());
  }

  pause(): void {
    if (this.state !== "open") return;
    this.#paused = true;
    this.call.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#listening) this.call.resume();
  }

  buffered(): number {
    return this.#buffered;
  }

  abstract end(): void;
  abstract fail(code: number, text: string): void;
  abstract cancel(): void;
  /** A handler found the peer's bytes malformed: the transport's side of the stream ends now. */
  protected abstract spoil(): void;

  /** Nobody waits for these messages any more, but what stands behind them (trailers, half-close) must come through. */
  protected flow(): void {
    this.#paused = false;
    if (!this.#listening) this.onMessage(nothing);
    this.call.resume();
  }

  protected readEnded(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tellEnd();
  }

  protected lose(error: Error): void {
    if (this.state === "closed") return;
    this.close();
    this.#loss = error;
    this.#tellLost();
  }

  protected close(): void {
    this.state = "closed";
    this.#buffered = 0;
  }

  #tellEnd(): void {
    const end = this.#end;
    if (end === undefined || !this.#ended) return;
    this.#end = nothing;
    end();
  }

  #tellLost(): void {
    const lost = this.#lost;
    const error = this.#loss;
    if (lost === undefined || error === undefined) return;
    this.#lost = undefined;
    lost(error);
  }

  #hear(message: Buffer): void {
    if (this.state === "closed") return;
    onMoved(message.length);
    try {
      this.#message(message);
    } catch (error) {
      // A peer that sends garbage loses its stream; it must not be able to stop the process.
      if (!(error instanceof MalformedFrame)) throw error;
      this.spoil();
      this.#loss = error;
      this.#tellLost();
    }
  }

  #taken(bytes: number): void {
    if (this.state === "closed") return;
    this.#buffered -= bytes;
    this.#taking();
    if (this.#stopped && this.#buffered <= SEND_LOW_BYTES) {
      this.#stopped = false;
      this.#drain();
    }
  }
}
