/**
 * `npm run bench -- NAME [--rounds N] [--json FILE]`: measures with bench/NAME.bench.ts and prints the figures as JSON
 * with the machine and versions they were taken on. Exit 0 done, 1 failed, 2 wrong usage.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Interleaved pairs; a ratio is the median of at least nine. */
  readonly rounds: number;
  progress(text: string): void;
}

const here = import.meta.dirname;
/** Fewer pairs than this make no ratio worth quoting. */
const ROUNDS_DEFAULT = 9;

function usage(mistake: string): never {
  const names = readdirSync(here).filter((name) => name.endsWith(".bench.ts"));
  const list = names.map((name) => name.slice(0, -".bench.ts".length)).join(" ");
  console.error(`${mistake}\nusage: npm run bench -- NAME [--rounds N] [--json FILE]\nbenches: ${list || "none yet"}`);
  process.exit(2);
}

function readArguments(): { name: string; rounds: number; json: string | undefined } {
  let parsed: { values: { rounds?: string; json?: string }; positionals: string[] };
  try {
    const options = { rounds: { type: "string" }, json: { type: "string" } } as const;
    parsed = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  } catch (error) {
    usage((error as Error).message);
  }
  const [name = "", ...rest] = parsed.positionals;
  if (!/^[a-z][a-z0-9-]*$/.test(name) || rest.length > 0) usage("name one bench");
  if (!existsSync(join(here, `${name}.bench.ts`))) usage(`there is no bench ${name}`);
  const rounds = Number(parsed.values.rounds ?? ROUNDS_DEFAULT);
  if (!Number.isInteger(rounds) || rounds < 1) usage("--rounds is a whole number from 1");
  return { name, rounds, json: parsed.values.json };
}

const { name, rounds, json } = readArguments();
const progress = (text: string): void => console.error(text);
const module = (await import(join(here, `${name}.bench.ts`))) as { bench(o: BenchOptions): Promise<object> };
const figures = await module.bench({ rounds, progress });
const machine = {
  cpus: cpus().length,
  cpu: cpus()[0]?.model,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
};
const text = JSON.stringify({ bench: name, rounds, machine, figures }, null, 2);
console.log(text);
if (json !== undefined) writeFileSync(json, `${text}\n`);
