/**
 * Writes what is appended, in groups: while one write is under way, what comes gathers into the next. A group is there
 * as a whole or not at all, and a number is used only by what is there.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { ReservedRoom, SpoolBound, Taken } from "../../core/spool/spool-bound.ts";
import { FRAME_BYTES, RECORD_BYTES_MAX, writeFrame } from "../../core/spool/spool-frame.ts";
import { type Begin, beginFile } from "./begin-file.ts";
import { checksum, type Disk, writeFault, writeWhole } from "./disk.ts";
import { SpoolFault } from "./spool.ts";
import type { SpoolFiles } from "./spool-files.ts";
import type { Syncer, Written } from "./syncer.ts";
import type { Tally } from "./tally.ts";

/** One write's size, and how much is encoded in one turn of the loop: others wait for it. */
const GROUP_BYTES = 1024 * 1024;
const GROUP_RECORDS = 512;
/** A disk that has stopped answering: past so many waiting, what nobody owes is dropped and no flow gets room. */
export const WAITING_MAX = 65_536;

export type Encode = (sequence: number) => Uint8Array;

interface Waiting {
  readonly encode: Encode;
  /** Undefined: nobody owes it. */
  readonly room: ReservedRoom | undefined;
  resolve(): void;
  reject(error: unknown): void;
}

interface Group {
  readonly members: readonly Waiting[];
  readonly taken: readonly Taken[];
  readonly bytes: number;
}

export interface WriterParts {
  readonly disk: Disk;
  readonly folder: string;
  readonly boot: Uint8Array;
  readonly fileBytes: number;
  readonly state: () => Iterable<Uint8Array>;
  readonly bound: SpoolBound;
  readonly files: SpoolFiles;
  readonly syncer: Syncer;
  readonly tally: Tally;
  readonly onAppended: () => void;
}

export class Writer {
  readonly #its: WriterParts;
  readonly #buffer = Buffer.allocUnsafeSlow(GROUP_BYTES + RECORD_BYTES_MAX + FRAME_BYTES);
  #queue: Waiting[] = [];
  #current: Written | undefined;
  /** A write that failed has left something behind the end of the file: nothing is written until that is cut off. */
  #spoiled = false;
  #nextSequence = 1;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(parts: WriterParts) {
    this.#its = parts;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  append(encode: Encode, room: ReservedRoom | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { encode, room, resolve, reject };
      if (this.#closed) this.#refuse(waiting, new SpoolFault("WL_SPOOL_CLOSED", "the spool is closed"));
      else if (room === undefined && this.#queue.length >= WAITING_MAX) this.#refuse(waiting, behind());
      else this.#queue.push(waiting);
      if (this.#queue.length > 0) this.#running ??= this.#run();
    });
  }

  /** The first file of this life. A disk without room fails it, and it is tried again with the first append. */
  async begin(): Promise<void> {
    this.#current = await this.#beginNext();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    if (this.#current !== undefined) await this.#its.syncer.retire(this.#current);
    await this.#its.syncer.close();
  }

  async #run(): Promise<void> {
    do {
      // What this turn of the loop still brings joins the group; and whoever was answered has drawn the consequences
      // when the state is asked for a new file.
      await turn();
      await this.#writeGroup();
    } while (this.#queue.length > 0);
    this.#running = undefined;
  }

  async #writeGroup(): Promise<void> {
    const { path } = this.#current?.file ?? { path: this.#its.folder };
    let written: Written;
    try {
      written = await this.#ready();
    } catch (error) {
      const fault = writeFault(error, path);
      for (const waiting of this.#queue.splice(0)) this.#refuse(waiting, fault);
      return;
    }
    const group = this.#gather(written);
    if (group.members.length === 0) return;
    try {
      await writeWhole(written.out, this.#buffer.subarray(0, group.bytes), written.file.bytes);
      await this.#its.syncer.wrote(written);
    } catch (error) {
      await this.#undo(written, group, writeFault(error, path));
      return;
    }
    this.#acknowledge(written, group);
  }

  /** The file that the next group goes to. */
  async #ready(): Promise<Written> {
    const current = this.#current;
    if (current !== undefined && this.#spoiled) {
      await current.out.truncate(current.file.bytes);
      this.#spoiled = false;
    }
    if (current !== undefined && !this.#isOver(current)) return current;
    const next = await this.#beginNext();
    this.#current = next;
    if (current !== undefined) await this.#its.syncer.retire(current);
    return next;
  }

  /** A begin that is larger than a file is worth a file of its own size, or half of all that is written were begins. */
  #isOver({ full, file }: Written): boolean {
    return full || file.damaged || file.bytes - file.eventsFrom >= Math.max(this.#its.fileBytes, file.eventsFrom);
  }

  async #beginNext(): Promise<Written> {
    const { disk, folder, boot, files, syncer, state } = this.#its;
    const header = { boot, number: files.nextNumber(), firstSequence: this.#nextSequence };
    const begin: Begin = { disk, folder, header, state: state() };
    const next = await beginFile(begin);
    try {
      await syncer.wrote(next);
    } catch (error) {
      await next.out.close().catch(() => {});
      await disk.remove(next.file.path).catch(() => {});
      throw error;
    }
    files.began(next.file);
    void files.deleteShipped();
    return next;
  }

  #gather({ file }: Written): Group {
    const members: Waiting[] = [];
    const taken: Taken[] = [];
    let looked = 0;
    let end = 0;
    while (looked < this.#queue.length && looked < GROUP_RECORDS && end < GROUP_BYTES) {
      const waiting = this.#queue[looked]!;
      looked += 1;
      const sequence = this.#nextSequence + members.length;
      const bytes = this.#encode(waiting, sequence);
      if (bytes === undefined) continue;
      const room = this.#its.bound.take(FRAME_BYTES + bytes.length, waiting.room);
      if (room === undefined) {
        this.#refuse(waiting, new SpoolFault("WL_SPOOL_FULL", `${this.#its.folder} has reached its bound`));
        continue;
      }
      if (waiting.room !== undefined && room.spent < room.bytes) this.#its.tally.overdrawn_records += 1;
      end = writeFrame(this.#buffer, end, { kind: "event", sequence, bytes }, file.seed, checksum);
      members.push(waiting);
      taken.push(room);
    }
    this.#queue.splice(0, looked);
    return { members, taken, bytes: end };
  }

  #encode(waiting: Waiting, sequence: number): Uint8Array | undefined {
    try {
      const bytes = waiting.encode(sequence);
      if (bytes.length <= RECORD_BYTES_MAX) return bytes;
      const text = `a record has ${bytes.length} bytes, at most ${RECORD_BYTES_MAX} fit`;
      this.#refuse(waiting, new SpoolFault("WL_SPOOL_TOO_LARGE", text));
    } catch (error) {
      // It is refused for itself alone: its neighbours are written.
      this.#refuse(waiting, error);
    }
    return undefined;
  }

  async #undo(written: Written, { members, taken }: Group, fault: SpoolFault): Promise<void> {
    for (const one of taken) this.#its.bound.giveBack(one);
    try {
      await written.out.truncate(written.file.bytes);
    } catch {
      this.#spoiled = true;
    }
    // A disk that has failed a file may have lost more of it than it says.
    if (fault.code === "WL_SPOOL_BROKEN") written.full = true;
    for (const waiting of members) this.#refuse(waiting, fault);
  }

  #acknowledge({ file }: Written, { members, bytes }: Group): void {
    const { tally, onAppended } = this.#its;
    this.#nextSequence += members.length;
    file.bytes += bytes;
    tally.groups += 1;
    tally.appended_records += members.length;
    tally.appended_bytes += bytes;
    if (file.damaged) {
      tally.damaged_records += members.length;
      tally.damaged_bytes += bytes;
    } else {
      file.end = file.bytes;
      file.lastSequence = this.#nextSequence - 1;
    }
    for (const waiting of members) waiting.resolve();
    onAppended();
  }

  #refuse(waiting: Waiting, error: unknown): void {
    const { tally } = this.#its;
    const full = error instanceof SpoolFault && error.code === "WL_SPOOL_FULL";
    if (full && waiting.room === undefined) tally.dropped_optional += 1;
    else if (full) tally.refused_full += 1;
    else tally.failed_records += 1;
    waiting.reject(error);
  }
}

const behind = (): SpoolFault => new SpoolFault("WL_SPOOL_FULL", `${WAITING_MAX} records wait to be written already`);
