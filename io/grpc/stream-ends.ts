/** A raw stream over each end of the gRPC library: the caller's, and the server's. */
import { type Duplex, END_WAIT_MS, nothing, Stream } from "./raw-stream.ts";
import { CallFailed, STATUS } from "./status.ts";

/** A peer that has not taken the last bytes and the trailers by then never will. */
const CLOSE_WAIT_MS = 30_000;

export interface ClientCall extends Duplex {
  read(size: number): unknown;
  cancel(): void;
}

export class ClientStream extends Stream<ClientCall> {
  constructor(call: ClientCall) {
    super(call);
    // Until it is first read from, the library's client takes in all that comes, whatever the windows say.
    call.read(0);
    call.on("error", (error: Error & { code?: number; details?: string }) => {
      this.lose(new CallFailed(error.code ?? STATUS.UNAVAILABLE, error.details ?? error.message, { cause: error }));
    });
  }

  end(): void {
    if (this.state !== "open") return;
    this.state = "ending";
    this.call.end();
    this.flow();
  }

  fail(code: number, text: string): void {
    throw new TypeError(`a client can't fail a stream (${code}, ${text})`);
  }

  cancel(): void {
    if (this.state === "closed") return;
    this.close();
    this.call.cancel();
  }

  protected override spoil(): void {
    this.cancel();
  }

  /** Readable's end stands behind all messages, but for any status; only OK, which raises no error, gets here open. */
  protected override readEnded(): void {
    // The error of a status other than OK is emitted in the same turn as the end of reading.
    setImmediate(() => {
      if (this.state === "closed") return;
      if (this.state === "open") this.call.end();
      this.close();
      super.readEnded();
    });
  }
}

export class ServerStream extends Stream<Duplex> {
  readonly #reset: () => void;
  #halfClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `reset` resets the HTTP/2 stream behind the call, which the library's own call doesn't offer. */
  constructor(call: Duplex, reset: () => void) {
    super(call);
    this.#reset = reset;
    call.on("cancelled", () => this.#cut());
    call.on("close", () => this.#cut());
    call.on("error", nothing);
  }

  end(): void {
    if (this.state !== "open") return;
    this.state = "ending";
    if (this.#halfClosed) {
      this.#finish();
      return;
    }
    this.#timer = setTimeout(() => this.#finish(), END_WAIT_MS);
    this.flow();
  }

  fail(code: number, text: string): void {
    if (this.state === "closed") return;
    this.close();
    this.flow();
    // The library's own way to end with a status: an error event whose code is the status.
    this.call.emit("error", Object.assign(new Error(text), { code, details: text }));
    this.#boundClose();
  }

  cancel(): void {
    if (this.state === "closed") return;
    this.close();
    clearTimeout(this.#timer);
    this.#reset();
  }

  protected override spoil(): void {
    this.fail(STATUS.INVALID_ARGUMENT, "malformed message");
  }

  protected override readEnded(): void {
    this.#halfClosed = true;
    super.readEnded();
    if (this.state === "ending") this.#finish();
  }

  #finish(): void {
    if (this.state === "closed") return;
    clearTimeout(this.#timer);
    this.close();
    this.flow();
    this.call.end();
    this.#boundClose();
  }

  #boundClose(): void {
    this.#timer = setTimeout(() => this.#reset(), CLOSE_WAIT_MS);
    this.#timer.unref();
  }

  #cut(): void {
    clearTimeout(this.#timer);
    // After our own trailers the library says the same of a stream that ended well: then we are closed already.
    if (this.state === "ending") this.close();
    else this.lose(new CallFailed(STATUS.UNAVAILABLE, "the peer's stream broke"));
  }
}
