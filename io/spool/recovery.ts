/**
 * What an earlier life has left in the folder: replayed in order, and mended so that every file is whole afterwards.
 *
 * A torn tail is cut off. What stands behind damage is set aside in a file of its own, for a person to look at, and cut
 * off: so it is counted once, and what is shipped later needs no second judgement.
 */
import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BEGIN, decodeHeader, HEADER_BYTES, type HeaderRead, seedOf } from "../../core/spool/spool-frame.ts";
import type { CursorFile } from "./cursor-file.ts";
import { checksum } from "./disk.ts";
import { countLost, cutOff, isZero, readAt, setAside, setAsideWhole } from "./mend.ts";
import { type Replayed, SpoolFault, type SpoolPosition, type SyncMode } from "./spool.ts";
import { emptyFile, fileName, readName, type SpoolFile, START } from "./spool-files.ts";
import type { Tally } from "./tally.ts";
import { type Frame, type Walked, walk } from "./walk.ts";

export interface Recovery {
  readonly folder: string;
  readonly sync: SyncMode;
  readonly cursorFile: CursorFile;
  readonly tally: Tally;
  readonly onRecord: (record: Replayed) => void;
}

export interface Recovered {
  readonly files: SpoolFile[];
  readonly cursor: SpoolPosition;
  /** The highest number that was ever seen here. */
  readonly lastNumber: number;
}

interface Found {
  readonly number: number;
  readonly path: string;
  readonly bytes: number;
  readonly head: HeaderRead;
}

interface InRow extends Found {
  readonly next: Found | undefined;
  readonly counted: boolean;
}

export async function recover(its: Recovery): Promise<Recovered> {
  const names = (await readdir(its.folder)).map(readName).filter((name) => name !== undefined);
  const numbers = names.filter(({ is }) => is === "spool").map(({ number }) => number);
  const found: Found[] = [];
  // All are looked at before any is touched: a folder of a newer format must stay as it is.
  for (const number of numbers.toSorted((a, b) => a - b)) found.push(await look(its.folder, number));
  const kept = await keptCursor(its, found);
  const aside = names.filter(({ is }) => is === "damaged").map(({ number }) => number);
  const files: SpoolFile[] = [];
  let cursor = kept;
  for (const [at, one] of found.entries()) {
    const next = found[at + 1];
    // What is missing between the two was counted by an earlier life, and set aside.
    const counted = aside.some((number) => number >= one.number && number < (next?.number ?? 0));
    const file = await replayOne(its, { ...one, next, counted }, kept, (moved) => (cursor = moved));
    if (file !== undefined) files.push(file);
  }
  return { files, cursor, lastNumber: Math.max(kept.number, ...names.map(({ number }) => number)) };
}

async function look(folder: string, number: number): Promise<Found> {
  const path = join(folder, fileName(number));
  const file = await open(path, "r");
  try {
    const { size: bytes } = await file.stat();
    const head = decodeHeader(await readAt(file, 0, HEADER_BYTES), checksum);
    if (head.is === "newer") {
      const text = `${path} has spool format ${head.format}, which this Wayleave does not know; use the newer Wayleave`;
      throw new SpoolFault("WL_SPOOL_FORMAT", text);
    }
    const fits = head.is !== "header" || head.header.number === number;
    return { number, path, bytes, head: fits ? head : { is: "damaged" } };
  } finally {
    await file.close();
  }
}

/** Where the cursor speaks of another life's file than the one of its number, it is believed in nothing. */
async function keptCursor({ cursorFile, tally }: Recovery, found: readonly Found[]): Promise<SpoolPosition> {
  const slot = await cursorFile.read();
  if (slot === undefined) return START;
  const head = found.find(({ number }) => number === slot.number)?.head;
  if (head?.is === "header" && Buffer.compare(head.header.boot, slot.boot) !== 0) {
    tally.cursor_lost = 1;
    return START;
  }
  return { number: slot.number, offset: 0, sequence: slot.sequence };
}

async function replayOne(
  its: Recovery,
  found: InRow,
  kept: SpoolPosition,
  moved: (cursor: SpoolPosition) => void,
): Promise<SpoolFile | undefined> {
  const { head, path, bytes, next, counted } = found;
  const handle = await open(path, "r");
  try {
    if (head.is !== "header") {
      await mendHeadless(its, found, handle, next === undefined);
      return undefined;
    }
    const file = emptyFile(its.folder, head.header, head.seed);
    file.bytes = bytes;
    const walked = await replay(its, file, handle, kept, sequenceOf(next, file), moved);
    file.end = walked.at;
    // A file that ends well, too soon for the next one of its life, was cut between two records, or one is gone.
    const lacks = gapBefore(next, file) > 0 && !counted;
    if (walked.stopped !== "end" || lacks) await mendRest(its, file, handle, walked, next);
    return file;
  } finally {
    await handle.close();
  }
}

/** The sequence that the next file of the same life begins with: no record of this one may have it. */
function sequenceOf(next: Found | undefined, { bootText }: SpoolFile): number | undefined {
  if (next?.head.is !== "header") return undefined;
  const { boot, firstSequence } = next.head.header;
  return Buffer.from(boot).toString("hex") === bootText ? firstSequence : undefined;
}

function gapBefore(next: Found | undefined, file: SpoolFile): number {
  const following = sequenceOf(next, file);
  return following === undefined ? 0 : following - 1 - file.lastSequence;
}

async function replay(
  { onRecord }: Recovery,
  file: SpoolFile,
  handle: FileHandle,
  kept: SpoolPosition,
  before: number | undefined,
  moved: (cursor: SpoolPosition) => void,
): Promise<Walked> {
  const { bootText: boot, firstSequence, number, seed } = file;
  const take = ({ kind, sequence, bytes, end }: Frame): boolean => {
    if (kind !== "event") {
      file.eventsFrom = end;
      if (number === kept.number) moved({ number, offset: end, sequence: firstSequence - 1 });
      if (kind === "state") onRecord({ kind, boot, sequence: firstSequence, bytes: Buffer.from(bytes) });
      else {
        file.begun = true;
        onRecord({ kind, boot, sequence: firstSequence });
      }
      return true;
    }
    if (before !== undefined && sequence >= before) return false;
    const shipped = number < kept.number || (number === kept.number && sequence <= kept.sequence);
    if (shipped && number === kept.number) moved({ number, offset: end, sequence });
    onRecord({ kind, boot, sequence, bytes: Buffer.from(bytes), shipped });
    file.lastSequence = sequence;
    return true;
  };
  // Should nothing of it be whole, there is nothing to be read behind its header either.
  if (number === kept.number) moved({ number, offset: HEADER_BYTES, sequence: firstSequence - 1 });
  const stretch = { from: HEADER_BYTES, until: file.bytes, expected: BEGIN, firstSequence, seed };
  return await walk(handle, stretch, take);
}

/** What stands behind the good prefix of a file: torn off by a crash, or damaged. */
async function mendRest(
  { tally, sync }: Recovery,
  file: SpoolFile,
  handle: FileHandle,
  { at, stopped }: Walked,
  next: Found | undefined,
): Promise<void> {
  const rest = file.bytes - at;
  const torn = next === undefined && (stopped === "cut" || (await isZero(handle, at, file.bytes)));
  if (torn) tally.torn_tail_bytes += rest;
  else {
    const recognised = await countLost(handle, at, file.bytes, file.seed);
    tally.damaged_records += Math.max(1, gapBefore(next, file), recognised);
    tally.damaged_bytes += rest;
    tally.damaged_files += 1;
    // Where it can't be set aside it stays where it is, and is found again by the next life.
    if (!(await setAside(file.path, handle, at, file.bytes))) return;
  }
  if (await cutOff(file.path, at, sync)) file.bytes = at;
}

/** A file whose header can't be believed holds nothing that can. */
async function mendHeadless(
  { tally }: Recovery,
  { path, bytes, head }: Found,
  handle: FileHandle,
  newest: boolean,
): Promise<void> {
  if (newest && (head.is === "cut" || (await isZero(handle, 0, bytes)))) {
    tally.torn_tail_bytes += bytes;
    await rm(path, { force: true });
  } else {
    const header = await readAt(handle, 0, HEADER_BYTES);
    const lost = header.length < HEADER_BYTES ? 0 : await countLost(handle, HEADER_BYTES, bytes, seedOf(header));
    tally.damaged_records += Math.max(1, lost);
    tally.damaged_bytes += bytes;
    tally.damaged_files += 1;
    await setAsideWhole(path);
  }
}
