/** Who is revoked is cut off in two seconds, live flows too: by the log, and with the log away. On real sockets. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { clock } from "../io/clock.ts";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually, Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";

const [PORT_1, PORT_2] = [27_560, 27_561];
const CUT_WITHIN_MS = 2_000;

let trial: Trial;
let app: TrialApp;
let gateways: [Process, Process];
let one: Operator;
let lock: DatabaseSync | undefined;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  gateways = [
    await trial.gateway("g1", PORT_1, ["client", "publisher"]),
    await trial.gateway("g2", PORT_2, ["client", "publisher"]),
  ];
  one = await trial.operator(PORT_1);
  await one.apply(estateOf([appObject("wiki", ["p1"], app.port), appObject("term", ["p2"], app.port)]));
  await trial.publisher("p1", [PORT_2], [app.port]);
  await trial.publisher("p2", [PORT_2], [app.port]);
  await eventually(async () => (await (await trial.operator(PORT_2)).status()).attachments.length >= 2);
}, 60_000);

afterEach(() => logBack());

afterAll(async () => {
  logBack();
  app?.close();
  await trial?.close();
}, 30_000);

/** Nobody can append until it is given back. */
function logAway(): void {
  lock = new DatabaseSync(join(trial.folder, "log", "log.sqlite"));
  lock.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
}

function logBack(): void {
  lock?.exec("ROLLBACK");
  lock?.close();
  lock = undefined;
}

async function agentAt(port: number, device = "laptop"): Promise<TrialAgent> {
  const agent = new TrialAgent(await trial.link("device", device, port));
  await agent.hello();
  return agent;
}

async function flowOf(agent: TrialAgent, host = "wiki.corp.example"): Promise<TrialFlow> {
  const flow = await agent.open(host);
  await flow.echo("hello");
  return flow;
}

/** From now until the flow's stream has ended, ms. */
async function cut(flow: TrialFlow): Promise<number> {
  const from = clock.now();
  for (let said = await flow.next(); said !== "ended"; said = await flow.next()) {
    if (typeof said === "string" && said.startsWith("lost")) break;
    if (typeof said !== "string" && said.kind === "reset") break;
  }
  return clock.now() - from;
}

const back = (name: string, more: object): Promise<void> => one.apply([{ name, ...more }]);
const SAM = { user: { email: "sam@corp.example" } };
const LAPTOP = { device: { user: "sam", classification: "managed" } };

it("a user who is deprovisioned at one gateway is cut at another, and not let in again", async () => {
  const flow = await flowOf(await agentAt(PORT_2));
  const cutting = cut(flow);
  await one.revoke("User", "sam");
  expect(await cutting).toBeLessThan(CUT_WITHIN_MS);
  await expect(Promise.race([agentAt(PORT_2), refusal(500)])).resolves.toBe("no SRP");
  await back("sam", SAM);
});

const refusal = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, "no SRP"));

it("a publisher that is revoked is cut with its flows, others stay", async () => {
  const agent = await agentAt(PORT_1);
  const [flow, other] = [await flowOf(agent, "term.corp.example"), await flowOf(agent)];
  const cutting = cut(flow);
  await one.revoke("Publisher", "p2");
  expect(await cutting).toBeLessThan(CUT_WITHIN_MS);
  await other.echo("still here");
});

it("with the log away, revoke --now cuts at every gateway; plain writes say that nothing is done", async () => {
  const flows = [await flowOf(await agentAt(PORT_1)), await flowOf(await agentAt(PORT_2))];
  logAway();
  await expect(one.revoke("User", "sam")).rejects.toThrow(/nothing is done: the control log can't be written now/);
  const cutting = Promise.all(flows.map(cut));
  const answer = await one.revoke("Device", "laptop", true);
  expect(Math.max(...(await cutting))).toBeLessThan(CUT_WITHIN_MS);
  expect(answer.recorded).toBe(false);
  expect(answer.told).toMatchObject([{ gateway: "g2", denies: true }]);
  for (const port of [PORT_1, PORT_2])
    await expect(Promise.race([agentAt(port), refusal(300)])).resolves.toBe("no SRP");
  expect((await one.live("denials")).map(({ name }) => name)).toEqual(["Device/laptop"]);
  const file = join(trial.spoolFolder("g1"), "denied.json");
  expect(statSync(file).mode & 0o77).toBe(0);
  expect(readFileSync(file, "utf8")).toContain('"laptop"');
  // It survives both: the one that was told denies though nobody has written it; the one that was asked writes it.
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  logBack();
  await gateways[1].start();
  await expect(Promise.race([agentAt(PORT_2), refusal(300)])).resolves.toBe("no SRP");
  await gateways[0].start();
  await eventually(() =>
    one
      .status()
      .then(() => true)
      .catch(() => false),
  );
  // The gateway that was asked has written it: the log tells it now, and the overlay goes.
  for (const name of ["g1", "g2"]) {
    const at = join(trial.spoolFolder(name), "denied.json");
    await eventually(() => existsSync(at) && !readFileSync(at, "utf8").includes("laptop"));
  }
  await back("laptop", LAPTOP);
  await flowOf(await agentAt(PORT_2));
}, 60_000);

it("a gateway that does not answer is named, and told when it does", async () => {
  logAway();
  gateways[1].freeze();
  const answer = await one.revoke("User", "sam", true);
  expect(answer.told).toMatchObject([{ gateway: "g2", denies: false, whyNot: expect.stringMatching(/./) }]);
  gateways[1].thaw();
  const file = join(trial.spoolFolder("g2"), "denied.json");
  await eventually(() => readFileSync(file, "utf8").includes('"sam"'));
}, 60_000);

it("an operator who is revoked may do nothing more, and no stranger or device can revoke", async () => {
  logBack();
  await eventually(async () => !readFileSync(join(trial.spoolFolder("g1"), "denied.json"), "utf8").includes("sam"));
  await one.apply([
    { name: `op-${PORT_1}`, operator: { role: "admin" } },
    { name: "eve", operator: { role: "operator" } },
  ]);
  const eve = new Operator(await trial.link("operator", "eve", PORT_2));
  await eve.status();
  logAway();
  await one.revoke("Operator", "eve", true);
  await expect(eve.status()).rejects.toThrow(/operator eve is disabled/);
  await expect(eve.revoke("User", "sam", true)).rejects.toThrow(/operator eve is disabled/);
}, 60_000);
