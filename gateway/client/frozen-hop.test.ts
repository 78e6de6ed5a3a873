/** A gateway or a publisher that is stopped while flows are opened: the next is tried, and nothing comes twice. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Process, Trial } from "../../io/control/trial.ts";
import { eventually, type Operator } from "../../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../../io/control/trial-peers.ts";
import { type DeafListener, openDeafListener } from "../../io/flow/deaf-listener.ts";
import { HOP_MS, ONLY_HOP_MS } from "./patience.ts";

/** What a busy machine adds to a bound: two processes of six share a core here. */
const SLACK_MS = 2_500;
/** Longer than all that a silent hop is given. */
const CONNECT_MS = ONLY_HOP_MS + 1_000;
const PORT = 27_100;

let trial: Trial;
let app: TrialApp;
let deaf: DeafListener;
let gateways: Map<string, Process>;
let publishers: Map<string, Process>;
let operators: Map<string, Operator>;
let agent: TrialAgent;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  deaf = await openDeafListener();
  const [near, ...far] = await Promise.all([
    trial.gateway("g1", PORT, ["client"]),
    trial.gateway("g2", PORT + 1, ["client", "publisher"]),
    trial.gateway("g3", PORT + 2, ["publisher"]),
  ]);
  gateways = new Map([near!, ...far].map((one) => [one.name, one]));
  operators = new Map();
  for (const { name, port } of gateways.values()) operators.set(name, await trial.operator(port));
  await operators.get("g1")!.apply(estate());
  const ports = far.map(({ port }) => port);
  const dials = { connect_timeout_ms: CONNECT_MS };
  const started = await Promise.all(
    ["p1", "p2"].map((name) => trial.publisher(name, ports, [app.port, deaf.port], dials)),
  );
  publishers = new Map(started.map((one) => [one.name, one]));
  const status = () => Promise.all(["g2", "g3"].map((name) => operators.get(name)!.status()));
  await eventually(async () => (await status()).every(({ attachments }) => attachments.length === 2));
  agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
}, 60_000);

afterAll(async () => {
  for (const one of [...(gateways?.values() ?? []), ...(publishers?.values() ?? [])]) one.thaw();
  app?.close();
  await deaf?.close();
  await trial?.close();
}, 30_000);

describe("a hop that is stopped", () => {
  it("a gateway: the flow takes the next in 2 s, those after it at once, and nothing comes twice", async () => {
    const before = await opened("both.corp.example");
    const frozen = gateways.get(before.gateway)!;
    const count = (name: string) => operators.get(frozen.name)!.counter(name);
    const [called, spent] = [await count("relays_called_off"), await count("permits_remembered")];
    frozen.freeze();
    const connections = app.sockets.length;
    try {
      const flow = await agent.open("both.corp.example");
      expect(nameOf(flow).gateway).not.toBe(frozen.name);
      tookOneHop(flow);
      const next = await agent.open("both.corp.example");
      expect(next.ms).toBeLessThan(HOP_MS / 2);
      await next.echo("after");
      await flow.echo("once only");
      await next.finish();
      frozen.thaw();
      await eventually(async () => (await count("relays_called_off")) > called);
      // What woke up began nothing: no permit was spent there, and the app saw the two flows and no third connection.
      expect(await count("permits_remembered")).toBe(spent);
      expect(app.sockets.length).toBe(connections + 2);
      expect(app.received.slice(connections).sort()).toEqual(["after", "once only"]);
      await flow.finish();
    } finally {
      frozen.thaw();
    }
  }, 60_000);

  it("a publisher: the flow takes another in 2 s, and what wakes up delivers nothing", async () => {
    const before = await opened("both.corp.example");
    const frozen = publishers.get(before.publisher)!;
    frozen.freeze();
    const connections = app.sockets.length;
    try {
      const flow = await agent.open("both.corp.example");
      expect(nameOf(flow).publisher).not.toBe(frozen.name);
      tookOneHop(flow);
      await flow.echo("once");
      frozen.thaw();
      await reached(frozen.name);
      await flow.finish();
      expect(app.received.slice(connections).filter((text) => text !== "")).toEqual(["once"]);
      await eventually(() => app.sockets.slice(connections).every((socket) => socket.destroyed));
    } finally {
      frozen.thaw();
    }
  }, 60_000);

  it("a publisher that the agent's own gateway holds: the flow takes another there in 2 s", async () => {
    const near = new TrialAgent(await trial.link("device", "laptop", PORT + 1));
    await near.hello();
    const before = nameOf(await near.open("both.corp.example"));
    expect(before.gateway).toBe("g2");
    publishers.get(before.publisher)!.freeze();
    try {
      const flow = await near.open("both.corp.example");
      expect(nameOf(flow)).toMatchObject({ gateway: "g2", publisher: expect.not.stringMatching(before.publisher) });
      tookOneHop(flow);
      await flow.echo("here");
    } finally {
      publishers.get(before.publisher)!.thaw();
    }
    await reached(before.publisher);
  }, 60_000);

  it("the only publisher: refused by its code within the bound, and served again when it is back", async () => {
    expect(nameOf(await agent.open("only-p1.corp.example")).publisher).toBe("p1");
    publishers.get("p1")!.freeze();
    try {
      const flow = await agent.open("only-p1.corp.example");
      expect(flow.first).toMatchObject({ kind: "refused", value: { code: "PGW_DIAL_NO_ACK" } });
      // It hangs on two gateways: each is asked.
      expect(flow.ms).toBeLessThan(2 * HOP_MS + SLACK_MS);
      publishers.get("p1")!.thaw();
      await reached("p1");
    } finally {
      publishers.get("p1")!.thaw();
    }
  }, 60_000);

  it("every gateway that holds a publisher: refused by their code within the bound", async () => {
    for (const name of ["g2", "g3"]) gateways.get(name)!.freeze();
    try {
      const flow = await agent.open("both.corp.example");
      expect(flow.first).toMatchObject({ kind: "refused", value: { code: "CGW_RELAY_PGW_UNREACHABLE" } });
      expect(flow.ms).toBeLessThan(Math.max(2 * HOP_MS, ONLY_HOP_MS) + SLACK_MS);
    } finally {
      for (const name of ["g2", "g3"]) gateways.get(name)!.thaw();
    }
    await eventually(async () => (await agent.open("both.corp.example")).first.kind === "opened");
  }, 60_000);
});

describe("a hop that lives", () => {
  it("is waited for while its app is slow, for as long as a dial may take", async () => {
    const flow = await agent.open("slow.corp.example");
    expect(flow.first).toMatchObject({ kind: "refused", value: { code: "APP_DIAL_TIMEOUT" } });
    expect(flow.ms).toBeGreaterThan(CONNECT_MS - 100);
  }, 30_000);
});

/** One hop was silent for as long as it is given, and the next was there. */
function tookOneHop(flow: TrialFlow): void {
  expect(flow.ms).toBeGreaterThan(HOP_MS - 500);
  expect(flow.ms).toBeLessThan(HOP_MS + SLACK_MS);
}

/** Flows to `only-NAME` are opened by this publisher again. */
async function reached(publisher: string): Promise<void> {
  await opened(`only-${publisher}.corp.example`);
}

async function opened(host: string): Promise<{ publisher: string; gateway: string }> {
  let flow: TrialFlow | undefined;
  await eventually(async () => (flow = await agent.open(host)).first.kind === "opened");
  await flow!.finish();
  return nameOf(flow!);
}

function nameOf(flow: TrialFlow): { publisher: string; gateway: string } {
  if (flow.first.kind !== "opened") throw new Error(JSON.stringify(flow.first));
  return { publisher: flow.first.value.publisher, gateway: flow.first.value.publisherGateway };
}

function estate(): unknown[] {
  return estateOf([
    appObject("both", ["p1", "p2"], app.port),
    appObject("only-p1", ["p1"], app.port),
    appObject("only-p2", ["p2"], app.port),
    appObject("slow", ["p1", "p2"], deaf.port),
  ]);
}
