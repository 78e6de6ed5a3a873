/**
 * `npm run show -- area.n [--short] [--seed N]`: runs one must-show, prints its figures as one JSON line, then PASS or
 * FAIL. Exit 0 passed, 1 failed, 2 wrong usage. Progress and failures go to standard error.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

export interface ShowOptions {
  /** The form that CI runs: smaller amounts, the same checks. */
  readonly short: boolean;
  readonly seed: number;
  /** On a real broker in place of the embedded log, where the show has such a form. */
  readonly kafka: boolean;
  progress(text: string): void;
}

export interface Shown {
  readonly figures: object;
  /** Empty where everything held; each a sentence that names what was seen. */
  readonly failures: readonly string[];
}

const here = import.meta.dirname;

function usage(mistake: string): never {
  const shows = readdirSync(here)
    .map((name) => /^(\w+)-(\d+)\.ts$/.exec(name))
    .filter((match) => match !== null)
    .map(([, area, n]) => `${area}.${n}`);
  console.error(`${mistake}\nusage: npm run show -- AREA.N [--short] [--seed N] [--kafka]\nshows: ${shows.join(" ")}`);
  process.exit(2);
}

function readArguments(): { file: string; short: boolean; seed: number; kafka: boolean } {
  let parsed: { values: { short?: boolean; seed?: string; kafka?: boolean }; positionals: string[] };
  try {
    const options = { short: { type: "boolean" }, seed: { type: "string" }, kafka: { type: "boolean" } } as const;
    parsed = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  } catch (error) {
    usage((error as Error).message);
  }
  const [name = "", ...rest] = parsed.positionals;
  const match = /^([a-z]+)\.(\d+)$/.exec(name);
  if (!match || rest.length > 0) usage("name one show as area.n");
  const file = join(here, `${match[1]}-${match[2]}.ts`);
  if (!existsSync(file)) usage(`there is no show ${name}`);
  const seed = Number(parsed.values.seed ?? Math.floor(Math.random() * 2 ** 31));
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) usage("--seed is a whole number from 0 to 2147483647");
  return { file, short: parsed.values.short ?? false, seed, kafka: parsed.values.kafka ?? false };
}

const { file, short, seed, kafka } = readArguments();
const start = performance.now();
const progress = (text: string): void => {
  console.error(`[${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s] ${text}`);
};

let shown: Shown;
try {
  const module = (await import(file)) as { show(options: ShowOptions): Promise<Shown> };
  shown = await module.show({ short, seed, kafka, progress });
} catch (error) {
  shown = { figures: {}, failures: [(error as Error).stack ?? String(error)] };
}
for (const failure of shown.failures) console.error(`failed: ${failure}`);
console.log(JSON.stringify({ short, seed, seconds: Math.round((performance.now() - start) / 1000), ...shown.figures }));
console.log(shown.failures.length === 0 ? "PASS" : "FAIL");
// A show that leaves a socket or a child behind must not hang the run; what it starts, it has ended by now.
process.exit(shown.failures.length === 0 ? 0 : 1);
