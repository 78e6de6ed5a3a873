/**
 * One writer for a folder: a second one is refused by the first one's pid, and a killed one's place is taken at once.
 *
 * A lock is a file `lock.N` that names its holder, made whole in one step; the highest N counts. Who finds the highest
 * one's holder dead makes N + 1, which only one can. Numbers never come again, so somebody who has looked too early can
 * make no lock that counts: on a clean end the file stays, and says that it is free.
 *
 * A holder is known by pid, start and boot of the machine, for pids come again. A folder that two machines, or two
 * containers with processes of their own, share is not guarded by this.
 */
import { randomBytes } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { errnoOf } from "../errors.ts";
import { SpoolFault } from "./spool.ts";

/** A process that was killed may still be dying, for it ends the write that it is in. */
const DYING_MS = 2000;
const LOOK_EVERY_MS = 10;
const NAME = /^lock\.(\d+)$/;
const FREE = "free";

export interface WriterLock {
  release(): Promise<void>;
}

export async function takeWriterLock(folder: string): Promise<WriterLock> {
  const mine = await describe(process.pid);
  const beside = join(folder, `lock-${process.pid}-${randomBytes(4).toString("hex")}.new`);
  await writeFile(beside, mine, { mode: 0o600, flag: "wx" });
  try {
    for (const until = performance.now() + DYING_MS; ; ) {
      const highest = await highestLock(folder);
      const holder = highest === 0 ? FREE : await readFile(join(folder, `lock.${highest}`), "utf8").catch(ifGone);
      if (holder !== undefined && (await isFree(holder))) {
        if (await claim(folder, beside, highest + 1)) return held(folder, highest + 1);
      } else if (holder === mine || (holder !== undefined && performance.now() > until)) {
        throw heldBy(folder, holder);
      } else await wait(LOOK_EVERY_MS);
    }
  } finally {
    await rm(beside, { force: true });
  }
}

function heldBy(folder: string, holder: string): SpoolFault {
  const pid = Number(holder.split(" ")[0]);
  const who = pid === process.pid ? `this process (${pid})` : `process ${pid}`;
  return new SpoolFault(
    "WL_SPOOL_HELD",
    `${who} writes to ${folder}; stop it, or give each gateway a folder of its own`,
  );
}

async function claim(folder: string, beside: string, number: number): Promise<boolean> {
  try {
    await link(beside, join(folder, `lock.${number}`));
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
  if ((await highestLock(folder)) === number) return true;
  // We had looked before others came and went.
  await rm(join(folder, `lock.${number}`), { force: true });
  return false;
}

async function held(folder: string, number: number): Promise<WriterLock> {
  for (const name of await readdir(folder)) {
    const below = Number(NAME.exec(name)?.[1] ?? number);
    if (below < number) await rm(join(folder, name), { force: true });
  }
  return {
    release: async () => {
      const beside = join(folder, `lock-${process.pid}.free`);
      await writeFile(beside, FREE, { mode: 0o600 });
      await rename(beside, join(folder, `lock.${number}`));
    },
  };
}

async function highestLock(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(NAME.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/** Also free: a lock that says nothing, as after a loss of power. Whoever wrote it has not lived through that. */
async function isFree(holder: string): Promise<boolean> {
  const pid = Number(/^(\d+) \S+ \S+$/.exec(holder)?.[1] ?? 0);
  return pid === 0 || holder !== (await describe(pid));
}

/** A process as `pid start boot`; empty where there is none, or it is dead but for being told to its parent. */
async function describe(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything; behind it come state and, as the 22nd field of all, the start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Dead, unless another of its threads still ends a write.
    if (/[ZX]/.test(fields[0]!) && (await readdir(`/proc/${pid}/task`)).length <= 1) return "";
    const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    return `${pid} ${fields[19]} ${boot.trim()}`;
  } catch {
    // Either it is gone, or this system has no /proc: then a pid alone must do.
    return lives(pid) ? `${pid} - -` : "";
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}

function ifGone(error: unknown): undefined {
  if (errnoOf(error) !== "ENOENT") throw error;
}
