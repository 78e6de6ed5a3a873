/** For tests of the spool: folders that go away, spools with little in them, and disks that are full or broken. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Disk, disk } from "./disk.ts";
import { openSpool } from "./open-spool.ts";
import type { Replayed, Spool, SpooledRecord, SpoolOptions } from "./spool.ts";

const made: string[] = [];

export function tempFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "wayleave-spool-"));
  made.push(path);
  return path;
}

export function removeFolders(): void {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
}

export interface Opened {
  readonly spool: Spool;
  readonly replayed: Replayed[];
}

/** A small spool that keeps what it was told at open. */
export async function openSmall(folder: string, more: Partial<SpoolOptions> = {}, on?: Disk): Promise<Opened> {
  const replayed: Replayed[] = [];
  const onRecord = (record: Replayed): void => void replayed.push(record);
  const small = { fileBytes: 4096, boundBytes: 1024 * 1024, sync: "never", state: () => [], onRecord } as const;
  return { spool: await openSpool({ folder, ...small, ...more }, on), replayed };
}

/** A record that says which one it is, so that garbage can't pass for it. */
export function recordOf(sequence: number, bytes: number): Uint8Array {
  const record = Buffer.alloc(bytes, sequence % 251);
  record.write(`${sequence};`);
  return record;
}

export async function appendMany(spool: Spool, count: number, bytes = 100): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => spool.append((n) => recordOf(n, bytes), "optional")));
}

export async function readAll(spool: Spool): Promise<readonly SpooledRecord[]> {
  return (await spool.read({ bytes: Number.MAX_SAFE_INTEGER, records: Number.MAX_SAFE_INTEGER })).records;
}

export const sequences = (records: readonly { readonly sequence: number }[]): number[] =>
  records.map(({ sequence }) => sequence);

/** 1, 2, 3.. up to and with `last`. */
export const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);

export const spoolFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".spool"))
    .toSorted()
    .map((name) => join(folder, name));

/** The folder as a killed process would have left it at this moment. */
export function asIfKilled(folder: string): string {
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  for (const name of readdirSync(copy)) if (name.startsWith("lock")) rmSync(join(copy, name));
  return copy;
}

/** What the disk does from now on. */
export interface Weather {
  /** So many bytes can still be written; the write that passes it is short, the next one fails. */
  room: number;
  fails: { readonly write?: string; readonly truncate?: string; readonly datasync?: string; readonly create?: string };
}

export const errno = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });

export function faultyDisk(): { weather: Weather; on: Disk } {
  const weather: Weather = { room: Number.POSITIVE_INFINITY, fails: {} };
  const check = (what: keyof Weather["fails"]): void => {
    const code = weather.fails[what];
    if (code !== undefined) throw errno(code, what);
  };
  const on: Disk = {
    ...disk,
    create: async (path) => {
      check("create");
      const file = await disk.create(path);
      return {
        write: async (bytes, at) => {
          check("write");
          if (weather.room <= 0) throw errno("ENOSPC", "write");
          const taken = await file.write(bytes.subarray(0, weather.room), at);
          weather.room -= taken;
          return taken;
        },
        truncate: async (bytes) => {
          check("truncate");
          await file.truncate(bytes);
        },
        datasync: async () => {
          check("datasync");
          await file.datasync();
        },
        close: () => file.close(),
      };
    },
  };
  return { weather, on };
}
