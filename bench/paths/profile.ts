/**
 * Where the time of each part goes while bytes move and while flows open: V8's sampling profiler in every process of
 * `up --split`, and of its samples those that fell into the time under load.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Load } from "../load/load.ts";
import { numberText, tableText } from "../markdown.ts";
import { newBusy, onFresh } from "./fresh.ts";
import { WIDE } from "./measure.ts";
import { profiled, wayleave } from "./wayleave-path.ts";

const LOADS = [
  { title: "bulk up, 1 flow", mode: "bulk", settings: { up: 1, flows: 1 }, seconds: 8 },
  { title: "bulk down, 1 flow", mode: "bulk", settings: { up: 0, flows: 1 }, seconds: 8 },
  { title: `flows, ${WIDE} at a time`, mode: "connects", settings: { count: 6_000, wide: WIDE }, seconds: 0 },
] as const;
const TOP = 10;

/** What V8 writes, as far as it is read here. Times are microseconds of the machine's monotonic clock. */
interface CpuProfile {
  readonly nodes: {
    readonly id: number;
    readonly callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  readonly startTime: number;
  readonly samples: number[];
  readonly timeDeltas: number[];
}

/** One section of text: for each load and part, the functions that had most of its time. */
export async function profile(o: { quick: boolean; progress(text: string): void }): Promise<string> {
  const load = await Load.build();
  try {
    const sections: string[] = [];
    for (const one of o.quick ? LOADS.slice(0, 1) : LOADS) {
      o.progress(`profile: ${one.title}`);
      sections.push(`### ${one.title}\n\n${await profileOf(load, one)}`);
    }
    return sections.join("\n\n");
  } finally {
    load.close();
  }
}

async function profileOf(load: Load, one: (typeof LOADS)[number]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-profile-"));
  try {
    const kind = wayleave(load, { nodeOptions: profiled(folder) });
    const seen = await onFresh(load, kind, newBusy(), async (stand, path) => {
      // Nobody waits until a path is quiet here: the profiler itself never is.
      await stand.warm();
      const from = monotonicUs();
      const settings = { ...one.settings, ...(one.seconds > 0 ? { seconds: one.seconds } : {}) };
      await stand.generate(one.mode, settings);
      return { from, to: monotonicUs(), parts: path.parts };
    });
    const measured = seen.parts.filter(({ kind }) => kind !== "demo");
    const rows = measured.flatMap(({ name, pid }) => {
      const parts = filesOf(folder, pid).map((file) => selfTimes(file, seen.from, seen.to));
      return parts.length === 0 ? [] : [[name, ...columnsOf(parts)]];
    });
    return tableText(["part", "at work (s)", "where, as shares of it"], rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const monotonicUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** One file for each thread: CPU.DAY.TIME.PID.THREAD.NUMBER.cpuprofile. */
const filesOf = (folder: string, pid: number): string[] =>
  readdirSync(folder)
    .filter((name) => name.split(".")[3] === String(pid))
    .map((name) => join(folder, name));

/** Seconds by function; idle time is nobody's. */
function selfTimes(file: string, from: number, to: number): Map<string, number> {
  const { nodes, startTime, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8")) as CpuProfile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let at = startTime;
  for (const [i, sample] of samples.entries()) {
    at += timeDeltas[i]!;
    const name = names.get(sample)!;
    if (at < from || at > to || name === "(idle)") continue;
    // A sample stands for the time until the next one.
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[i + 1] ?? 0) / 1e6);
  }
  return times;
}

function nameOf({ functionName, url, lineNumber }: CpuProfile["nodes"][number]["callFrame"]): string {
  const name = functionName || "(anonymous)";
  return url === "" ? name : `${name} ${basename(url)}:${lineNumber + 1}`;
}

function columnsOf(threads: readonly Map<string, number>[]): string[] {
  const all = new Map<string, number>();
  for (const thread of threads) for (const [name, s] of thread) all.set(name, (all.get(name) ?? 0) + s);
  const total = [...all.values()].reduce((sum, s) => sum + s, 0);
  const top = [...all].sort(([, a], [, b]) => b - a).slice(0, TOP);
  const lines = top.map(([name, s]) => `${numberText((100 * s) / total)} % \`${name}\``);
  return [numberText(total), lines.join("<br>")];
}
