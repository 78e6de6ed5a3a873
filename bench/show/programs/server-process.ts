/** A real server as a process of a show: what it says is kept, its death is told at once, its ports are awaited. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { Hopeless, until } from "../estate.ts";

/** One that was asked to end and doesn't is killed. */
const END_MS = 20_000;
const TAIL_CHARS = 2_000;

export interface ServerProgram {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What asks it to end in order. Default SIGTERM. */
  readonly endBy?: NodeJS.Signals;
}

export class ServerProcess {
  readonly #program: ServerProgram;
  readonly #child: ChildProcess;
  readonly #log: string;
  readonly #ended: Promise<void>;
  /** How it ended; undefined while it runs. */
  #end: string | undefined;

  /** Starts it; what it writes goes to `NAME.log` of the folder. */
  constructor(program: ServerProgram, folder: string) {
    this.#program = program;
    this.#log = join(folder, `${program.name}.log`);
    const log = openSync(this.#log, "a");
    const [command, ...args] = program.command;
    // A file and no pipe: a worker that outlives its server must not hold up who waits for the server's end.
    this.#child = spawn(command, args, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.#end ??= how;
        resolve();
      };
      this.#child.once("error", (error) => end(String(error)));
      this.#child.once("exit", (code, signal) => end(signal === null ? `exit ${code}` : signal));
    });
  }

  /** Resolves when the port on 127.0.0.1 takes connections; rejects at once when the server has ended. */
  async answers(port: number, boundMs: number): Promise<void> {
    const { name } = this.#program;
    const probe = () => {
      if (this.#end !== undefined) throw new Hopeless(`${name} has ended (${this.#end})`);
      return connects(port);
    };
    await until(`${name} listens on port ${port}`, probe, boundMs).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}; its log:\n${this.tail()}`);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The last that it said. */
  tail(): string {
    return readFileSync(this.#log, "utf8").slice(-TAIL_CHARS).trim() || "(nothing)";
  }

  /** Asks it to end and resolves when it has. */
  async stop(): Promise<void> {
    if (this.#end !== undefined) return;
    this.#child.kill(this.#program.endBy ?? "SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), END_MS);
    await this.#ended;
    clearTimeout(late);
  }
}

const connects = (port: number): Promise<true> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", reject);
  });
