/** Reads what was not shipped yet, oldest first, and keeps how far it was. */
import { type FileHandle, open } from "node:fs/promises";
import { errnoOf } from "../errors.ts";
import type { CursorFile } from "./cursor-file.ts";
import { type SpoolBatch, type SpooledRecord, SpoolFault, type SpoolPosition } from "./spool.ts";
import type { SpoolFile, SpoolFiles } from "./spool-files.ts";
import type { Tally } from "./tally.ts";
import { type Frame, type Walked, walk } from "./walk.ts";

interface Limits {
  readonly bytes: number;
  readonly records: number;
}

export class Reader {
  readonly #files: SpoolFiles;
  readonly #cursor: CursorFile;
  readonly #tally: Tally;
  #open: { readonly file: SpoolFile; readonly handle: FileHandle } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(o: { files: SpoolFiles; cursor: CursorFile; tally: Tally }) {
    this.#files = o.files;
    this.#cursor = o.cursor;
    this.#tally = o.tally;
  }

  read(max: Limits): Promise<SpoolBatch> {
    return this.#inTurn(() => this.#read(max));
  }

  shipped({ end }: SpoolBatch): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#files.advance(end)) return;
      const file = this.#files.fileOf(end);
      if (file !== undefined) await this.#cursor.keep({ boot: file.boot, number: end.number, sequence: end.sequence });
      await this.#files.deleteShipped();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    await this.#open?.handle.close();
    await this.#cursor.close();
  }

  /** One at a time: a batch that is read while another is shipped begins behind that. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new SpoolFault("WL_SPOOL_CLOSED", "the spool is closed"));
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #read(max: Limits): Promise<SpoolBatch> {
    const records: SpooledRecord[] = [];
    let bytes = 0;
    let at = this.#files.cursor;
    for (let file = this.#files.from(at); file !== undefined; file = this.#files.after(file)) {
      const { number, bootText: boot, firstSequence, eventsFrom } = file;
      if (number !== at.number) at = { number, offset: eventsFrom, sequence: firstSequence - 1 };
      if (at.offset >= file.end) continue;
      const take = ({ sequence, bytes: payload, end: offset }: Frame): boolean => {
        bytes += payload.length;
        if (records.length > 0 && (records.length >= max.records || bytes > max.bytes)) return false;
        records.push({ boot, sequence, bytes: Buffer.from(payload) });
        at = { number, offset, sequence };
        return true;
      };
      const { stopped } = await this.#walk(file, at, take, max.bytes);
      if (stopped === "asked") break;
      if (stopped !== "end") this.#damaged(file, at);
    }
    return { records, end: at };
  }

  async #walk(
    file: SpoolFile,
    { offset: from, sequence }: SpoolPosition,
    take: (frame: Frame) => boolean,
    bytes: number,
  ): Promise<Pick<Walked, "stopped">> {
    const { end: until, firstSequence, seed } = file;
    const handle = await this.#handleOf(file);
    if (handle === undefined) return { stopped: "damaged" };
    const expected = { part: "events", sequence: sequence + 1 } as const;
    return await walk(handle, { from, until, expected, firstSequence, seed }, take, Math.min(bytes, PIECE_BYTES));
  }

  /** Undefined where somebody has taken the file away. */
  async #handleOf(file: SpoolFile): Promise<FileHandle | undefined> {
    if (this.#open?.file === file) return this.#open.handle;
    await this.#open?.handle.close();
    this.#open = undefined;
    try {
      const handle = await open(file.path, "r");
      this.#open = { file, handle };
      return handle;
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return undefined;
      throw new SpoolFault("WL_SPOOL_BROKEN", `${file.path} can't be read`, error);
    }
  }

  /** It was whole when it was written or recovered, and is so no longer. */
  #damaged(file: SpoolFile, { offset, sequence }: SpoolPosition): void {
    this.#tally.damaged_files += 1;
    this.#tally.damaged_bytes += file.end - offset;
    this.#tally.damaged_records += file.lastSequence - sequence;
    file.end = offset;
    file.lastSequence = sequence;
    file.damaged = true;
  }
}

const PIECE_BYTES = 1024 * 1024;
