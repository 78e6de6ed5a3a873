/**
 * What a program sends on its connection, held until the flow is there.
 *
 * The head is read byte for byte, the end of the program's side is kept back until somebody listens, and of an HTTP
 * request no byte past its body gets through. The socket's own buffer bounds what waits.
 */

import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { clock } from "../../io/clock.ts";
import type { RequestBody } from "./request-body.ts";

/** No honest SOCKS or HTTP head is longer; nothing is opened for one that is. */
export const HEAD_BYTES_MAX = 16_384;
/** The time to state a request, from the first connection on: slow heads are a way to hold sockets. */
export const HEAD_WAIT_MS = 10_000;

/** What the head's reader makes of the bytes so far: wait for more, or done with so many of them. */
export type HeadStep<T> = { readonly more: true } | { readonly value: T; readonly length: number };
export type HeadFailed = "head-too-long" | "head-timeout" | "head-incomplete" | "gone" | "silent";

type Push = (chunk: Buffer | null) => boolean;

export class Inlet {
  readonly #socket: Socket;
  readonly #push: Push;
  readonly #deadline: number;
  #head: Buffer = Buffer.alloc(0);
  #body: RequestBody | undefined;
  /** The program has ended its side. */
  #ended = false;
  #handedOver = false;
  #endPushed = false;
  #wake: () => void = () => {};
  #failed: HeadFailed | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#deadline = clock.now() + HEAD_WAIT_MS;
    this.#push = socket.push.bind(socket) as Push;
    socket.push = (chunk: Buffer | null) => this.#arrived(chunk);
    socket.on("readable", this.#onReadable);
    socket.once("close", this.#onClose);
  }

  /** Reads until `read` is content. May be called again for the next part of the same head. */
  async head<T>(read: (bytes: Buffer) => HeadStep<T>): Promise<T | { readonly failed: HeadFailed }> {
    const timer = setTimeout(() => this.#fail("head-timeout"), Math.max(0, this.#deadline - clock.now()));
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#draw();
        const step = this.#head.length > 0 ? read(this.#head) : { more: true as const };
        if ("value" in step && step.length <= HEAD_BYTES_MAX) {
          this.#head = this.#head.subarray(step.length);
          return step.value;
        }
        if (this.#head.length >= HEAD_BYTES_MAX) this.#fail("head-too-long");
        else if (this.#ended) this.#fail(this.#head.length > 0 ? "head-incomplete" : "silent");
        if (this.#failed !== undefined) return { failed: this.#failed };
        await woken;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** From here on only the request's body passes. */
  limitTo(body: RequestBody): void {
    this.#draw();
    const { length } = this.#head;
    this.#head = this.#head.subarray(0, body.take(this.#head));
    if (this.#head.length < length) this.#ended = true;
    this.#body = body;
  }

  /**
   * Reads on while the flow is being opened: the first bytes, `bytesMax` at the most, and the rest waits as ever.
   * `more` is called where there are any, with all of them.
   */
  readFirst(bytesMax: number, more: (all: Buffer) => void): void {
    const read = () => {
      const room = Math.min(bytesMax - this.#head.length, this.#socket.readableLength);
      if (room > 0) this.#draw(room);
      // Nothing is announced any more until one has asked for more than there was.
      else if (this.#head.length < bytesMax) this.#socket.read(0);
      if (this.#head.length > 0) more(this.#head);
    };
    this.#wake = read;
    read();
  }

  /** Ends reading: what came behind the head is the answer; the rest, and the end, come from the socket as ever. */
  async handOver(): Promise<Buffer> {
    const socket = this.#socket;
    socket.off("readable", this.#onReadable);
    socket.off("close", this.#onClose);
    socket.pause();
    // A listener that was taken off still steers the stream until the turn is over.
    await turn();
    return this.#head;
  }

  /** The new owner listens now: the held-back end may come. */
  release(): void {
    this.#handedOver = true;
    if (this.#ended) this.#pushEnd();
  }

  #arrived(chunk: Buffer | null): boolean {
    if (chunk === null) {
      this.#ended = true;
      if (this.#handedOver) this.#pushEnd();
      this.#wake();
      return false;
    }
    if (this.#endPushed || this.#ended) return false;
    if (this.#body === undefined) return this.#push(chunk);
    const length = this.#body.take(chunk);
    const goesOn = length === 0 || this.#push(length === chunk.length ? chunk : chunk.subarray(0, length));
    if (length === chunk.length) return goesOn;
    // Another request on this connection, or a body that breaks its framing: the app sees the end of this one.
    return this.#arrived(null);
  }

  #pushEnd(): void {
    if (this.#endPushed || this.#socket.destroyed) return;
    this.#endPushed = true;
    this.#push(null);
    this.#socket.read(0);
  }

  #draw(length?: number): void {
    const bytes = this.#socket.read(length) as Buffer | null;
    if (bytes !== null) this.#head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
  }

  readonly #onReadable = (): void => this.#wake();

  readonly #onClose = (): void => this.#fail("gone");

  #fail(why: HeadFailed): void {
    this.#failed ??= why;
    this.#wake();
  }
}
