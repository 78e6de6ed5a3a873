/**
 * `npm run bench -- NAME [--rounds N] [--quick] [--json FILE] [--markdown FILE] [--profile]`: measures with
 * bench/NAME.bench.ts and prints the figures as JSON with the machine and versions they were taken on; a bench that has
 * tables prints them besides, and `--markdown` writes them into their place of a document. `--profile` says where the
 * time goes instead. Exit 0 done, 1 failed, 2 wrong usage.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machineOf } from "./machine.ts";
import { withSection } from "./markdown.ts";
import { childrenOf } from "./show/processes.ts";

export interface BenchOptions {
  /** Interleaved pairs; a ratio is the median of at least nine, or of what the bench says. */
  readonly rounds: number;
  /** Smaller amounts and the same figures: shows that it works, and measures nothing worth quoting. */
  readonly quick: boolean;
  progress(text: string): void;
}

interface Bench {
  readonly ROUNDS?: number;
  bench(o: BenchOptions): Promise<object>;
  markdown?(figures: object): string;
  profile?(o: BenchOptions): Promise<string>;
}

const here = import.meta.dirname;
/** Fewer pairs than this make no ratio worth quoting. */
const ROUNDS_DEFAULT = 9;
/** After it a bench that was asked to end does so, however far it is. */
const END_MS = 60_000;
const OPTIONS = {
  rounds: { type: "string" },
  json: { type: "string" },
  markdown: { type: "string" },
  quick: { type: "boolean" },
  profile: { type: "boolean" },
} as const;

function usage(mistake: string): never {
  const names = readdirSync(here).filter((name) => name.endsWith(".bench.ts"));
  const list = names.map((name) => name.slice(0, -".bench.ts".length)).join(" ");
  const flags = "[--rounds N] [--quick] [--json FILE] [--markdown FILE] [--profile]";
  console.error(`${mistake}\nusage: npm run bench -- NAME ${flags}\nbenches: ${list || "none yet"}`);
  process.exit(2);
}

function readArguments() {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse();
  } catch (error) {
    usage((error as Error).message);
  }
  const [name = "", ...rest] = parsed.positionals;
  if (!/^[a-z][a-z0-9-]*$/.test(name) || rest.length > 0) usage("name one bench");
  if (!existsSync(join(here, `${name}.bench.ts`))) usage(`there is no bench ${name}`);
  const { rounds, ...values } = parsed.values;
  const count = rounds === undefined ? undefined : Number(rounds);
  if (count !== undefined && (!Number.isInteger(count) || count < 1)) usage("--rounds is a whole number from 1");
  return { name, rounds: count, values };
}

const parse = () => parseArgs({ args: process.argv.slice(2), options: OPTIONS, allowPositionals: true });

/** Into the section's place of a document, or into a new one. */
function writeSection(file: string, name: string, section: string): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, withSection(before, name, section));
}

/** Whoever ends a bench wants an end of what it started too. Without it a bench fails by itself, and cleans up. */
function endInOrder(): void {
  const end = () => {
    console.error("interrupted: ending what was started");
    for (const pid of childrenOf(process.pid)) process.kill(pid, "SIGTERM");
    setTimeout(() => process.exit(1), END_MS).unref();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, end);
}

const { name, rounds: asked, values } = readArguments();
endInOrder();
const module = (await import(join(here, `${name}.bench.ts`))) as Bench;
const rounds = asked ?? module.ROUNDS ?? ROUNDS_DEFAULT;
const machine = await machineOf();
const began = performance.now();
const options: BenchOptions = {
  ...{ rounds, quick: values.quick ?? false },
  progress: (text) => console.error(`[${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s] ${text}`),
};
const often = values.profile ? "one run" : `${rounds} round${rounds > 1 ? "s" : ""}`;
const taken = `${new Date().toISOString().slice(0, 10)}, ${often}${options.quick ? ", quick" : ""}`;
const head = `${taken}; ${Object.entries(machine)
  .map(([key, value]) => `${key} ${value}`)
  .join(", ")}.`;

if (values.profile) {
  if (module.profile === undefined) usage(`${name} has no profile`);
  const text = await module.profile(options);
  console.log(text);
  if (values.markdown !== undefined) writeSection(values.markdown, `${name} profile`, `${head}\n\n${text}`);
} else {
  const figures = await module.bench(options);
  const tables = module.markdown?.(figures);
  if (tables !== undefined) console.error(`\n${head}\n\n${tables}\n`);
  const text = JSON.stringify({ bench: name, rounds, quick: options.quick, machine, figures }, null, 2);
  console.log(text);
  if (values.json !== undefined) writeFileSync(values.json, `${text}\n`);
  if (values.markdown !== undefined)
    writeSection(values.markdown, name, `${head}\n\n${tables ?? `\`\`\`json\n${text}\n\`\`\``}`);
}
