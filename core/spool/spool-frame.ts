/**
 * How a spool's file is made of bytes: a header, then frames; and what bytes that were read back are worth.
 *
 * A file is a begin (records of kind "state", each with its place in the row, closed by one "stated") and then events,
 * whose sequences ascend by one from the header's. What is not exactly that is damage, and nothing behind it counts.
 * The head of a frame has a checksum of its own, so that a flipped bit of its length is seen for certain and not with
 * luck; all checksums begin with the header's, so that a frame of another file never fits, wherever a disk puts it.
 *
 *     header  0 "WLSPOOL\0"  8 format  16 boot  32 file number  40 first sequence  60 checksum of 0..60; else zero
 *     frame   0 length  4 kind  5 zero  6 sequence  12 checksum of the payload  16 checksum of 0..16  20 payload
 */
import { invariant } from "../units.ts";

export const FORMAT = 1;
export const HEADER_BYTES = 64;
/** What a record takes besides its own bytes. */
export const FRAME_BYTES = 20;
/** A network event has some hundred bytes. Past this it is a mistake, and would not fit into an append to the log. */
export const RECORD_BYTES_MAX = 256 * 1024;

const MAGIC = [0x57, 0x4c, 0x53, 0x50, 0x4f, 0x4f, 0x4c, 0];
const CHECKSUM_AT = 60;
const TWO_32 = 0x1_0000_0000;
/** A sequence has 48 bits: a million records a second for eight years. */
export const SEQUENCE_MAX = 2 ** 48 - 1;

/** CRC-32 of some bytes, continued from a value. */
export type Checksum = (bytes: Uint8Array, from: number) => number;
export type RecordKind = "state" | "stated" | "event";

const CODE: Readonly<Record<RecordKind, number>> = { state: 1, stated: 2, event: 3 };
const KIND = new Map(Object.entries(CODE).map(([kind, code]) => [code, kind as RecordKind]));

export interface FileHeader {
  /** 16 bytes: the life of the writer. */
  readonly boot: Uint8Array;
  /** The file's own number, which its name says too. */
  readonly number: number;
  readonly firstSequence: number;
}

export type HeaderRead =
  /** `seed` is what all checksums of the file begin with. */
  | { readonly is: "header"; readonly header: FileHeader; readonly seed: number }
  | { readonly is: "newer"; readonly format: number }
  | { readonly is: "cut" }
  | { readonly is: "damaged" };

/** What the next frame of a file must be. */
export interface Expected {
  readonly part: "begin" | "events";
  /** In the begin the place in the row, from 0; behind it the event's sequence. */
  readonly sequence: number;
}

export type FrameRead =
  | {
      readonly is: "frame";
      readonly kind: RecordKind;
      /** Where the payload begins, and where it ends: there the next frame begins. */
      readonly from: number;
      readonly end: number;
    }
  /** What is there fits, but there is not enough of it. */
  | { readonly is: "short" }
  | { readonly is: "damaged" };

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function write48(view: DataView, at: number, value: number): void {
  view.setUint16(at, Math.floor(value / TWO_32));
  view.setUint32(at + 2, value % TWO_32);
}

const read48 = (view: DataView, at: number): number => view.getUint16(at) * TWO_32 + view.getUint32(at + 2);

export function encodeHeader({ boot, number, firstSequence }: FileHeader, checksum: Checksum): Uint8Array {
  invariant(boot.length === 16, "a boot has 16 bytes");
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = viewOf(bytes);
  bytes.set(MAGIC);
  view.setUint32(8, FORMAT);
  bytes.set(boot, 16);
  write48(view, 32, number);
  write48(view, 40, firstSequence);
  view.setUint32(CHECKSUM_AT, checksum(bytes.subarray(0, CHECKSUM_AT), 0));
  return bytes;
}

export function decodeHeader(bytes: Uint8Array, checksum: Checksum): HeaderRead {
  if (bytes.length < HEADER_BYTES) return { is: "cut" };
  const view = viewOf(bytes);
  const seed = seedOf(bytes);
  if (seed !== checksum(bytes.subarray(0, CHECKSUM_AT), 0)) return { is: "damaged" };
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return { is: "damaged" };
  const format = view.getUint32(8);
  if (format > FORMAT) return { is: "newer", format };
  const header = { boot: bytes.slice(16, 32), number: read48(view, 32), firstSequence: read48(view, 40) };
  if (format !== FORMAT || header.firstSequence < 1) return { is: "damaged" };
  return { is: "header", header, seed };
}

/** What a header says its file's checksums begin with, whether or not the rest of it can be believed. */
export const seedOf = (header: Uint8Array): number => viewOf(header).getUint32(CHECKSUM_AT);

/** Puts a frame into `into` at `at`, and answers where it ends. */
export function writeFrame(
  into: Uint8Array,
  at: number,
  record: { readonly kind: RecordKind; readonly sequence: number; readonly bytes: Uint8Array },
  seed: number,
  checksum: Checksum,
): number {
  const { kind, sequence, bytes } = record;
  invariant(bytes.length <= RECORD_BYTES_MAX && sequence <= SEQUENCE_MAX, "a frame fits its fields");
  const view = viewOf(into);
  view.setUint32(at, bytes.length);
  view.setUint8(at + 4, CODE[kind]);
  view.setUint8(at + 5, 0);
  write48(view, at + 6, sequence);
  view.setUint32(at + 12, checksum(bytes, seed));
  view.setUint32(at + 16, checksum(into.subarray(at, at + 16), seed));
  into.set(bytes, at + FRAME_BYTES);
  return at + FRAME_BYTES + bytes.length;
}

export function readFrame(
  bytes: Uint8Array,
  at: number,
  expected: Expected,
  seed: number,
  checksum: Checksum,
): FrameRead {
  if (bytes.length - at < FRAME_BYTES) return { is: "short" };
  const view = viewOf(bytes);
  if (view.getUint32(at + 16) !== checksum(bytes.subarray(at, at + 16), seed)) return { is: "damaged" };
  const length = view.getUint32(at);
  const kind = KIND.get(view.getUint8(at + 4));
  if (kind === undefined || view.getUint8(at + 5) !== 0 || length > RECORD_BYTES_MAX) return { is: "damaged" };
  if ((kind === "event") !== (expected.part === "events")) return { is: "damaged" };
  if (read48(view, at + 6) !== expected.sequence) return { is: "damaged" };
  const from = at + FRAME_BYTES;
  const end = from + length;
  if (end > bytes.length) return { is: "short" };
  if (view.getUint32(at + 12) !== checksum(bytes.subarray(from, end), seed)) return { is: "damaged" };
  return { is: "frame", kind, from, end };
}

/** What must come after a frame of this kind. */
export function expectedAfter(kind: RecordKind, expected: Expected, firstSequence: number): Expected {
  if (kind === "stated") return { part: "events", sequence: firstSequence };
  return { part: expected.part, sequence: expected.sequence + 1 };
}

export const BEGIN: Expected = { part: "begin", sequence: 0 };

/**
 * How many events' heads can still be recognised in bytes that are not to be trusted: what damage has cost, never what
 * it said.
 */
export function countEvents(bytes: Uint8Array, seed: number, checksum: Checksum): number {
  const view = viewOf(bytes);
  let count = 0;
  for (let at = 0; at + FRAME_BYTES <= bytes.length; ) {
    const isHead =
      bytes[at + 4] === CODE.event &&
      bytes[at + 5] === 0 &&
      view.getUint32(at) <= RECORD_BYTES_MAX &&
      view.getUint32(at + 16) === checksum(bytes.subarray(at, at + 16), seed);
    count += isHead ? 1 : 0;
    at += isHead ? FRAME_BYTES : 1;
  }
  return count;
}
