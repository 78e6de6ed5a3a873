/**
 * Operators of a gateway, as a process of their own: told how long to, they change the world a hundred times a second,
 * and say how many changes were answered. What echoes are measured in has nothing of their work.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import type { ConfigObject } from "../../../core/config/object.ts";
import { clock } from "../../../io/clock.ts";
import { Operator } from "../../../io/control/trial-operator.ts";
import { openLink } from "../../../io/grpc/link.ts";
import { readIdentity, readTrust } from "../../../io/pki/identity.ts";
import { objectToWire } from "../../../io/wire/objects.ts";
import { type StormWorld, stormWorld } from "./storm-world.ts";

const CHANGES_A_SECOND = 100;
/** Commands on their way: what is past them is not asked, and the rate told is the one that was reached. */
const IN_FLIGHT_MAX = 64;

export interface FloodOptions extends StormWorld {
  /** Of an operator. */
  readonly identity: string;
  readonly trust: string;
  readonly port: number;
}

export class Flood {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(o: FloodOptions): Promise<Flood> {
    const args = ["--disable-warning=ExperimentalWarning", import.meta.filename, JSON.stringify(o)];
    const flood = new Flood(spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }));
    await flood.#said();
    giveWay(flood.#child.pid!);
    return flood;
  }

  /** How many changes were answered of those that were asked for meanwhile. */
  async for(ms: number): Promise<number> {
    this.#child.stdin!.write(`${ms}\n`);
    return Number(await this.#said());
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }

  async #said(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("the operators' process has ended");
    return value;
  }
}

/**
 * To who moves bytes: in a cluster what this process does is done on another machine. SCHED_IDLE, where the system has
 * the command for it (util-linux): a process of low priority may keep a processor until the next tick, which is as long
 * as what is measured here.
 */
export function giveWay(pid: number): void {
  setPriority(pid, constants.priority.PRIORITY_LOW);
  spawnSync("chrt", ["--idle", "--all-tasks", "--pid", "0", String(pid)], { stdio: "ignore" });
}

/** One command each 10 ms; how many were answered. */
async function flood(operator: Operator, change: () => ConfigObject, ms: number): Promise<number> {
  let done = 0;
  const pending = new Set<Promise<void>>();
  const from = clock.now();
  for (let n = 0; clock.now() < from + ms; n += 1) {
    if (pending.size < IN_FLIGHT_MAX) {
      const asked = operator.apply([objectToWire(change())]).then(() => void (done += 1));
      const kept: Promise<void> = asked.finally(() => pending.delete(kept));
      pending.add(kept);
    }
    await pause(Math.max(0, from + ((n + 1) * 1000) / CHANGES_A_SECOND - clock.now()));
  }
  await Promise.all(pending);
  return done;
}

/** Apps that move to another host, and rules that change their words, by turns; none of a live flow. */
function changes(world: readonly ConfigObject[]): () => ConfigObject {
  const apps = world.filter((object) => object.kind === "App");
  const rules = world.filter((object) => object.kind === "Policy");
  let n = 0;
  return () => {
    n += 1;
    if (n % 2 === 0) {
      const rule = rules[(n * 7) % rules.length]!;
      return { ...rule, spec: { ...rule.spec, description: `changed ${n}` } };
    }
    const app = apps[(n * 7) % apps.length]!;
    return { ...app, spec: { ...app.spec, hosts: [...app.spec.hosts, `moved-${n}.corp.example`] } };
  };
}

async function main(o: FloodOptions): Promise<void> {
  const identity = readIdentity(o.identity);
  const link = openLink({ target: `127.0.0.1:${o.port}`, identity, trust: readTrust(o.trust) });
  const operator = new Operator(link);
  const change = changes(stormWorld(o));
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(await flood(operator, change, Number(line)));
  }
  link.close();
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2]!) as FloodOptions);
