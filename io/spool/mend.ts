/** What is done with bytes of a spool that can't be believed: they are weighed, set aside, and cut off. */
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { countEvents, FRAME_BYTES } from "../../core/spool/spool-frame.ts";
import { checksum } from "./disk.ts";
import type { SyncMode } from "./spool.ts";
import { asidePath, readName } from "./spool-files.ts";

const PIECE_BYTES = 1024 * 1024;
/** Set aside is for a person who wants to know why; a disk that goes on failing must not fill itself with it. */
const ASIDE_MAX = 4;

/** So many bytes, fewer at the end of the file or before a sector that can't be read. */
export async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const into = Buffer.alloc(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(into, filled, bytes - filled, at + filled).catch(() => ({ bytesRead: 0 }));
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return into.subarray(0, filled);
}

async function eachPiece(
  file: FileHandle,
  from: number,
  until: number,
  overlap: number,
  see: (piece: Buffer) => boolean,
): Promise<void> {
  for (let at = from; at < until; at += PIECE_BYTES) {
    const piece = await readAt(file, at, Math.min(PIECE_BYTES + overlap, until - at));
    if (piece.length === 0 || !see(piece)) return;
  }
}

/** After a loss of power a file may be as long as it was, without what stood there. */
export async function isZero(file: FileHandle, from: number, until: number): Promise<boolean> {
  let zeros = 0;
  await eachPiece(file, from, until, 0, (piece) => {
    const differs = piece.findIndex((byte) => byte !== 0);
    zeros += differs < 0 ? piece.length : differs;
    return differs < 0;
  });
  return zeros === until - from;
}

export async function countLost(file: FileHandle, from: number, until: number, seed: number): Promise<number> {
  let count = 0;
  await eachPiece(file, from, until, FRAME_BYTES - 1, (piece) => {
    count += countEvents(piece, seed, checksum);
    return true;
  });
  return count;
}

/** Copies what stands behind `from` to a file beside it, as far as it can be read. False where there is no room. */
export async function setAside(path: string, file: FileHandle, from: number, until: number): Promise<boolean> {
  try {
    const aside = await open(asidePath(path), "w", 0o600);
    try {
      for (let at = from; at < until; at += PIECE_BYTES) {
        await aside.writeFile(await readAt(file, at, Math.min(PIECE_BYTES, until - at)));
      }
    } finally {
      await aside.close();
    }
    await keepFewAside(dirname(path));
    return true;
  } catch {
    await rm(asidePath(path), { force: true }).catch(() => {});
    return false;
  }
}

/** The same for a file of which nothing can be believed. */
export async function setAsideWhole(path: string): Promise<void> {
  await rename(path, asidePath(path));
  await keepFewAside(dirname(path));
}

async function keepFewAside(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => readName(name)?.is === "damaged").toSorted();
  for (const name of names.slice(0, -ASIDE_MAX)) await rm(join(folder, name), { force: true });
}

export async function cutOff(path: string, at: number, sync: SyncMode): Promise<boolean> {
  try {
    const file = await open(path, "r+");
    try {
      await file.truncate(at);
      // Else a loss of power brings it back, in a file that is no longer the newest: then it would count as damage.
      if (sync !== "never") await file.datasync();
    } finally {
      await file.close();
    }
    return true;
  } catch {
    return false;
  }
}
