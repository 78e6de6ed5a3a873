/** Another gateway explains what one has decided, from the log and what is on record; and tells the configuration. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Moment } from "../core/history/moment.ts";
import type { Question } from "../core/policy/explain.ts";
import { NETWORK_TOPIC, type NetworkEvent, type NetworkFact } from "../core/record/network-event.ts";
import { bounded } from "../core/record/told-verdict.ts";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp } from "../io/control/trial-peers.ts";
import type { Link } from "../io/grpc/link.ts";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";
import type { EventLog, Follower } from "../io/log/event-log.ts";
import { decodeControlEvent } from "../io/wire/control-event.ts";
import {
  decodeExplained,
  EXPLAIN_PATH,
  type ExplainAnswer,
  encodeAsked,
  READ_CONFIGURATION_PATH,
  readConfigurationResponse,
} from "../io/wire/explain.ts";
import { decodeNetworkEvent } from "../io/wire/network-event.ts";

const PORT = 27_460;
type Decided = Extract<NetworkFact, { type: "flow-decided" }>;
type Ended = Extract<NetworkFact, { type: "segment-ended" }>;

let trial: Trial;
let app: TrialApp;
let log: EventLog;
let follower: Follower;
let operator: Operator;
let agent: TrialAgent;
/** To the gateway that decides nothing here. */
let other: Link;
const events: NetworkEvent[] = [];

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client", "publisher"]);
  await trial.gateway("g2", PORT + 1, ["client"]);
  log = await openEmbeddedLog(join(trial.folder, "log"));
  follower = log.follow(NETWORK_TOPIC, 0, 0, (records) => {
    for (const { value } of records) events.push(decodeNetworkEvent(value) as NetworkEvent);
  });
  operator = await trial.operator(PORT);
  const apps = ["wiki", "payroll", "closed"].map((name) => appObject(name, ["p1"], app.port));
  const block = { name: "no-payroll", policy: { order: 5, action: "block", apps: ["payroll"], notice: "ask us" } };
  await operator.apply(estateOf(apps).concat([block]));
  await trial.publisher("p1", [PORT], [app.port]);
  agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
  other = await trial.link("operator", "op-explains", PORT + 1);
  await eventually(async () => (await agent.open("wiki.corp.example")).first.kind === "opened");
}, 90_000);

afterAll(async () => {
  follower?.close();
  await log?.close();
  app?.close();
  await trial?.close();
}, 30_000);

async function ask(question: Question, moment: Moment | "now" = "now"): Promise<ExplainAnswer> {
  return decodeExplained(await other.unary(EXPLAIN_PATH, encodeAsked({ question, moment }), 10_000));
}

/** What the record says a decision was made of: nothing of the verdict. */
function questionOf({ judged, device, host, port, protocol }: Decided): { question: Question; moment: Moment } {
  const { userName: user, atUs, asOf, inputs } = judged!;
  const ups = events.flatMap(({ fact }) => (fact.type === "session-up" ? [fact.inputs!] : []));
  const { accessMethod, os, address, country } = ups.find(({ hash }) => hash === inputs)!;
  const flow = { user, device, host, port, protocol: protocol as "tcp" };
  return { question: { ...flow, accessMethod, os, address, country, atUs }, moment: { offset: asOf } };
}

const decisions = (): Decided[] => events.flatMap(({ fact }) => (fact.type === "flow-decided" ? [fact] : []));

it("every decision is explained by another gateway as it was made, though the policy has changed since", async () => {
  await agent.open("payroll.corp.example");
  await agent.open("wiki.corp.example", 81);
  await agent.open("nothing.corp.example");
  const living = await agent.open("wiki.corp.example");
  await eventually(() => decisions().length >= 5);
  await operator.apply([{ name: "all", policy: { order: 10, action: "block", notice: "closed for today" } }]);
  expect(await living.next()).toMatchObject({ kind: "reset", value: { code: "CGW_POLICY_REVOKED" } });
  await agent.open("wiki.corp.example");
  await eventually(() => decisions().length >= 6);
  const codes = new Set<string>();
  for (const told of decisions()) {
    const { question, moment } = questionOf(told);
    const answer = await ask(question, moment);
    codes.add(answer.reason);
    const { action, app: found, policy, reason, nearMiss } = answer;
    expect({ action, app: found, policy, reason, nearMiss }).toEqual({
      ...{ action: told.action, app: told.app, policy: told.policy, reason: told.reason, nearMiss: told.nearMiss },
    });
    expect(bounded(answer.considered)).toEqual(told.considered);
    expect(answer).toMatchObject({ gateway: "g2", asOf: told.judged!.asOf, configRev: told.judged!.configRev });
    expect(answer.assumed).toEqual([]);
  }
  expect([...codes].sort()).toEqual(["", "AGT_STEER_PORT_MISS", "CGW_APP_UNKNOWN", "CGW_POLICY_RULE_BLOCK"]);
}, 60_000);

it("the verdict that ended a live flow is on record with its end, and is explained the same way", async () => {
  const ends = (): Ended[] => events.flatMap(({ fact }) => (fact.type === "segment-ended" ? [fact] : []));
  await eventually(() => ends().some(({ judged }) => judged !== undefined));
  const end = ends().find(({ judged }) => judged !== undefined)!;
  const begin = decisions().find(({ segment }) => segment.flowId === end.segment.flowId)!;
  const { question, moment } = questionOf({ ...begin, ...end.verdict!, judged: end.judged! });
  const { app: found, policy, reason: code, considered } = await ask(question, moment);
  expect(end.verdict).toEqual({ host: "wiki.corp.example", port: 80, app: found, policy, code, considered });
  expect(end).toMatchObject({
    reason: "CGW_POLICY_REVOKED",
    verdict: { policy: "all", code: "CGW_POLICY_RULE_BLOCK" },
  });
}, 30_000);

it("what was not said is assumed and told; what no moment has is refused with its reason", async () => {
  const wiki = { user: "sam@corp.example", host: "wiki.corp.example", port: 80, protocol: "tcp" } as const;
  const answer = await ask(wiki);
  expect(answer.judged).toMatchObject({ user: "sam", device: "laptop", accessMethod: "client", country: "unknown" });
  expect(answer.assumed.map(({ fact }) => fact)).toEqual(["device", "access_method", "os", "address", "country", "at"]);
  await expect(ask(wiki, { offset: 1_000_000 })).rejects.toThrow("@1000000 is not in the log");
  await expect(ask({ ...wiki, port: 0 })).rejects.toThrow("port 0 is none");
}, 30_000);

it("who reads the configuration is told every event that configures the tenant, and where the log ended", async () => {
  const stream = other.stream(READ_CONFIGURATION_PATH);
  const parts: ReturnType<typeof readConfigurationResponse.decode>[] = [];
  stream.onMessage((message) => parts.push(readConfigurationResponse.decode(message)));
  const ended = new Promise<void>((resolve, reject) => {
    stream.onEnd(resolve);
    stream.onLost(reject);
  });
  stream.send(Buffer.alloc(0));
  stream.end();
  await ended;
  const told = parts.flatMap(({ records }) => records ?? []).map(({ event }) => decodeControlEvent(event!));
  expect(new Set(told.map(({ tenant }) => tenant))).toEqual(new Set(["demo"]));
  const names = told.map(({ fact }) => (fact.type === "object-put" ? `${fact.object.kind}/${fact.object.name}` : ""));
  for (const name of ["App/wiki", "Policy/no-payroll", "Policy/all", "User/sam", "Device/laptop"])
    expect(names).toContain(name);
  expect(names.filter((name) => name === "Policy/all")).toHaveLength(2);
  expect(parts.at(-1)!.asOf).toBeGreaterThan(names.length);
}, 30_000);
