/** `apply`: states objects, shows what that changes, and removes what is not stated any more if that is asked for. */
import { createInterface } from "node:readline/promises";
import { fieldChanges } from "../../core/config/field-changes.ts";
import type { Placed } from "../../core/config/judge.ts";
import { placeMistake } from "../../core/config/judge.ts";
import type { Plain } from "../../core/config/located.ts";
import { printMistake } from "../../core/config/located.ts";
import { KINDS, type Kind } from "../../core/config/object.ts";
import type { Format } from "../args.ts";
import { changesText, type ObjectChange } from "../print/change-text.ts";
import { conflictText } from "../print/conflict-text.ts";
import type { AdminChange, AdminClient, Applied } from "./admin-client.ts";
import { COMMAND_BYTES_MAX } from "./admin-client.ts";
import { mistaken, readObjects } from "./documents.ts";
import { CommandFault, say, usage } from "./fault.ts";
import { print } from "./print.ts";
import { type SystemFlags, withAdmin } from "./system.ts";

export interface ApplyFlags extends SystemFlags {
  readonly file: readonly string[];
  readonly output: Format;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly expect?: number;
  readonly inParts?: boolean;
}

/** Who may do what is taken back by name alone, and the one Settings object is never left over. */
const NEVER_PRUNED: readonly Kind[] = ["Operator", "Settings"];

export async function apply(flags: ApplyFlags): Promise<void> {
  const { inParts = false, dryRun = false, prune = false } = flags;
  if (inParts && (dryRun || prune || flags.expect !== undefined))
    throw usage("--in-parts goes without --dry-run, --prune and --expect: those are said of one command");
  const placed = readObjects(flags.file);
  await withAdmin(flags, async (admin) => {
    if (inParts) return applyParts(admin, placed, flags.output);
    const deletes = prune ? await leftOver(admin, placed) : [];
    const objects = placed.map(({ object }) => object);
    const tried = taken(await admin.apply(objects, { deletes, dryRun: true, expected: flags.expect }), placed);
    warn(tried, placed);
    if (dryRun) return printChanges(tried, tried, flags.output);
    if (deletes.length > 0) await confirm(deletes, flags.yes ?? false);
    // What was shown is what is taken: where somebody wrote since, what would go may not be what was looked at.
    const expected = flags.expect ?? (prune ? tried.asOf : undefined);
    printChanges(taken(await admin.apply(objects, { deletes, expected }), placed), tried, flags.output);
  });
}

/** Objects of the kinds that the files state, and that none of them names. */
async function leftOver(admin: AdminClient, placed: readonly Placed[]): Promise<{ kind: Kind; name: string }[]> {
  const named = new Set(placed.map(({ object }) => `${object.kind} ${object.name}`));
  const kinds = KINDS.filter(
    (kind) => !NEVER_PRUNED.includes(kind) && placed.some(({ object }) => object.kind === kind),
  );
  const all = await Promise.all(kinds.map(async (kind) => (await admin.get(kind)).objects));
  // What names others goes before what it names.
  return all
    .toReversed()
    .flat()
    .filter(({ kind, name }) => !named.has(`${kind} ${name}`))
    .map(({ kind, name }) => ({ kind, name }));
}

async function confirm(deletes: readonly { kind: string; name: string }[], yes: boolean): Promise<void> {
  const list = deletes.map(({ kind, name }) => `  - ${kind} ${name}`).join("\n");
  const what = `--prune deletes what the files don't state any more:\n${list}`;
  if (yes) return say(what);
  if (!process.stdin.isTTY) throw new CommandFault(`${what}\nnothing is done: give --yes to mean it`);
  process.stderr.write(`${what}\n`);
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await ask.question(`delete ${deletes.length}? write yes: `)).trim() !== "yes")
      throw new CommandFault("nothing is done");
  } finally {
    ask.close();
  }
}

/** Part after part, each whole or not at all: what is named by others comes before them. */
async function applyParts(admin: AdminClient, placed: readonly Placed[], format: Format): Promise<void> {
  const parts = partsOf(placed);
  let done: Applied | undefined;
  for (const [n, part] of parts.entries()) {
    const objects = part.map(({ object }) => object);
    try {
      const tried = taken(await admin.apply(objects, { dryRun: true }), part);
      warn(tried, part);
      const next = taken(await admin.apply(objects), part);
      done = { ...next, changes: [...(done?.changes ?? []), ...withFields(next, tried)] };
    } catch (error) {
      if (!(error instanceof CommandFault)) throw error;
      throw new CommandFault(`part ${n + 1} of ${parts.length}, those before it are taken:\n${error.message}`);
    }
  }
  if (done !== undefined) printChanges(done, done, format);
}

/** Well below what one command takes. */
const PART_BYTES = COMMAND_BYTES_MAX / 2;

function partsOf(placed: readonly Placed[]): Placed[][] {
  const inOrder = placed.toSorted((a, b) => KINDS.indexOf(a.object.kind) - KINDS.indexOf(b.object.kind));
  const parts: Placed[][] = [];
  let bytes = PART_BYTES;
  for (const one of inOrder) {
    const own = JSON.stringify(one.object).length;
    if (bytes + own > PART_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(one);
    bytes += own;
  }
  return parts;
}

/** Throws where the gateway refused it; its mistakes are placed in the files. */
export function taken(applied: Applied, placed: readonly Placed[]): Applied {
  if (applied.conflict !== undefined) throw new CommandFault(conflictText(applied.conflict));
  if (applied.mistakes.length === 0) return applied;
  throw mistaken(applied.mistakes.map(({ object, field, text }) => placeMistake(placed[object], field, text)));
}

function warn({ warnings }: Applied, placed: readonly Placed[]): void {
  for (const { object, field, text } of warnings)
    process.stderr.write(`warning: ${printMistake(placeMistake(placed[object], field, text))}\n`);
}

/** Objects before and after are told by the dry run alone. */
function withFields(applied: Applied, tried: Applied): AdminChange[] {
  const known = new Map(tried.changes.map((change) => [`${change.kind} ${change.name}`, change]));
  return applied.changes.map((change) => {
    const { before, after } = known.get(`${change.kind} ${change.name}`) ?? change;
    return { ...change, before, after };
  });
}

function printChanges(applied: Applied, tried: Applied, format: Format): void {
  const changes: ObjectChange[] = withFields(applied, tried).map(({ kind, name, what, before, after }) => {
    return { kind, name, what, fields: what === "unchanged" ? [] : fieldChanges(before, after) };
  });
  if (format === "table") process.stdout.write(changesText(changes));
  else print(format, { changes, as_of: applied.asOf, config_rev: applied.configRev } as unknown as Plain);
}
