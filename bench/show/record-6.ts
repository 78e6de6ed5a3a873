/** record.6: how fast events come from the log to a queryable row, and the insert alone, by the bench `ingest`. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./estate.ts";

const BENCH = join(import.meta.dirname, "..", "main.ts");
const BENCH_MS = 280_000;
/** What the record must say of itself; none of these is a target, each must have been measured. */
const WANTED = ["log_to_row.events_per_s", "insert_native.rows_per_s", "disk.bytes_per_event.all"];

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-ingest-"));
  const file = join(folder, "figures.json");
  try {
    progress("the ingest bench");
    const rounds = short ? "1" : "3";
    const ran = await run(process.execPath, [BENCH, "ingest", "--rounds", rounds, "--json", file], BENCH_MS);
    if (ran.exit !== 0)
      return { figures: {}, failures: [`the bench ended with ${ran.exit}: ${ran.stderr.slice(-2_000)}`] };
    const { figures } = JSON.parse(readFileSync(file, "utf8")) as { figures: Record<string, number> };
    const missing = WANTED.filter((name) => !((figures[name] ?? 0) > 0));
    return { figures, failures: missing.map((name) => `${name} was not measured`) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
