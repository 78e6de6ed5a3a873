/** Goes through the frames of a spool file, a piece at a time, as far as they are whole. */
import type { FileHandle } from "node:fs/promises";
import {
  type Expected,
  expectedAfter,
  FRAME_BYTES,
  RECORD_BYTES_MAX,
  type RecordKind,
  readFrame,
} from "../../core/spool/spool-frame.ts";
import { errnoOf } from "../errors.ts";
import { checksum } from "./disk.ts";

/** The largest frame fits; larger pieces are read no faster. */
const PIECE_BYTES = 1024 * 1024;
const LEAST_BYTES = RECORD_BYTES_MAX + FRAME_BYTES;

export interface Stretch {
  readonly from: number;
  /** Nothing behind it is read. */
  readonly until: number;
  readonly expected: Expected;
  readonly firstSequence: number;
  readonly seed: number;
}

export interface Walked {
  /** Behind the last frame that was taken. */
  readonly at: number;
  readonly expected: Expected;
  /** "asked": the frame there was not wanted. "cut": a frame begins there and its end is missing. */
  readonly stopped: "end" | "asked" | "cut" | "damaged";
}

export interface Frame {
  readonly kind: RecordKind;
  readonly sequence: number;
  /** Only while it is looked at. */
  readonly bytes: Uint8Array;
  /** Where it ends in the file. */
  readonly end: number;
}

/** `take` answers false for the frame before which to stop. */
export async function walk(
  file: FileHandle,
  { from, until, expected: first, firstSequence, seed }: Stretch,
  take: (frame: Frame) => boolean,
  pieceBytes = PIECE_BYTES,
): Promise<Walked> {
  const piece = Buffer.allocUnsafeSlow(Math.min(Math.max(pieceBytes, LEAST_BYTES), Math.max(until - from, 1)));
  let expected = first;
  for (let at = from; ; ) {
    const { filled, unreadable } = await fill(file, piece, at, until);
    const bytes = piece.subarray(0, filled);
    let begin = 0;
    for (;;) {
      const read = readFrame(bytes, begin, expected, seed, checksum);
      if (read.is === "damaged") return { at: at + begin, expected, stopped: "damaged" };
      if (read.is === "short") break;
      const { kind, from: payload, end } = read;
      const frame = { kind, sequence: expected.sequence, bytes: bytes.subarray(payload, end), end: at + end };
      if (!take(frame)) return { at: at + begin, expected, stopped: "asked" };
      expected = expectedAfter(kind, expected, firstSequence);
      begin = end;
    }
    // A piece holds the largest frame, so one in which none was whole is the last.
    if (begin === 0 || at + filled >= until) {
      const stopped = unreadable ? "damaged" : at + begin >= until ? "end" : "cut";
      return { at: at + begin, expected, stopped };
    }
    at += begin;
  }
}

/** Bytes of the file from `at`, as many as fit; fewer at its end, or before what the disk can't give. */
async function fill(
  file: FileHandle,
  into: Buffer,
  at: number,
  until: number,
): Promise<{ filled: number; unreadable: boolean }> {
  const wanted = Math.min(into.length, until - at);
  let filled = 0;
  while (filled < wanted) {
    try {
      const { bytesRead } = await file.read(into, filled, wanted - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    } catch (error) {
      // A sector that can't be read is damage like any other: it must not keep what is behind it for ever.
      if (errnoOf(error) !== "EIO") throw error;
      return { filled, unreadable: true };
    }
  }
  return { filled, unreadable: false };
}
