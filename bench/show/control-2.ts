/**
 * control.2: three gateways, 30 publishers, 200 apps, 500 rules under random operator commands, kills, freezes and
 * outages of the log: at every offset of which gateways tell they hold the same state, an outage makes nobody lost, and
 * soon after each fault every gateway sees exactly what publishers hold.
 *
 * Three publishers are processes of their own; the others are many in one process, each on the real link code. With
 * `--kafka` the log is a real broker's, whose outage is its death.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LEASE_MS } from "../../core/lease/heartbeat.ts";
import type { Process } from "../../io/control/trial.ts";
import { prng } from "../../io/trial-prng.ts";
import { Cluster } from "./cluster/cluster.ts";
import { ClusterEstate } from "./cluster/estate.ts";
import { Observer } from "./cluster/observer.ts";
import { type SharedLog, sharedLog } from "./cluster/shared-log.ts";
import { freeRange } from "./estate.ts";

const SIZES = { publishers: 30, apps: 200, rules: 500 };
const REAL_PUBLISHERS = 3;
const GATEWAYS = 3;
/** After a fault; a gateway that is frozen has to be found first, by its publishers and by the others. */
const EXACT_MS = 10_000;
const FROZEN_EXACT_MS = 12_000;
const SAMPLE_EVERY_MS = 250;
const FIRST_MS = 60_000;
const LATE_MS = 60_000;
const WATCH_MS = 3_000;
const PAST = { kill: "was killed", freeze: "was frozen" } as const;

interface ShowOptions {
  readonly short: boolean;
  readonly seed: number;
  readonly kafka: boolean;
  progress(text: string): void;
}

type Fault = "outage" | "kill" | "freeze" | "publisher";

class Run {
  readonly failures: string[] = [];
  /** The longest that it took to be exact, by what was before it. */
  readonly exactMs: Record<string, number> = {};
  readonly faults: Record<Fault, number> = { outage: 0, kill: 0, freeze: 0, publisher: 0 };
  frozenInCommit = 0;
  readonly commands = { done: 0, refused: 0, away: 0 };
  readonly cluster: Cluster;
  readonly observer: Observer;
  readonly #log: SharedLog;
  readonly #o: ShowOptions;
  readonly #die: () => number;
  #over = false;

  constructor(cluster: Cluster, log: SharedLog, observer: Observer, o: ShowOptions, die: () => number) {
    this.cluster = cluster;
    this.#log = log;
    this.observer = observer;
    this.#o = o;
    this.#die = die;
  }

  /** Operators at work, each at a gateway of its own, until the run is over. */
  async operate(estate: ClusterEstate): Promise<void> {
    while (!this.#over) {
      const change = estate.change();
      const { operator } = this.#pick([...this.cluster.gateways.values()]);
      try {
        await ("put" in change ? operator.apply(change.put) : operator.delete(change.kind, change.name));
        this.commands.done += 1;
      } catch (error) {
        // The gateway is stopped, or the log is away; or what was asked makes no sense, as of a rule that is gone.
        const text = String(error);
        if (/UNAVAILABLE|DEADLINE|can't be written|WL_LOG|ECONN|closed/i.test(text)) this.commands.away += 1;
        else this.commands.refused += 1;
      }
      await pause(200 + this.#die() * 800);
    }
  }

  /** What gateways answer of their states. */
  async sample(): Promise<void> {
    while (!this.#over) {
      const awake = [...this.cluster.gateways.values()].filter((gateway) => gateway.awake);
      await Promise.all(
        awake.map(async ({ process, operator }) => {
          const status = await operator.status().catch(() => undefined);
          if (status !== undefined) this.observer.said(process.name, Number(status.asOf), status.stateHash);
        }),
      );
      await pause(SAMPLE_EVERY_MS);
    }
  }

  end(): void {
    this.#over = true;
  }

  async suffer(fault: Fault, seconds: number): Promise<void> {
    this.faults[fault] += 1;
    if (fault === "outage") await this.#outage(seconds);
    else if (fault === "publisher") await this.#publisher();
    else await this.#gateway(fault, seconds);
  }

  /** `watchMs`: what is exact at once may not stay so, as where a frozen gateway has not been missed yet. */
  async exact(what: string, boundMs: number, by = what, watchMs = WATCH_MS): Promise<void> {
    try {
      const ms = await this.cluster.exactWithin(what, boundMs, watchMs);
      this.exactMs[by] = Math.max(this.exactMs[by] ?? 0, ms);
    } catch (error) {
      this.failures.push((error as Error).message);
      // What follows is to be judged by its own fault.
      await this.cluster.exactWithin(`${what}, late`, LATE_MS, 0).catch(() => {});
    }
  }

  async #outage(seconds: number): Promise<void> {
    this.#o.progress(`the log takes nothing for ${seconds} s`);
    const from = performance.now();
    const giveBack = await this.#log.takeAway(this.cluster.folder);
    await pause(seconds * 1_000);
    await giveBack();
    await this.exact("an outage of the log", EXACT_MS);
    // Whoever was wronged would be so by the end of the lease that is granted anew.
    await pause(LEASE_MS + 2_000);
    for (const { atMs, gateway, judge } of this.observer.losses) {
      if (atMs > from) this.failures.push(`${judge} judged ${gateway} lost in an outage of the log of ${seconds} s`);
    }
  }

  async #gateway(fault: "kill" | "freeze", seconds: number): Promise<void> {
    const gateway = this.#pick([...this.cluster.gateways.values()]);
    const { process } = gateway;
    this.#o.progress(`${fault} ${process.name} for ${seconds} s`);
    const from = performance.now();
    gateway.awake = false;
    if (fault === "kill") await process.kill();
    else await this.#freeze(process);
    const bound = fault === "kill" ? EXACT_MS : FROZEN_EXACT_MS;
    const watchMs = seconds * 1_000 - (performance.now() - from);
    if (watchMs >= bound) await this.exact(`${process.name} ${PAST[fault]}`, bound, `${fault} of a gateway`, watchMs);
    await pause(Math.max(0, seconds * 1_000 - (performance.now() - from)));
    if (fault === "kill") await process.start();
    else process.thaw();
    gateway.awake = true;
    await this.exact(`${process.name} is back`, EXACT_MS, `back from ${fault}`);
  }

  /** Not inside its commit to the embedded log: that would be an outage of the log, which is a fault of its own. */
  async #freeze(process: Process): Promise<void> {
    process.freeze();
    while (!this.#log.isWritable(this.cluster.folder)) {
      this.frozenInCommit += 1;
      process.thaw();
      await pause(this.#die() * 100);
      process.freeze();
    }
  }

  async #publisher(): Promise<void> {
    const process = this.#pick([...this.cluster.publishers.values()]);
    this.#o.progress(`kill publisher ${process.name}`);
    this.cluster.dead.add(process.name);
    await process.kill();
    await this.exact(`publisher ${process.name} was killed`, EXACT_MS, "a publisher killed");
    await process.start();
    this.cluster.dead.delete(process.name);
    await this.exact(`publisher ${process.name} is back`, EXACT_MS, "a publisher back");
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#die() * of.length)]!;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function show(o: ShowOptions) {
  const die = prng(o.seed);
  const base = await freeRange();
  const estate = new ClusterEstate(SIZES, prng(o.seed ^ 0x9e3779b9));
  o.progress(
    `${GATEWAYS} gateways, ${REAL_PUBLISHERS} publishers as processes, ${SIZES.publishers - REAL_PUBLISHERS} in one`,
  );
  const ports = Array.from({ length: GATEWAYS }, (_, n) => base + n);
  const folder = mkdtempSync(join(tmpdir(), "wayleave-control-"));
  const shared = await sharedLog(o.kafka ? "kafka" : "embedded", folder);
  const cluster = await Cluster.open(ports, estate, REAL_PUBLISHERS, shared.config);
  const log = await shared.open(cluster.folder);
  const observer = new Observer(log);
  const run = new Run(cluster, shared, observer, o, die);
  try {
    await run.exact("the start", FIRST_MS);
    const beside = [run.operate(estate), run.operate(estate), run.sample()];
    await (o.short ? shortly(run, die) : atLength(run, die));
    run.end();
    await Promise.all(beside);
    await pause(2_000);
    return {
      figures: { log: shared.kind, ...(await figuresOf(run)) },
      failures: [...run.failures, ...(await faultsOf(run))],
    };
  } finally {
    run.end();
    observer.close();
    await log.close();
    await cluster.close();
    await shared.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function shortly(run: Run, die: () => number): Promise<void> {
  const faults: [Fault, number][] = [
    ["outage", 12],
    ["kill", 10],
    ["freeze", 11],
    ["publisher", 0],
    ["kill", 1],
  ];
  for (const [fault, seconds] of faults
    .map((one) => [die(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)) {
    await run.suffer(fault, seconds);
  }
}

/** Ten minutes, with an outage of a minute among what comes. */
async function atLength(run: Run, die: () => number): Promise<void> {
  const until = performance.now() + 600_000;
  const lengths: Record<Fault, () => number> = {
    outage: () => 5 + die() * 30,
    kill: () => 1 + die() * 15,
    freeze: () => 2 + die() * 20,
    publisher: () => 0,
  };
  await run.suffer("outage", 60);
  while (performance.now() < until) {
    const fault = (["outage", "kill", "kill", "freeze", "freeze", "publisher"] as const)[Math.floor(die() * 6)]!;
    await run.suffer(fault, Math.round(lengths[fault]()));
    await pause(2_000 + die() * 5_000);
  }
}

async function figuresOf({ cluster, observer, commands, faults, frozenInCommit, exactMs }: Run): Promise<object> {
  const counted = await Promise.all(
    [...cluster.gateways.values()].map(async ({ operator }) => (await operator.status()).counters),
  );
  const sum = (name: string) => counted.reduce((all, counters) => all + Number(counters[name] ?? 0), 0);
  return {
    ...SIZES,
    ...{
      gateways: GATEWAYS,
      publishers_as_processes: REAL_PUBLISHERS,
      commands,
      faults,
      frozen_in_commit: frozenInCommit,
    },
    ...{ control_events: observer.state.asOf + 1, states_compared: observer.compared },
    ...{ offsets_told_by_several: observer.sharedOffsets, states_differing: observer.differing.length },
    ...{ compared_by_gateways: sum("states_compared"), differing_by_gateways: sum("states_differing") },
    ...{ losses: observer.losses.filter(({ news }) => news).length },
    ...{ losses_no_news: observer.losses.filter(({ news }) => !news).length, exact_within_ms: exactMs },
  };
}

async function faultsOf({ cluster, observer, commands }: Run): Promise<string[]> {
  const faults = observer.differing.slice(0, 5);
  for (const [name, { operator }] of cluster.gateways) {
    const differing = Number((await operator.status()).counters["states_differing"] ?? 0);
    if (differing > 0) faults.push(`${name} found ${differing} states that differ from its own`);
  }
  if (observer.sharedOffsets < 20)
    faults.push(`only ${observer.sharedOffsets} offsets were told of by several gateways`);
  if (commands.done < 20) faults.push(`only ${commands.done} commands were done`);
  return faults;
}
