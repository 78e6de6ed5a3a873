/** Files of objects, read and judged whole: every mistake of every file in one error. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Judged, judgeDocuments, type Placed, placeMistake } from "../../core/config/judge.ts";
import { type Mistake, printMistake } from "../../core/config/located.ts";
import { errnoOf } from "../../io/errors.ts";
import { readYaml } from "../../io/yaml.ts";
import type { AdminClient, Applied } from "./admin-client.ts";
import { CommandFault } from "./fault.ts";

/** `-` is what comes on stdin; of a folder every .yaml and .yml file in it, by name. */
export function readObjects(named: readonly string[]): readonly Placed[] {
  const files = named.flatMap(filesIn);
  const read = files.map((file) => readYaml(file === "-" ? "(stdin)" : file, textOf(file)));
  const judged: Judged = judgeDocuments(read.flatMap((one) => one.documents));
  const mistakes = [...read.flatMap((one) => one.mistakes), ...judged.mistakes];
  if (mistakes.length > 0) throw mistaken(mistakes);
  if (judged.objects.length === 0) throw new CommandFault(`${files.join(", ")}: no object stands in there`);
  return judged.objects;
}

/** What the gateway finds wrong is placed in the files as well. */
export async function applyPlaced(admin: AdminClient, placed: readonly Placed[]): Promise<Applied> {
  const applied = await admin.apply(placed.map((one) => one.object));
  if (applied.mistakes.length === 0) return applied;
  throw mistaken(applied.mistakes.map(({ object, field, text }) => placeMistake(placed[object], field, text)));
}

/** All mistakes as one fault, in the order of their places. */
export function mistaken(mistakes: readonly Mistake[]): CommandFault {
  const inOrder = mistakes.toSorted((a, b) => (a.file === b.file ? a.line - b.line : 0));
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  return new CommandFault([`${count}, nothing is applied:`, ...inOrder.map(printMistake)].join("\n"));
}

function filesIn(named: string): string[] {
  if (named === "-" || !isFolder(named)) return [named];
  const files = readdirSync(named)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  if (files.length === 0) throw new CommandFault(`-f ${named}: no .yaml file stands in this folder`);
  return files.map((name) => join(named, name));
}

/** What can't be looked at is told when it is read. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function textOf(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new CommandFault(
      `-f ${file} can't be read (${errnoOf(error) ?? String(error)}): name a file of YAML documents`,
    );
  }
}
