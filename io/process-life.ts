/** Whether a process that was named before still is that process: numbers are given again. */
import { readFileSync } from "node:fs";
import { isAlive } from "./shutdown.ts";

/** The start time of a process in the machine's own ticks; 0 where the machine doesn't say. */
export function beganAt(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Field 22; the second, the program's name, may hold spaces and brackets.
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? 0);
  } catch {
    return 0;
  }
}

/** False also where the number now belongs to another process. */
export function lives(process: { readonly pid: number; readonly began: number }): boolean {
  if (process.pid <= 0 || !isAlive(process.pid)) return false;
  const began = beganAt(process.pid);
  return process.began === 0 || began === 0 || began === process.began;
}
