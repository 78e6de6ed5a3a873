/** A running lab for a show: programs that stay in a place until the show ends, and those that end by themselves. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newFolder, openTrialLab, type Ran, run, type TrialLab, untilSo } from "../../../deploy/lab/io/trial.ts";

const LAB_MAIN = join(import.meta.dirname, "..", "..", "..", "deploy", "lab", "main.ts");
/** A server that is read from the disk for the first time, on a busy machine. */
const COLD_MS = 60_000;
const TAIL_CHARS = 2_000;

export interface LabServer {
  /** All that it has written. */
  words(): string;
  stop(): Promise<void>;
}

export class ShowLab {
  readonly trial: TrialLab;
  readonly #servers: LabServer[] = [];

  private constructor(trial: TrialLab) {
    this.trial = trial;
  }

  static async open(...words: string[]): Promise<ShowLab> {
    return new ShowLab(await openTrialLab(newFolder(), "--no-measure", ...words));
  }

  get data(): string {
    return this.trial.data;
  }

  /** Runs a program to its end, or kills it at the bound: then `exit` is 124. */
  in(place: string, command: readonly string[], boundMs = COLD_MS): Promise<Ran> {
    return run(process.execPath, [LAB_MAIN, "exec", "--data", this.data, place, "--", ...command], boundMs);
  }

  /** Throws what it said where its exit is not 0. */
  async must(place: string, ...command: string[]): Promise<string> {
    const { exit, stdout, stderr } = await this.in(place, command);
    if (exit !== 0) throw new Error(`${command.join(" ")} in ${place}: exit ${exit}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Resolves when `port` of the address takes connections in its place; what it writes goes to a file of the lab. */
  async serve(name: string, place: string, command: readonly string[], at?: readonly [string, number]) {
    const file = join(this.data, `${name}.log`);
    const log = openSync(file, "a", 0o600);
    const args = [LAB_MAIN, "exec", "--data", this.data, place, "--", ...command];
    const child = spawn(process.execPath, args, { stdio: ["ignore", log, log] });
    closeSync(log);
    const server = serverOf(child, file);
    this.#servers.push(server);
    if (at === undefined) return server;
    const [address, port] = at;
    const listens = async () => {
      if (child.exitCode !== null) throw new Error(`${name} has ended: ${server.words().slice(-TAIL_CHARS)}`);
      return (await this.in(place, ["nc", "-z", address, String(port)])).exit === 0;
    };
    await untilSo(listens, COLD_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}; ${name} said: ${server.words().slice(-TAIL_CHARS)}`);
    });
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
    this.trial.kill("SIGTERM");
    await this.trial.ended;
    rmSync(this.data, { recursive: true, force: true });
  }
}

function serverOf(child: ChildProcess, file: string): LabServer {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    words: () => readFileSync(file, "utf8"),
    async stop() {
      child.kill("SIGTERM");
      // What it has started goes with the lab.
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
    },
  };
}
