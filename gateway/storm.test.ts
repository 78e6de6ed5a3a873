/** A storm of configuration over live flows, on real sockets: what it costs is bounded, and nobody is cut. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { clock } from "../io/clock.ts";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";
import { GAP_MS } from "./io/gathered.ts";

const PORT = 27_160;
const FLOWS = 50;

let trial: Trial;
let app: TrialApp;
let operator: Operator;
let flows: TrialFlow[];

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client", "publisher"]);
  operator = await trial.operator(PORT);
  await operator.apply(estateOf([appOf("wiki")]));
  await trial.publisher("p1", [PORT], [app.port]);
  await eventually(async () => (await operator.status()).attachments.length === 1);
  const agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
  flows = await Promise.all(Array.from({ length: FLOWS }, () => agent.open("wiki.corp.example")));
}, 60_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
}, 30_000);

it("a thousand documents in one go are compiled together and judge no flow that they don't concern", async () => {
  const before = await counters();
  await operator.apply(Array.from({ length: 1_000 }, (_, n) => appOf(`other-${n}`)));
  await eventually(async () => (await counters()).rejudgings > before.rejudgings);
  const after = await counters();
  // One for each batch in which the log hands the thousand over.
  expect(after.compilations - before.compilations).toBeLessThanOrEqual(3);
  expect(after.flows_rejudged).toBe(before.flows_rejudged);
});

it("hundreds of commands at once are gathered: passes follow the clock and not the commands", async () => {
  const before = await counters();
  const from = clock.now();
  await Promise.all(Array.from({ length: 300 }, (_, n) => operator.apply([appOf("wiki", 1_000 + n)])));
  const passes = Math.ceil((clock.now() - from) / GAP_MS) + 2;
  const after = await counters();
  expect(after.rejudgings - before.rejudgings).toBeLessThanOrEqual(passes);
  expect(after.flows_rejudged - before.flows_rejudged).toBeLessThanOrEqual(FLOWS * passes);
  expect(after.flows_live).toBe(FLOWS);
  await Promise.all(flows.map((flow, n) => flow.echo(`still ${n}`)));
});

const COUNTERS = ["rejudgings", "compilations", "flows_rejudged", "flows_live"] as const;

async function counters(): Promise<Record<(typeof COUNTERS)[number], number>> {
  const all = (await operator.status()).counters;
  const named = COUNTERS.map((name) => [name, Number(all[name] ?? 0)] as const);
  return Object.fromEntries(named) as Record<(typeof COUNTERS)[number], number>;
}

const appOf = (name: string, connectTimeoutMs?: number) => appObject(name, ["p1"], app.port, connectTimeoutMs);
