/** `wayleave up`: the whole system on this machine, each part a process that could be started by hand. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { KafkaConfig } from "../../../core/config/log.ts";
import { errnoOf } from "../../../io/errors.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { serveMetrics } from "../../../io/metrics/serve-metrics.ts";
import { openShutdown, type Shutdown } from "../../../io/shutdown.ts";
import { hints } from "../../hints.ts";
import { AdminClient } from "../../io/admin-client.ts";
import { CommandFault, say } from "../../io/fault.ts";
import { preparePki } from "../../io/pki.ts";
import { beganAt, claimRunFile, replaceRunFile } from "../../io/run-files.ts";
import { layoutOf } from "../../layout.ts";
import type { RunFile } from "../../run-file.ts";
import { local, planEndpoints, planParts, publisherAllow, type TracingPlan, type UpPlan } from "../part-config.ts";
import { claims, planDemoPorts, planPorts, takenText } from "../ports.ts";
import { upReadings } from "../up-readings.ts";
import { applyEstate, ensureOperator, issueTokens, keptDemoPorts } from "./demo-estate.ts";
import { takenPorts } from "./free-ports.ts";
import { clearLeftovers } from "./leftovers.ts";
import { Part } from "./part.ts";
import { ensureKey, makeFolders, writeSecret, writeYaml } from "./private-files.ts";
import { untilReady } from "./readiness.ts";

export interface UpOptions {
  readonly data: string;
  readonly gateways: number;
  readonly demo: boolean;
  readonly portBase: number | undefined;
  readonly split: boolean;
  /** A server in place of the embedded part. */
  readonly clickhouse: { readonly address: string; readonly keyFile: string } | undefined;
  readonly tracing: TracingPlan | undefined;
  /** Brokers in place of the embedded log. */
  readonly kafka: KafkaConfig | undefined;
}

/** Of the ten seconds that a clean stop may take: first what hangs on gateways and ClickHouse, then these. */
const STOP_LEAVES_MS = 4500;
const STOP_GATEWAYS_MS = 4500;

export async function up(o: UpOptions): Promise<void> {
  const layout = layoutOf(o.data);
  makeFolders(layout, o.gateways);
  const key = o.clickhouse === undefined ? undefined : keyIn(o.clickhouse.keyFile);
  await clearLeftovers(layout.runFile);
  const demo = o.demo ? (keptDemoPorts(layout) ?? planDemoPorts(o.portBase)) : undefined;
  const { split, tracing, kafka } = o;
  const plan: UpPlan = { layout, ports: planPorts(o), demo, split, tracing, kafka, clickhouse: o.clickhouse?.address };
  const taken = await takenPorts(claims(plan.ports, demo, o.clickhouse === undefined));
  if (taken.length > 0) throw new CommandFault(takenText(taken));
  // Every client command finds the key where the embedded part's stands.
  if (key !== undefined) await writeSecret(layout.clickhouseKey, `${key}\n`);
  await new System(plan).run();
}

function keyIn(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new CommandFault(`--clickhouse-key-file ${file} can't be read (${errnoOf(error)})`);
  }
}

class System {
  readonly #plan: UpPlan;
  readonly #parts: Part[];
  readonly #shutdown: Shutdown;
  #ready = false;
  /** From the first word of stopping on nothing writes the run file any more. */
  #closing = false;

  constructor(plan: UpPlan) {
    this.#plan = plan;
    this.#parts = planParts(plan).map(
      (part) => new Part(part, plan.layout.output, (one, what) => this.#changed(one, what)),
    );
    this.#shutdown = openShutdown({
      onStopping: (reason) => say(`stopping (${reason})`),
      onError: (closer, text) => say(`${closer}: ${text}`),
    });
  }

  async run(): Promise<void> {
    const { layout } = this.#plan;
    // A terminal that is closed.
    process.on("SIGHUP", () => void this.#shutdown.stop("SIGHUP"));
    claimRunFile(layout.runFile, this.#runFile());
    this.#shutdown.add("run.json", () => rmSync(layout.runFile, { force: true }));
    this.#shutdown.add("parts", () => this.#stopParts());
    // However this process ends by itself, no part outlives it.
    process.on("exit", () => {
      for (const part of this.#parts) part.killNow();
    });
    try {
      await this.#serveMetrics();
      await this.#boot();
    } catch (error) {
      // A Ctrl-C during the start makes parts end early: that is no fault.
      if (this.#shutdown.stopping) return;
      say(error instanceof CommandFault ? error.message : String((error as Error)?.stack ?? error));
      await this.#shutdown.stop("the start failed", 1);
    }
  }

  async #serveMetrics(): Promise<void> {
    const metrics = await serveMetrics({
      ...{ part: "up", instance: "up", log: openJsonLog({ service: "wayleave-up" }) },
      config: { listen: { host: "127.0.0.1", port: this.#plan.ports.metrics } },
      read: () => upReadings(this.#ready, this.#runFile().parts),
    });
    this.#shutdown.add("metrics", () => metrics.close());
  }

  async #boot(): Promise<void> {
    const plan = this.#plan;
    const { layout } = plan;
    await preparePki(layout, plan.ports.gateways.length);
    for (const key of [layout.consoleKey, layout.clickhouseKey, layout.otlpKey]) ensureKey(key);
    for (const part of this.#parts) await writeYaml(part.plan.file, part.plan.config);
    const allow = `${layout.publisher}/allow.yaml`;
    // From then on it is its operator's: what was added there stays.
    if (plan.demo !== undefined && !existsSync(allow)) await writeYaml(allow, publisherAllow(plan.demo));

    const enrolled = (part: Part) => part.plan.kind === "publisher" || part.plan.kind === "agent";
    await this.#start(this.#parts.filter((part) => !enrolled(part)));
    const gateways = plan.ports.gateways.map(local);
    const admin = new AdminClient({ gateways, identity: layout.operator, trust: layout.trust });
    try {
      if (plan.demo !== undefined) {
        await applyEstate(admin, plan.demo);
        await issueTokens(admin, layout);
      }
      await ensureOperator(admin);
      await Promise.all(this.#parts.filter(enrolled).map((part) => part.start()));
      await untilReady(plan, admin);
    } finally {
      admin.close();
    }
    if (this.#shutdown.stopping) return;
    this.#ready = true;
    replaceRunFile(layout.runFile, this.#runFile());
    process.stdout.write("wayleave is ready\n");
    const dataFlag = layout.data === resolve(process.env["WAYLEAVE_DATA"] || ".wayleave") ? "" : layout.data;
    const keys = { console: layout.consoleKey, clickhouse: layout.clickhouseKey };
    for (const line of hints(planEndpoints(plan), keys, dataFlag)) process.stderr.write(`${line}\n`);
  }

  /** All at once, but what writes to ClickHouse only when that is there. */
  async #start(parts: readonly Part[]): Promise<void> {
    const starting = new Map<string, Promise<void>>();
    for (const part of parts) {
      const before = part.plan.kind === "analytics" ? starting.get("clickhouse") : undefined;
      starting.set(part.plan.name, before === undefined ? part.start() : before.then(() => part.start()));
    }
    await Promise.all(starting.values());
  }

  #changed(part: Part, what: string): void {
    if (this.#closing) return;
    say(`${part.plan.name} ${what}`);
    replaceRunFile(this.#plan.layout.runFile, this.#runFile());
  }

  #runFile(): RunFile {
    return {
      pid: process.pid,
      began: beganAt(process.pid),
      ready: this.#ready,
      parts: this.#parts.map((part) => part.row()),
      endpoints: planEndpoints(this.#plan),
    };
  }

  async #stopParts(): Promise<void> {
    this.#closing = true;
    const holdsUp = (part: Part) => part.plan.kind === "gateway" || part.plan.kind === "clickhouse";
    const stop = (parts: Part[], ms: number) => Promise.all(parts.map((part) => part.stop(ms)));
    await stop(
      this.#parts.filter((part) => !holdsUp(part)),
      STOP_LEAVES_MS,
    );
    await stop(this.#parts.filter(holdsUp), STOP_GATEWAYS_MS);
  }
}
