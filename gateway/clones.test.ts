/** One publisher identity in two processes at once: found, told, and the younger one refused. On real sockets. */

import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";

const PORT = 27_570;

let trial: Trial;
let app: TrialApp;
let operator: Operator;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client", "publisher"]);
  operator = await trial.operator(PORT);
  await operator.apply(estateOf([appObject("wiki", ["p1"], app.port)]));
}, 60_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
}, 30_000);

const held = async (): Promise<number> => (await operator.status()).attachments.length;

it("the older one serves on, and the younger one when the older has gone", async () => {
  const first = await trial.publisher("p1", [PORT], [app.port]);
  const flow = await flowOf();
  const before = await held();
  await trial.publisher("p1", [PORT], [app.port], { state: join(trial.folder, "clone.state") });
  await eventually(async () => (await operator.counter("publisher_clones")) === 1, 30_000);
  await flow.echo("served by the older one");
  await eventually(async () => (await held()) === before);
  await eventually(async () => (await operator.counter("attachments_refused")) > 0);
  await first.kill();
  await flowOf();
  expect(await operator.counter("publisher_clones")).toBe(1);
}, 90_000);

async function flowOf(): Promise<TrialFlow> {
  const agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
  let flow: TrialFlow | undefined;
  await eventually(async () => {
    const opened = await agent.open("wiki.corp.example");
    if (opened.first.kind === "opened") flow = opened;
    return flow !== undefined;
  }, 30_000);
  await flow!.echo("hello");
  return flow!;
}
