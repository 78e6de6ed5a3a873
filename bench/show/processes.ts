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

/** User and system time of a process and its threads so far. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The command in parentheses may hold blanks; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** A file that a process makes when it has collected its garbage, as it was asked by a signal. */
export const collectedMark = (pid: number): string => join(tmpdir(), `wayleave-collected-${pid}`);
