/** Leases of real gateways: one that is judged lost and lives, and a log that takes nothing for a while. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ControlLog } from "../io/control/control-log.ts";
import { CONTROL_TOPIC } from "../io/control/control-topic.ts";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp } from "../io/control/trial-peers.ts";
import { openEmbeddedLog } from "../io/log/embedded/embedded-log.ts";
import { holdWriteLock } from "../io/log/embedded/held-lock.ts";
import type { EventLog } from "../io/log/event-log.ts";
import { wayleave } from "../proto/gen/wayleave.js";

const PORT = 19_200;
/** Longer than a lease. */
const OUTAGE_MS = 10_000;

let trial: Trial;
let app: TrialApp;
let operators: Operator[];
let publisher: Process;
let agent: TrialAgent;
let log: EventLog;
let control: ControlLog;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client"]);
  await trial.gateway("g2", PORT + 1, ["publisher"]);
  operators = await Promise.all([PORT, PORT + 1].map((port) => trial.operator(port)));
  await operators[0]!.apply(estateOf([appObject("wiki", ["p1", "p2", "p3"], app.port)]));
  publisher = await trial.publisher("p1", [PORT + 1], [app.port]);
  agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
  log = await openEmbeddedLog(join(trial.folder, "log"));
  control = await ControlLog.open(log, writerOf("test"));
}, 60_000);

afterAll(async () => {
  control?.close();
  await log?.close();
  app?.close();
  await trial?.close();
}, 30_000);

const writerOf = (gateway: string) => ({
  ...{ spiffe: `spiffe://example.test/demo/gateway/${gateway}`, trustDomain: "example.test" },
});
const held = () => [...(control.state.tenants.get("demo")?.attachments.values() ?? [])];
const heldBy = (epoch: string) => held().filter(({ gatewayEpoch }) => gatewayEpoch === epoch);
const epochOf = (gateway: string) => control.state.gateways.get(gateway)?.epoch;

describe("a gateway that lives and is judged lost", () => {
  it("joins again under another epoch with all that it holds; tunnels and flows go on, and new ones open", async () => {
    await eventually(() => held().length > 0);
    const flow = await agent.open("wiki.corp.example");
    await flow.echo("before");
    const epoch = epochOf("g2")!;
    const before = held();
    expect(heldBy(epoch)).toHaveLength(before.length);
    await control.append("", [{ type: "gateway-lost", gateway: "g2", epoch, judge: "test" }], "test");
    await eventually(() => epochOf("g2") !== undefined && heldBy(epochOf("g2")!).length === before.length);
    expect(epochOf("g2")).not.toBe(epoch);
    const names = new Set(before.map(({ attachment }) => attachment));
    expect(held().filter(({ attachment }) => names.has(attachment))).toEqual([]);
    await flow.echo("after");
    await eventually(async () => (await agent.open("wiki.corp.example")).first.kind === "opened");
    const { counters, attachments, leases } = await operators[1]!.status();
    expect(counters["gateway_rejoins"]).toBe(1);
    // The tunnels are the very same.
    expect(attachments.map(({ attachment }) => attachment).sort()).toEqual([...names].sort());
    expect(leases.map(({ gateway, state }) => `${gateway} ${state}`)).toEqual(["g1 joined", "g2 joined"]);
    await flow.finish();
  });
});

describe("a log that takes nothing for longer than a lease", () => {
  it("makes nobody lost, ends no flow, and gateways start and serve meanwhile; then it is told all", async () => {
    const flow = await agent.open("wiki.corp.example");
    const epochs = ["g1", "g2"].map(epochOf);
    const free = holdWriteLock(join(trial.folder, "log"));
    try {
      const until = performance.now() + OUTAGE_MS;
      await trial.gateway("g3", PORT + 2, ["client", "publisher"]);
      // Attached at a gateway that the log doesn't know yet: of the one it will hear, of the other, which goes, not.
      const [late, gone] = await Promise.all(["p2", "p3"].map((name) => trial.publisher(name, [PORT + 2], [app.port])));
      await gone!.kill();
      await flow.echo("meanwhile");
      expect((await agent.open("wiki.corp.example")).first.kind).toBe("opened");
      expect((await operators[0]!.status()).leases.map(({ state }) => state)).toEqual(["joined", "joined"]);
      await eventually(() => performance.now() > until, OUTAGE_MS + 1_000);
      expect(late!.name).toBe("p2");
    } finally {
      free();
    }
    await eventually(() => epochOf("g3") !== undefined && heldBy(epochOf("g3")!).some((one) => one.publisher === "p2"));
    await flow.echo("after");
    expect(["g1", "g2"].map(epochOf)).toEqual(epochs);
    expect([...control.state.lost.keys()]).toEqual([]);
    await eventually(() => heldBy(epochOf("g3")!).every((one) => one.publisher === "p2"));
    await flow.finish();
    await publisher.stop();
  }, 90_000);
});

describe("a gateway that says nothing of what it understands", () => {
  it("holds newer facts back by name, until its lease has run out", async () => {
    const epoch = "0d".repeat(16);
    const joined = {
      type: "gateway-joined",
      gateway: "old",
      epoch,
      address: "127.0.0.1:1",
      roles: ["client"],
    } as const;
    // A gateway's life is its own to tell.
    const old = await ControlLog.open(log, writerOf("old"));
    await old.append("", [joined], "test").finally(() => old.close());
    await eventually(async () => (await operators[0]!.live("gateways")).some(({ name }) => name === "old"));
    const network = [{ name: "office", network: { cidrs: ["192.0.2.0/24"] } }];
    await expect(operators[0]!.apply(network)).rejects.toThrow(/gateway old has not said what it understands: upgrade/);
    await eventually(() => control.state.lost.get("old")?.epoch === epoch);
    await operators[0]!.apply(network);
    const shown = (await operators[1]!.live("gateways")).find(({ name }) => name === "old");
    expect(shown?.fields).toMatchObject({ state: "lost", judged_by: expect.stringMatching(/^g[123]$/) });
  }, 60_000);
});

describe("a critical fact that gateways don't understand", () => {
  it("stops new sessions and flows of its tenant, says so, and ends nothing that lives", async () => {
    await trial.publisher("p1", [PORT + 1], [app.port]);
    await eventually(() => heldBy(epochOf("g2")!).some((one) => one.publisher === "p1"));
    const flow = await agent.open("wiki.corp.example");
    await flow.echo("before");
    const about = {
      id: Buffer.alloc(16, 1),
      tenant: "demo",
      atUs: 1,
      writer: "spiffe://example.test/demo/gateway/g1",
      critical: true,
    };
    const value = wayleave.event.v1.ControlEvent.encode({ ...about, actor: "newer" }).finish();
    const { baseOffset } = await log.append(CONTROL_TOPIC, [{ key: "newer", value }], 0);
    await eventually(async () => Number((await operators[0]!.status()).stoppedAt ?? -1) === baseOffset);
    expect((await agent.open("wiki.corp.example")).first).toMatchObject({ value: { code: "CGW_STATE_STOPPED" } });
    const late = new TrialAgent(await trial.link("device", "laptop", PORT));
    let welcome = false;
    void late
      .hello()
      .then(() => (welcome = true))
      .catch(() => {});
    await eventually(async () => (await operators[0]!.counter("sessions_shut")) === 1);
    expect(welcome).toBe(false);
    await flow.echo("after");
    await flow.finish();
  }, 60_000);
});
