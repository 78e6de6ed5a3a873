/** The processes of a running lab, each in its place: started, awaited until it says that it is ready, ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";

/** On a busy machine of two cores, with all the others starting. */
const READY_MS = 60_000;
const SHOWN_LINES = 8;

export interface Ordered {
  readonly name: string;
  /** As it is started, namespaces included. */
  readonly command: readonly [string, readonly string[]];
  /** What it writes to stderr goes there. */
  readonly outputFile: string;
  readonly niceBy?: number;
}

export class LabProcess {
  readonly name: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #outputFile: string;
  readonly #ended: Promise<string>;

  private constructor(name: string, child: ChildProcess, outputFile: string) {
    this.name = name;
    this.#outputFile = outputFile;
    this.pid = child.pid ?? 0;
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? `exit ${code}`)));
  }

  /** Resolves when it has said `ready`. */
  static async start(o: Ordered): Promise<LabProcess> {
    mkdirSync(dirname(o.outputFile), { recursive: true, mode: 0o700 });
    const output = openSync(o.outputFile, "a", 0o600);
    const [command, args] = o.command;
    const [program, words] =
      o.niceBy === undefined ? [command, args] : ["nice", ["-n", String(o.niceBy), command, ...args]];
    const env = { ...process.env, WAYLEAVE_PARENT_PID: String(process.pid) };
    const child = spawn(program, words, { env, stdio: ["ignore", "pipe", output] });
    closeSync(output);
    const started = new LabProcess(o.name, child, o.outputFile);
    try {
      await started.#ready(child, o.outputFile);
      return started;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
  }

  /** SIGTERM, and SIGKILL at the bound. Answers how it ended. */
  async stop(boundMs: number): Promise<string> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), boundMs);
    return this.#ended.finally(() => clearTimeout(timer));
  }

  /** The last that it wrote to stderr. */
  words(): string {
    return lastLines(this.#outputFile);
  }

  onEnd(told: (how: string) => void): void {
    void this.#ended.then(told);
  }

  #ready(child: ChildProcess, outputFile: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (what: string) => {
        clearTimeout(timer);
        reject(new Error(`${this.name} ${what}; ${lastLines(outputFile)}`));
      };
      const timer = setTimeout(() => fail(`was not ready within ${READY_MS / 1_000} s`), READY_MS);
      child.once("error", (error) => fail(`can't be started: ${error.message}`));
      child.once("exit", (code, signal) => fail(`ended before it was ready (${signal ?? `exit ${code}`})`));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        if (line !== "ready" && !line.includes('"ready":true')) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function lastLines(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-SHOWN_LINES);
  return `it said:\n${lines.map((line) => `  ${line}`).join("\n")}\n(all of it: ${file})`;
}
