/** Bytes that grow, and what the Native format writes into them: whole numbers, lengths, texts. */
import { utf8Length, utf8Write } from "./utf8.ts";

/** Grown by doubling: a block of few rows must not take the room of a big one. */
const BYTES_AT_FIRST = 1024;

/** Bytes that grow, with what the format writes into them. */
export class Bytes {
  data = new Uint8Array(BYTES_AT_FIRST);
  view = new DataView(this.data.buffer);
  length = 0;

  /** Room for more bytes behind the length. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.data.length) return;
    let size = this.data.length;
    while (size < needed) size *= 2;
    const grown = new Uint8Array(size);
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
    this.view = new DataView(grown.buffer);
  }

  zeros(count: number): void {
    this.reserve(count);
    this.data.fill(0, this.length, this.length + count);
    this.length += count;
  }

  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 128) {
      this.data[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.data[this.length++] = rest;
  }

  u64(value: number): void {
    this.reserve(8);
    putU64(this.view, this.length, value);
    this.length += 8;
  }

  text(value: string): void {
    const length = utf8Length(value);
    this.varint(length);
    this.reserve(length);
    utf8Write(value, this.data, this.length);
    this.length += length;
  }

  copy(into: Uint8Array, at: number): number {
    into.set(this.data.subarray(0, this.length), at);
    return at + this.length;
  }
}

/** Whole numbers from 0 to 2^53: what the decoder lets through. */
export function putU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true);
  view.setUint32(at + 4, value / 0x1_0000_0000, true);
}
