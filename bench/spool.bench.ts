/**
 * The spool of a gateway: appends a second and how long one waits, one after another and 256 at once, in each sync
 * mode; how fast what is there is read and shipped; how fast a full one is replayed at a start.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSpool } from "../io/spool/open-spool.ts";
import type { Spool, SyncMode } from "../io/spool/spool.ts";
import type { BenchOptions } from "./main.ts";

const RECORD_BYTES = 400;
const FOR_MS = 400;
const LANES = [1, 256];
const MODES: readonly SyncMode[] = ["never", "group", "each"];
/** What is replayed and shipped: a busy minute of a gateway. */
const BACKLOG_RECORDS = 100_000;
/** What the log takes in one append. */
const BATCH = { bytes: 900 * 1024, records: 5000 };

type Samples = Record<string, number[]>;

export async function bench({ rounds, progress }: BenchOptions): Promise<object> {
  const cases: Record<string, Samples> = {};
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (const mode of MODES) {
      for (const lanes of LANES) {
        const name = `${mode}.${lanes}`;
        note((cases[name] ??= {}), await inFolder((folder) => appends(folder, mode, lanes)));
      }
    }
    note((cases["backlog"] ??= {}), await inFolder(backlog));
  }
  const figures = Object.entries(cases).map(([name, samples]) => [name, medians(samples)] as const);
  return { record_bytes: RECORD_BYTES, backlog_records: BACKLOG_RECORDS, ...Object.fromEntries(figures) };
}

function note(samples: Samples, figures: Record<string, number>): void {
  for (const [name, value] of Object.entries(figures)) (samples[name] ??= []).push(value);
}

const rounded = (value: number): number => Number(value.toPrecision(4));
const at = (sorted: readonly number[], share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

const medians = (samples: Samples): Record<string, number> =>
  Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, rounded(at(ascending(all), 0.5))]));

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-bench-spool-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const open = (folder: string, sync: SyncMode): Promise<Spool> => openSpool({ folder, sync, state: () => [] });

/** Lanes that append one after another for a while, as flows do that wait for their answer. */
async function appends(folder: string, sync: SyncMode, lanes: number): Promise<Record<string, number>> {
  const spool = await open(folder, sync);
  const record = Buffer.alloc(RECORD_BYTES, 7);
  const waitsMs: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  const lane = async (): Promise<void> => {
    while (performance.now() - began < FOR_MS) {
      const from = performance.now();
      await spool.append(() => record, "optional");
      waitsMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { groups, appended_records } = spool.counts;
  await spool.close();
  const sorted = ascending(waitsMs);
  return {
    appends_per_s: waitsMs.length / seconds,
    p50_ms: at(sorted, 0.5),
    p99_ms: at(sorted, 0.99),
    records_a_write: appended_records / groups,
    cpu_us_a_record: (user + system) / waitsMs.length,
  };
}

async function backlog(folder: string): Promise<Record<string, number>> {
  const record = Buffer.alloc(RECORD_BYTES, 7);
  const first = await open(folder, "never");
  for (let done = 0; done < BACKLOG_RECORDS; done += 500) {
    await Promise.all(Array.from({ length: 500 }, () => first.append(() => record, "optional")));
  }
  await first.close();
  let from = performance.now();
  let replayed = 0;
  const state = (): [] => [];
  const spool = await openSpool({ folder, sync: "group", state, onRecord: () => (replayed += 1) });
  const replaySeconds = (performance.now() - from) / 1000;
  from = performance.now();
  let shipped = 0;
  for (;;) {
    const batch = await spool.read(BATCH);
    if (batch.records.length === 0) break;
    shipped += batch.records.length;
    await spool.shipped(batch);
  }
  const shipSeconds = (performance.now() - from) / 1000;
  await spool.close();
  return { replayed_per_s: replayed / replaySeconds, shipped_per_s: shipped / shipSeconds };
}
