/** For tests: a lab of its own in a folder that goes away, and commands in it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const WAYLEAVE = join(ROOT, "wayleave");
const MAIN = join(ROOT, "deploy", "lab", "main.ts");
const PROBE = join(ROOT, "deploy", "lab", "probe", "main.ts");
/** Eight processes that start on a busy machine of two cores. */
const UP_MS = 90_000;
const COMMAND_MS = 30_000;
const GONE_MS = 10_000;

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TrialLab {
  readonly data: string;
  readonly pid: number;
  /** What `up` has printed. */
  readonly printed: string;
  /** `wayleave lab ...` with this lab's folder. */
  lab(command: string, ...words: string[]): Promise<Ran>;
  in(place: string, ...command: string[]): Promise<Ran>;
  /** What the lab's probe measures in a place. */
  probe(what: "ceiling" | "datagrams" | "sizes", ...words: string[]): Promise<Record<string, number | null>>;
  /** Processes in the lab with a word in their command, as the place numbers them. */
  processes(place: string, word: string): Promise<string[]>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code of `up`; null: it was killed. */
  readonly ended: Promise<number | null>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), "wayleave-lab-"));

/** `words` go to `up`. */
export async function openTrialLab(data: string, ...words: string[]): Promise<TrialLab> {
  const child = spawn(WAYLEAVE, ["lab", "up", "--data", data, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const printed = await untilUp(child).catch(async (error: unknown) => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
    throw error;
  });
  const lab: TrialLab["lab"] = (command, ...more) => run(WAYLEAVE, ["lab", command, "--data", data, ...more]);
  // Without the command line before it, which only hands over: half a second less on a busy machine.
  const inPlace: TrialLab["in"] = (place, ...command) =>
    run(process.execPath, [MAIN, "exec", "--data", data, place, "--", ...command]);
  return {
    ...{ data, pid: child.pid!, printed, ended, lab, in: inPlace },
    kill: (signal) => void child.kill(signal),
    processes: async (place, word) => (await inPlace(place, "pgrep", "-f", word)).stdout.split("\n").filter(Boolean),
    async probe(what, ...words) {
      const { exit, stdout, stderr } = await inPlace("laptop", process.execPath, PROBE, what, ...words);
      if (exit !== 0) throw new Error(`the probe of ${what} failed: ${stderr}`);
      return JSON.parse(stdout) as Record<string, number | null>;
    },
  };
}

/** Waits until something is so, asking ten times a second. */
export async function untilSo(is: () => Promise<boolean> | boolean, boundMs = 20_000): Promise<void> {
  const end = performance.now() + boundMs;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`not so within ${boundMs} ms: ${is}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function untilUp(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [stdout, stderr] = ["", ""];
    const fail = (what: string) => reject(new Error(`the lab ${what}: ${stderr.slice(-4_000)}`));
    const timer = setTimeout(() => fail(`was not up within ${UP_MS} ms`), UP_MS);
    child.stderr?.on("data", (bytes) => (stderr += bytes));
    child.stdout?.on("data", (bytes) => {
      stdout += bytes;
      if (!stdout.includes("the lab is up\n")) return;
      clearTimeout(timer);
      resolve(stdout);
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before it was up`);
    });
  });
}

/** Runs a command to its end, or kills it at the bound: then `exit` is 124. */
export function run(command: string, args: readonly string[], boundMs = COMMAND_MS): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    const timer = setTimeout(() => child.kill("SIGKILL"), boundMs);
    child.stdout.on("data", (bytes) => (stdout += bytes));
    child.stderr.on("data", (bytes) => (stderr += bytes));
    child.on("error", (error) => resolve({ exit: 127, stdout, stderr: String(error) }));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ exit: code ?? (signal === "SIGKILL" ? 124 : 1), stdout, stderr });
    });
  });
}

/** Processes of this machine that a lab's folder is named to: all that the lab consists of. */
export function processesOf(data: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(data) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

/** Waits until a lab's processes are gone; answers those that are not at the bound. */
export async function untilNone(data: string): Promise<number[]> {
  const end = performance.now() + GONE_MS;
  while (performance.now() < end && processesOf(data).length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return processesOf(data);
}
