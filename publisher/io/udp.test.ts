/** A publisher's apps of UDP: flows from its own address, and what is found out about their ports. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseIp } from "../../core/net/ip.ts";
import { spliceDatagrams } from "../../io/flow/datagram-end.ts";
import { TrialPort } from "../../io/flow/datagram-rig.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { PROTOCOL } from "../../io/wire/frame.ts";
import { judgePublisherConfig } from "../config.ts";
import { type Asked, FakeGateway, makePki, TOKEN } from "./fake-gateway.ts";
import { probeApp } from "./reached-app.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

let gateway: FakeGateway;
let publisher: RunningPublisher;
let app: Socket;
const heardFrom: string[] = [];

beforeAll(async () => {
  const pki = await makePki();
  gateway = await new FakeGateway(pki).listen();
  app = await openUdp();
  app.on("message", (payload, from) => {
    heardFrom.push(from.address);
    if (payload.length > 0) app.send(payload, from.port, from.address);
  });
  const dir = mkdtempSync(join(tmpdir(), "wayleave-publisher-udp-"));
  writeFileSync(join(dir, "token"), TOKEN, { mode: 0o600 });
  const allowed = [{ cidr: "127.0.0.1/32", ports: ["udp/1-65535"] }];
  writeFileSync(join(dir, "allow.yaml"), JSON.stringify({ allow: allowed }));
  const ports = [{ protocol: "udp" as const, from: 53, to: 53 }];
  const plain = { connectTimeoutMs: 0, probe: "passive" as const, probeEveryS: 0 };
  gateway.publish([{ name: "dns", hosts: ["dns.corp.example"], ports, origin: `127.0.0.1:${portOf(app)}`, ...plain }]);
  const { config } = judgePublisherConfig({
    ...{
      gateways: [`127.0.0.1:${gateway.port}`],
      identity: join(dir, "identity"),
      trust: join(pki, "trust"),
      state: dir,
    },
    ...{ enrol: { token_file: join(dir, "token") }, source_address: "127.0.0.3", allow: join(dir, "allow.yaml") },
  });
  const log = openJsonLog({ service: "test", write: () => {} });
  publisher = await startPublisher(config!, log, new AbortController().signal);
  await publisher.attached;
  await until(() => gateway.idle.length === 8 && publisher.status()["apps_version"] !== -1);
}, 30_000);
afterAll(async () => {
  await publisher?.close(0);
  await gateway?.close();
  app?.close();
});

const portOf = (socket: Socket): number => socket.address().port;
const counters = () => publisher.status()["counters"] as Record<string, number>;
const dns = (more: Partial<Asked> = {}): Asked => ({
  ...{ app: "dns", host: "dns.corp.example", port: 53, dialHost: "127.0.0.1", dialPort: portOf(app) },
  ...{ protocol: PROTOCOL.udp, ...more },
});

describe("an app of UDP", () => {
  it("is spoken with from the publisher's source address, and its port is up once it has answered", async () => {
    const { frame, stream } = await gateway.open(dns());
    if (frame.kind !== "opened") throw new Error(JSON.stringify(frame));
    expect(frame.value.egressAddr).toMatch(/^127\.0\.0\.3:\d+$/);
    expect(frame.value.appAddr).toBe(`127.0.0.1:${portOf(app)}`);
    expect(counters()).toMatchObject({ associations_live: 1, ports_up: 0 });
    const program = new TrialPort();
    const end = spliceDatagrams(program, stream, { side: "downstream" });
    program.say(Buffer.from("question"));
    await until(() => program.got.length === 1);
    expect([program.got[0]!.toString(), heardFrom.at(-1)]).toEqual(["question", "127.0.0.3"]);
    await until(() => counters()["ports_up"] === 1);
    program.leave("AGT_FLOW_CLIENT_CLOSED");
    expect(await end.done).toMatchObject({ code: "AGT_FLOW_CLIENT_CLOSED", clientBytes: 8, serverBytes: 8 });
    await until(() => counters()["associations_live"] === 0);
  });

  it("by TCP is not published, whatever the permit says", async () => {
    const { frame } = await gateway.open(dns({ protocol: PROTOCOL.tcp }));
    expect(frame).toMatchObject({ kind: "refused", value: { code: "PUB_CONFIG_BEHIND" } });
  });

  it("whose host says that nobody listens ends the flow, and is found down by a probe", async () => {
    const gone = await openUdp();
    const dialPort = portOf(gone);
    gone.close();
    const ports = [{ protocol: "udp" as const, from: 54, to: 54 }];
    const plain = { connectTimeoutMs: 0, probe: "passive" as const, probeEveryS: 0 };
    const apps = [{ name: "gone", hosts: ["gone.corp.example"], ports, origin: `127.0.0.1:${dialPort}`, ...plain }];
    gateway.publish([...gateway.apps, ...apps]);
    await until(() => (publisher.status()["apps"] as string[]).includes("gone"));
    const { frame, stream } = await gateway.open(dns({ app: "gone", host: "gone.corp.example", port: 54, dialPort }));
    expect(frame.kind).toBe("opened");
    const program = new TrialPort();
    const end = spliceDatagrams(program, stream, { side: "downstream" });
    program.say(Buffer.from("anybody"));
    expect(await end.done).toMatchObject({ code: "APP_FLOW_RESET", endedBy: "app" });
    await until(() => counters()["ports_down"] === 1);
    const said = () => gateway.heard.flatMap(({ health }) => health?.ports ?? []).find(({ app: of }) => of === "gone");
    await until(() => said() !== undefined);
    expect(said()).toMatchObject({ protocol: "udp", port: 54, code: "APP_DIAL_REFUSED" });
  });
});

describe("a probe by UDP", () => {
  const probe = (port: number) =>
    probeApp("udp", {
      ...{ addresses: [parseIp("127.0.0.1")!], port, sourceAddress: undefined, timeoutMs: 300 },
      signal: new AbortController().signal,
    });
  it("hears that nobody listens, an answer, or nothing", async () => {
    const [silent, chatty, gone] = [await openUdp(), await openUdp(), await openUdp()];
    chatty.on("message", (_, from) => chatty.send("?", from.port, from.address));
    const gonePort = portOf(gone);
    gone.close();
    expect(await Promise.all([silent, chatty].map((one) => probe(portOf(one))))).toEqual(["silent", "ok"]);
    expect(await probe(gonePort)).toBe("APP_DIAL_REFUSED");
    silent.close();
    chatty.close();
  });
});

async function openUdp(): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 800 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}
