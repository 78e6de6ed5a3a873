/**
 * The stub leases on disk: appended before an answer leaves, so that after a crash no address means another name.
 *
 * One line a record: CRC-32 of the rest in hex, a space, JSON. A torn last line was never answered and is cut off; a
 * spoiled one before it is skipped, and the high-water mark keeps its address from being given away.
 */
import { constants } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import type { Lease, StubRange } from "../../core/dns/stub-pool.ts";
import type { StubsMoved } from "../stub-place.ts";

type Line =
  | { readonly op: "range"; readonly base: number; readonly bits: number; readonly high: number }
  | ({ readonly op: "lease" } & Lease)
  | { readonly op: "release"; readonly address: number };

export interface Kept {
  readonly leases: readonly Lease[];
  readonly highWater: number;
  /** Lines that could not be read. */
  readonly spoiled: number;
}

export interface LeaseFile {
  readonly kept: Kept;
  /** Resolves when all that was told up to now is on disk. */
  lease(lease: Lease): Promise<void>;
  release(leases: readonly Lease[]): Promise<void>;
  /** Resolves when every earlier record is on disk: an answer may rest on another question's new lease. */
  settled(): Promise<void>;
  /** Nothing waits for the disk. */
  isSettled(): boolean;
  /** Stubs are taken from another range: what is leased there is all that there is. Resolves when it is on disk. */
  move(moved: StubsMoved): Promise<void>;
  close(): Promise<void>;
}

/** A file with this many records more than there are leases is written anew. */
const COMPACT_SLACK = 10_000;

type Current = () => { readonly leases: readonly Lease[]; readonly highWater: number };

/** `current` tells leases and mark for compaction. */
export async function openLeaseFile(path: string, range: StubRange, current: Current): Promise<LeaseFile> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    const bytes = await file.readFile();
    const read = readLines(bytes);
    const kept = replay(read.lines, range, read.spoiled);
    await file.truncate(read.goodBytes);
    const book = new Book(path, file, read.goodBytes, range, current);
    if (!isRange(read.lines[0], range)) await book.compact(kept);
    return book.asLeaseFile(kept, read.lines.length);
  } catch (error) {
    await file.close();
    throw error;
  }
}

class Book {
  readonly #path: string;
  #range: StubRange;
  readonly #current: Current;
  #file: FileHandle;
  #size: number;
  #records = 0;
  #pending: Line[] = [];
  #isWriting = false;
  /** The file is of this range: until then it can't take a lease. */
  #isMoved = true;
  /** The write under way, and the one that will take what is pending now. */
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(path: string, file: FileHandle, size: number, range: StubRange, current: Current) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#range = range;
    this.#current = current;
  }

  asLeaseFile(kept: Kept, records: number): LeaseFile {
    this.#records = records;
    return {
      kept,
      lease: (lease) => this.#append([lineOf(lease)]),
      release: (leases) => this.#append(leases.map(({ address }) => ({ op: "release", address }))),
      // What a failed write left behind is tried again.
      settled: () => (this.#pending.length > 0 || !this.#isMoved ? this.#append([]) : (this.#next ?? this.#writing)),
      move: ({ to }) => this.#move(to.range),
      isSettled: () => this.#isMoved && this.#pending.length === 0 && this.#next === undefined && !this.#isWriting,
      close: async () => {
        await (this.#next ?? this.#writing).catch(() => {});
        await this.#file.close();
      },
    };
  }

  /** All records that come while one write is under way go to disk together. */
  #append(lines: readonly Line[]): Promise<void> {
    this.#pending.push(...lines);
    this.#next ??= this.#writing
      .catch(() => {})
      .then(() => {
        this.#writing = this.#next!;
        this.#next = undefined;
        return this.#flush();
      });
    return this.#next;
  }

  async #flush(): Promise<void> {
    const lines = this.#pending;
    this.#pending = [];
    this.#isWriting = true;
    try {
      if (!this.#isMoved) await this.compact(this.#current());
      const bytes = encode(lines);
      // At the size we know, so that what a failed write left behind is written over.
      await this.#file.write(bytes, 0, bytes.length, this.#size);
      await this.#file.datasync();
      this.#size += bytes.length;
      this.#records += lines.length;
    } catch (error) {
      this.#pending = [...lines, ...this.#pending];
      throw error;
    } finally {
      this.#isWriting = false;
    }
    const current = this.#current();
    if (this.#records > current.leases.length + COMPACT_SLACK) await this.compact(current).catch(() => {});
  }

  /** In its turn among the writes; a lease of the old range that is written after it is passed over when it is read. */
  #move(range: StubRange): Promise<void> {
    this.#range = range;
    this.#isMoved = false;
    return this.#append([]);
  }

  async compact(to: { readonly leases: readonly Lease[]; readonly highWater: number }): Promise<void> {
    const beside = `${this.#path}.new`;
    const range = this.#range;
    const lines: Line[] = [{ op: "range", ...range, high: to.highWater }];
    for (const lease of to.leases) lines.push(lineOf(lease));
    const bytes = encode(lines);
    const file = await open(beside, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
      await rename(beside, this.#path);
      await syncFolder(dirname(this.#path));
    } catch (error) {
      await file.close();
      throw error;
    }
    await this.#file.close();
    this.#file = file;
    this.#size = bytes.length;
    this.#records = lines.length;
    this.#isMoved = this.#range === range;
  }
}

const lineOf = ({ name, address, id }: Lease): Line => ({ op: "lease", name, address, id });

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const encode = (lines: readonly Line[]): Buffer =>
  Buffer.from(
    lines
      .map((line) => {
        const text = JSON.stringify(line);
        return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`;
      })
      .join(""),
  );

function readLines(bytes: Buffer): { lines: Line[]; spoiled: number; goodBytes: number } {
  const lines: Line[] = [];
  let spoiled = 0;
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const line = readLine(bytes.toString("utf8", start, end));
    if (line === undefined) spoiled += 1;
    else lines.push(line);
    start = end + 1;
  }
  return { lines, spoiled, goodBytes: start };
}

function readLine(text: string): Line | undefined {
  const json = text.slice(9);
  if (text[8] !== " " || text.slice(0, 8) !== crc32(json).toString(16).padStart(8, "0")) return undefined;
  return JSON.parse(json) as Line;
}

const isRange = (line: Line | undefined, range: StubRange): boolean =>
  line?.op === "range" && line.base === range.base && line.bits === range.bits;

/** Of another range nothing is kept: its addresses are no stubs any more. A spoiled head says nothing of the rest. */
function replay(lines: readonly Line[], range: StubRange, spoiled: number): Kept {
  const head = lines[0]?.op === "range" ? lines[0] : undefined;
  if (head !== undefined && !isRange(head, range)) return { leases: [], highWater: range.base + 1, spoiled };
  let highWater = head?.high ?? range.base + 1;
  const leases = new Map<number, Lease>();
  const size = 2 ** (32 - range.bits);
  for (const line of lines) {
    if (line.op === "lease" && (line.address < range.base || line.address >= range.base + size)) continue;
    if (line.op === "lease") leases.set(line.address, leaseIn(line));
    if (line.op === "release") leases.delete(line.address);
    // A spoiled line may have been a lease of the address behind the highest known: one each is passed over.
    if (line.op === "lease") highWater = Math.max(highWater, line.address + 1);
  }
  return { leases: [...leases.values()], highWater: highWater + spoiled, spoiled };
}

/** Lines of an earlier agent have no number. */
const leaseIn = ({ name, address, id }: Lease): Lease =>
  id !== undefined && /^[0-9a-f]{32}$/.test(id) ? { name, address, id } : { name, address };
