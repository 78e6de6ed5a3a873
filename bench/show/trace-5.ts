/**
 * trace.5: both benchmarks run with one command each, and docs/performance.md quotes them. The long form runs them in a
 * fresh clone of this tree's last commit; the short form runs the one of traces alone, where it stands.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell } from "../markdown.ts";
import { OPEN_ROWS, PATH_ROWS, type Row } from "../paths/rows.ts";
import { run } from "./estate.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const DOCUMENT = join(ROOT, "docs", "performance.md");
/** A clone installs its packages first. */
const BENCH_MS = 600_000;

interface Wanted {
  readonly bench: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const WANTED: readonly Wanted[] = [
  { bench: "data-plane", columns: ["wayleave", "haproxy", "ssh"], rows: PATH_ROWS },
  { bench: "tracing", columns: ["off", "kept_1", "kept_100"], rows: OPEN_ROWS },
];
/** Others' paths keep no record. */
const OURS_ALONE = /record/;
const MEASURED_WITHOUT_ROWS = ["rated-load", "data-plane profile"];

type Cells = Record<string, Record<string, Cell>>;

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-marks-"));
  const figures: Record<string, number> = {};
  const failures = documentFailures(readFileSync(DOCUMENT, "utf8"));
  try {
    const tree = short ? ROOT : await clone(join(folder, "clone"));
    // The data plane beside its two peers takes four minutes at the least: more than CI has for one show.
    for (const wanted of WANTED.filter(({ bench }) => !short || bench === "tracing")) {
      progress(`npm run bench -- ${wanted.bench} --quick --rounds 1`);
      const file = join(folder, `${wanted.bench}.json`);
      // What `npm run bench` executes, without npm between: who is killed at the bound is the bench itself.
      const args = [join(tree, "bench", "main.ts"), wanted.bench, "--quick", "--rounds", "1", "--json", file];
      const ran = await run(join(tree, "bin", "node"), args, BENCH_MS);
      if (ran.exit !== 0) {
        failures.push(`the bench ${wanted.bench} ended with ${ran.exit}: ${ran.stderr.slice(-2_000)}`);
        continue;
      }
      const { figures: measured } = JSON.parse(readFileSync(file, "utf8")) as { figures: { figures: Cells } };
      failures.push(...missing(wanted, measured.figures));
      for (const column of wanted.columns) {
        const flows = measured.figures[column]?.["connects.per_s"]?.median;
        if (flows !== undefined) figures[`${wanted.bench}.${column}.flows_per_s`] = Math.round(flows);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { figures, failures };
}

async function clone(to: string): Promise<string> {
  const ran = await run("git", ["clone", "--quiet", "--no-hardlinks", ROOT, to], BENCH_MS);
  if (ran.exit !== 0) throw new Error(`git clone: ${ran.stderr}`);
  return to;
}

function missing({ bench, columns, rows }: Wanted, cells: Cells): string[] {
  return columns.flatMap((column) =>
    rows
      .filter(({ figure }) => !(OURS_ALONE.test(figure) && ["haproxy", "ssh"].includes(column)))
      .filter(({ figure }) => !((cells[column]?.[figure]?.median ?? 0) > 0))
      .map(({ figure }) => `${bench} measured no ${figure} of ${column}`),
  );
}

/** Each figure has a row with a number in its bench's section, and what has no such rows has a section with a table. */
function documentFailures(text: string): string[] {
  const sectionOf = (name: string) => text.split(`<!-- bench ${name} -->`)[1]?.split(`<!-- end ${name} -->`)[0] ?? "";
  const rows = WANTED.flatMap(({ bench, rows }) => {
    const lines = sectionOf(bench).split("\n");
    return rows
      .filter(
        ({ label }) =>
          !lines.some((line) => line.startsWith(`| ${label} | `) && /\d/.test(line.slice(label.length + 4))),
      )
      .map(({ label }) => `docs/performance.md has no row "${label}" of the bench ${bench}`);
  });
  const empty = MEASURED_WITHOUT_ROWS.filter((name) => !/^\|.*\d/m.test(sectionOf(name)));
  return [...rows, ...empty.map((name) => `docs/performance.md has no table of ${name}`)];
}
