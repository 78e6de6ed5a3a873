/**
 * A running demo estate for a show: `wayleave up` on a fresh data folder and a free range of ports, real programs
 * against it, and a clean end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WAYLEAVE = join(import.meta.dirname, "..", "..", "wayleave");
/** Five processes on a machine of two cores that is busy and reads everything from its disk for the first time. */
const READY_MS = 90_000;
/** `up` ends its parts within its own bounds, far below this. */
const END_MS = 60_000;

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunFile {
  readonly pid: number;
  readonly parts: {
    readonly name: string;
    readonly kind: string;
    readonly pid: number;
    readonly listen: string[];
    /** host:port of its page of metrics. */
    readonly metrics?: string;
  }[];
  readonly endpoints: {
    readonly proxy: string;
    readonly dns: string;
    readonly console: string;
    /** host:port of ClickHouse's HTTP interface. */
    readonly clickhouse: string;
    readonly otlp: string;
    /** Of `up` itself. */
    readonly metrics?: string;
    readonly gateways: string[];
  };
}

export interface Estate {
  readonly data: string;
  readonly portBase: number;
  readonly proxy: string;
  readonly dnsPort: number;
  readonly readyMs: number;
  runFile(): RunFile;
  wayleave(...args: string[]): Promise<Ran>;
  stop(): Promise<{ exit: number | null; ms: number }>;
  /** SIGKILL to `up` itself. */
  kill(): Promise<void>;
}

/** Runs a program to its end, or kills it at the bound: then `exit` is 124. */
export function run(command: string, args: readonly string[], boundMs = 30_000, input = ""): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    const timer = setTimeout(() => {
      stderr += `\n(killed: not done within ${boundMs} ms)`;
      child.kill("SIGKILL");
    }, boundMs);
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ exit: 127, stdout, stderr: String(error) });
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ exit: code ?? (signal === "SIGKILL" ? 124 : 1), stdout, stderr });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

export interface EstateOptions {
  readonly split?: boolean;
  readonly data?: string;
  readonly portBase?: number;
  /** For every Node process of the estate. */
  readonly nodeOptions?: string;
  /** More words for `up`. */
  readonly more?: readonly string[];
  /** What the estate's command is started by, another user for one. */
  readonly by?: readonly string[];
}

export async function startEstate(o: EstateOptions = {}): Promise<Estate> {
  const data = o.data ?? mkdtempSync(join(tmpdir(), "wayleave-"));
  const portBase = o.portBase ?? (await freeRange());
  const began = performance.now();
  const args = [
    "up",
    "--data",
    data,
    "--port-base",
    String(portBase),
    ...(o.split ? ["--split"] : []),
    ...kafkaWords(data),
    ...(o.more ?? []),
  ];
  const env = { ...process.env, ...(o.nodeOptions === undefined ? {} : { NODE_OPTIONS: o.nodeOptions }) };
  const [program = WAYLEAVE, ...first] = [...(o.by ?? []), WAYLEAVE];
  const up = spawn(program, [...first, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => up.once("close", (code) => resolve(code)));
  const end = async () => {
    up.kill("SIGTERM");
    const late = setTimeout(() => up.kill("SIGKILL"), END_MS);
    const exit = await ended;
    clearTimeout(late);
    return exit;
  };
  await untilReady(up).catch(async (error: unknown) => {
    await end();
    if (o.data === undefined) rmSync(data, { recursive: true, force: true });
    throw error;
  });
  const readyMs = Math.round(performance.now() - began);
  return {
    ...{ data, portBase, readyMs, proxy: `127.0.0.1:${portBase}`, dnsPort: portBase + 1 },
    runFile: () => JSON.parse(readFileSync(join(data, "run.json"), "utf8")),
    wayleave: (...words) => run(program, [...first, ...words, "--data", data]),
    async stop() {
      const from = performance.now();
      const exit = await end();
      if (o.data === undefined) rmSync(data, { recursive: true, force: true });
      return { exit, ms: Math.round(performance.now() - from) };
    },
    async kill() {
      up.kill("SIGKILL");
      await ended;
    },
  };
}

/** Brokers, host:port,.., that stand in for the embedded log of every estate of this process. */
export const KAFKA = "WAYLEAVE_SHOW_KAFKA";

/** Estates share the brokers: the topics of each bear its data folder's mark, and are found by the next `up` on it. */
function kafkaWords(data: string): string[] {
  const brokers = process.env[KAFKA];
  if (brokers === undefined) return [];
  const mark = createHash("sha256").update(data).digest("hex").slice(0, 12);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(data, "kafka.yaml");
  writeFileSync(file, `prefix: ${mark}.\n`);
  return ["--kafka", brokers, "--kafka-config", file];
}

function untilReady(up: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    const late = () => reject(new Error(`up was not ready in ${READY_MS} ms:\n${stdout}${stderr.slice(-4000)}`));
    const timer = setTimeout(late, READY_MS);
    up.stderr?.on("data", (chunk) => (stderr = (stderr + chunk).slice(-20_000)));
    up.stdout?.on("data", (chunk) => {
      stdout += chunk;
      if (!stdout.includes("wayleave is ready\n")) return;
      clearTimeout(timer);
      resolve();
    });
    up.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    up.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`up ended with ${code} before it was ready:\n${stderr.slice(-4000)}`));
    });
  });
}

/** A show's own ports: the estate's from the base on, those of its servers behind them. */
const RANGE = 100;
/** Above these the kernel takes ports for connections: one that is free now may be somebody's a moment later. */
const [LOWEST, HIGHEST] = [20_000, 32_700];

/** A base such that all ports of the range from it are free now. */
export async function freeRange(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const base = LOWEST + Math.floor((Math.random() * (HIGHEST - LOWEST)) / RANGE) * RANGE;
    const free = await Promise.all(Array.from({ length: RANGE }, (_, at) => isFree(base + at)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no ${RANGE} free ports in a row found from ${LOWEST} to ${HIGHEST}`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** What is awaited can't come any more. */
export class Hopeless extends Error {}

/**
 * Waits until `probe` gives something, asking every 50 ms up to the bound. What it throws meanwhile is told when the
 * bound is past, together with `what`; Hopeless ends the waiting at once.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  boundMs: number,
): Promise<T> {
  const past = Promise.withResolvers<"past">();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    past.resolve("past");
  }, boundMs);
  let seen = "";
  try {
    while (!over) {
      const tried = await Promise.race([attempt(probe), past.promise]);
      if (tried === "past") seen = `a try without an answer${seen && `, before it: ${seen}`}`;
      if (tried === "past") break;
      if ("found" in tried) return tried.found;
      seen = tried.seen;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, 50)), past.promise]);
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`not within ${boundMs} ms: ${what}; at last: ${seen}`);
}

async function attempt<T>(
  probe: () => Promise<T | undefined> | T | undefined,
): Promise<{ found: T } | { seen: string }> {
  try {
    const found = await probe();
    return found === undefined ? { seen: "not so" } : { found };
  } catch (error) {
    if (error instanceof Hopeless) throw error;
    return { seen: String(error) };
  }
}
