/** The lab's folder and the file in it that says which lab is up: one at a time, and what a killed one left goes. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { claimFile } from "../../../io/claimed-file.ts";
import { errnoOf } from "../../../io/errors.ts";
import { lives } from "../../../io/process-life.ts";
import { type LabFile, readLabFile } from "../order.ts";

/** What a person is told; no stack. */
export class LabFault extends Error {
  override readonly name = "LabFault";
}

const FILE = "lab.json";
const GONE_MS = 5_000;
const POLL_MS = 20;

export const labFileOf = (data: string): string => join(data, FILE);

/** Undefined: no lab is up or was killed here. */
export function readLab(data: string): LabFile | undefined {
  try {
    return readLabFile(readFileSync(labFileOf(data), "utf8"));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw new LabFault(`${labFileOf(data)} can't be read (${errnoOf(error) ?? String(error)})`);
  }
}

/** The folder is this process's from now on, and holds nothing but its file. */
export async function claimFolder(data: string, own: LabFile): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = labFileOf(data);
  const names = readdirSync(data);
  if (names.length > 0 && !names.some((name) => name.startsWith(FILE))) {
    throw new LabFault(`${data} holds other things: name an empty folder with --data, since a lab empties its own`);
  }
  await clearKilled(data);
  if (!claimFile(file, textOf(own))) throw new LabFault(`another lab has just been started in ${data}`);
  empty(data, FILE);
}

/** What stands of a lab that was killed is ended, and its file removed. A lab that is up is a fault. */
export async function clearKilled(data: string): Promise<boolean> {
  const file = labFileOf(data);
  const stale = `${file}.${process.pid}.old`;
  try {
    // Whoever moves it is the one who clears it.
    renameSync(file, stale);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw error;
  }
  const lab = readLabFile(readFileSync(stale, "utf8"));
  if (lab !== undefined && lives(lab)) {
    renameSync(stale, file);
    throw new LabFault(
      `a lab is up in ${data} already (pid ${lab.pid}): wayleave lab down ends it, --data DIR names another folder`,
    );
  }
  if (lab?.outer !== undefined) await endNow(lab.outer);
  rmSync(stale, { force: true });
  return true;
}

/** SIGKILL to one process, if it still is the one that was meant; awaited. */
export async function endNow(process: { readonly pid: number; readonly began: number }): Promise<void> {
  if (!lives(process)) return;
  globalThis.process.kill(process.pid, "SIGKILL");
  await untilGone(process, GONE_MS);
}

export async function untilGone(
  process: { readonly pid: number; readonly began: number },
  boundMs: number,
): Promise<boolean> {
  const end = performance.now() + boundMs;
  while (lives(process)) {
    if (performance.now() > end) return false;
    await sleep(POLL_MS);
  }
  return true;
}

export function replaceLabFile(data: string, lab: LabFile): void {
  const beside = `${labFileOf(data)}.${process.pid}.new`;
  writeFileSync(beside, textOf(lab), { mode: 0o600 });
  renameSync(beside, labFileOf(data));
}

/** Removes everything in the folder but one file. */
export function empty(data: string, but?: string): void {
  for (const name of readdirSync(data)) {
    if (name !== but) rmSync(join(data, name), { recursive: true, force: true });
  }
}

const textOf = (lab: LabFile): string => `${JSON.stringify(lab, undefined, 2)}\n`;
