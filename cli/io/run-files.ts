/** Reads, claims and replaces `run.json`; knows whether a process that it names still is that process. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { errnoOf } from "../../io/errors.ts";
import { isAlive } from "../../io/shutdown.ts";
import { judgeRunFile, type RunFile } from "../run-file.ts";
import { CommandFault } from "./fault.ts";

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

export function readRunFile(file: string): RunFile | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw new CommandFault(`${file} can't be read (${errnoOf(error) ?? String(error)})`);
  }
  try {
    return judgeRunFile(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The running system, for every command but `up`. */
export function runningSystem(file: string): RunFile {
  const run = readRunFile(file);
  const hint = "start it with: wayleave up (another folder: --data DIR or WAYLEAVE_DATA)";
  if (run === undefined) throw new CommandFault(`no system is up in ${dirname(file)}; ${hint}`);
  if (!lives(run))
    throw new CommandFault(`the system in ${dirname(file)} was killed (pid ${run.pid} is gone); ${hint}`);
  return run;
}

/** Fails where another `up` was faster. */
export function claimRunFile(file: string, run: RunFile): void {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, textOf(run), { mode: 0o600 });
  try {
    linkSync(beside, file);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
    throw new CommandFault(`another wayleave up has just started in ${dirname(file)}`);
  } finally {
    rmSync(beside, { force: true });
  }
}

export function replaceRunFile(file: string, run: RunFile): void {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, textOf(run), { mode: 0o600 });
  renameSync(beside, file);
}

const textOf = (run: RunFile): string => `${JSON.stringify(run, undefined, 2)}\n`;
