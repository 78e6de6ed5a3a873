/** Reads, claims and replaces `run.json`; knows whether a process that it names still is that process. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { claimFile } from "../../io/claimed-file.ts";
import { errnoOf } from "../../io/errors.ts";
import { lives } from "../../io/process-life.ts";
import { judgeRunFile, type RunFile } from "../run-file.ts";
import { CommandFault } from "./fault.ts";

export { beganAt, lives } from "../../io/process-life.ts";

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
  if (!claimFile(file, textOf(run))) throw new CommandFault(`another wayleave up has just started in ${dirname(file)}`);
}

export function replaceRunFile(file: string, run: RunFile): void {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, textOf(run), { mode: 0o600 });
  renameSync(beside, file);
}

const textOf = (run: RunFile): string => `${JSON.stringify(run, undefined, 2)}\n`;
