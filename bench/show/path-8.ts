/**
 * path.8: the tests pass on a machine with Node and npm alone, and the real programs where they are; folds, matcher,
 * relay machine and codecs have properties, the machines total tables, and the simulations find out what is broken.
 *
 * The short form leaves out what CI runs as suites of their own: all unit tests, and the real programs.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bareMachine, runSuite, type SuiteRun, type TestRun } from "./bare-machine.ts";
import type { Shown, ShowOptions } from "./main.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const UNIT_MS = 900_000;
const SHORT_MS = 240_000;
const E2E_MS = 900_000;

/** What must have properties, and where those are. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  folds: ["core/control/fold.test.ts"],
  matcher: ["core/policy/match-app.test.ts"],
  relay: ["core/relay/relay.test.ts"],
  codecs: ["io/wire/frame.test.ts", "io/wire/control-event.test.ts"],
};

/** A machine: where its total table is tried, what documents it, and which of its words stand for several. */
interface Machine {
  readonly table: string;
  readonly document: string;
  /** Names of states and inputs in the document's tables. */
  words(document: string): { readonly states: Set<string>; readonly inputs: Set<string> };
  readonly simulation: string;
  /** Broken machines that the simulation must find out, at least. */
  readonly bites: number;
}

const MACHINES: Readonly<Record<string, Machine>> = {
  relay: {
    table: "core/relay/relay-table.test.ts",
    document: "docs/machines/relay.md",
    words: (document) => ({
      states: new Set(firstColumn(section(document, "States")).flatMap((cell) => cell.split(", "))),
      inputs: new Set(firstColumn(section(document, "Inputs × states")).flatMap(inputsOf)),
    }),
    simulation: "sim/relay.sim.test.ts",
    bites: 20,
  },
  tunnel: {
    table: "core/tunnel/tunnel.test.ts",
    document: "docs/machines/tunnel.md",
    words: (document) => {
      const rows = section(document, "States × inputs");
      // The last column is the machine's own deadline: the input `tick`.
      const head = cells(rows[0] ?? "").slice(1);
      return { states: new Set(firstColumn(rows)), inputs: new Set([...head.slice(0, -1).flatMap(inputsOf), "tick"]) };
    },
    simulation: "core/tunnel/tunnel.test.ts",
    bites: 6,
  },
};

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const machine = bareMachine();
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const take = (name: string, run: SuiteRun) => {
    figures[name] = { passed: run.passed, failed: run.failed, skipped: run.skipped };
    failures.push(...run.faults);
    if (run.passed === 0) failures.push(`${name}: no test passed`);
    if (run.skipped > 0) failures.push(`${name}: ${run.skipped} tests were skipped, so they proved nothing`);
  };
  try {
    const asked = short ? [...new Set([...Object.values(PROPERTIES).flat(), ...machineSuites()])] : [];
    progress(`${short ? "properties, tables and simulations" : "npm test"} on Node and npm alone`);
    const env = { ...machine.env, SEED: String(seed) };
    const unit = await runSuite("test", asked, env, short ? SHORT_MS : UNIT_MS);
    take("unit", unit);
    figures["properties"] = properties(unit.tests, failures);
    for (const [name, one] of Object.entries(MACHINES)) figures[name] = judgeMachine(name, one, unit.tests, failures);
  } finally {
    machine.remove();
  }
  if (!short) {
    progress("npm run test:e2e with the real programs");
    take("e2e", await runSuite("test:e2e", [], process.env, E2E_MS));
  }
  return { figures, failures };
}

const machineSuites = (): string[] => Object.values(MACHINES).flatMap(({ table, simulation }) => [table, simulation]);

/** How many properties each of the four has; its suites must have passed, test by test. */
function properties(tests: readonly TestRun[], failures: string[]): Record<string, number> {
  const count = (file: string): number => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const own = tests.filter((test) => test.file === file);
    if (own.length === 0 || own.some(({ passed }) => !passed)) failures.push(`${file} did not pass`);
    const found = /from "fast-check"/.test(text) ? [...text.matchAll(/\bfc\.assert\(/g)].length : 0;
    if (found === 0) failures.push(`${file} has no property`);
    return found;
  };
  const sum = (files: readonly string[]) => files.reduce((all, file) => all + count(file), 0);
  return Object.fromEntries(Object.entries(PROPERTIES).map(([name, files]) => [name, sum(files)]));
}

/** The table is total, the document names the same states and inputs, and the simulation found out what is broken. */
function judgeMachine(name: string, machine: Machine, tests: readonly TestRun[], failures: string[]): object {
  const passed = tests.filter((test) => test.passed);
  const meetings = passed
    .filter(({ file, group }) => file === machine.table && group === "the total table")
    .map(({ title }) => title.split(" meets "))
    .filter(({ length }) => length === 2);
  const states = new Set(meetings.map(([state = ""]) => state));
  const inputs = new Set(meetings.map(([, input = ""]) => input));
  if (meetings.length === 0 || meetings.length !== states.size * inputs.size) {
    failures.push(`${name}: ${states.size} states and ${inputs.size} inputs met ${meetings.length} times`);
  }
  const said = machine.words(readFileSync(join(ROOT, machine.document), "utf8"));
  const kinds = new Set([...inputs].map((input) => input.split(".")[0]!));
  for (const [what, code, document] of [
    ["states", states, said.states],
    ["inputs", kinds, said.inputs],
  ] as const) {
    const apart = [...new Set([...code, ...document])].filter((word) => code.has(word) !== document.has(word));
    if (apart.length > 0) failures.push(`${machine.document} and the code differ in ${what}: ${apart.join(", ")}`);
  }
  const bites = tests.filter(({ file, title }) => file === machine.simulation && isBite(title));
  const blind = bites.filter((bite) => !bite.passed);
  if (blind.length > 0) failures.push(`${name}: not found out: ${blind.map(({ title }) => title).join("; ")}`);
  if (bites.length < machine.bites) failures.push(`${name}: only ${bites.length} broken machines were tried`);
  return { states: states.size, inputs: inputs.size, meetings: meetings.length, found_out: bites.length };
}

const isBite = (title: string): boolean => /\bis found out$|\bwithout .* most lives\b/.test(title);

/** The rows of the first table below a heading, without the line under its head. */
function section(document: string, heading: string): string[] {
  const from = document.split(`## ${heading}\n`)[1] ?? "";
  const lines = (from.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("|"));
  return lines.filter((line) => !/^\|[ -]*-[ -|]*$/.test(line));
}

const cells = (row: string): string[] =>
  row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
const firstColumn = (rows: readonly string[]): string[] => rows.slice(1).map((row) => cells(row)[0] ?? "");
/** "bytes d / u" is one input from either side; "refused, lost" are two. */
const inputsOf = (cell: string): string[] => cell.replace(" d / u", "").split(", ");
