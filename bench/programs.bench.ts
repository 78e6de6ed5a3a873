/**
 * `npm run bench -- programs`: of how many connections the agent finds the process, and how long an opening waits for
 * it: in a storm of one process that keeps all connections, of one whose connections are soon over, of a hundred
 * processes, and of processes that each open one and end. Real sockets, this machine's own /proc.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { BenchOptions } from "./main.ts";

export const ROUNDS = 3;
const SERVER = join(import.meta.dirname, "..", "agent", "io", "programs-alone.ts");
const OPENS = join(import.meta.dirname, "load", "opens.ts");
const CONNECTIONS = 2_000;
const SECONDS = 2;
const MANY = 100;
/** Short-lived processes; each costs the machine milliseconds by itself. */
const SINGLE = 200;
const LATE_MS = 20_000;

interface Storm {
  readonly name: string;
  readonly processes: number;
  readonly connections: number;
  /** Their far side ends them once the process was looked for. */
  readonly short: boolean;
}

const STORMS: readonly Storm[] = [
  { name: "one process, kept", processes: 1, connections: CONNECTIONS, short: false },
  { name: "one process, short", processes: 1, connections: CONNECTIONS, short: true },
  { name: "100 processes, kept", processes: MANY, connections: CONNECTIONS, short: false },
  { name: "100 processes, short", processes: MANY, connections: CONNECTIONS, short: true },
  { name: "a process each", processes: SINGLE, connections: SINGLE, short: true },
];

interface Figures {
  readonly storm: string;
  readonly connections: number;
  readonly found: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly walks: number;
}

export async function bench(o: BenchOptions): Promise<object> {
  const rounds: Figures[] = [];
  for (let n = 0; n < o.rounds; n += 1) {
    for (const storm of STORMS) {
      rounds.push(await measure(storm));
      o.progress(`${storm.name}: ${JSON.stringify(rounds.at(-1))}`);
      if (o.quick && storm.short) break;
    }
  }
  return { seconds: SECONDS, rounds };
}

async function measure(storm: Storm): Promise<Figures> {
  const { name, connections, short } = storm;
  const server = fork(SERVER, [String(connections), short ? "short" : "kept"], { stdio: "inherit" });
  const children: ChildProcess[] = [];
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    const figures = once(server, "message", { signal: AbortSignal.timeout(SECONDS * 1_000 + LATE_MS) });
    children.push(...(await begin(storm, port)));
    const [told] = (await figures) as [Omit<Figures, "storm" | "connections">];
    return { storm: name, connections, ...told };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    server.kill();
  }
}

async function begin({ processes, connections }: Storm, port: number): Promise<ChildProcess[]> {
  if (processes === connections) return single(processes, port);
  const words = [OPENS, String(port), String(connections / processes), String(SECONDS * 1_000)];
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, words, { stdio: ["pipe", "pipe", "inherit"] }),
  );
  await Promise.all(children.map((child) => once(child.stdout!, "data")));
  for (const child of children) child.stdin!.write("g");
  return children;
}

/** Shells that open one connection each, wait for its end, and are over. */
function single(count: number, port: number): ChildProcess[] {
  const children: ChildProcess[] = [];
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; read -r -t 5 -n 1 -u 3`;
  const timer = setInterval(
    () => {
      children.push(spawn("bash", ["-c", script], { stdio: "ignore" }));
      if (children.length === count) clearInterval(timer);
    },
    (2 * SECONDS * 1_000) / count,
  );
  return children;
}

export function markdown(figures: object): string {
  const rows = (figures as { rounds: Figures[] }).rounds.map((one) => [
    ...[one.storm, one.connections, `${((100 * one.found) / one.connections).toFixed(1)} %`],
    ...[one.p50_ms, one.p99_ms, one.walks],
  ]);
  const head = "| storm | connections | found | p50 ms | p99 ms | walks |\n| --- | --- | --- | --- | --- | --- |";
  return [head, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}
