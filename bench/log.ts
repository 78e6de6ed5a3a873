/**
 * The embedded log: appends a second and follow latency.
 * `bin/node bench/log.ts [--short]`; figures as one JSON line a case, with machine and versions first.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";

const SHORT = process.argv.includes("--short");
const FOR_MS = SHORT ? 1000 : 4000;
const VALUE_BYTES = 200;

const round = (value: number): number => Math.round(value * 100) / 100;
type Figures = Record<string, number | string>;
const say = (name: string, figures: Figures): void => console.log(JSON.stringify({ bench: `log.${name}`, ...figures }));

function spread(samples: number[]): Figures {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { n: sorted.length, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) };
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-bench-log-"));
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lanes that append one after another for a while. */
async function appends(folder: string, lanes: number, recordsPerAppend: number): Promise<void> {
  const log = await openEmbeddedLog(folder);
  await log.createTopic("t", { cleanup: "delete", partitions: 1 });
  const records = Array.from({ length: recordsPerAppend }, (_, i) => ({
    key: `k${i}`,
    value: Buffer.alloc(VALUE_BYTES),
  }));
  const waits: number[] = [];
  const cpu = process.cpuUsage();
  const beganAt = performance.now();
  const lane = async (): Promise<void> => {
    while (performance.now() - beganAt < FOR_MS) {
      const at = performance.now();
      await log.append("t", records);
      waits.push(performance.now() - at);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - beganAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const count = waits.length * recordsPerAppend;
  say(`append.${lanes}x${recordsPerAppend}`, {
    appends_per_s: Math.round(waits.length / seconds),
    records_per_s: Math.round(count / seconds),
    cpu_us_per_record: round((user + system) / count),
    ...spread(waits),
  });
  await log.close();
}

/** From just before `append` in this process, or in another, to the follower's hand. Both read one monotonic clock. */
async function latency(folder: string, everyMs: number, other: boolean): Promise<void> {
  const log = await openEmbeddedLog(folder);
  await log.createTopic("t", { cleanup: "delete", partitions: 1 });
  const samples: number[] = [];
  const follower = log.follow("t", 0, 0, (batch) => {
    const now = process.hrtime.bigint();
    for (const { value } of batch) samples.push(Number(now - Buffer.from(value).readBigInt64BE(0)) / 1e6);
  });
  if (other) {
    const child = spawn(process.execPath, [import.meta.filename, "--child", folder, String(everyMs)], {
      stdio: "inherit",
    });
    await once(child, "exit");
  } else await ticking(folder, everyMs);
  await new Promise((resolve) => setTimeout(resolve, 100));
  follower.close();
  await log.close();
  say(`follow.${other ? "other_process" : "other_handle"}.every_${everyMs}ms`, spread(samples));
}

async function ticking(folder: string, everyMs: number): Promise<void> {
  const log = await openEmbeddedLog(folder);
  for (const until = performance.now() + FOR_MS; performance.now() < until; ) {
    const value = Buffer.alloc(8);
    value.writeBigInt64BE(process.hrtime.bigint());
    await log.append("t", [{ key: "k", value }]);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await log.close();
}

async function idle(folder: string): Promise<void> {
  const log = await openEmbeddedLog(folder);
  await log.createTopic("t", { cleanup: "delete", partitions: 1 });
  const follower = log.follow("t", 0, 0, () => {});
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const cpu = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, FOR_MS));
  const { user, system } = process.cpuUsage(cpu);
  say("idle_follower", {
    cpu_percent: round((user + system) / 10 / FOR_MS),
    rss_mib: Math.round(process.memoryUsage().rss / 2 ** 20),
  });
  follower.close();
  await log.close();
}

/** How fast a follower goes through what is there: a gateway's start. */
async function catchUp(folder: string): Promise<void> {
  const log = await openEmbeddedLog(folder);
  await log.createTopic("t", { cleanup: "delete", partitions: 1 });
  const records = Array.from({ length: 2000 }, (_, i) => ({ key: `k${i}`, value: Buffer.alloc(VALUE_BYTES) }));
  const total = SHORT ? 20_000 : 200_000;
  for (let i = 0; i < total; i += records.length) await log.append("t", records);
  const beganAt = performance.now();
  let seen = 0;
  await new Promise<void>((resolve) => {
    const follower = log.follow("t", 0, 0, (batch) => {
      seen += batch.length;
      if (seen < total) return;
      follower.close();
      resolve();
    });
  });
  say("catch_up", { records: total, records_per_s: Math.round(total / ((performance.now() - beganAt) / 1000)) });
  await log.close();
}

/** All cases, one after the other. */
export async function measureLog(): Promise<void> {
  await withFolder(idle);
  await withFolder((folder) => appends(folder, 1, 1));
  await withFolder((folder) => appends(folder, 64, 1));
  await withFolder((folder) => appends(folder, 16, 100));
  await withFolder((folder) => appends(folder, 8, 1000));
  await withFolder((folder) => latency(folder, 20, false));
  await withFolder((folder) => latency(folder, 20, true));
  await withFolder((folder) => latency(folder, 300, true));
  await withFolder(catchUp);
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === "--child") {
    await ticking(process.argv[3]!, Number(process.argv[4]));
  } else {
    const [cpu] = cpus();
    const { node, sqlite } = process.versions;
    say("machine", { cpus: cpus().length, cpu: cpu?.model ?? "?", node, sqlite: sqlite ?? "?" });
    await measureLog();
  }
}
