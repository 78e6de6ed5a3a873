/** Brings what was written to the disk itself, as the sync mode says: each time, in groups, or never. */
import { dirname } from "node:path";
import type { Disk, OutFile } from "./disk.ts";
import type { SyncMode } from "./spool.ts";
import type { SpoolFile } from "./spool-files.ts";
import type { Tally } from "./tally.ts";

/** At most so much time of acknowledged events is lost with the power; a sync costs a disk a few ms, not our loop. */
export const SYNC_EVERY_MS = 20;

/** A file that is, or was, written to. */
export interface Written {
  readonly file: SpoolFile;
  readonly out: OutFile;
  /** Nothing more is written to it: the last sync closes it. */
  retired: boolean;
  /** The disk has failed it, or it has too much in it: the next group goes to a new one. */
  full: boolean;
}

export class Syncer {
  readonly #disk: Disk;
  readonly #mode: SyncMode;
  readonly #tally: Tally;
  readonly #onBegun: () => void;
  #dirty = new Set<Written>();
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> | undefined;

  constructor(o: { disk: Disk; mode: SyncMode; tally: Tally; onBegun: () => void }) {
    this.#disk = o.disk;
    this.#mode = o.mode;
    this.#tally = o.tally;
    this.#onBegun = o.onBegun;
  }

  /** After each write, before what was written is acknowledged. Fails in mode "each" only. */
  async wrote(written: Written): Promise<void> {
    if (this.#mode === "each") await this.#sync(written);
    else if (this.#mode === "group") {
      this.#dirty.add(written);
      this.#arm();
    } else this.#begun(written);
  }

  async retire(written: Written): Promise<void> {
    written.retired = true;
    if (!this.#dirty.has(written)) await written.out.close().catch(() => {});
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#syncing;
    await this.#syncDirty();
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#syncing !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#syncing = this.#syncDirty().finally(() => {
        this.#syncing = undefined;
        if (this.#dirty.size > 0) this.#arm();
      });
    }, SYNC_EVERY_MS);
  }

  async #syncDirty(): Promise<void> {
    for (const written of [...this.#dirty]) {
      const { retired } = written;
      // What is written from here on makes it dirty again.
      this.#dirty.delete(written);
      // The next group goes to a new file. What was acknowledged stays readable, but may not survive the machine.
      await this.#sync(written).catch(() => (written.full = true));
      if (retired) await written.out.close().catch(() => {});
    }
  }

  async #sync(written: Written): Promise<void> {
    try {
      await written.out.datasync();
      if (!written.file.begun) await this.#disk.syncFolder(dirname(written.file.path));
      this.#tally.fsyncs += 1;
    } catch (error) {
      this.#tally.fsync_failures += 1;
      throw error;
    }
    this.#begun(written);
  }

  #begun({ file }: Written): void {
    if (file.begun) return;
    file.begun = true;
    this.#onBegun();
  }
}
