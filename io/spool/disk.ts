/** What the spool asks of the disk when it writes, so that tests can have a full or a broken one. */
import { open, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { Checksum } from "../../core/spool/spool-frame.ts";
import { errnoOf } from "../errors.ts";
import { SpoolFault } from "./spool.ts";

export interface OutFile {
  /** May take fewer bytes than it was given, as `write()` may. */
  write(bytes: Uint8Array, at: number): Promise<number>;
  truncate(bytes: number): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  /** Fails where the file is there already. */
  create(path: string): Promise<OutFile>;
  remove(path: string): Promise<void>;
  /** The names of a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
}

export const checksum: Checksum = crc32;

export const disk: Disk = {
  create: async (path) => {
    const file = await open(path, "wx", 0o600);
    return {
      write: async (bytes, at) => (await file.write(bytes, 0, bytes.length, at)).bytesWritten,
      truncate: (bytes) => file.truncate(bytes),
      datasync: () => file.datasync(),
      close: () => file.close(),
    };
  },
  remove: (path) => rm(path, { force: true }),
  syncFolder: async (path) => {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

export async function writeWhole(file: OutFile, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const taken = await file.write(bytes.subarray(done), at + done);
    // What takes nothing and says nothing would be asked for ever.
    if (taken === 0) throw new Error("the disk took no bytes");
    done += taken;
  }
}

/** No space, no quota, or the limit on a file's size: room may come back. Everything else is a disk that fails. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export function writeFault(error: unknown, path: string): SpoolFault {
  if (error instanceof SpoolFault) return error;
  return FULL.has(errnoOf(error) ?? "")
    ? new SpoolFault("WL_SPOOL_FULL", `there is no room on the disk for ${path}`, error)
    : new SpoolFault("WL_SPOOL_BROKEN", `${path} can't be written`, error);
}
