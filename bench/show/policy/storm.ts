/**
 * Live flows through a gateway while 100 changes a second reach it by the log: it folds and compiles 10,000 apps and
 * 1,000 rules. The commands are decided elsewhere, as in any cluster: here before they are written, since who decides
 * them would have a machine of its own.
 */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { clock } from "../../../io/clock.ts";
import { Trial } from "../../../io/control/trial.ts";
import { eventually, type Operator } from "../../../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../../../io/control/trial-peers.ts";
import { objectToWire } from "../../../io/wire/objects.ts";
import { Flood } from "./flood.ts";
import { stormWorld } from "./storm-world.ts";

const PORTS = { commands: 19_430, flows: 19_431, metrics: 19_432 };
const FLOWS = 20;
const PING_EVERY_MS = 50;
/** What the process that decides has left to do by then would count as quiet. */
const SETTLED_MS = 1_000;
/** Of rules that name a hundred apps each, so many are a message that a listener takes. */
const OBJECTS_A_COMMAND = 100;

export interface StormOptions {
  readonly apps: number;
  readonly rules: number;
  readonly pairs: number;
  readonly phaseMs: number;
  /** Before them: gateways whose code is new compile it in threads of their own, for some 15 s of such changes. */
  readonly warmMs: number;
  readonly seed: number;
  progress(text: string): void;
}

export interface Storm {
  readonly changes_a_second: number;
  readonly echo_p99_ms: { readonly quiet: readonly number[]; readonly storm: readonly number[] };
  /** Of the pairs' ratios. */
  readonly echo_p99_ratio_median: number;
  readonly loop_delay_max_ms: number;
  readonly compilations: number;
  readonly flows_cut: number;
}

export async function storm(o: StormOptions): Promise<Storm> {
  const trial = await Trial.open();
  const app = await TrialApp.open();
  let flood: Flood | undefined;
  try {
    const deciding = await trial.gateway("g1", PORTS.commands, ["client", "publisher"]);
    const metrics = { listen: `127.0.0.1:${PORTS.metrics}` };
    await trial.gateway("g2", PORTS.flows, ["client", "publisher"], { metrics });
    const operator = await trial.operator(PORTS.commands);
    const watcher = await trial.operator(PORTS.flows);
    const live = Array.from({ length: FLOWS }, (_, n) => `live-${n}`);
    await operator.apply(estateOf(live.map((name) => appObject(name, ["p1"], app.port))));
    await operator.apply([{ name: "all", policy: { order: 1, action: "allow", users: ["sam"], apps: live } }]);
    const world = stormWorld(o);
    for (let at = 0; at < world.length; at += OBJECTS_A_COMMAND) {
      if (at % 2_000 === 0) o.progress(`${at} of ${world.length} objects are applied`);
      await operator.apply(world.slice(at, at + OBJECTS_A_COMMAND).map(objectToWire));
    }
    await deciding.stop();
    await trial.publisher("p1", [PORTS.flows], [app.port]);
    await eventually(async () => (await watcher.status()).attachments.length > 0);
    const agent = new TrialAgent(await trial.link("device", "laptop", PORTS.flows));
    await agent.hello();
    const flows: TrialFlow[] = [];
    for (const name of live) flows.push(await agent.open(`${name}.corp.example`));
    await eventually(async () => flows.length === FLOWS && (await watcher.counter("flows_live")) === FLOWS);
    flood = await Flood.start({ ...o, log: join(trial.folder, "log") });
    return await measured(o, flows, watcher, flood);
  } finally {
    await flood?.end();
    app.close();
    await trial.close();
  }
}

async function measured(o: StormOptions, flows: readonly TrialFlow[], watcher: Operator, flood: Flood): Promise<Storm> {
  const quiet: number[] = [];
  const under: number[] = [];
  const before = await watcher.counter("compilations");
  let done = 0;
  o.progress("flows and changes run until the gateways' code is warm");
  await flood.prepare(o.warmMs);
  await Promise.all([pinged(flows, o.warmMs), flood.for(o.warmMs)]);
  for (let pair = 0; pair < o.pairs; pair += 1) {
    await flood.prepare(o.phaseMs);
    await pause(SETTLED_MS);
    quiet.push(await pinged(flows, o.phaseMs));
    const [p99, count] = await Promise.all([pinged(flows, o.phaseMs), flood.for(o.phaseMs)]);
    under.push(p99);
    done += count;
    o.progress(`pair ${pair + 1}: p99 ${quiet.at(-1)} ms, under ${count} changes ${p99} ms`);
  }
  const ratios = under.map((ms, n) => ms / quiet[n]!).sort((a, b) => a - b);
  return {
    changes_a_second: Math.round((done / (o.pairs * o.phaseMs)) * 1000),
    echo_p99_ms: { quiet, storm: under },
    echo_p99_ratio_median: Number(ratios[Math.floor(ratios.length / 2)]!.toFixed(2)),
    loop_delay_max_ms: await loopDelayMs(),
    compilations: (await watcher.counter("compilations")) - before,
    flows_cut: FLOWS - (await watcher.counter("flows_live")),
  };
}

/** All flows echo at their pace; the 99th percentile of the round trips, milliseconds. */
async function pinged(flows: readonly TrialFlow[], forMs: number): Promise<number> {
  const trips: number[] = [];
  const until = clock.now() + forMs;
  const run = async (flow: TrialFlow, n: number) => {
    await pause((n * PING_EVERY_MS) / flows.length);
    for (let at = 0; clock.now() < until; at += 1) {
      const from = clock.now();
      await flow.echo(`ping ${n} ${at} ${"x".repeat(48)}`);
      trips.push(clock.now() - from);
      await pause(Math.max(0, PING_EVERY_MS - (clock.now() - from)));
    }
  };
  await Promise.all(flows.map(run));
  trips.sort((a, b) => a - b);
  return Number(trips[Math.floor(trips.length * 0.99)]!.toFixed(2));
}

/** The worst of the last minute or so, as the gateway that carries the flows tells it. */
async function loopDelayMs(): Promise<number> {
  const page = await (await fetch(`http://127.0.0.1:${PORTS.metrics}/metrics`)).text();
  const line = /^wayleave_event_loop_delay_max_seconds(?:\{[^}]*\})? (\S+)$/m.exec(page);
  if (line === null) throw new Error("the gateway tells no wayleave_event_loop_delay_max_seconds");
  return Number((Number(line[1]) * 1000).toFixed(1));
}
