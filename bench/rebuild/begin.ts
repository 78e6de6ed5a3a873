/**
 * Run as a process of its own: begins a fold of a control log as a gateway does, and says in one JSON line what it
 * took. `begin.ts LOG SNAPSHOTS|- [write]`, LOG as `log` in a part's file but in JSON: with `-` from nothing; with
 * `write` it leaves a snapshot of what it has folded.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LogConfig } from "../../core/config/log.ts";
import { createControlTopic } from "../../io/control/control-topic.ts";
import { fromNothing, LogFold } from "../../io/control/log-fold.ts";
import { Snapshots } from "../../io/control/snapshots.ts";
import { openLog } from "../../io/log/open-log.ts";

export interface Begun {
  /** From the opening of the log until all that it held is folded. */
  readonly ms: number;
  /** CPU of the whole process in that time, all threads. */
  readonly cpu_ms: number;
  readonly as_of: number;
  /** Offset of the snapshot that it began with; -1: none. */
  readonly started_at: number;
  readonly state_hash: string;
  readonly log_hash: string;
  /** The longest that the loop was held meanwhile. */
  readonly stall_ms: number;
  readonly rss_mb: number;
  readonly peak_rss_mb: number;
  readonly heap_mb: number;
  /** Of the snapshot that was written; 0 where none was. */
  readonly write_ms: number;
  readonly write_stall_ms: number;
  readonly snapshot_mb: number;
}

const [where = "", snapshotsFolder = "-", write] = process.argv.slice(2);
const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;
const rounded = (ms: number): number => Math.round(ms * 10) / 10;

/** The loop is looked at each millisecond: what is over that is the stall. */
const delay = monitorEventLoopDelay({ resolution: 1 });
const stallMs = (): number => rounded(Math.max(0, delay.max / 1e6 - 1));

const counted = new Map<string, number>();
const snapshots = new Snapshots({
  folder: snapshotsFolder,
  log: { info: () => {}, warn: (text, fields) => console.error(text, fields) },
  count: (name, by = 1) => counted.set(name, (counted.get(name) ?? 0) + by),
});

const began = performance.now();
const cpu = process.cpuUsage();
const log = await openLog(JSON.parse(where) as LogConfig, "bench");
delay.enable();
await createControlTopic(log);
const fold = new LogFold(snapshotsFolder === "-" || write !== undefined ? fromNothing() : await snapshots.start(log));
await fold.follow(log);
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
const stall = stallMs();
const { rss, heapUsed } = process.memoryUsage();

delay.reset();
const writeBegan = performance.now();
const { folded, hashes } = fold;
if (write !== undefined) await snapshots.write({ folded, log: hashes.log, block: hashes.block });
const begun: Begun = {
  ...{ ms: rounded(ms), cpu_ms: Math.round((user + system) / 1000), as_of: folded.state.asOf },
  ...{ started_at: fold.startedAt, state_hash: hashes.state, log_hash: hashes.log, stall_ms: stall },
  ...{ rss_mb: mb(rss), peak_rss_mb: mb(process.resourceUsage().maxRSS * 1024), heap_mb: mb(heapUsed) },
  write_ms: write === undefined ? 0 : rounded(performance.now() - writeBegan),
  write_stall_ms: write === undefined ? 0 : stallMs(),
  snapshot_mb: mb(counted.get("snapshot_bytes_written") ?? 0),
};
fold.close();
await log.close();
console.log(JSON.stringify(begun));
