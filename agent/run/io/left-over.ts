/** Processes that live in a network namespace, and their end: of what a command has left, nothing stays. */
import { readdirSync, readlinkSync } from "node:fs";

/** They may put their things in order within that time. */
const GRACE_MS = 2_000;
const KILL_MS = 3_000;
const LOOK_EVERY_MS = 20;

/** What its name is for `endAll`; undefined: there is no such process, or it isn't ours to see. */
export function networkOf(pid: number | "self"): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

/** All but this process. Resolves when there are none, or when even SIGKILL has not ended them in time. */
export async function endAll(network: string, graceMs = GRACE_MS): Promise<void> {
  const told = new Set<number>();
  const until = performance.now() + graceMs;
  const end = until + KILL_MS;
  for (let left = livesIn(network); left.length > 0 && performance.now() < end; left = livesIn(network)) {
    const kills = performance.now() >= until;
    for (const pid of left) {
      if (!kills && told.has(pid)) continue;
      told.add(pid);
      signal(pid, kills ? "SIGKILL" : "SIGTERM");
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function livesIn(network: string): number[] {
  const pids = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  return pids.filter((pid) => pid !== process.pid && networkOf(pid) === network);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
