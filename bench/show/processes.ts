/** What the operating system says of a process. */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux counts CPU time for programs in hundredths of a second, on every machine it runs on. */
const CLOCK_TICKS = 100;

/** Proportional set size, bytes. */
export function pssOf(pid: number): number {
  const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(found?.[1] ?? 0) * 1024;
}

/** Peers (address:port) of a process's TCP connections, IPv4, without listeners. */
export function tcpPeersOf(pid: number): { local: string; peer: string }[] {
  const inodes = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const link = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8");
      const inode = /^ino:\s+(\d+)/m.exec(link)?.[1];
      if (inode) inodes.add(inode);
    } catch {
      // Closed meanwhile.
    }
  }
  const peers = [];
  for (const line of readFileSync(`/proc/${pid}/net/tcp`, "utf8").split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 10 || fields[3] === "0A" || !inodes.has(fields[9]!)) continue;
    peers.push({ local: address(fields[1]!), peer: address(fields[2]!) });
  }
  return peers;
}

function address(hex: string): string {
  const [ip, port] = hex.split(":");
  const bytes = ip!
    .match(/../g)!
    .reverse()
    .map((byte) => Number.parseInt(byte, 16));
  return `${bytes.join(".")}:${Number.parseInt(port!, 16)}`;
}

/** The fields of a process's stat from its state on: the command before it may hold blanks. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** User and system time of a process and its threads so far. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** Each process that lives, and its parent. */
function parentsNow(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(statOf(Number(name))[1]));
    } catch {
      // Ended meanwhile.
    }
  }
  return parents;
}

/** What a process started itself, as far as it lives. */
export const childrenOf = (pid: number): number[] =>
  [...parentsNow()].flatMap(([child, parent]) => (parent === pid ? [child] : []));

/** These processes and all that came from them, as far as they live. */
export function familyOf(pids: readonly number[]): number[] {
  const parents = parentsNow();
  const family = new Set(pids);
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

/** The time of processes and of all that came from them, also of what has ended and was waited for. */
export function familyCpuSeconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of familyOf(pids)) {
    try {
      for (const field of statOf(pid).slice(11, 15)) ticks += Number(field);
    } catch {
      // Ended meanwhile: its parent has its time when it has waited for it.
    }
  }
  return ticks / CLOCK_TICKS;
}

/** A file that a process makes when it has collected its garbage, as it was asked by a signal. */
export const collectedMark = (pid: number): string => join(tmpdir(), `wayleave-collected-${pid}`);
