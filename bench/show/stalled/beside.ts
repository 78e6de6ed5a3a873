/**
 * Many flows beside stalled readers: 800 flows take 1 MiB each, without and with 200 programs that asked for 64 MiB
 * and read nothing; and what each process holds for an idle and for a stalled flow.
 */
import type { Socket } from "node:net";
import { dialThrough, echo, moveBoth } from "../../load-app.ts";
import { until } from "../estate.ts";
import { LOAD_HOST, LOAD_PORT, type LoadEstate } from "../load-estate.ts";
import { pssOf } from "../processes.ts";

const MIB = 1024 * 1024;
const READERS = 800;
const STALLED = 200;
/** No byte for so long: the stalled flows are full. */
const QUIET_MS = 1_000;
/** Beside stalled readers the others may take this much longer. */
const RATIO_MAX = 1.3;
/**
 * The stated budget of each process: what it weighs without flows, and for a flow in each state.
 * An idle flow is two or three streams and a socket; a stalled one may hold the sender's first window besides; one that
 * moves has that window in more than one copy: as read, as framed, as sealed.
 */
export const BUDGET = { base: 220 * MIB, idle: 96 * 1024, stalled: 768 * 1024, moving: 640 * 1024 } as const;

interface Outcome {
  readonly figures: Record<string, unknown>;
  readonly failures: string[];
}

const dial = (load: LoadEstate): Promise<Socket> => dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT);
const many = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make));

export async function stalledBeside(load: LoadEstate, pairs: number, say: (text: string) => void): Promise<Outcome> {
  const failures: string[] = [];
  const carrying = ["gateway", "publisher", "agent"];
  const parts = load.estate.runFile().parts.filter(({ kind }) => carrying.includes(kind));
  const weigh = () => new Map(parts.map((part) => [part.name, pssOf(part.pid)]));
  const kib = (from: Map<string, number>, to: Map<string, number>, flows: number) =>
    Object.fromEntries(parts.map(({ name }) => [name, Math.round((to.get(name)! - from.get(name)!) / flows / 1024)]));
  const ratios: number[] = [];
  const perStalled: Record<string, number>[] = [];
  const freeSeconds: number[] = [];
  const most = new Map<string, number>();
  const budget = BUDGET.base + READERS * BUDGET.moving + STALLED * BUDGET.stalled;
  const fresh = weigh();
  // The first run grows heaps and warms code; it is not counted.
  await readers(load);
  const bare = weigh();
  say("1,000 idle flows");
  const idle = await many(READERS + STALLED, () => idleFlow(load));
  const perIdle = kib(bare, weigh(), idle.length);
  for (const socket of idle) socket.destroy();
  for (let pair = 1; pair <= pairs; pair += 1) {
    say(`${READERS} flows without and with ${STALLED} stalled readers, pair ${pair} of ${pairs}`);
    const free = await readers(load);
    const before = weigh();
    const stalled = await many(STALLED, () => stalledFlow(load));
    await untilFull(load);
    const beside = await readers(load);
    const after = weigh();
    perStalled.push(kib(before, after, STALLED));
    freeSeconds.push(free);
    ratios.push(beside / free);
    for (const [name, bytes] of after) most.set(name, Math.max(bytes, most.get(name) ?? 0));
    for (const socket of stalled) socket.destroy();
  }
  for (const [name, bytes] of fresh) overBudget(name, bytes, BUDGET.base, failures);
  for (const [name, bytes] of most) overBudget(name, bytes, budget, failures);
  for (const [name, n] of Object.entries(perIdle))
    if (n * 1024 > BUDGET.idle) failures.push(`${name} holds ${n} KiB for an idle flow`);
  const ratio = median(ratios);
  if (ratio > RATIO_MAX) failures.push(`${READERS} flows took ${ratio.toFixed(2)}x beside ${STALLED} stalled readers`);
  const figures = {
    stalled_ratio_median: Number(ratio.toFixed(2)),
    stalled_ratios: ratios.map((one) => Number(one.toFixed(2))),
    readers_seconds_median: Number(median(freeSeconds).toFixed(1)),
    idle_kib_per_flow: perIdle,
    stalled_kib_per_flow: Object.fromEntries(
      parts.map(({ name }) => [name, median(perStalled.map((one) => one[name]!))]),
    ),
    fresh_mib: inMib(fresh),
    after_800_flows_mib: inMib(bare),
    most_mib: inMib(most),
    budget_mib: { fresh: toMib(BUDGET.base), with_1000_flows: toMib(budget) },
  };
  return { figures, failures };
}

/** READERS flows that take 1 MiB each, all at once, hashes checked; seconds until the last is whole. */
async function readers(load: LoadEstate): Promise<number> {
  const from = performance.now();
  const sockets = await many(READERS, () => dial(load));
  await Promise.all(sockets.map((socket) => moveBoth(socket, 0, MIB)));
  return (performance.now() - from) / 1000;
}

async function idleFlow(load: LoadEstate): Promise<Socket> {
  const socket = await dial(load);
  socket.write("echo\n");
  await echo(socket, "idle from here on");
  return socket;
}

/** The program asks for 64 MiB and reads nothing. */
async function stalledFlow(load: LoadEstate): Promise<Socket> {
  const socket = await dial(load);
  socket.pause();
  socket.write(`both 0 ${64 * MIB}\n`);
  return socket;
}

/** Until nothing moves any more towards the programs that read nothing: windows and kernels are full. */
async function untilFull(load: LoadEstate): Promise<void> {
  let [before, since] = [-1, performance.now()];
  await until(
    "stalled flows that are full",
    () => {
      const now = load.app.written();
      if (now !== before) since = performance.now();
      before = now;
      return performance.now() - since >= QUIET_MS ? true : undefined;
    },
    60_000,
  );
}

function overBudget(name: string, bytes: number, budget: number, failures: string[]): void {
  if (bytes > budget) failures.push(`${name} weighs ${toMib(bytes)} MiB, its budget is ${toMib(budget)}`);
}

const inMib = (weights: Map<string, number>) =>
  Object.fromEntries([...weights].map(([name, bytes]) => [name, toMib(bytes)]));

const toMib = (bytes: number): number => Math.round(bytes / MIB);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
