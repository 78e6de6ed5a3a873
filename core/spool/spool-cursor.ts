/**
 * How far a spool was shipped, as two slots of bytes that are written in turn: a crash in the middle of one leaves the
 * other, which says less. What can't be believed says nothing, and all is shipped again; never the other way round.
 *
 *     slot  0 "WLSHIP\0\0"  8 format  12 turn  20 boot  36 file number  44 sequence  60 checksum of 0..60
 */
import type { Checksum } from "./spool-frame.ts";

export const SLOT_BYTES = 64;
/** Slots are a page apart, so that no write touches both. */
export const SLOT_APART_BYTES = 4096;
const MAGIC = [0x57, 0x4c, 0x53, 0x48, 0x49, 0x50, 0, 0];
const CHECKSUM_AT = 60;
const FORMAT = 1;

export interface Cursor {
  /** Which life's file it speaks of: a number alone may come again after a loss of power. */
  readonly boot: Uint8Array;
  readonly number: number;
  /** All of this file up to and with it, and all files of lower numbers, are safely elsewhere. */
  readonly sequence: number;
}

export interface Slot extends Cursor {
  /** Ascends by one with each write; its parity says which slot. */
  readonly turn: number;
}

export const slotAt = (turn: number): number => (turn % 2) * SLOT_APART_BYTES;

export function encodeSlot({ turn, boot, number, sequence }: Slot, checksum: Checksum): Uint8Array {
  const bytes = new Uint8Array(SLOT_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, FORMAT);
  view.setBigUint64(12, BigInt(turn));
  bytes.set(boot, 20);
  view.setBigUint64(36, BigInt(number));
  view.setBigUint64(44, BigInt(sequence));
  view.setUint32(CHECKSUM_AT, checksum(bytes.subarray(0, CHECKSUM_AT), 0));
  return bytes;
}

function decodeSlot(bytes: Uint8Array, checksum: Checksum): Slot | undefined {
  if (bytes.length < SLOT_BYTES || MAGIC.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(CHECKSUM_AT) !== checksum(bytes.subarray(0, CHECKSUM_AT), 0)) return undefined;
  if (view.getUint32(8) !== FORMAT) return undefined;
  const [turn, number, sequence] = [12, 36, 44].map((at) => Number(view.getBigUint64(at))) as [number, number, number];
  return { turn, boot: bytes.slice(20, 36), number, sequence };
}

/** The newest slot that can be believed; undefined where none can. */
export function newestSlot(bytes: Uint8Array, checksum: Checksum): Slot | undefined {
  const slots = [0, 1]
    .map((turn) => decodeSlot(bytes.subarray(slotAt(turn), slotAt(turn) + SLOT_BYTES), checksum))
    .filter((slot) => slot !== undefined);
  return slots.toSorted((a, b) => b.turn - a.turn)[0];
}
