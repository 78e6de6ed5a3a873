/** What gateways write of flows, sessions, tunnels and commands, read from the log as anybody would. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { fold } from "../core/control/fold.ts";
import { type ControlState, emptyState, tenantOf } from "../core/control/state.ts";
import { compile } from "../core/policy/compile.ts";
import { decide } from "../core/policy/decide.ts";
import {
  NETWORK_TOPIC,
  type NetworkEvent,
  type NetworkFact,
  type NetworkFactType,
} from "../core/record/network-event.ts";
import { toldVerdict } from "../core/record/told-verdict.ts";
import type { Instant } from "../core/units.ts";
import { CONTROL_TOPIC } from "../io/control/control-topic.ts";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";
import { uuidText } from "../io/entropy.ts";
import { type DeafListener, openDeafListener } from "../io/flow/deaf-listener.ts";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";
import type { EventLog, Follower } from "../io/log/event-log.ts";
import { decodeControlEvent } from "../io/wire/control-event.ts";
import { encodeFrame, type FrameValues } from "../io/wire/frame.ts";
import { decodeNetworkEvent } from "../io/wire/network-event.ts";

const PORT = 27_340;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const NOTICE = "ask the owner of payroll";

let trial: Trial;
let app: TrialApp;
let deaf: DeafListener;
let log: EventLog;
let follower: Follower;
let operator: Operator;
/** The agent's gateway, the publisher's: every flow of `agent` crosses a trunk. */
let g1: Process;
/** Both in one: every flow of `near` is a call. */
let g3: Process;
let agent: TrialAgent;
let near: TrialAgent;
const events: NetworkEvent[] = [];

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  deaf = await openDeafListener();
  g1 = await trial.gateway("g1", PORT, ["client"]);
  await trial.gateway("g2", PORT + 1, ["publisher"]);
  g3 = await trial.gateway("g3", PORT + 2, ["client", "publisher"], { spool: small("g3") });
  log = await openEmbeddedLog(join(trial.folder, "log"));
  follower = log.follow(NETWORK_TOPIC, 0, 0, (records) => {
    for (const { value } of records) events.push(decodeNetworkEvent(value) as NetworkEvent);
  });
  operator = await trial.operator(PORT);
  await operator.apply(estate());
  await trial.publisher("p1", [PORT + 1], [app.port, deaf.port, 1]);
  await trial.publisher("p2", [PORT + 2], [app.port]);
  agent = await helloAt(PORT);
  near = await helloAt(PORT + 2);
  await eventually(async () => (await near.open("near.corp.example")).first.kind === "opened");
  await eventually(async () => (await agent.open("wiki.corp.example")).first.kind === "opened");
}, 90_000);

afterAll(async () => {
  follower?.close();
  await log?.close();
  app?.close();
  await deaf?.close();
  await trial?.close();
}, 30_000);

describe("a flow", () => {
  it("that two gateways carry is told by both, with the same counts, and before the device knows", async () => {
    const flow = await agent.open("wiki.corp.example", 80, {
      traceparent: `00-${TRACE}-00f067aa0ba902b7-01`,
      dnsUs: 7,
    });
    // What was answered is on record: at most the way into the log is awaited.
    await flow.echo("hello");
    await flow.finish();
    const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 2);
    const mine = told.filter(({ source }) => source === "g1");
    expect(mine.map(({ fact }) => fact.type)).toEqual(["flow-decided", "segment-opened", "segment-ended"]);
    for (const one of told) expect(one).toMatchObject({ tenant: "demo", traceId: TRACE });
    expect(mine[0]!.asOf).toBeGreaterThan(0);
    expect(mine[0]!.fact).toMatchObject({
      ...{ user: "sam@corp.example", device: "laptop", deviceClassification: "managed", accessMethod: "Client" },
      ...{ host: "wiki.corp.example", port: 80, protocol: "tcp", app: "wiki", action: "allow", policy: "all" },
      ...{ srcIp: "127.0.0.1", srcPort: 5, reason: "", denialId: "", dnsUs: 7, decideUs: expect.any(Number) },
      ...{
        considered: [
          { rule: "no-payroll", firstFailed: "users" },
          { rule: "all", firstFailed: "" },
        ].slice(1),
      },
      segment: { flowId: idOf(flow), segment: 0, gateway: "g1", role: "client" },
    });
    const opened = flow.first.value as FrameValues["opened"];
    const { egressAddr, appAddr } = opened;
    const timings = { routeUs: expect.any(Number), dispatchUs: expect.any(Number), connectUs: expect.any(Number) };
    expect(mine[1]!.fact).toMatchObject({ publisher: "p1", publisherGateway: "g2", egressAddr, appAddr });
    // The origin is an address: nothing was looked up.
    expect((mine[1]!.fact as Of<"segment-opened">).timings).toEqual(timings);
    expect((mine[1]!.fact as Of<"segment-opened">).candidates).toEqual([
      { publisher: "p1", gateway: "g2", whyNot: "" },
    ]);
    expect(mine[2]!.fact).toMatchObject({ ...ENDED, clientBytes: 5, serverBytes: 5, reason: "AGT_FLOW_CLIENT_CLOSED" });
    expect((mine[2]!.fact as Of<"segment-ended">).timings).toEqual({ firstByteUs: expect.any(Number) });
    const theirs = told.filter(({ source }) => source === "g2").map(({ fact }) => fact);
    const segment = { flowId: idOf(flow), segment: 1, gateway: "g2", role: "publisher" };
    expect(theirs).toMatchObject([
      { type: "segment-opened", segment, publisher: "p1", publisherGateway: "g2", egressAddr, appAddr },
      { ...ENDED, segment, clientBytes: 5, serverBytes: 5, reason: "AGT_FLOW_CLIENT_CLOSED" },
    ]);
  }, 30_000);

  it("that one gateway carries alone has one segment, and names that gateway twice", async () => {
    const flow = await near.open("near.corp.example");
    await flow.echo("hi");
    await flow.finish();
    const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 1);
    expect(told.map(({ fact }) => fact.type)).toEqual(["flow-decided", "segment-opened", "segment-ended"]);
    expect(told[1]!.fact).toMatchObject({ publisher: "p2", publisherGateway: "g3", segment: { gateway: "g3" } });
  }, 30_000);

  it.each([
    ["payroll", 80, "CGW_POLICY_RULE_BLOCK", { policy: "no-payroll", app: "payroll", notice: NOTICE }],
    ["nothing", 80, "CGW_APP_UNKNOWN", { policy: "(default deny)", app: "", considered: [] }],
    ["wiki", 81, "AGT_STEER_PORT_MISS", { policy: "(default deny)", app: "", nearMiss: "wiki" }],
  ])(
    "to %s:%i that is refused is one event, with what was asked and what the person was told",
    async (name, port, code, about) => {
      const { first } = await agent.open(`${name}.corp.example`, port);
      const { denialId, notice, flowId } = first.value as FrameValues["refused"];
      expect(denialId).toMatch(/^\w{3}-\w{3}$/);
      const told = await eventsOf(uuidText(flowId), (all) => kinds(all, "flow-decided").length === 1);
      const facts = told.map(({ fact }) => fact);
      const miss = { type: "near-miss", app: "wiki", host: "wiki.corp.example", port: 81, reason: code };
      expect(facts).toMatchObject([
        {
          type: "flow-decided",
          action: "block",
          reason: code,
          denialId,
          notice,
          port,
          user: "sam@corp.example",
          ...about,
        },
        ...("nearMiss" in about ? [miss] : []),
      ]);
    },
    30_000,
  );

  it("that was decided is decided the same again, from the control log and what is on record", async () => {
    const states = await foldedStates();
    const ups = kinds(events, "session-up").map(({ fact }) => (fact as Of<"session-up">).inputs!);
    const inputs = new Map(ups.map((told) => [told.hash, told]));
    const decided = kinds(events, "flow-decided").filter(({ fact }) => (fact as Of<"flow-decided">).judged);
    expect(decided.length).toBeGreaterThan(5);
    for (const { asOf, configRev, fact } of decided) {
      const { judged, device, host, port, ...told } = fact as Of<"flow-decided">;
      const { accessMethod, os, address, country } = inputs.get(judged!.inputs)!;
      const request = { user: judged!.userName, device, host, port, protocol: "tcp", atUs: judged!.atUs } as const;
      const compiled = compile(tenantOf(states.get(asOf)!, "demo"), asOf);
      const session = { accessMethod, os, address, country };
      const again = decide({ ...request, session }, compiled, 0 as Instant);
      expect(told).toMatchObject(toldVerdict(again));
      expect([again.asOf, again.configRev]).toEqual([asOf, configRev]);
    }
  }, 30_000);

  it("that no session asked for, or of a kind that is not carried, is told though nothing was decided", async () => {
    for (const [more, code] of [
      [{ sessionId: Buffer.alloc(16, 9) }, "CGW_AUTH_SESSION_UNKNOWN"],
      [{ protocol: 0 }, "AGT_STEER_UNSUPPORTED"],
    ] as const) {
      const { first } = await agent.open("wiki.corp.example", 80, more);
      const { flowId, denialId } = first.value as FrameValues["refused"];
      const told = await eventsOf(uuidText(flowId), (all) => all.length === 1);
      expect(told[0]!.fact).toMatchObject({
        ...{ type: "flow-decided", action: "block", reason: code, policy: "", considered: [], denialId },
        ...{ user: "sam@corp.example", device: "laptop" },
      });
      expect(told[0]!.fact).not.toHaveProperty("decideUs");
    }
  }, 30_000);

  it("to a closed port is allowed, and ends with the app's refusal, who was tried, and how long it took", async () => {
    const { first } = await agent.open("closed.corp.example");
    const { flowId, denialId, notice } = first.value as FrameValues["refused"];
    const told = await eventsOf(uuidText(flowId), (all) => kinds(all, "segment-ended").length === 1);
    expect(told.map(({ fact }) => fact)).toMatchObject([
      { type: "flow-decided", action: "allow", policy: "all", denialId: "" },
      {
        ...{
          ...ENDED,
          reason: "APP_DIAL_REFUSED",
          endedBy: "system",
          denialId,
          notice,
          clientBytes: 0,
          serverBytes: 0,
        },
        timings: { routeUs: expect.any(Number), dispatchUs: expect.any(Number), connectUs: expect.any(Number) },
        candidates: [{ publisher: "p1", gateway: "g2", whyNot: "APP_DIAL_REFUSED" }],
      },
    ]);
  }, 30_000);

  it("to an app whose publisher is nowhere attached names it", async () => {
    const { first } = await agent.open("gone.corp.example");
    const told = await eventsOf(uuidText((first.value as FrameValues["refused"]).flowId), (all) => all.length === 2);
    expect(told[1]!.fact).toMatchObject({
      reason: "CGW_SELECT_ALL_DOWN",
      candidates: [{ publisher: "p9", gateway: "", whyNot: "not-attached" }],
    });
    // Nobody was asked.
    expect((told[1]!.fact as Of<"segment-ended">).timings).toEqual({});
  }, 30_000);

  it("that its program aborts ends as the program's, before the app has answered and after", async () => {
    const flow = await agent.open("wiki.corp.example");
    flow.stream.send(ABORT);
    flow.stream.end();
    const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 2);
    for (const { fact } of kinds(told, "segment-ended")) {
      expect(fact).toMatchObject({ reason: "AGT_FLOW_CLIENT_CLOSED", endedBy: "client" });
    }
    const before = decisionsTo("deaf.corp.example").length;
    const { stream } = agent.ask("deaf.corp.example");
    await eventually(() => decisionsTo("deaf.corp.example").length > before);
    stream.send(ABORT);
    stream.end();
    const { flowId } = (decisionsTo("deaf.corp.example").at(-1)!.fact as Of<"flow-decided">).segment;
    const early = await eventsOf(flowId, (all) => kinds(all, "segment-ended").length === 1);
    expect(early.map(({ fact }) => fact.type)).toEqual(["flow-decided", "segment-ended"]);
    expect(early[1]!.fact).toMatchObject({ reason: "AGT_FLOW_CLIENT_CLOSED", endedBy: "client" });
  }, 30_000);

  it("that the policy no longer allows ends as revoked, with the denial that the person was told of", async () => {
    const flow = await agent.open("term.corp.example");
    await flow.echo("in the middle");
    await operator.apply([{ name: "stop", policy: { order: 1, action: "block", apps: ["term"] } }]);
    const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 2);
    const [end] = kinds(told, "segment-ended").filter(({ source }) => source === "g1");
    expect(end!.fact).toMatchObject({
      ...{ reason: "CGW_POLICY_REVOKED", endedBy: "system", denialId: expect.stringMatching(/^\w{3}-\w{3}$/) },
      ...{ notice: "What allowed this connection has changed.", clientBytes: 13, serverBytes: 13 },
    });
  }, 30_000);
});

it("sessions, tunnels and commands are told of, taken and refused ones", async () => {
  await expect(
    operator.apply([{ name: "x", policy: { order: 1, action: "allow", apps: ["none"] } }]),
  ).rejects.toThrow();
  await operator.token("device", "laptop");
  await eventually(() => kinds(events, "admin-changed").length >= 4);
  const [first, ...others] = kinds(events, "admin-changed").map(({ fact }) => fact as Of<"admin-changed">);
  const actor = "spiffe://example.test/demo/operator/op-27340";
  expect(first).toMatchObject({ actor, verb: "apply", accepted: true, mistakes: [] });
  expect(first!.changes).toContainEqual(expect.stringMatching(/^App\/wiki created \(-> \d+\)$/));
  expect(first!.remoteAddr).toMatch(/^127\.0\.0\.1/);
  expect(others.find(({ accepted }) => !accepted)).toMatchObject({ verb: "apply", changes: [], mistakes: [/none/] });
  expect(others.at(-1)).toMatchObject({ verb: "issue-token", accepted: true });
  expect(others.at(-1)!.changes).toEqual([expect.stringMatching(/^device\/laptop token [0-9a-f]{12} issued$/)]);
  expect(kinds(events, "session-up").map(({ fact }) => fact)).toContainEqual(
    expect.objectContaining({ user: "sam@corp.example", device: "laptop", gateway: "g3", agentVersion: "trial" }),
  );
  await eventually(() => kinds(events, "srp-delivered").length > 0);
  const [delivered] = kinds(events, "srp-delivered");
  const told = { user: "sam@corp.example", device: "laptop", srpHash: expect.stringMatching(/^[0-9a-f]{64}$/) };
  expect(delivered).toMatchObject({ fact: told, srpVersion: expect.any(Number) });
  const tunnels = kinds(events, "tunnel-up").map(({ fact }) => fact as Of<"tunnel-up">);
  expect(new Set(tunnels.map(({ publisher, gateway }) => `${publisher} at ${gateway}`))).toEqual(
    new Set(["p1 at g2", "p2 at g3"]),
  );
}, 30_000);

it("a gateway whose spool has no room for another flow refuses it, and takes it when others have ended", async () => {
  const flows: TrialFlow[] = [];
  let refused: TrialFlow | undefined;
  for (let n = 0; n < 200 && refused === undefined; n += 1) {
    const flow = await near.open("near.corp.example");
    if (flow.first.kind === "opened") flows.push(flow);
    else refused = flow;
  }
  expect(refused?.first).toMatchObject({ value: { code: "CGW_LIMIT_RECORD" } });
  expect(flows.length).toBeGreaterThan(20);
  await Promise.all(flows.map((flow) => flow.finish()));
  await eventually(async () => (await near.open("near.corp.example")).first.kind === "opened");
  for (const flow of flows) {
    const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 1);
    expect(told).toHaveLength(3);
  }
}, 60_000);

it("a gateway that stops ends its flows, sessions and tunnels on record", async () => {
  const flow = await near.open("near.corp.example");
  await flow.echo("bye");
  const before = kinds(events, "session-down").length;
  await g3.stop();
  const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 1);
  expect(told.at(-1)!.fact).toMatchObject({
    reason: "CGW_FLOW_DRAIN",
    endedBy: "system",
    inexact: false,
    clientBytes: 3,
  });
  await eventually(() => kinds(events, "session-down").length > before);
  await eventually(() => kinds(events, "tunnel-down").some(({ source }) => source === "g3"));
  const end = await sequencesOf("g3");
  expect(end).toEqual(Array.from({ length: end.length }, (_, n) => n + 1));
}, 30_000);

it("a gateway that was killed has its flow ended by its next life, once", async () => {
  const flow = await agent.open("wiki.corp.example");
  await flow.echo("a little");
  await g1.kill();
  await g1.start();
  const told = await eventsOf(idOf(flow), (all) => kinds(all, "segment-ended").length === 2);
  const mine = told.filter(({ source }) => source === "g1");
  expect(mine.map(({ fact }) => fact.type)).toEqual(["flow-decided", "segment-opened", "segment-ended"]);
  expect(mine[2]!.fact).toMatchObject({ reason: "CGW_FLOW_LOST", endedBy: "system", inexact: true });
  expect(mine[2]!.boot).not.toBe(mine[1]!.boot);
  await g1.kill();
  await g1.start();
  await eventually(() => kinds(events, "source-started").filter(({ source }) => source === "g1").length === 3);
  const begun = kinds(events, "source-started").filter(({ source }) => source === "g1");
  expect(begun.map(({ fact }) => (fact as Of<"source-started">).segmentsEnded).at(-1)).toBe(0);
  expect(begun.at(-1)!.sequence).toBe(1);
  expect((await eventsOf(idOf(flow), () => true)).filter(({ source }) => source === "g1")).toHaveLength(3);
}, 60_000);

type Of<T extends NetworkFactType> = Extract<NetworkFact, { type: T }>;

const ENDED = { type: "segment-ended", inexact: false, clientBytesLost: 0, serverBytesLost: 0 };
const ABORT = encodeFrame("reset", { code: "AGT_FLOW_CLIENT_CLOSED", notice: "", deliveredBytes: 0 });

const kinds = (all: readonly NetworkEvent[], type: NetworkFactType) => all.filter(({ fact }) => fact.type === type);
const idOf = (flow: TrialFlow): string => uuidText((flow.first.value as FrameValues["opened"]).flowId);
const decisionsTo = (host: string) =>
  kinds(events, "flow-decided").filter(({ fact }) => (fact as Of<"flow-decided">).host === host);

/** The events of one flow, when they are so. */
async function eventsOf(flowId: string, holds: (all: NetworkEvent[]) => boolean): Promise<NetworkEvent[]> {
  const own = () =>
    events.filter(({ fact }) => ("segment" in fact ? fact.segment.flowId : "flowId" in fact && fact.flowId) === flowId);
  await eventually(() => holds(own()));
  return own();
}

/** What every offset of the control log folds to. */
async function foldedStates(): Promise<Map<number, ControlState>> {
  const states = new Map<number, ControlState>();
  const end = await log.endOffset(CONTROL_TOPIC, 0);
  let state = emptyState();
  const reading = log.follow(CONTROL_TOPIC, 0, 0, (records) => {
    for (const { offset, appendTimeUs, value } of records) {
      state = fold(state, [{ offset, appendTimeUs, event: decodeControlEvent(value) }]);
      states.set(offset, state);
    }
  });
  await eventually(async () => state.asOf >= end - 1);
  reading.close();
  return states;
}

/** Of the newest life of a source. */
async function sequencesOf(source: string): Promise<number[]> {
  const all = events.filter((one) => one.source === source);
  return all.filter(({ boot }) => boot === all.at(-1)!.boot).map(({ sequence }) => sequence);
}

async function helloAt(port: number): Promise<TrialAgent> {
  const one = new TrialAgent(await trial.link("device", "laptop", port));
  await one.hello();
  return one;
}

const small = (gateway: string) => ({ folder: trial.spoolFolder(gateway), bytes: 1024 * 1024 });

function estate(): unknown[] {
  const names = ["wiki", "payroll", "term"];
  return estateOf([
    ...names.map((name) => appObject(name, ["p1"], app.port)),
    appObject("near", ["p2"], app.port),
    appObject("gone", ["p9"], app.port),
    appObject("closed", ["p1"], 1),
    appObject("deaf", ["p1"], deaf.port, 20_000),
  ]).concat([{ name: "no-payroll", policy: { order: 5, action: "block", apps: ["payroll"], notice: NOTICE } }]);
}
