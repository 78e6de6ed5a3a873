/** `wayleave lab up`, the outer half: it starts the inner one in its namespaces, and ends it whatever happens. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beganAt } from "../../../io/process-life.ts";
import { type LabFile, type Order, type Ready, STOP, type Told } from "../order.ts";
import { picture } from "../picture.ts";
import { claimFolder, empty, LabFault, labFileOf, replaceLabFile } from "./lab-folder.ts";
import { isRootless, LAB_PATH, namespaceWords, whyNoLab } from "./machine.ts";

const INSIDE = join(import.meta.dirname, "..", "inside", "main.ts");
/** The inner half takes at most eight seconds. */
const STOP_MS = 12_000;
const SHOWN_LINES = 12;
/**
 * The first process of the namespace inherits whoever lost his parent and has to bury him, which a shell does and Node
 * doesn't.
 */
const FIRST = 'exec 3<&0; "$@" <&3 3<&- & wait $!';

export interface UpOptions extends Order {
  /** What parts wrote stays in the folder after a clean end. */
  readonly keep: boolean;
}

/** Resolves to the exit code when the lab has ended. */
export async function up({ keep, ...order }: UpOptions): Promise<number> {
  const why = whyNoLab();
  if (why !== undefined) throw new LabFault(`no lab can be built here: ${why}`);
  const rootless = isRootless();
  let lab: LabFile = { pid: process.pid, began: beganAt(process.pid), rootless };
  await claimFolder(order.data, lab);
  const inner = startInner(order, rootless);
  const pid = inner.pid ?? 0;
  lab = { ...lab, outer: { pid, began: beganAt(pid) } };
  replaceLabFile(order.data, lab);
  const onReady = (ready: Ready) => {
    lab = { ...lab, first: childOf(pid), ready };
    replaceLabFile(order.data, lab);
    process.stdout.write(`${picture(ready.links, ready.measured)}\nthe lab is up\n`);
    for (const line of HINTS) process.stderr.write(`${line}\n`);
  };
  const failed = await follow(inner, onReady);
  if (failed !== undefined) {
    rmSync(labFileOf(order.data), { force: true });
    // Its folder is still known as a lab's, so that the next one may empty it.
    replaceLabFile(order.data, { ...lab, pid: lab.pid });
    throw new LabFault(`${failed}\n(what parts wrote stands in ${order.data})`);
  }
  if (keep) return 0;
  empty(order.data);
  rmSync(order.data, { recursive: true, force: true });
  return 0;
}

const HINTS = [
  "  wayleave lab shell laptop                          look around; also pop-1, publisher-1, datacentre, office, ..",
  "  wayleave lab exec laptop -- curl -x http://127.0.0.1:1080 http://wiki.corp.example/",
  "  wayleave lab exec pop-1 -- wayleave events         the record, by the lab's operator",
  "  wayleave lab link laptop 'delay 40ms loss 1%'      another shape for a link",
  "  wayleave lab down                                  ends it, as Ctrl-C does here",
];

function startInner(order: Order, rootless: boolean): ChildProcess {
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", INSIDE, JSON.stringify(order)];
  return spawn("unshare", [...namespaceWords(rootless), "sh", "-c", FIRST, "sh", ...node], {
    env: { ...process.env, PATH: LAB_PATH },
    stdio: ["pipe", "pipe", "pipe"],
    // Its own session: a terminal's Ctrl-C comes to this process alone, which ends the lab in order.
    detached: true,
  });
}

/** Until the inner half has ended. Undefined: it ended because it was told to. */
function follow(inner: ChildProcess, onReady: (ready: Ready) => void): Promise<string | undefined> {
  let said = "";
  let failed: string | undefined;
  let stopped = false;
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    if (killing !== undefined) return;
    killing = setTimeout(() => inner.kill("SIGKILL"), STOP_MS);
    inner.stdin?.write(`${STOP}\n`);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  inner.stdin?.on("error", () => {});
  inner.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-8_000);
  });
  createInterface({ input: inner.stdout! }).on("line", (line) => {
    const told = readTold(line);
    if (told === undefined) return;
    if ("say" in told) process.stderr.write(`lab: ${told.say}\n`);
    if ("stopped" in told) stopped = true;
    if ("ready" in told) onReady(told.ready);
    if ("failed" in told) {
      failed = told.failed;
      stop();
    }
  });
  return new Promise((resolve) => {
    inner.once("error", (error) => resolve(`the lab can't be started: ${error.message}`));
    inner.once("close", (code, signal) => {
      clearTimeout(killing);
      for (const name of signals) process.off(name, stop);
      if (failed !== undefined) return resolve(failed);
      const words = said.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
      resolve(stopped ? undefined : `the lab ended by itself (${signal ?? `exit ${code}`}): ${words}`);
    });
  });
}

function readTold(line: string): Told | undefined {
  try {
    return JSON.parse(line) as Told;
  } catch {
    return undefined;
  }
}

/** The one child of a process, numbered as we number. */
function childOf(pid: number): number {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid) return Number(name);
    } catch {
      // It has just ended.
    }
  }
  throw new LabFault(`the lab's first process is gone (below pid ${pid})`);
}
