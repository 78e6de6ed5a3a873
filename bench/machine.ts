/** The machine that figures were taken on, what ran on it, and how busy it was with other things. */
import { readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { run } from "./show/estate.ts";

const ROOT = join(import.meta.dirname, "..");
/** Linux counts CPU time for programs in hundredths of a second, on every machine it runs on. */
const CLOCK_TICKS = 100;

export async function machineOf(): Promise<object> {
  const flags = /^flags\s*:(.*)$/m.exec(fileText("/proc/cpuinfo"))?.[1]?.split(" ") ?? [];
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model,
    /** Whether AES-GCM can be as fast as newer OpenSSL makes it. */
    vaes: flags.includes("vaes"),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    node_openssl: process.versions.openssl,
    openssl: /^OpenSSL (\S+)/.exec((await run("openssl", ["version"])).stdout)?.[1] ?? "none",
    wayleave: await startedVersion(),
  };
}

/** The commit that is measured, with a mark where the tree differs from it; the package's version without git. */
export async function startedVersion(): Promise<string> {
  const git = await run("git", ["-C", ROOT, "describe", "--always", "--dirty", "--abbrev=9"]);
  if (git.exit === 0) return git.stdout.trim();
  return (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;
}

function fileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** CPU seconds of the whole machine so far: at work, and taken away by the host it runs on. */
export interface MachineTime {
  readonly at: number;
  readonly busyS: number;
  readonly stolenS: number;
}

export function machineTime(): MachineTime {
  const line = /^cpu +(.*)$/m.exec(fileText("/proc/stat"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(" ").map(Number);
  const busyS = (user + nice + system + irq + softirq) / CLOCK_TICKS;
  return { at: performance.now() / 1000, busyS, stolenS: steal / CLOCK_TICKS };
}

/** Cores that were at work between two times, and cores that the host took away. */
export function coresBetween(from: MachineTime, to: MachineTime): { busy: number; stolen: number } {
  const seconds = Math.max(0.001, to.at - from.at);
  return { busy: (to.busyS - from.busyS) / seconds, stolen: (to.stolenS - from.stolenS) / seconds };
}
