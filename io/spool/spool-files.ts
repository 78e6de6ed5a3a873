/** The files of a spool, oldest first: what stands in each, how far all were shipped, and which may be deleted. */
import { join } from "node:path";
import type { SpoolBound } from "../../core/spool/spool-bound.ts";
import { type FileHeader, HEADER_BYTES } from "../../core/spool/spool-frame.ts";
import type { Disk } from "./disk.ts";
import type { SpoolPosition } from "./spool.ts";
import type { Tally } from "./tally.ts";

export interface SpoolFile extends FileHeader {
  readonly path: string;
  readonly bootText: string;
  readonly seed: number;
  /** The sequence of its last event that may be read; one less than the first where there is none. */
  lastSequence: number;
  /** Where its events begin, behind the begin. */
  eventsFrom: number;
  /** What may be read ends here: acknowledged, and whole. */
  end: number;
  /** What it takes on the disk. */
  bytes: number;
  /** Where its begin is as safe as it will be, older files may go. */
  begun: boolean;
  /** Damage was found in it after it had been written: what is behind is not believed. */
  damaged: boolean;
}

const DIGITS = 12;
export const fileName = (number: number): string => `${String(number).padStart(DIGITS, "0")}.spool`;
export const asidePath = (path: string): string => path.replace(/\.spool$/, ".damaged");
const NAME = /^(\d{12})\.(spool|damaged)$/;

/** The number of a name of ours, by what it is; undefined for a name that is not. */
export function readName(name: string): { readonly number: number; readonly is: "spool" | "damaged" } | undefined {
  const match = NAME.exec(name);
  return match ? { number: Number(match[1]), is: match[2] as "spool" | "damaged" } : undefined;
}

export const START: SpoolPosition = { number: 0, offset: 0, sequence: 0 };

export function emptyFile(folder: string, header: FileHeader, seed: number): SpoolFile {
  const at = { lastSequence: header.firstSequence - 1, eventsFrom: HEADER_BYTES, end: HEADER_BYTES, bytes: 0 };
  return {
    ...header,
    path: join(folder, fileName(header.number)),
    bootText: Buffer.from(header.boot).toString("hex"),
    seed,
    ...at,
    begun: false,
    damaged: false,
  };
}

export class SpoolFiles {
  readonly #disk: Disk;
  readonly #bound: SpoolBound;
  readonly #tally: Tally;
  #files: SpoolFile[] = [];
  #cursor: SpoolPosition = START;
  #lastNumber = 0;
  #deleting: Promise<void> = Promise.resolve();

  constructor(o: { disk: Disk; bound: SpoolBound; tally: Tally }) {
    this.#disk = o.disk;
    this.#bound = o.bound;
    this.#tally = o.tally;
  }

  get cursor(): SpoolPosition {
    return this.#cursor;
  }

  get count(): number {
    return this.#files.length;
  }

  /** What was there at open. Numbers go on behind all that were ever seen, so that a cursor never fits another file. */
  found(files: readonly SpoolFile[], cursor: SpoolPosition, lastNumber: number): void {
    this.#files = [...files];
    this.#cursor = cursor;
    this.#lastNumber = lastNumber;
    this.#bound.found(files.reduce((sum, file) => sum + file.bytes, 0));
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  began(file: SpoolFile): void {
    this.#files.push(file);
    this.#bound.began(file.bytes);
  }

  /** The oldest file that may hold something behind a position. */
  from({ number }: SpoolPosition): SpoolFile | undefined {
    return this.#files.find((file) => file.number >= number);
  }

  after(file: SpoolFile): SpoolFile | undefined {
    return this.#files.find(({ number }) => number > file.number);
  }

  unshippedRecords(): number {
    return this.#files.reduce((sum, file) => sum + this.#unshipped(file), 0);
  }

  /** Answers whether the cursor moved: positions only ascend. */
  advance(to: SpoolPosition): boolean {
    const from = this.#cursor;
    if (to.number < from.number || (to.number === from.number && to.sequence <= from.sequence)) return false;
    const before = this.unshippedRecords();
    this.#cursor = to;
    this.#tally.shipped_records += before - this.unshippedRecords();
    return true;
  }

  fileOf({ number }: SpoolPosition): SpoolFile | undefined {
    return this.#files.find((file) => file.number === number);
  }

  /**
   * Deletes what is shipped whole, where a newer file has begun and holds the state from there on. Not the oldest
   * alone: lives that found no room for an event leave a begin each behind what waits.
   */
  deleteShipped(): Promise<void> {
    this.#deleting = this.#deleting.then(async () => {
      for (const file of [...this.#files]) {
        const isNewest = !this.#files.some(({ begun, number }) => begun && number > file.number);
        if (isNewest) return;
        if (this.#unshipped(file) > 0) continue;
        try {
          await this.#disk.remove(file.path);
        } catch {
          // It counts on as used, and the next one that is shipped asks again.
          continue;
        }
        this.#files = this.#files.filter((one) => one !== file);
        this.#bound.deleted(file.bytes);
      }
    });
    return this.#deleting;
  }

  #unshipped({ number, firstSequence, lastSequence }: SpoolFile): number {
    const { number: at, sequence } = this.#cursor;
    if (number < at) return 0;
    return Math.max(0, lastSequence - (number === at ? sequence : firstSequence - 1));
  }
}
