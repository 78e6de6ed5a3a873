/**
 * What operators do elsewhere, as a process of its own: told how long to, it writes a hundred changes a second to the
 * control log. Each is a command of its own, decided before, as a gateway on another machine would have: what echoes
 * are measured in has nothing of that work.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { Basis } from "../../../core/command/basis.ts";
import { decideCommand } from "../../../core/command/command.ts";
import type { ConfigObject } from "../../../core/config/object.ts";
import type { ControlEvent, Fact } from "../../../core/control/event.ts";
import { fold } from "../../../core/control/fold.ts";
import { clock } from "../../../io/clock.ts";
import { CONTROL_TOPIC } from "../../../io/control/control-topic.ts";
import { fromNothing, LogFold } from "../../../io/control/log-fold.ts";
import { uuidv7Bytes } from "../../../io/entropy.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog, NewRecord } from "../../../io/log/event-log.ts";
import { encodeControlEvent } from "../../../io/wire/control-event.ts";
import { type StormWorld, stormWorld } from "./storm-world.ts";

const CHANGES_A_SECOND = 100;
/** Appends on their way: what is past them is not written, and the rate told is the one that was reached. */
const IN_FLIGHT_MAX = 64;
const TENANT = "demo";
const WRITER = "spiffe://example.test/demo/gateway/g1";

export interface FloodOptions extends StormWorld {
  /** Folder of the control log. */
  readonly log: string;
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

  /** Decides what `for` is going to write, on what the log holds now. */
  async prepare(ms: number): Promise<void> {
    this.#child.stdin!.write(`prepare ${ms}\n`);
    await this.#said();
  }

  /** How many changes were written meanwhile, and taken by the fold. */
  async for(ms: number): Promise<number> {
    this.#child.stdin!.write(`write ${ms}\n`);
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
function giveWay(pid: number): void {
  setPriority(pid, constants.priority.PRIORITY_LOW);
  spawnSync("chrt", ["--idle", "--all-tasks", "--pid", "0", String(pid)], { stdio: "ignore" });
}

/** Commands decided one upon the other; none is written yet. */
class Commands {
  readonly #log: EventLog;
  readonly #change: () => ConfigObject;
  readonly #basis = new Basis();
  #start = fromNothing();
  #decided: { readonly command: string; readonly records: readonly NewRecord[] }[] = [];

  constructor(log: EventLog, change: () => ConfigObject) {
    this.#log = log;
    this.#change = change;
  }

  /** All that the log holds is folded first. */
  async decide(count: number): Promise<void> {
    let state = (await this.#folded()).state;
    this.#decided = [];
    for (let n = 0; n < count; n += 1) {
      const decision = decideCommand(
        { type: "apply", objects: [this.#change()] },
        state,
        TENANT,
        undefined,
        0,
        this.#basis,
      );
      if (!("facts" in decision)) throw new Error(`a change was refused: ${JSON.stringify(decision)}`);
      const command = uuidv7Bytes().toString("hex");
      const written: Fact[] = [{ type: "command-guarded", expected: decision.expected }, ...decision.facts];
      const events = written.map((fact) => eventOf(command, fact));
      const from = state.asOf + 1;
      state = fold(
        state,
        events.map((event, at) => ({ offset: from + at, appendTimeUs: event.atUs, event })),
      );
      const records = events.map((event) => ({ key: `${TENANT}/storm`, value: encodeControlEvent(event) }));
      this.#decided.push({ command, records });
    }
  }

  /** One each 10 ms. Where somebody else writes meanwhile, the fold drops what was decided without him. */
  async write(ms: number): Promise<number> {
    const written = new Set<string>();
    const pending = new Set<Promise<unknown>>();
    const from = clock.now();
    for (let n = 0; clock.now() < from + ms && n < this.#decided.length; n += 1) {
      const { command, records } = this.#decided[n]!;
      if (pending.size >= IN_FLIGHT_MAX) await Promise.race(pending);
      const kept: Promise<unknown> = this.#log.append(CONTROL_TOPIC, records, 0).finally(() => pending.delete(kept));
      pending.add(kept);
      written.add(command);
      await pause(Math.max(0, from + ((n + 1) * 1000) / CHANGES_A_SECOND - clock.now()));
    }
    await Promise.all(pending);
    const lost = (await this.#folded()).state.lostCommands.filter((one) => written.has(one)).length;
    return written.size - lost;
  }

  async #folded(): Promise<LogFold> {
    const folding = new LogFold(this.#start);
    await folding.follow(this.#log);
    folding.close();
    this.#start = { folded: folding.folded, chain: this.#start.chain };
    return folding;
  }
}

const eventOf = (command: string, fact: Fact): ControlEvent => ({
  ...{ id: uuidv7Bytes().toString("hex"), tenant: TENANT, atUs: clock.wallUs(), writer: WRITER, critical: true },
  ...{ actor: WRITER, command, fact },
});

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
  const log = await openEmbeddedLog(o.log);
  const commands = new Commands(log, changes(stormWorld(o)));
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [what, ms] = line.split(" ");
    const count = Math.ceil((Number(ms) / 1000) * CHANGES_A_SECOND);
    console.log(what === "prepare" ? await commands.decide(count) : await commands.write(Number(ms)));
  }
  await log.close();
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2]!) as FloodOptions);
