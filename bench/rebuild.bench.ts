/**
 * How long a gateway takes to know what the control log holds: 1,000,000 events from nothing, and from a snapshot with
 * 10,000 events behind it, on the embedded log; from nothing on a real broker of Kafka. Each in a fresh process. The
 * mix is that of `control-flood.ts`.
 */
import type { BenchOptions } from "./main.ts";
import { figuresOf, rebuild, rebuildFromKafka } from "./rebuild/measure.ts";

export const ROUNDS = 3;
const EVENTS = 1_000_000;
const EVENTS_QUICK = 100_000;

export async function bench({ rounds, quick, progress }: BenchOptions): Promise<object> {
  const events = quick ? EVENTS_QUICK : EVENTS;
  const figures = figuresOf(await rebuild({ events, times: rounds, seed: 1, progress }));
  return { ...figures, kafka: await rebuildFromKafka({ events, seed: 1, progress }) };
}
