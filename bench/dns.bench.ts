/**
 * `npm run bench -- dns`: what the agent's name server answers at a steady rate, and how late. It is a process of its
 * own with an SRP of many apps; questions leave by the clock, whether or not earlier ones were answered, so that a
 * server that falls behind shows as lateness.
 */

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Asked, ask } from "./load/names.ts";
import type { BenchOptions } from "./main.ts";

export const ROUNDS = 3;
const SERVER = join(import.meta.dirname, "..", "agent", "dns", "io", "names-alone.ts");
const RATE = 5_000;
const NAMES = 1_000;

export async function bench(o: BenchOptions): Promise<object> {
  const server = fork(SERVER, [String(NAMES)], { stdio: "inherit" });
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    const names = Array.from({ length: NAMES }, (_, n) => `app-${n}.corp.example`);
    const to = { host: "127.0.0.1", port, names };
    const seconds = o.quick ? 2 : 10;
    // First every name gets its lease, which waits for a disk.
    await ask(to, RATE, NAMES / RATE);
    const rounds: Asked[] = [];
    for (let n = 0; n < o.rounds; n += 1) {
      rounds.push(await ask(to, RATE, seconds));
      o.progress(`round ${n + 1}: p99 ${rounds[n]!.p99_ms} ms`);
    }
    return { rate: RATE, names: NAMES, seconds, rounds };
  } finally {
    server.kill();
  }
}

export function markdown(figures: object): string {
  const { rate, rounds } = figures as { rate: number; rounds: Asked[] };
  const rows = rounds.map((one) =>
    [one.per_second, one.answered / one.asked, one.p50_ms, one.p99_ms, one.max_ms].map((value) => value.toFixed(2)),
  );
  const head = `| answers/s (asked: ${rate}) | answered | p50 ms | p99 ms | max ms |\n| --- | --- | --- | --- | --- |`;
  return [head, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}
