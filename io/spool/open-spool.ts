/** Opens the spool in a folder: one writer, recovery of what is there, then a new file for this life. */
import { chmod, mkdir } from "node:fs/promises";
import { type ReservedRoom, SpoolBound } from "../../core/spool/spool-bound.ts";
import { randomBytes } from "../entropy.ts";
import { type CursorFile, openCursor } from "./cursor-file.ts";
import { type Disk, disk as realDisk, writeFault } from "./disk.ts";
import { Reader } from "./reader.ts";
import { recover } from "./recovery.ts";
import {
  BOUND_BYTES_DEFAULT,
  FILE_BYTES_DEFAULT,
  FILES_IN_BOUND_MIN,
  type Room,
  type Spool,
  type SpoolBatch,
  type SpoolCounts,
  type SpoolOptions,
} from "./spool.ts";
import { SpoolFiles } from "./spool-files.ts";
import { Syncer } from "./syncer.ts";
import { emptyTally, type Tally } from "./tally.ts";
import { WAITING_MAX, Writer } from "./writer.ts";
import { takeWriterLock, type WriterLock } from "./writer-lock.ts";

/** `disk` for tests: a full or a broken one. */
export async function openSpool(o: SpoolOptions, disk: Disk = realDisk): Promise<Spool> {
  const { folder, boundBytes = BOUND_BYTES_DEFAULT } = o;
  const { fileBytes = Math.min(FILE_BYTES_DEFAULT, Math.floor(boundBytes / FILES_IN_BOUND_MIN)) } = o;
  if (boundBytes < FILES_IN_BOUND_MIN * fileBytes) {
    throw new RangeError(`a spool holds ${FILES_IN_BOUND_MIN} files at least: ${boundBytes} / ${fileBytes} bytes`);
  }
  const tally = emptyTally();
  let lock: WriterLock | undefined;
  let cursorFile: CursorFile | undefined;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    lock = await takeWriterLock(folder);
    cursorFile = await openCursor(folder, { sync: o.sync, tally });
    const recovered = await recover({ folder, sync: o.sync, cursorFile, tally, onRecord: o.onRecord ?? (() => {}) });
    const bound = new SpoolBound(boundBytes, fileBytes);
    const files = new SpoolFiles({ disk, bound, tally });
    files.found(recovered.files, recovered.cursor, recovered.lastNumber);
    const spool = new DiskSpool({ ...o, disk, fileBytes, lock, cursorFile, bound, files, tally });
    await spool.begin();
    return spool;
  } catch (error) {
    await cursorFile?.close().catch(() => {});
    await lock?.release().catch(() => {});
    throw openFault(error, folder);
  }
}

/** What the caller's own code throws while it is told what is there stays what it is. */
function openFault(error: unknown, folder: string): unknown {
  const isDisk = error instanceof Error && "syscall" in error;
  return isDisk ? writeFault(error, folder) : error;
}

interface Parts extends Omit<SpoolOptions, "boundBytes"> {
  readonly disk: Disk;
  readonly fileBytes: number;
  readonly lock: WriterLock;
  readonly cursorFile: CursorFile;
  readonly bound: SpoolBound;
  readonly files: SpoolFiles;
  readonly tally: Tally;
}

class DiskSpool implements Spool {
  readonly boot: string;
  readonly #bound: SpoolBound;
  readonly #files: SpoolFiles;
  readonly #tally: Tally;
  readonly #lock: WriterLock;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #told: (() => void)[] = [];
  #telling = false;
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { disk, folder, fileBytes, state, sync: mode, bound, files, tally, cursorFile: cursor } = parts;
    const boot = randomBytes(16);
    this.boot = boot.toString("hex");
    this.#bound = bound;
    this.#files = files;
    this.#tally = tally;
    this.#lock = parts.lock;
    const syncer = new Syncer({ disk, mode, tally, onBegun: () => void files.deleteShipped() });
    const onAppended = () => this.#tell();
    this.#writer = new Writer({ disk, folder, boot, fileBytes, state, bound, files, syncer, tally, onAppended });
    this.#reader = new Reader({ files, cursor, tally });
  }

  /** A full disk stops no gateway from starting: it refuses flows, and ships what will make room. */
  async begin(): Promise<void> {
    try {
      await this.#writer.begin();
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      if (writeFault(error, "").code !== "WL_SPOOL_FULL") throw error;
    }
  }

  append(encode: (sequence: number) => Uint8Array, room: Room | "optional"): Promise<void> {
    // Rooms are made by `reserve` alone.
    return this.#writer.append(encode, room === "optional" ? undefined : (room as ReservedRoom));
  }

  reserve(bytes: number): Room | undefined {
    const room = this.#writer.waiting < WAITING_MAX ? this.#bound.reserve(bytes) : undefined;
    if (room === undefined) this.#tally.refused_full += 1;
    return room;
  }

  read(max: { bytes: number; records: number }): Promise<SpoolBatch> {
    return this.#reader.read(max);
  }

  shipped(batch: SpoolBatch): Promise<void> {
    return this.#reader.shipped(batch);
  }

  onAppended(told: () => void): void {
    this.#told.push(told);
    if (this.#files.unshippedRecords() > 0) this.#tell();
  }

  /** On a stack of its own: what a listener throws must not stop the writer. */
  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const told of this.#told) told();
    });
  }

  get counts(): SpoolCounts {
    return {
      used_bytes: this.#bound.used,
      reserved_bytes: this.#bound.reserved,
      bound_bytes: this.#bound.bytes,
      files: this.#files.count,
      unshipped_records: this.#files.unshippedRecords(),
      waiting_records: this.#writer.waiting,
      ...this.#tally,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writer.close();
    await this.#reader.close();
    // The last sync may have let files go: none may vanish under whoever comes next.
    await this.#files.deleteShipped();
    await this.#lock.release();
  }
}
