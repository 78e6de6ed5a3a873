/** A cluster of real processes: gateways that share a log, publishers, and one process that is many publishers. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Process, Trial } from "../../../io/control/trial.ts";
import type { Operator } from "../../../io/control/trial-operator.ts";
import type { ClusterEstate } from "./estate.ts";
import type { SharedLog } from "./shared-log.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const BIN = join(ROOT, "bin", "node");
const CROWD = join(ROOT, "publisher", "io", "trial-crowd.ts");
const LOOK_EVERY_MS = 100;
/** The app's port: nothing is dialled. */
const NO_PORT = 9;

/** Publisher and gateway. */
export type Held = readonly (readonly [string, string])[];

export interface Gateway {
  readonly process: Process;
  readonly operator: Operator;
  /** It is there and not stopped: its view counts. */
  awake: boolean;
}

export class Cluster {
  readonly trial: Trial;
  readonly gateways = new Map<string, Gateway>();
  /** Those that are processes of their own. */
  readonly publishers = new Map<string, Process>();
  /** Of these, those that are killed now. */
  readonly dead = new Set<string>();
  #crowd: ChildProcess | undefined;
  #answers: AsyncIterator<string> | undefined;

  private constructor(trial: Trial) {
    this.trial = trial;
  }

  static async open(
    ports: readonly number[],
    estate: ClusterEstate,
    real: number,
    config: SharedLog["config"],
  ): Promise<Cluster> {
    const cluster = new Cluster(await Trial.open());
    try {
      for (const [n, port] of ports.entries()) {
        const process = await cluster.trial.gateway(`g${n + 1}`, port, ["client", "publisher"], config);
        const operator = await cluster.trial.operator(port);
        cluster.gateways.set(process.name, { process, operator, awake: true });
      }
      const [first] = cluster.gateways.values();
      for (const part of estate.first()) await first!.operator.apply(part);
      for (const name of estate.publishers.slice(0, real)) {
        cluster.publishers.set(name, await cluster.trial.publisher(name, ports, [NO_PORT]));
      }
      await cluster.#gather(estate.publishers.slice(real), ports);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  get folder(): string {
    return this.trial.folder;
  }

  /** What publishers say that they hang on. */
  async held(): Promise<Held> {
    this.#crowd!.stdin!.write("held\n");
    const crowd = JSON.parse((await this.#answers!.next()).value ?? "[]") as [string, string][];
    const own = [...this.publishers.keys()]
      .filter((name) => !this.dead.has(name))
      .flatMap((name) => this.#status(name));
    return [...crowd, ...own];
  }

  /** What a gateway says of all that take new flows: one that was replaced stays for its flows, draining. */
  async view(name: string): Promise<Held> {
    const attachments = await this.gateways.get(name)!.operator.live("attachments");
    const taking = attachments.filter(({ fields }) => fields["state"] === "attached");
    return taking.map(({ fields }) => [fields["publisher"]!, fields["gateway"]!] as const);
  }

  /**
   * Watches for so long, and until it is so, whether every gateway that is awake sees what publishers hold. Answers
   * when it was last seen not to be, since the call; throws where that is past the bound.
   */
  async exactWithin(what: string, boundMs: number, watchMs: number): Promise<number> {
    const from = performance.now();
    for (let wrongAt = 0; ; ) {
      const wrong = await this.#wrong();
      const at = performance.now() - from;
      if (wrong === undefined && at >= watchMs) return Math.round(wrongAt);
      if (wrong !== undefined) {
        if (at > boundMs) throw new Error(`${Math.round(at)} ms after ${what}: ${wrong}`);
        wrongAt = at;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async #wrong(): Promise<string | undefined> {
    try {
      const before = textOf(await this.held());
      const awake = [...this.gateways].filter(([, gateway]) => gateway.awake).map(([name]) => name);
      const views = await Promise.all(awake.map(async (name) => textOf(await this.view(name))));
      const wrong = awake.findIndex((_name, n) => views[n] !== before);
      if (wrong >= 0) return differences(before, views[wrong]!, awake[wrong]!);
      return textOf(await this.held()) === before ? undefined : "publishers are moving";
    } catch (error) {
      return String(error);
    }
  }

  async close(): Promise<void> {
    for (const { process } of this.gateways.values()) process.thaw();
    this.#crowd?.kill("SIGKILL");
    await this.trial.close();
  }

  /** By its status file, which is a second old at most. */
  #status(name: string): [string, string][] {
    const file = join(this.folder, `${name}.state`, "status.json");
    const { tunnels } = JSON.parse(readFileSync(file, "utf8")) as { tunnels: { state: string; gateway?: string }[] };
    return tunnels.flatMap(({ state, gateway }) => (state === "attached" && gateway ? [[name, gateway]] : []));
  }

  async #gather(names: readonly string[], ports: readonly number[]): Promise<void> {
    const configs = [];
    for (const name of names) {
      configs.push({
        ...{ name, gateways: ports.map((port) => `127.0.0.1:${port}`), connectTimeoutMs: 1_000 },
        ...{ identity: await this.trial.issue("publisher", name), trust: this.trial.trustFolder },
        ...{ allowFile: this.trial.allowFile(name, [NO_PORT]), state: join(this.folder, `${name}.state`) },
      });
    }
    const crowd = spawn(BIN, [CROWD], { stdio: ["pipe", "pipe", "inherit"] });
    this.#crowd = crowd;
    this.#answers = createInterface({ input: crowd.stdout! })[Symbol.asyncIterator]();
    crowd.stdin!.write(`${JSON.stringify(configs)}\n`);
    const first = await this.#answers.next();
    if (first.done) throw new Error("the process that is many publishers did not start");
  }
}

const textOf = (held: Held): string => [...new Set(held.map((one) => one.join(" at ")))].sort().join("\n");

function differences(truth: string, view: string, gateway: string): string {
  const [held, seen] = [new Set(truth.split("\n")), new Set(view.split("\n"))];
  const missing = [...held].filter((one) => !seen.has(one));
  const extra = [...seen].filter((one) => !held.has(one));
  const some = (of: readonly string[]) => (of.length === 0 ? "none" : `${of.length} (${of[0]})`);
  return `${gateway} misses ${some(missing)}, and sees too many: ${some(extra)}`;
}
