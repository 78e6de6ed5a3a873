/** Alerts on a real log, to a real HTTP receiver that goes and comes, by gateways that go and come. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../../../core/config/defaults.ts";
import type { ConfigObject } from "../../../core/config/object.ts";
import { NETWORK_SHAPE, NETWORK_TOPIC, type NetworkEvent } from "../../../core/record/network-event.ts";
import { SHARED } from "../../../core/tenancy.ts";
import { ControlLog } from "../../../io/control/control-log.ts";
import { eventually } from "../../../io/control/trial-operator.ts";
import { randomBytes, uuidv7, uuidv7Bytes } from "../../../io/entropy.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { encodeNetworkEvent } from "../../../io/wire/network-event.ts";
import { alertsRole } from "../config.ts";
import { AlertTeller } from "./alert-teller.ts";
import { tokenIn } from "./post.ts";
import { TrialReceiver } from "./trial-receiver.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-alerts-"));
const tokens = join(folder, "tokens");
const boot = randomBytes(16).toString("hex");
const tellers: AlertTeller[] = [];
const said: string[] = [];
const counted = new Map<string, number>();
let events: EventLog;
let control: ControlLog;
let receiver: TrialReceiver;
let sequence = 0;
let topic = 0;

beforeAll(async () => {
  mkdirSync(join(folder, "log"));
  for (const tenant of ["a", "b"]) mkdirSync(join(tokens, tenant), { recursive: true });
  writeFileSync(join(tokens, "a", "pager"), "secret-of-a\n", { mode: 0o600 });
  events = await openEmbeddedLog(join(folder, "log"));
  await events.createTopic(NETWORK_TOPIC, NETWORK_SHAPE);
  const spiffe = `spiffe://example.test/${SHARED}/gateway/g1`;
  control = await ControlLog.open(events, { spiffe, trustDomain: "example.test" });
});
afterAll(async () => {
  control.close();
  await events.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  receiver = new TrialReceiver();
  await receiver.start();
  counted.clear();
  topic += 1;
  for (const tenant of ["a", "b"])
    await configure(tenant, { type: "webhook", url: `http://${receiver.address}/${tenant}` });
});
afterEach(async () => {
  for (const teller of tellers.splice(0)) await teller.close();
  await receiver.stop();
});

/** Rules of the same names in each tenant. */
async function configure(
  tenant: string,
  spec: Partial<Extract<ConfigObject, { kind: "Receiver" }>["spec"]>,
): Promise<void> {
  const rule = (action: "alert" | "block", receivers: string[], order: number) => ({
    ...{ ...NOTHING_SAID.Policy, order, action, receivers },
  });
  const objects: ConfigObject[] = [
    { kind: "Receiver", name: "pager", spec: { ...NOTHING_SAID.Receiver, perMinute: 600, ...spec } },
    { kind: "Policy", name: "watched", spec: rule("alert", ["pager"], 10) },
    { kind: "Policy", name: "forbidden", spec: rule("block", ["pager"], 20) },
    { kind: "Policy", name: "quiet", spec: rule("block", [], 30) },
  ];
  const decision = await control.command(tenant, { type: "apply", objects }, "test");
  if ("mistakes" in decision) throw new Error(JSON.stringify(decision.mistakes));
}

async function join_(gateway: string): Promise<void> {
  const epoch = randomBytes(16).toString("hex");
  // Each told by itself, as gateways do.
  const own = await ControlLog.open(events, {
    ...{ spiffe: `spiffe://example.test/${SHARED}/gateway/${gateway}`, trustDomain: "example.test" },
  });
  const about = { gateway, epoch, address: "h:1", roles: ["client", alertsRole(SHARED)] };
  await own.append("", [{ type: "gateway-joined", ...about }], gateway);
  own.close();
  await eventually(() => control.state.gateways.get(gateway)?.epoch === epoch);
}

function teller(name = "g1"): AlertTeller {
  const write = (line: string) => void said.push(line);
  const one = new AlertTeller({
    ...{ name, tenant: SHARED, control, events, log: openJsonLog({ service: "test", write }) },
    config: { tokens, allow: [receiver.address] },
    count: (counter, by = 1) => void counted.set(counter, (counted.get(counter) ?? 0) + by),
  });
  tellers.push(one);
  return one;
}

async function happened(tenant: string, policy: string, n: number, more: Partial<NetworkEvent> = {}): Promise<void> {
  const action = policy === "watched" ? "alert" : "block";
  const records = Array.from({ length: n }, () => {
    sequence += 1;
    const segment = { flowId: uuidv7(), segment: 0, gateway: "g1", role: "client" } as const;
    const value = encodeNetworkEvent({
      ...{ id: uuidv7Bytes().toString("hex"), source: "g1", boot, sequence, atUs: Date.now() * 1000, tenant },
      ...{ reportedBy: "", asOf: 1, configRev: 1, srpVersion: 1, appListVersion: 0, traceId: "" },
      fact: {
        ...{
          type: "flow-decided",
          segment,
          sessionId: "",
          clientRef: "",
          user: `sam@${tenant}.example`,
          device: "laptop",
        },
        ...{
          deviceClassification: "",
          srcIp: "",
          srcPort: 0,
          host: `host-${topic}`,
          port: 443,
          protocol: "tcp",
          app: "wiki",
        },
        ...{ action, policy, reason: action === "block" ? "CGW_POLICY_RULE_BLOCK" : "", denialId: "", notice: "" },
        ...{ considered: [], nearMiss: "", accessMethod: "client", probe: false, asksBefore: 0 },
      },
      ...more,
    });
    return { key: segment.flowId, value };
  });
  await events.append(NETWORK_TOPIC, records, 0);
}

/** Of this test, by tenant. */
const toldOf = (tenant: string) =>
  receiver.told.filter(({ body }) => body.tenant === tenant && body.host === `host-${topic}`);

it("each of a rule that names a receiver, to its own tenant's, with its token", async () => {
  await join_("g1");
  await configure("a", { type: "webhook", url: `http://${receiver.address}/a`, tokenFile: "pager" });
  teller();
  await happened("a", "watched", 1);
  await happened("a", "quiet", 1);
  await happened("b", "forbidden", 2);
  await eventually(() => toldOf("a").length + toldOf("b").length === 3);
  expect(toldOf("a")[0]).toMatchObject({
    path: "/a",
    headers: { authorization: "Bearer secret-of-a", "content-type": "application/json" },
    body: { kind: "alert", rule: "watched", user: "sam@a.example", code: null },
  });
  expect(toldOf("a")[0]!.headers["idempotency-key"]).toBe(toldOf("a")[0]!.body.id);
  for (const { path, headers, body } of toldOf("b")) {
    expect([path, headers["authorization"], body.kind, body.code]).toEqual([
      "/b",
      undefined,
      "block",
      "CGW_POLICY_RULE_BLOCK",
    ]);
  }
});

it("a receiver that is away hears all when it is back, from a later life of the gateway too", async () => {
  await join_("g1");
  await receiver.stop();
  const first = teller();
  await happened("a", "forbidden", 3);
  await eventually(() => (counted.get("alerts_failed") ?? 0) > 0);
  await first.close();
  await receiver.start();
  await happened("a", "forbidden", 2);
  const second = teller();
  await eventually(() => new Set(toldOf("a").map(({ body }) => body.id)).size === 5);
  await second.close();
  const before = receiver.told.length;
  teller();
  await happened("a", "forbidden", 1);
  await eventually(() => toldOf("a").length === 6);
  // What was told is not told again by who comes after a clean stop.
  expect(receiver.told.length).toBe(before + 1);
});

it("of two gateways one tells, and the other goes on where it left", async () => {
  await join_("g1");
  await join_("g2");
  teller("g1");
  teller("g2");
  await happened("a", "watched", 5);
  await eventually(() => toldOf("a").length === 5);
  const left = { type: "gateway-left", gateway: "g1", epoch: control.state.gateways.get("g1")!.epoch } as const;
  await control.append("", [left], "g1");
  await happened("a", "watched", 5);
  await eventually(() => new Set(toldOf("a").map(({ body }) => body.id)).size === 10);
  // The moment between telling and committing may be repeated; here there is none.
  expect(toldOf("a").length).toBeLessThanOrEqual(15);
  await join_("g1");
});

it("what is beyond the rate is told in a summary", async () => {
  await join_("g1");
  await configure("a", { type: "webhook", url: `http://${receiver.address}/a`, perMinute: 2 });
  teller();
  await happened("a", "forbidden", 40);
  await eventually(() => receiver.told.some(({ body }) => body.kind === "summary"));
  const [summary] = receiver.told.filter(({ body }) => body.kind === "summary");
  // One that took over may have repeated some of before.
  expect(toldOf("a").length + summary!.body.count).toBeGreaterThanOrEqual(40);
  expect(summary!.body.rules).toEqual([{ rule: "forbidden", count: summary!.body.count }]);
});

it.each([
  ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, {}, /it answered 302/],
  ["an error", { status: 500, headers: {} }, {}, /it answered 500/],
  ["a token file that others can read", { status: 200, headers: {} }, { tokenFile: "open" }, /can be read by others/],
  ["a token file that is not there", { status: 200, headers: {} }, { tokenFile: "none" }, /ENOENT/],
  ["an address of the machine itself", { status: 200, headers: {} }, { url: "http://127.0.0.1:9/" }, /alerts.allow/],
  ["a name of it", { status: 200, headers: {} }, { url: "http://localhost:9/" }, /alerts.allow/],
] as const)("%s is no delivery, and told in the log", async (_, answer, spec, text) => {
  await join_("g1");
  writeFileSync(join(tokens, "a", "open"), "x");
  chmodSync(join(tokens, "a", "open"), 0o644);
  await configure("a", { type: "webhook", url: `http://${receiver.address}/a`, ...spec });
  receiver.answer = answer;
  said.length = 0;
  teller();
  await happened("a", "watched", 1);
  await eventually(() => said.some((line) => text.test(line)));
  expect(receiver.told).toEqual([]);
  expect(said.join("")).not.toContain("secret");
  // Put right, it is told after all.
  receiver.answer = { status: 204, headers: {} };
  await configure("a", { type: "webhook", url: `http://${receiver.address}/a` });
  await eventually(() => toldOf("a").length === 1);
});

it("a token is a file of the tenant's own folder", () => {
  const config = { tokens, allow: [] };
  expect(tokenIn(config, "a", "pager")).toBe("secret-of-a");
  expect(tokenIn(config, "a", "")).toBeUndefined();
  for (const name of ["../b/pager", "/etc/passwd", "..", ".pager"])
    expect(() => tokenIn(config, "a", name)).toThrow("must be the bare name");
  expect(() => tokenIn(config, "b", "pager")).toThrow("ENOENT");
});

it("an Alertmanager is told in its own words", async () => {
  await join_("g1");
  await configure("a", { type: "alertmanager", url: `http://${receiver.address}` });
  teller();
  await happened("a", "forbidden", 1);
  // What the test before was told may be told again: at least once.
  const ours = () => receiver.told.filter(({ body }) => JSON.stringify(body).includes(`"forbidden"`));
  await eventually(() => ours().length === 1);
  expect(ours()[0]).toMatchObject({
    path: "/api/v2/alerts",
    body: [
      {
        labels: { alertname: "WayleaveBlocked", tenant: "a", rule: "forbidden", user: "sam@a.example", app: "wiki" },
        annotations: { summary: expect.stringContaining("was refused") },
      },
    ],
  });
});
