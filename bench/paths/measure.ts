/**
 * What is measured of a path while it runs: bytes a second and CPU a gigabyte, how long a flow takes to open, flows
 * a second, how long a small message takes, what a flow that does nothing weighs. CPU is that of processes by the
 * system's account: for bytes until the last is confirmed, for flows until all is over that they have brought about.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { BehindApp, Generated, Load } from "../load/load.ts";
import { coresBetween, machineTime } from "../machine.ts";
import { until } from "../show/estate.ts";
import { cpuSecondsOf, familyCpuSeconds, familyOf, pssOf } from "../show/processes.ts";
import type { Path } from "./path.ts";

export type Figures = Record<string, number>;

export interface Amounts {
  readonly bulkSeconds: number;
  readonly setups: number;
  readonly connects: number;
  readonly pings: number;
}

export const FULL: Amounts = { bulkSeconds: 5, setups: 1_000, connects: 3_000, pings: 5_000 };
export const QUICK: Amounts = { bulkSeconds: 1, setups: 200, connects: 500, pings: 1_000 };

export const BULKS = [
  { figure: "bulk_up_1", up: 1, flows: 1 },
  { figure: "bulk_up_16", up: 1, flows: 16 },
  { figure: "bulk_down_1", up: 0, flows: 1 },
  { figure: "bulk_down_16", up: 0, flows: 16 },
] as const;
export const IDLE_FLOWS = [1_000, 5_000] as const;
/** As many flows as open at a time where flows a second are counted. */
export const WIDE = 32;

const WARM_SECONDS = 1;
const WARM_CONNECTS = 500;
const SETTLE_MS = 120_000;
/** A path that takes less of a core than this, over a look, has done what it was given. */
const QUIET_CORES = 0.12;
const LOOK_MS = 400;

/** CPU seconds of carriers, recorders and the app. */
type Triple = [number, number, number];

interface Spent {
  readonly generated: Generated;
  /** Of the carriers until the generator had its last answer: what moving bytes takes. */
  readonly movingS: number;
  /** Of the carriers until all was quiet: what flows take, with their ends and all that is told of them. */
  readonly carriersS: number;
  readonly recordersS: number;
  /** Generator and app. */
  readonly loadS: number;
}

export class Stand {
  readonly #load: Load;
  readonly #app: BehindApp;
  readonly #path: Path;
  /** The most that others took of this machine's cores during a measure, and what the host took away. */
  othersCores = 0;
  stolenCores = 0;

  constructor(load: Load, app: BehindApp, path: Path) {
    this.#load = load;
    this.#app = app;
    this.#path = path;
  }

  /** As it is when it has worked for a while. */
  async warm(): Promise<void> {
    for (const up of [1, 0]) await this.generate("bulk", { up, flows: 4, seconds: WARM_SECONDS });
    await this.generate("connects", { count: WARM_CONNECTS, wide: WIDE });
  }

  async warmUp(): Promise<void> {
    await this.warm();
    await this.settle(0);
  }

  async moves(amounts: Amounts, progress: (what: string) => void): Promise<Figures> {
    const figures: Figures = {};
    for (const { figure, up, flows } of BULKS) {
      progress(figure);
      const spent = await this.spend("bulk", { up, flows, seconds: amounts.bulkSeconds });
      const gb = spent.generated["bytes"]! / 1e9;
      figures[`${figure}.mb_per_s`] = spent.generated["mb_per_s"]!;
      figures[`${figure}.cpu_s_per_gb`] = spent.movingS / gb;
      figures[`${figure}.load_cpu_s_per_gb`] = spent.loadS / gb;
    }
    progress("ping");
    const { generated } = await this.spend("ping", { count: amounts.pings });
    figures["ping.p50_us"] = generated["p50_us"]!;
    figures["ping.p99_us"] = generated["p99_us"]!;
    return figures;
  }

  async opens(amounts: Amounts, progress: (what: string) => void): Promise<Figures> {
    progress("set-up");
    const { generated: one } = await this.spend("connects", { count: amounts.setups, wide: 1 });
    progress(`${WIDE} at a time`);
    const spent = await this.spend("connects", { count: amounts.connects, wide: WIDE });
    const perFlow = (seconds: number) => (seconds * 1e3) / spent.generated["opened"]!;
    return {
      "setup.p50_ms": one["p50_us"]! / 1e3,
      "setup.p99_ms": one["p99_us"]! / 1e3,
      "connects.per_s": spent.generated["per_s"]!,
      "connects.p99_ms": spent.generated["p99_us"]! / 1e3,
      "connects.cpu_ms_per_flow": perFlow(spent.carriersS),
      ...(this.#path.recorders.length === 0 ? {} : { "connects.record_cpu_ms_per_flow": perFlow(spent.recordersS) }),
      "connects.load_cpu_ms_per_flow": perFlow(spent.loadS),
    };
  }

  /** On processes that have carried nothing yet: what they weigh, and what flows that do nothing add. */
  async idle(progress: (what: string) => void): Promise<Figures> {
    await this.settle(0);
    const { carriers, recorders } = this.#path;
    const base = pssOfAll(carriers);
    const figures: Figures = { "base.mb": base / 1e6 };
    if (recorders.length > 0) figures["base.record_mb"] = pssOfAll(recorders) / 1e6;
    const held = [];
    let open = 0;
    for (const flows of IDLE_FLOWS) {
      progress(`${flows} idle flows`);
      held.push(await this.#load.hold(this.#path.target, flows - open));
      open = flows;
      await this.settle(open);
      figures[`idle_${flows}.kb_per_flow`] = (pssOfAll(carriers) - base) / 1e3 / flows;
    }
    await Promise.all(held.map((one) => one.close()));
    await this.settle(0);
    return figures;
  }

  /** Runs the generator, and accounts for everything that it brought about. */
  async spend(mode: string, settings: Figures): Promise<Spent> {
    const before = this.#spent();
    const [generated] = (await this.watched(async () => [await this.generate(mode, settings)])) as [Generated];
    const movingS = this.#spent()[0] - before[0];
    await this.settle(0);
    const [carriersS, recordersS, appS] = this.#spent().map((value, at) => value - before[at]!) as Triple;
    return { generated, movingS, carriersS, recordersS, loadS: appS + (generated["gen_cpu_s"] ?? 0) };
  }

  /** Runs generators, and sees what others took of the machine meanwhile. */
  async watched(work: () => Promise<readonly Generated[]>): Promise<readonly Generated[]> {
    const [before, from] = [this.#spent(), machineTime()];
    const generated = await work();
    const [after, to] = [this.#spent(), machineTime()];
    const generatorsS = generated.reduce((sum, one) => sum + (one["gen_cpu_s"] ?? 0), 0);
    const oursS = after.reduce((sum, value, at) => sum + value - before[at]!, generatorsS);
    const machine = coresBetween(from, to);
    this.othersCores = Math.max(this.othersCores, machine.busy - oursS / (to.at - from.at));
    this.stolenCores = Math.max(this.stolenCores, machine.stolen);
    return generated;
  }

  #spent(): Triple {
    const { carriers, recorders } = this.#path;
    return [familyCpuSeconds(carriers), familyCpuSeconds(recorders), cpuSecondsOf(this.#app.pid)];
  }

  /** Resolves when the app has so many flows open and nobody of the path is at work any more. */
  async settle(flows: number): Promise<void> {
    const counted = async () => ((await this.#app.connections()) === flows ? true : undefined);
    await until(`the app has ${flows} flows open`, counted, SETTLE_MS);
    const all = [...this.#path.carriers, ...this.#path.recorders];
    const deadline = performance.now() + SETTLE_MS;
    for (let before = familyCpuSeconds(all); performance.now() < deadline; ) {
      await sleep(LOOK_MS);
      const now = familyCpuSeconds(all);
      if ((now - before) / (LOOK_MS / 1e3) < QUIET_CORES) return;
      before = now;
    }
    throw new Error(`the path is still at work ${SETTLE_MS / 1e3} s after its load`);
  }

  generate(mode: string, settings: Figures): Promise<Generated> {
    return this.#load.generate(mode, this.#path.target, settings);
  }
}

const pssOfAll = (pids: readonly number[]): number => familyOf(pids).reduce((sum, pid) => sum + pssOf(pid), 0);
