/**
 * The load generator and the app behind a path, in C so that neither is what limits: built from bench/load into a
 * folder of their own, and run as processes.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { run } from "../show/estate.ts";

const HERE = import.meta.dirname;
const COMPILE_MS = 120_000;
/** What a generator may take beyond the time that it was asked to run: it gives up flows that hang by itself before. */
const SPARE_MS = 180_000;
const GENERATOR = ["gen.c", "figures.c", "opening.c", "connects.c", "ping.c", "bulk.c"];
const INSTALL = "on Debian: apt-get install gcc libc6-dev";

/** Where the generator's flows go: to an entry of a path, or through a SOCKS5 proxy to a name behind it. */
export interface Target {
  readonly to: string;
  readonly socks?: string;
}

/** What the generator prints: numbers by name, and the last fault of a flow, "" where there was none. */
export type Generated = Readonly<Record<string, number>> & { readonly fault?: never };

export class Load {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Rejects with what to install where this machine can't compile C. */
  static async build(): Promise<Load> {
    const load = new Load(mkdtempSync(join(tmpdir(), "wayleave-load-")));
    try {
      await load.#compile("app", ["app.c"]);
      await load.#compile("gen", GENERATOR);
    } catch (error) {
      load.close();
      throw error;
    }
    return load;
  }

  async #compile(program: string, sources: readonly string[]): Promise<void> {
    const files = sources.map((name) => join(HERE, name));
    const args = ["-O2", "-Wall", "-Wextra", "-Werror", "-o", join(this.#folder, program), ...files, "-lm"];
    const ran = await run("cc", args, COMPILE_MS);
    if (ran.exit === 0) return;
    if (ran.exit === 127) {
      throw new Error(`the load generator is written in C, and this machine has no compiler (cc); ${INSTALL}`);
    }
    const hint = /stdio\.h|cannot find -l/.test(ran.stderr)
      ? `; headers or libraries of C are missing, ${INSTALL}`
      : "";
    throw new Error(`cc could not build bench/load/${program}.c${hint}:\n${ran.stderr.slice(-2_000)}`);
  }

  startApp(): Promise<BehindApp> {
    return BehindApp.start(join(this.#folder, "app"));
  }

  /** Runs one mode of the generator (bench/load/gen.c says which there are) to its end. */
  async generate(mode: string, target: Target, settings: Readonly<Record<string, number>>): Promise<Generated> {
    const bound = (settings["seconds"] ?? 0) * 1000 + SPARE_MS;
    const ran = await run(join(this.#folder, "gen"), [mode, ...words(target, settings)], bound);
    if (ran.exit !== 0) throw new Error(`the load generator (${mode}) ended with ${ran.exit}: ${ran.stderr.trim()}`);
    const { fault = "", ...numbers } = JSON.parse(ran.stdout) as Record<string, number> & { fault?: string };
    // An open loop is meant to find where flows fail; elsewhere a failed flow makes the figures worth nothing.
    if (mode !== "arrivals" && (numbers["failed"] ?? 0) > 0)
      throw new Error(`${numbers["failed"]} flows of the load generator (${mode}) failed: ${fault}`);
    return numbers;
  }

  /** Flows that are open and do nothing, until they are closed. */
  async hold(target: Target, flows: number): Promise<{ close(): Promise<void> }> {
    const child = spawn(join(this.#folder, "gen"), ["idle", ...words(target, { flows })], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    await firstLine(child, "the load generator (idle)");
    return { close: () => endByInput(child) };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const words = (target: Target, settings: Readonly<Record<string, number>>): string[] => [
  ...Object.entries(target).map(([key, value]) => `${key}=${value}`),
  ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
];

/** The app that every path leads to. */
export class BehindApp {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(program: string): Promise<BehindApp> {
    const child = spawn(program, [], { stdio: ["pipe", "pipe", "pipe"] });
    const line = await firstLine(child, "the load app");
    return new BehindApp(child, (JSON.parse(line) as { port: number }).port);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Connections that it has open now, asked by one more. */
  async connections(): Promise<number> {
    const socket = createConnection({ host: "127.0.0.1", port: this.port });
    const header = Buffer.alloc(16);
    header.write("WLB1C", "latin1");
    socket.write(header);
    try {
      const bytes: Buffer[] = [];
      for await (const piece of socket) {
        bytes.push(piece as Buffer);
        if (Buffer.concat(bytes).length >= 8) break;
      }
      return Number(Buffer.concat(bytes).readBigUInt64BE(0));
    } finally {
      socket.destroy();
    }
  }

  close(): Promise<void> {
    return endByInput(this.#child);
  }
}

async function firstLine(child: ChildProcess, who: string): Promise<string> {
  let said = "";
  child.stderr!.on("data", (bytes: Buffer) => (said = `${said}${bytes}`.slice(-2_000)));
  const ended = once(child, "close").then(([code]) => {
    throw new Error(`${who} ended with ${code}: ${said.trim()}`);
  });
  ended.catch(() => {});
  const [line] = (await Promise.race([once(createInterface(child.stdout!), "line"), ended])) as [string];
  return line;
}

/** Both programs end when their standard input does, so that none outlives a bench that dies. */
async function endByInput(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.stdin!.end();
  await ended;
}
