/**
 * What an end sends in one turn of the loop goes in one message: a message costs each hop far more than what is in it.
 *
 * Nobody waits for more to come: the turn in which a datagram was read is brought to its end, and that is all. Where
 * few come, each has a message of its own; the faster they come, the more share one.
 */
import { BUNDLE_BYTES_MAX, BUNDLE_COUNT_MAX, bundledBytes, encodeDatagrams } from "../wire/datagram-frames.ts";

export class DatagramBundle {
  readonly #send: (frame: Buffer, datagrams: number) => void;
  #payloads: Buffer[] = [];
  #bytes = 0;
  #scheduled = false;

  constructor(send: (frame: Buffer, datagrams: number) => void) {
    this.#send = send;
  }

  add(payload: Buffer): void {
    const bytes = bundledBytes(payload);
    if (this.#payloads.length >= BUNDLE_COUNT_MAX || this.#bytes + bytes > BUNDLE_BYTES_MAX) this.flush();
    this.#payloads.push(payload);
    this.#bytes += bytes;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** Sends what there is: before a word that must stand behind it. */
  flush(): void {
    const payloads = this.#payloads;
    if (payloads.length === 0) return;
    this.#payloads = [];
    this.#bytes = 0;
    this.#send(encodeDatagrams(payloads), payloads.length);
  }
}
