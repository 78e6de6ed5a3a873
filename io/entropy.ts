/** Chance, drawn at the edge: random bytes, time-ordered ids, and the short ids that people read out aloud. */
import { randomFillSync } from "node:crypto";
import { clock } from "./clock.ts";

/** Ids are drawn for every flow and event: one system call serves this many bytes of them. */
const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

export function randomBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (length > POOL_BYTES / 8) return randomFillSync(bytes);
  if (used + length > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  pool.copy(bytes, 0, used, used + length);
  // What was handed out is wiped, so that a dump of the pool tells no key that was made from it.
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}

/** A number in [0, 1): the die a driver hands to a machine for jitter. */
export const die = (): number => randomBytes(4).readUInt32BE(0) / 0x1_0000_0000;

/** Milliseconds and, behind the point, 4096ths of one: the last moment an id was made for. */
let lastMs = 0;
let lastFraction = 0;

/** RFC 9562, version 7, with 12 bits of sub-millisecond order: ids of one process are strictly ascending. */
export function uuidv7Bytes(): Buffer {
  const us = clock.wallUs();
  let ms = Math.floor(us / 1000);
  let fraction = Math.floor(((us % 1000) * 4096) / 1000);
  if (ms < lastMs || (ms === lastMs && fraction <= lastFraction)) {
    ms = lastMs;
    fraction = lastFraction + 1;
    if (fraction > 4095) {
      ms += 1;
      fraction = 0;
    }
  }
  lastMs = ms;
  lastFraction = fraction;
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | fraction, 6);
  randomBytes(8).copy(bytes, 8);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}

export const uuidv7 = (): string => uuidText(uuidv7Bytes());

export function uuidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`a UUID has 16 bytes, not ${bytes.length}`);
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function uuidBytes(text: string): Buffer {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new RangeError("not a UUID in text");
  return Buffer.from(text.replaceAll("-", ""), "hex");
}

/** Crockford's 32: no I, L, O or U, so that what is read aloud is typed right. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Six letters, 30 bits: short enough to say, and looked up together with the time, so a rare repeat does no harm. */
export function denialId(): string {
  const letters = [...randomBytes(6)].map((byte) => LETTERS[byte & 31]!).join("");
  return `${letters.slice(0, 3)}-${letters.slice(3)}`;
}

/** What somebody typed, as the id that was meant; undefined if it can't be one. */
export function readDenialId(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  if (letters.length !== 6 || [...letters].some((letter) => !LETTERS.includes(letter))) return undefined;
  return `${letters.slice(0, 3)}-${letters.slice(3)}`;
}
