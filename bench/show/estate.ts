/**
 * A running demo estate for a show: `wayleave up` on a fresh data folder and a free range of ports, real programs
 * against it, and a clean end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WAYLEAVE = join(import.meta.dirname, "..", "..", "wayleave");

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunFile {
  readonly pid: number;
  readonly parts: { readonly name: string; readonly kind: string; readonly pid: number; readonly listen: string[] }[];
  readonly endpoints: {
    readonly proxy: string;
    readonly dns: string;
    readonly console: string;
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
    const timer = setTimeout(() => child.kill("SIGKILL"), boundMs);
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", (error) => resolve({ exit: 127, stdout, stderr: String(error) }));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ exit: code ?? (signal === "SIGKILL" ? 124 : 1), stdout, stderr });
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

export async function startEstate(o: { split?: boolean; data?: string; portBase?: number } = {}): Promise<Estate> {
  const data = o.data ?? mkdtempSync(join(tmpdir(), "wayleave-"));
  const portBase = o.portBase ?? (await freeRange());
  const began = performance.now();
  const args = ["up", "--data", data, "--port-base", String(portBase), ...(o.split ? ["--split"] : [])];
  const up = spawn(WAYLEAVE, args, { stdio: ["ignore", "pipe", "pipe"] });
  await untilReady(up);
  const readyMs = Math.round(performance.now() - began);
  const ended = new Promise<number | null>((resolve) => up.once("close", (code) => resolve(code)));
  return {
    ...{ data, portBase, readyMs, proxy: `127.0.0.1:${portBase}`, dnsPort: portBase + 1 },
    runFile: () => JSON.parse(readFileSync(join(data, "run.json"), "utf8")),
    wayleave: (...words) => run(WAYLEAVE, [...words, "--data", data]),
    async stop() {
      const from = performance.now();
      up.kill("SIGTERM");
      const exit = await ended;
      if (o.data === undefined) rmSync(data, { recursive: true, force: true });
      return { exit, ms: Math.round(performance.now() - from) };
    },
    async kill() {
      up.kill("SIGKILL");
      await ended;
    },
  };
}

function untilReady(up: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    const timer = setTimeout(() => reject(new Error(`up was not ready in 60 s:\n${stderr.slice(-4000)}`)), 60_000);
    up.stderr?.on("data", (chunk) => (stderr = (stderr + chunk).slice(-20_000)));
    up.stdout?.on("data", (chunk) => {
      stdout += chunk;
      if (!stdout.includes("wayleave is ready\n")) return;
      clearTimeout(timer);
      resolve();
    });
    up.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`up ended with ${code} before it was ready:\n${stderr.slice(-4000)}`));
    });
  });
}

/** A base such that the thirty ports from it are free now. */
async function freeRange(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const base = 20_000 + Math.floor(Math.random() * 400) * 100;
    const free = await Promise.all(Array.from({ length: 30 }, (_, at) => isFree(base + at)));
    if (free.every(Boolean)) return base;
  }
  throw new Error("no free range of ports found");
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** Waits until `probe` gives something, asking every 50 ms up to the bound. */
export async function until<T>(probe: () => Promise<T | undefined> | T | undefined, boundMs: number): Promise<T> {
  const deadline = performance.now() + boundMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not seen within ${boundMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
