/** Whether a process that was named before still is that process: numbers are given again. */
import { readFileSync } from "node:fs";
import { isAlive } from "./shutdown.ts";

/** The start time of a process in the machine's own ticks; 0 where the machine doesn't say. */
export const beganAt = (pid: number): number => beganIn(fieldsOf(pid));

const beganIn = (fields: readonly string[]): number => Number(fields[19] ?? 0);

/** What the machine says of a process behind its name, the third field first; none where it says nothing. */
function fieldsOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second, the program's name, may hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

/** False also where the number now belongs to another process, or its own has ended and nobody has asked how. */
export function lives(process: { readonly pid: number; readonly began: number }): boolean {
  if (process.pid <= 0 || !isAlive(process.pid)) return false;
  const fields = fieldsOf(process.pid);
  const began = beganIn(fields);
  if (fields[0] === "Z") return false;
  return process.began === 0 || began === 0 || began === process.began;
}
