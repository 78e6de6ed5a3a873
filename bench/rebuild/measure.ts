/** A log of many control events, and what it takes to begin with it: from nothing, from a snapshot, as a gateway. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LogConfig } from "../../core/config/log.ts";
import { Trial } from "../../io/control/trial.ts";
import { LocalBroker } from "../../io/log/kafka/local-broker.ts";
import { openLog } from "../../io/log/open-log.ts";
import { freePort } from "../../io/trial-port.ts";
import { ControlFlood } from "../control-flood.ts";
import type { Begun } from "./begin.ts";

const BEGIN = join(import.meta.dirname, "begin.ts");
const BOUND_MS = 600_000;
/** What a start finds in the log behind its snapshot. */
export const TAIL_EVENTS = 10_000;

export interface Rebuilt {
  readonly events: number;
  readonly fill_s: number;
  /** From nothing, each in a fresh process. */
  readonly cold: readonly Begun[];
  /** From nothing, of the log with its tail; what the next are compared with. */
  readonly whole: Begun;
  /** With a snapshot and the tail behind it, each in a fresh process. */
  readonly warm: readonly Begun[];
  /** Of a gateway process with a snapshot and that tail: from its start until it says that it is ready. */
  readonly gateway_ready_ms: number;
}

/** Fills a new log and begins with it so many times. */
export async function rebuild(o: {
  readonly events: number;
  readonly times: number;
  readonly seed: number;
  progress(text: string): void;
}): Promise<Rebuilt> {
  const trial = await Trial.open();
  try {
    const log: LogConfig = { embedded: join(trial.folder, "log") };
    const snapshots = join(trial.folder, "snapshots", "g1");
    mkdirSync(snapshots, { recursive: true, mode: 0o700 });
    const flood = new ControlFlood(o.seed);
    o.progress(`writing ${o.events} events`);
    const fill_s = await filled(log, flood, o.events);
    const cold: Begun[] = [];
    for (let n = 0; n < o.times; n++) {
      o.progress(`from nothing, ${n + 1} of ${o.times}`);
      cold.push(await begin(log, n === 0 ? snapshots : "-", n === 0));
    }
    await filled(log, flood, o.events + TAIL_EVENTS);
    const whole = await begin(log, "-");
    const warm: Begun[] = [];
    for (let n = 0; n < o.times; n++) {
      o.progress(`from a snapshot, ${n + 1} of ${o.times}`);
      warm.push(await begin(log, snapshots));
    }
    o.progress("a gateway from a snapshot");
    const port = await freePort();
    const began = performance.now();
    await trial.gateway("g1", port, ["client", "publisher"]);
    return { events: o.events, fill_s, cold, whole, warm, gateway_ready_ms: Math.round(performance.now() - began) };
  } finally {
    await trial.close();
  }
}

/** The same events from a real broker of Apache Kafka on this machine. */
export async function rebuildFromKafka(o: {
  readonly events: number;
  readonly seed: number;
  progress(text: string): void;
}): Promise<{ readonly fill_s: number; readonly cold: Begun }> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-rebuild-"));
  let broker: LocalBroker | undefined;
  try {
    o.progress("a broker starts");
    broker = await LocalBroker.start({ folder });
    const kafka = { brokers: [broker.address], prefix: "", tls: undefined, sasl: undefined };
    o.progress(`writing ${o.events} events to it`);
    const fill_s = await filled({ kafka }, new ControlFlood(o.seed), o.events);
    o.progress("from nothing, from Kafka");
    return { fill_s, cold: await begin({ kafka }, "-") };
  } finally {
    await broker?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function filled(where: LogConfig, flood: ControlFlood, count: number): Promise<number> {
  const began = performance.now();
  const log = await openLog(where, "bench");
  await flood.fill(log, count);
  await log.close();
  return Math.round((performance.now() - began) / 100) / 10;
}

async function begin(log: LogConfig, snapshots: string, write = false): Promise<Begun> {
  const args = [BEGIN, JSON.stringify(log), snapshots, ...(write ? ["write"] : [])];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: BOUND_MS });
  // What a snapshot was refused for is said there.
  if (stderr !== "") throw new Error(`a fold did not begin as it should: ${stderr}`);
  return JSON.parse(stdout) as Begun;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1]!;
}

/** The figures as they are quoted. */
export function figuresOf({ events, fill_s, cold, whole, warm, gateway_ready_ms }: Rebuilt) {
  const of = (all: readonly Begun[], figure: keyof Begun) => median(all.map((one) => Number(one[figure])));
  const [first] = cold;
  return {
    ...{ events, tail_events: TAIL_EVENTS, fill_s, runs: cold.length },
    ...{ cold_s: of(cold, "ms") / 1000, cold_cpu_s: of(cold, "cpu_ms") / 1000, cold_stall_ms: of(cold, "stall_ms") },
    ...{
      cold_rss_mb: of(cold, "rss_mb"),
      cold_peak_rss_mb: of(cold, "peak_rss_mb"),
      cold_heap_mb: of(cold, "heap_mb"),
    },
    ...{
      snapshot_mb: first!.snapshot_mb,
      snapshot_write_ms: first!.write_ms,
      snapshot_stall_ms: first!.write_stall_ms,
    },
    ...{ warm_ms: of(warm, "ms"), warm_cpu_ms: of(warm, "cpu_ms"), warm_peak_rss_mb: of(warm, "peak_rss_mb") },
    ...{ as_of: first!.as_of, state_hash: first!.state_hash },
    ...{ gateway_ready_ms, exact: isExact(whole, warm) },
  };
}

/** Whoever begins with a snapshot holds what whoever folds all of it holds. */
export const isExact = (whole: Begun, warm: readonly Begun[]): boolean =>
  warm.every(
    (one) =>
      one.state_hash === whole.state_hash &&
      one.log_hash === whole.log_hash &&
      one.as_of === whole.as_of &&
      one.started_at === whole.as_of - TAIL_EVENTS,
  );
