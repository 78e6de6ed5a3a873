/**
 * One flow through the whole path (agent, both gateways, publisher as processes): bytes a second up, down and both
 * ways at once, and the CPU seconds a gigabyte that each process takes for it.
 */

import { dialThrough, moveBoth } from "./load-app.ts";
import type { BenchOptions } from "./main.ts";
import { LOAD_HOST, LOAD_PORT, type LoadEstate, startLoadEstate } from "./show/load-estate.ts";
import { cpuSecondsOf } from "./show/processes.ts";

const MIB = 1024 * 1024;
const MOVES = { up: [256 * MIB, 0], down: [0, 256 * MIB], both: [128 * MIB, 128 * MIB] } as const;

type Figures = Record<string, number[]>;

export async function bench({ rounds, progress }: BenchOptions): Promise<object> {
  const load = await startLoadEstate({ split: true });
  const figures: Figures = {};
  try {
    await measure(load, "both", {});
    for (let round = 1; round <= rounds; round += 1) {
      for (const move of Object.keys(MOVES) as (keyof typeof MOVES)[]) {
        progress(`round ${round} of ${rounds}: ${move}`);
        await measure(load, move, figures);
      }
    }
  } finally {
    await load.stop();
  }
  return Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, median(values)]));
}

async function measure(load: LoadEstate, move: keyof typeof MOVES, figures: Figures): Promise<void> {
  const carrying = ["gateway", "publisher", "agent"];
  const parts = load.estate.runFile().parts.filter((part) => carrying.includes(part.kind));
  const before = parts.map((part) => cpuSecondsOf(part.pid));
  const [up, down] = MOVES[move];
  const from = performance.now();
  await moveBoth(await dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT), up, down);
  const seconds = (performance.now() - from) / 1000;
  const note = (name: string, value: number) => (figures[name] ??= []).push(value);
  note(`${move}.mb_per_s`, (up + down) / 1e6 / seconds);
  for (const [at, part] of parts.entries()) {
    note(`${move}.cpu_s_per_gb.${part.name}`, (cpuSecondsOf(part.pid) - before[at]!) / ((up + down) / 1e9));
  }
}

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return Number(sorted[Math.floor(sorted.length / 2)]!.toFixed(2));
};
