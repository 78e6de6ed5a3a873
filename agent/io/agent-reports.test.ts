/** What an agent reports of flows that no gateway answered, and how long its own resolver took. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { LeaseChange } from "../../core/record/lease-facts.ts";
import { resetSocket } from "../../io/flow/reset-socket.ts";
import type { FakeGateway } from "./fake-gateway.ts";
import type { RunningAgent } from "./start-agent.ts";
import {
  addressIn,
  closeKit,
  configFor,
  dialProxy,
  gatewayOf,
  kit,
  lookUp,
  openGateway,
  openKit,
  socks,
  socksReply,
  start,
  until,
} from "./test-kit.ts";

/** Fast enough for a test, slow enough that two rounds are two. */
const PACE = { everyMs: 300, gatherMs: 100 };
const ELSEWHERE = "AGT_STEER_NOT_ENTITLED";
const STALE = "AGT_DNS_STUB_STALE";
const UNREACHABLE = "AGT_TUNNEL_GATEWAY_UNREACHABLE";

const opened: { close(): Promise<void> }[] = [];
beforeAll(openKit);
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});
afterAll(closeKit);

describe("reports", () => {
  it("tell the gateway what it never heard of, by reason, once", async () => {
    const { gateway, agent } = await pair();
    for (let n = 0; n < 5; n++) expect(await elsewhere(agent)).toBe(2);
    expect(await socksReply("100.64.77.77", 80, agent.proxyPort)).not.toBe(0);
    await until(() => gateway.reports.notCarried(ELSEWHERE) === 5 && gateway.reports.notCarried(STALE) === 1);
    await elsewhere(agent);
    await until(() => gateway.reports.notCarried(ELSEWHERE) === 6);
    const { recorded } = gateway.reports;
    expect(recorded.map(({ sequence }) => sequence)).toEqual(recorded.map((_, n) => n + 1));
    expect(recorded[0]).toMatchObject({
      ...{ source: "demo-laptop", tenant: "", reportedBy: "", srpVersion: 7 },
      fact: { type: "flows-not-carried", device: "demo-laptop" },
    });
    expect(recorded[0]!.boot).toBe(Buffer.from(bootOf(gateway)).toString("hex"));
    // What a gateway answered, or served, it has a record of itself.
    expect(await socksReply("blocked.corp.example", 80, agent.proxyPort)).toBe(2);
    expect(await socksReply("echo.corp.example", 7, agent.proxyPort)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 2 * PACE.everyMs));
    expect(gateway.reports.recorded).toHaveLength(recorded.length);
    expect(counters(agent)).toMatchObject({ flows_not_carried: 7, reports_refused: 0 });
    expect(counters(agent)["reports_taken"]).toBe(recorded.length);
  });

  it("whose answers are lost are told again under the same name, over another gateway too", async () => {
    const one = await openGateway({ name: "gw-1" });
    const two = await openGateway({ name: "gw-2" });
    opened.push(one, two);
    const agent = await begin(configFor([one.port, two.port]));
    await until(() => gatewayOf(agent) === "gw-1" && agent.status()["srp_version"] === 7);
    one.reports.behave = "lost";
    for (let n = 0; n < 3; n++) await elsewhere(agent);
    await until(() => one.reports.recorded.length >= 2);
    expect(new Set(one.reports.recorded.map(nameOf)).size).toBe(1);
    await elsewhere(agent);
    await one.close();
    await until(() => gatewayOf(agent) === "gw-2");
    await until(() => one.reports.notCarried(ELSEWHERE, two.reports) === 4);
    // The first came by both, and is one.
    expect(nameOf(two.reports.recorded[0]!)).toBe(nameOf(one.reports.recorded[0]!));
    expect(two.reports.recorded[0]!.fact).toEqual(one.reports.recorded[0]!.fact);
  }, 20_000);

  it("that a gateway has no room for wait; those that it will never take are given up, and counted", async () => {
    const { gateway, agent } = await pair();
    gateway.reports.behave = "quota";
    await elsewhere(agent);
    await until(() => gateway.reports.heard >= 2);
    expect(gateway.reports.recorded).toEqual([]);
    gateway.reports.behave = "";
    await until(() => gateway.reports.notCarried(ELSEWHERE) === 1);
    gateway.reports.behave = "forged";
    await elsewhere(agent);
    await until(() => counters(agent)["reports_refused"] === 1);
    gateway.reports.behave = "";
    await elsewhere(agent);
    await until(() => gateway.reports.recorded.length === 2);
    expect(gateway.reports.recorded[1]).toMatchObject({ sequence: 3, fact: { count: 1 } });
  });

  it("outlive the agent: what no gateway has heard is told by the next life", async () => {
    const gateway = await openGateway({});
    opened.push(gateway);
    const config = configFor([gateway.port]);
    const first = await begin(config);
    await until(() => first.status()["srp_version"] === 7);
    gateway.reports.behave = "lost";
    await elsewhere(first);
    await until(() => gateway.reports.recorded.length > 0);
    await elsewhere(first);
    await end(first);
    gateway.reports.behave = "";
    const second = await begin(config);
    await until(() => gateway.reports.notCarried(ELSEWHERE) === 2 && counters(second)["reports_taken"] === 2);
    const names = new Set(gateway.reports.recorded.map(nameOf));
    expect(names.size).toBe(2);
    expect(new Set([...names].map((name) => name.split(" ")[0])).size).toBe(2);
    await until(() => readFileSync(fileOf(config), "utf8") === `${JSON.stringify({ made: [], fresh: [] })}\n`);
  });

  it("tell of flows while no gateway was there, once one is", async () => {
    const gateway = await openGateway({});
    const config = configFor([gateway.port]);
    const { port } = gateway;
    const agent = await begin(config);
    await until(() => agent.status()["srp_version"] === 7);
    await gateway.close();
    await until(() => agent.status()["session"] === undefined);
    expect(await socksReply("echo.corp.example", 7, agent.proxyPort)).toBe(1);
    // One that left while it waited.
    const leaving = dialProxy(agent.proxyPort);
    leaving.write("CONNECT echo.corp.example:7 HTTP/1.1\r\n\r\n");
    await until(() => counters(agent)["opens_in_flight"] === 1);
    resetSocket(leaving);
    await until(() => counters(agent)["flows_not_carried"] === 2);
    const again = await openGateway({ port });
    opened.push(again);
    await until(() => again.reports.notCarried(UNREACHABLE) === 1, 15_000);
    await until(() => again.reports.notCarried("AGT_FLOW_CLIENT_CLOSED") === 1);
  }, 30_000);

  it("begin anew where their file is no good, and the agent all the same", async () => {
    const { gateway } = kit;
    const before = gateway.reports.notCarried(ELSEWHERE);
    for (const text of ["{", "[]", '{"made":[{}],"fresh":[]}', '{"made":[],"fresh":[{"told":null}]}', "null"]) {
      const config = configFor([gateway.port]);
      writeFileSync(fileOf(config), text);
      const agent = await begin(config);
      await until(() => agent.status()["srp_version"] !== undefined);
      await elsewhere(agent);
      await until(() => counters(agent)["reports_taken"] === 1);
    }
    expect(gateway.reports.notCarried(ELSEWHERE) - before).toBe(5);
  });

  it("wait while their file can't be written: after a crash they would be told as others", async () => {
    const gateway = await openGateway({});
    opened.push(gateway);
    const config = configFor([gateway.port]);
    // What is written first is in the way.
    mkdirSync(`${fileOf(config)}.new`);
    const agent = await begin(config);
    await until(() => agent.status()["srp_version"] === 7);
    await elsewhere(agent);
    await new Promise((resolve) => setTimeout(resolve, 3 * PACE.everyMs));
    expect(gateway.reports.heard).toBe(0);
    rmdirSync(`${fileOf(config)}.new`);
    await until(() => gateway.reports.notCarried(ELSEWHERE) === 1);
  });
});

describe("leases", () => {
  it("are told once, over a restart, and lead to the flows of their names by number", async () => {
    const gateway = await openGateway({});
    opened.push(gateway);
    const config = configFor([gateway.port]);
    const first = await begin(config);
    await until(() => first.status()["srp_version"] === 7);
    const address = addressIn(await lookUp("echo.corp.example", "A", [], first.dnsPort));
    await until(() => leasesOf(gateway).length === 1);
    const [lease] = leasesOf(gateway);
    expect(lease).toMatchObject({ change: "leased", name: "echo.corp.example", stub: address, stub6: "" });
    (await socks(address, 7, first.proxyPort)).destroy();
    expect(Buffer.from(gateway.opens.at(-1)!.questionId).toString("hex")).toBe(lease!.leaseId);
    await end(first);
    const second = await begin(config);
    await until(() => second.status()["srp_version"] === 7);
    expect(addressIn(await lookUp("echo.corp.example", "A", [], second.dnsPort))).toBe(address);
    await lookUp("wiki.corp.example", "A", [], second.dnsPort);
    await until(() => leasesOf(gateway).length === 2);
    expect(leasesOf(gateway)[1]).toMatchObject({ name: "wiki.corp.example" });
    (await socks(address, 7, second.proxyPort)).destroy();
    expect(Buffer.from(gateway.opens.at(-1)!.questionId).toString("hex")).toBe(lease!.leaseId);
  });
});

describe("the time of a look-up", () => {
  it("goes with a flow that came by its stub, and with no other", async () => {
    const { gateway, agent } = await pair();
    const address = addressIn(await lookUp("echo.corp.example", "A", [], agent.dnsPort));
    (await socks(address, 7, agent.proxyPort)).destroy();
    const first = gateway.opens.at(-1)!;
    expect(first.host).toBe("echo.corp.example");
    expect(first.dnsUs).toBeGreaterThanOrEqual(1);
    // The lease was put on disk for it.
    expect(first.dnsUs).toBeLessThan(5_000_000);
    await lookUp("echo.corp.example", "AAAA", [], agent.dnsPort);
    (await socks(address, 7, agent.proxyPort)).destroy();
    expect(gateway.opens.at(-1)!.dnsUs).toBe(first.dnsUs);
    (await socks("echo.corp.example", 7, agent.proxyPort)).destroy();
    expect(gateway.opens.at(-1)!.dnsUs).toBe(0);
  });

  it("is forgotten by a restart, which the lease outlives", async () => {
    const gateway = await openGateway({});
    opened.push(gateway);
    const config = configFor([gateway.port]);
    const first = await begin(config);
    await until(() => first.status()["srp_version"] === 7);
    const address = addressIn(await lookUp("echo.corp.example", "A", [], first.dnsPort));
    await end(first);
    const second = await begin(config);
    await until(() => second.status()["srp_version"] === 7);
    (await socks(address, 7, second.proxyPort)).destroy();
    expect(gateway.opens.at(-1)).toMatchObject({ host: "echo.corp.example", dnsUs: 0 });
  });
});

const leasesOf = (gateway: FakeGateway): readonly LeaseChange[] =>
  gateway.reports.recorded.flatMap(({ fact }) => (fact.type === "stub-leases" ? fact.leases : []));

async function pair(): Promise<{ gateway: FakeGateway; agent: RunningAgent }> {
  const gateway = await openGateway({});
  opened.push(gateway);
  const agent = await begin(configFor([gateway.port]));
  await until(() => agent.status()["srp_version"] === 7);
  return { gateway, agent };
}

async function begin(config: Record<string, unknown>): Promise<RunningAgent> {
  const agent = await start(config, PACE);
  opened.push(agent);
  return agent;
}

/** Before the end of the test. */
async function end(agent: RunningAgent): Promise<void> {
  opened.splice(opened.indexOf(agent), 1);
  await agent.close();
}

const elsewhere = (agent: RunningAgent) => socksReply("example.org", 80, agent.proxyPort);
const nameOf = ({ boot, sequence }: { boot: string; sequence: number }) => `${boot} ${sequence}`;
const bootOf = (gateway: FakeGateway) => gateway.heard.find(({ hello }) => hello)!.hello!.boot!;
const fileOf = (config: Record<string, unknown>) => join(String(config["state"]), "reports");
const counters = (agent: RunningAgent) => agent.status()["counters"] as Record<string, number>;
