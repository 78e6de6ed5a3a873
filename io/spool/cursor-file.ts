/** How far a spool was shipped, on disk: two slots written in turn, so that a crash leaves the one before. */
import { constants, type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import {
  encodeSlot,
  newestSlot,
  SLOT_APART_BYTES,
  SLOT_BYTES,
  type Slot,
  slotAt,
} from "../../core/spool/spool-cursor.ts";
import { checksum } from "./disk.ts";
import type { SyncMode } from "./spool.ts";
import type { Tally } from "./tally.ts";

const NAME = "cursor";
const BYTES = SLOT_APART_BYTES + SLOT_BYTES;

export class CursorFile {
  readonly #file: FileHandle;
  readonly #sync: SyncMode;
  readonly #tally: Tally;
  #turn = 0;

  /** Opened by `openCursor` alone. */
  constructor(file: FileHandle, o: { sync: SyncMode; tally: Tally }) {
    this.#file = file;
    this.#sync = o.sync;
    this.#tally = o.tally;
  }

  /** What was kept; undefined where nothing was, or nothing that can be believed. */
  async read(): Promise<Slot | undefined> {
    const bytes = Buffer.alloc(BYTES);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await this.#file.read(bytes, filled, BYTES - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === BYTES) break;
    }
    const slot = newestSlot(bytes.subarray(0, filled), checksum);
    this.#turn = slot?.turn ?? 0;
    if (slot === undefined && filled > 0) this.#tally.cursor_lost = 1;
    return slot;
  }

  /** Never fails: what was not kept is shipped again after a restart, and the next one is tried as ever. */
  async keep(cursor: Omit<Slot, "turn">): Promise<void> {
    this.#turn += 1;
    const slot = encodeSlot({ turn: this.#turn, ...cursor }, checksum);
    try {
      const { bytesWritten } = await this.#file.write(slot, 0, slot.length, slotAt(this.#turn));
      if (bytesWritten < slot.length) throw new Error("the cursor was not written whole");
      if (this.#sync !== "never") await this.#file.datasync();
    } catch {
      this.#tally.cursor_failures += 1;
      // The slot may be spoiled now: the next one goes there again, and the other stays the one before.
      this.#turn -= 1;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

export async function openCursor(folder: string, o: { sync: SyncMode; tally: Tally }): Promise<CursorFile> {
  const file = await open(join(folder, NAME), constants.O_RDWR | constants.O_CREAT, 0o600);
  return new CursorFile(file, o);
}
