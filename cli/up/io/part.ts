/** One part as a process of its own: started, awaited, started again when it dies, ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import type { Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import { CommandFault } from "../../io/fault.ts";
import { beganAt } from "../../io/run-files.ts";
import type { PartState, RunPart } from "../../run-file.ts";
import { died, NO_DEATHS } from "../backoff.ts";
import type { PartPlan } from "../part-config.ts";

/** What a part wrote on stderr is kept so long; one older file is kept besides. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
/** A first start on a busy machine takes seconds; past this something is wrong. */
const READY_WITHIN_MS = 30_000;
const SHOWN_LINES = 8;
/**
 * On one machine the record shares its cores with the flows that it tells of: what only reads and stores gives way. It
 * is late then, and nothing of it is lost.
 */
const YIELDING: readonly string[] = ["clickhouse", "analytics"];
const YIELDING_NICE = 10;
const MAIN = join(import.meta.dirname, "..", "..", "main.ts");

export class Part {
  readonly plan: PartPlan;
  readonly #output: string;
  readonly #onChange: (part: Part, what: string) => void;
  #child: ChildProcess | undefined;
  #began = 0;
  #state: PartState = "stopped";
  #restarts = 0;
  #readySince: Instant | undefined;
  #backOff = NO_DEATHS;
  #timer: NodeJS.Timeout | undefined;
  #ending = false;
  /** Until its first `ready` a death is a fault of the start, not a thing to mend by starting again. */
  #first = Promise.withResolvers<void>();
  #wasReady = false;
  #gone = Promise.withResolvers<void>();

  constructor(plan: PartPlan, outputFolder: string, onChange: (part: Part, what: string) => void) {
    this.plan = plan;
    this.#output = join(outputFolder, `${plan.name}.log`);
    this.#onChange = onChange;
    this.#first.promise.catch(() => {});
  }

  /** Resolves when the part is ready for the first time. */
  async start(): Promise<void> {
    this.#spawn();
    const late = setTimeout(() => {
      this.#first.reject(
        new CommandFault(`${this.plan.name} was not ready within ${READY_WITHIN_MS / 1000} s${this.#said()}`),
      );
    }, READY_WITHIN_MS);
    try {
      await this.#first.promise;
    } finally {
      clearTimeout(late);
    }
  }

  row(): RunPart {
    return {
      name: this.plan.name,
      kind: this.plan.kind,
      pid: this.#child?.pid ?? 0,
      began: this.#began,
      listen: this.plan.listen,
      state: this.#state,
      restarts: this.#restarts,
      ...(this.plan.metrics === undefined ? {} : { metrics: this.plan.metrics }),
      status_file: this.plan.statusFile,
    };
  }

  /** SIGTERM, and SIGKILL to one that is still there after the bound. */
  async stop(boundMs: number): Promise<void> {
    this.#ending = true;
    clearTimeout(this.#timer);
    if (this.#child === undefined) return;
    this.#child.kill("SIGTERM");
    const kill = setTimeout(() => this.#child?.kill("SIGKILL"), boundMs);
    await this.#gone.promise;
    clearTimeout(kill);
  }

  killNow(): void {
    this.#ending = true;
    this.#child?.kill("SIGKILL");
  }

  #spawn(): void {
    this.#gone = Promise.withResolvers();
    const output = openOutput(this.#output);
    // The same file that `wayleave` runs, without its launcher: the number is that of the part itself.
    const args = ["--disable-warning=ExperimentalWarning", MAIN, this.plan.kind, "--config", this.plan.file];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, WAYLEAVE_PARENT_PID: String(process.pid) },
      stdio: ["ignore", "pipe", output],
      // Its own session: a terminal's Ctrl-C comes to `up` alone, which ends the parts in order.
      detached: true,
    });
    closeSync(output);
    this.#child = child;
    // At once: threads that it makes from now on are born with it.
    if (child.pid !== undefined && YIELDING.includes(this.plan.kind)) setPriority(child.pid, YIELDING_NICE);
    this.#began = child.pid === undefined ? 0 : beganAt(child.pid);
    this.#state = "starting";
    this.#readySince = undefined;
    let text = "";
    child.stdout!.setEncoding("utf8").on("data", (piece: string) => {
      text = this.#readySince === undefined ? text + piece : "";
      if (text.split("\n").slice(0, -1).some(isReadyLine)) this.#becameReady();
    });
    child.once("error", (error) =>
      this.#first.reject(new CommandFault(`${this.plan.name} can't be started: ${error.message}`)),
    );
    child.once("exit", (code, signal) => this.#exited(signal ?? `exit code ${code}`));
    this.#onChange(this, "starting");
  }

  #becameReady(): void {
    if (this.#readySince !== undefined) return;
    this.#readySince = clock.now();
    this.#state = "ready";
    this.#first.resolve();
    this.#onChange(this, this.#wasReady ? "ready again" : "ready");
    this.#wasReady = true;
  }

  #exited(how: string): void {
    this.#child = undefined;
    this.#gone.resolve();
    if (this.#ending || !this.#wasReady) {
      this.#state = "stopped";
      this.#first.reject(new CommandFault(`${this.plan.name} ended before it was ready (${how})${this.#said()}`));
      this.#onChange(this, "stopped");
      return;
    }
    this.#backOff = died(this.#backOff, this.#readySince, clock.now());
    this.#restarts += 1;
    this.#state = "waiting";
    this.#onChange(this, `died (${how}), is started again in ${this.#backOff.delayMs / 1000} s`);
    this.#timer = setTimeout(() => this.#spawn(), this.#backOff.delayMs);
  }

  #said(): string {
    const lines = lastLines(this.#output);
    return lines.length === 0
      ? ""
      : `; it said:\n${lines.map((line) => `  ${line}`).join("\n")}\n(all of it: ${this.#output})`;
  }
}

/** `ready`, or a JSON line that says so. */
function isReadyLine(line: string): boolean {
  if (line.trim() === "ready") return true;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "ready" in value && Boolean(value.ready);
  } catch {
    return false;
  }
}

function openOutput(file: string): number {
  try {
    if (statSync(file).size > OUTPUT_BYTES_MAX) renameSync(file, `${file}.1`);
  } catch {
    // The first start.
  }
  return openSync(file, "a", 0o600);
}

function lastLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .slice(-SHOWN_LINES)
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}
