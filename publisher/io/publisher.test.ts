/** A publisher before a gateway that binds flows to it, and apps behind it. */
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import net, { type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { untold } from "../../core/metrics/families.ts";
import { openDeafListener } from "../../io/flow/deaf-listener.ts";
import { memoryStreams } from "../../io/flow/memory-stream.ts";
import { relayStreams } from "../../io/flow/relay.ts";
import { spliceSocket } from "../../io/flow/splice.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { encodeFrame } from "../../io/wire/frame.ts";
import { judgePublisherConfig } from "../config.ts";
import { type Asked, FakeGateway, makePki, TOKEN } from "./fake-gateway.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

let pki: string;
let gateway: FakeGateway;
let publisher: RunningPublisher;
let echo: Server;
let echoPort: number;
let dir: string;
const peers: string[] = [];
const CONNECT_TIMEOUT_MS = 1_500;

beforeAll(async () => {
  pki = await makePki();
  echo = net.createServer({ allowHalfOpen: true }, (socket) => {
    peers.push(socket.remoteAddress ?? "");
    socket.on("error", () => {}).pipe(socket);
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  echoPort = (echo.address() as net.AddressInfo).port;
  gateway = await new FakeGateway(pki).listen();
  dir = mkdtempSync(join(tmpdir(), "wayleave-publisher-own-"));
  writeFileSync(join(dir, "token"), TOKEN, { mode: 0o600 });
  writeAllow({ allow: [{ cidr: "127.0.0.1/32" }] });
  publisher = await start();
}, 30_000);
beforeEach(() => gateway.publish([app("echo", "echo.corp.example", 7, `127.0.0.1:${echoPort}`)]));
afterAll(async () => {
  await publisher?.close(0);
  await gateway?.close();
  echo?.close();
});

const ECHO = (): Asked => ({
  app: "echo",
  host: "echo.corp.example",
  port: 7,
  dialHost: "127.0.0.1",
  dialPort: echoPort,
});

describe("a flow", () => {
  it("is opened from the source address, carried, and its stream is replaced", async () => {
    await until(() => gateway.idle.length === 8);
    const { frame, stream } = await gateway.open(ECHO());
    expect(frame.kind).toBe("opened");
    if (frame.kind !== "opened") return;
    expect(frame.value.egressAddr).toMatch(/^127\.0\.0\.3:\d+$/);
    expect(frame.value).toMatchObject({ appAddr: `127.0.0.1:${echoPort}`, publisher: "pub-1", acks: true });
    expect(frame.value.timings[0]?.connectUs).toBeGreaterThan(0);
    // An address in text needs no lookup: that took no time, it did not happen.
    expect(frame.value.timings[0]?.resolveUs).toBeNull();
    const [program, done] = await join2(stream);
    program.end("hello");
    expect(await textOf(program)).toBe("hello");
    expect(await done).toMatchObject({ code: "AGT_FLOW_CLIENT_CLOSED", clientBytes: 5, serverBytes: 5 });
    expect(peers.at(-1)).toBe("127.0.0.3");
    await until(() => gateway.idle.length === 8);
    await until(() => counters().flows === 0);
    expect(counters()).toMatchObject({ opening: 0, client_bytes: 5, server_bytes: 5 });
  });

  it.each<[string, string, () => Asked]>([
    ["an app that is not published", "PUB_CONFIG_BEHIND", () => ({ ...ECHO(), app: "other" })],
    ["a host that the app has not", "PUB_CONFIG_BEHIND", () => ({ ...ECHO(), host: "x.corp.example" })],
    ["an origin that the app has not", "PUB_CONFIG_BEHIND", () => ({ ...ECHO(), dialPort: 1 })],
    [
      "a permit for another publisher",
      "PUB_AUTH_PERMIT_INVALID",
      () => ({ ...ECHO(), forged: { publisher: "pub-2" } }),
    ],
    ["a permit for another gateway", "PUB_AUTH_PERMIT_INVALID", () => ({ ...ECHO(), forged: { gateway: "gw-2" } })],
    [
      "a permit for another flow",
      "PUB_AUTH_PERMIT_INVALID",
      () => ({ ...ECHO(), forged: { flowId: Buffer.alloc(16, 1) } }),
    ],
    ["a permit for another port", "PUB_AUTH_PERMIT_INVALID", () => ({ ...ECHO(), forged: { port: 8 } })],
    [
      "an old permit",
      "PUB_AUTH_PERMIT_EXPIRED",
      () => ({ ...ECHO(), forged: { issuedAtUs: Date.now() * 1000 - 400e6 } }),
    ],
    ["a permit for another protocol", "PUB_AUTH_PERMIT_INVALID", () => ({ ...ECHO(), forged: { protocol: 2 } })],
    ["UDP, where the app is of TCP", "PUB_CONFIG_BEHIND", () => ({ ...ECHO(), protocol: 2 })],
    ["no protocol", "AGT_STEER_UNSUPPORTED", () => ({ ...ECHO(), protocol: 0 })],
    [
      "a forged signature",
      "PUB_AUTH_PERMIT_INVALID",
      () => ({
        ...ECHO(),
        permit: { permit: Buffer.alloc(40, 1), signature: Buffer.alloc(64, 1), signer: gateway.identity.leaf.raw },
      }),
    ],
  ])("is refused: %s", async (_, code, asked) => {
    await until(() => gateway.idle.length > 0);
    expect((await gateway.open(asked())).frame).toMatchObject({ kind: "refused", value: { code } });
  });

  it("is refused where nothing listens, and where the name does not exist", async () => {
    gateway.publish([app("closed", "c.corp.example", 80, "127.0.0.1:1"), app("ghost", "ghost.invalid", 80)]);
    await settle();
    const closed = await gateway.open({
      app: "closed",
      host: "c.corp.example",
      port: 80,
      dialHost: "127.0.0.1",
      dialPort: 1,
    });
    expect(closed.frame).toMatchObject({ kind: "refused", value: { code: "APP_DIAL_REFUSED" } });
    const ghost = await gateway.open({ app: "ghost", host: "ghost.invalid", port: 80 });
    expect(["PUB_DNS_NOT_FOUND", "PUB_DNS_TIMEOUT"]).toContain(
      ghost.frame.kind === "refused" && ghost.frame.value.code,
    );
  });

  it("to an app that does not answer is refused in the app's own time, or in this publisher's", async () => {
    const deaf = await openDeafListener();
    const origin = `127.0.0.1:${deaf.port}`;
    gateway.publish([app("deaf", "deaf.corp.example", 7, origin, 300), app("plain", "plain.corp.example", 7, origin)]);
    await settle();
    const dial = async (name: string) => {
      const { frame } = await gateway.open({
        ...{ app: name, host: `${name}.corp.example`, port: 7, dialHost: "127.0.0.1", dialPort: deaf.port },
      });
      if (frame.kind !== "refused") throw new Error(frame.kind);
      return [frame.value.code, frame.value.timings[0]!.connectUs! / 1000] as const;
    };
    const [[code, own], [same, byDefault]] = await Promise.all([dial("deaf"), dial("plain")]);
    expect([code, same]).toEqual(["APP_DIAL_TIMEOUT", "APP_DIAL_TIMEOUT"]);
    expect(own).toBeGreaterThanOrEqual(295);
    expect(own).toBeLessThan(byDefault);
    expect(byDefault).toBeGreaterThanOrEqual(CONNECT_TIMEOUT_MS - 5);
    await deaf.close();
  });

  it("is refused where the operator's file does not allow the address, from the moment it says so", async () => {
    writeAllow({ allow: [{ cidr: "10.0.0.0/8" }] });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await gateway.open(ECHO())).frame).toMatchObject({
      kind: "refused",
      value: { code: "PUB_DIAL_FORBIDDEN" },
    });
    writeFileSync(join(dir, "allow.yaml"), "allow: nonsense\n");
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await gateway.open(ECHO())).frame).toMatchObject({
      kind: "refused",
      value: { code: "PUB_DIAL_FORBIDDEN" },
    });
    writeAllow({ allow: [{ cidr: "127.0.0.1/32" }] });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await gateway.open(ECHO())).frame.kind).toBe("opened");
  });

  it("has counted its names' look-ups and its dials by outcome, and each reading has a row in the table", () => {
    const readings = publisher.readings();
    expect(untold("publisher", readings)).toEqual([]);
    for (const step of ["resolve", "connected", "connect_failed"]) {
      expect(readings.histograms?.[step]?.counts.reduce((all, count) => all + count)).toBeGreaterThan(0);
    }
    expect(readings.counters).toMatchObject({ tunnels: 1, tunnels_attached: 1, ready: 1 });
  });

  it("garbage and called-off flows leave nothing behind", async () => {
    await until(() => gateway.idle.length > 1);
    gateway.idle.pop()!.send(Buffer.from([0xff, 1, 2]));
    const off = gateway.idle.pop()!;
    off.send(encodeFrame("reset", { code: "AGT_FLOW_CLIENT_CLOSED" }));
    await until(() => gateway.idle.length === 8);
    expect(counters()).toMatchObject({ opening: 0 });
  });
});

describe("the tunnel", () => {
  it("comes back when its gateway does, and its flows end with it", async () => {
    await until(() => gateway.idle.length === 8);
    const { stream } = await gateway.open(ECHO());
    const [program] = await join2(stream);
    const reset = once(program, "error");
    const { port, apps } = gateway;
    await gateway.close();
    await reset;
    await until(() => counters().flows === 0);
    gateway = new FakeGateway(pki);
    gateway.apps = apps;
    await gateway.listen(port);
    await until(() => gateway.idle.length === 8);
    await settle();
    expect((await gateway.open(ECHO())).frame.kind).toBe("opened");
  }, 20_000);

  it("drains: says so, lets what runs finish, and ends what does not", async () => {
    await until(() => gateway.idle.length === 8);
    const { stream } = await gateway.open(ECHO());
    const [program, done] = await join2(stream);
    const closing = publisher.close(300);
    await until(() => gateway.heard.some((said) => said.draining));
    program.write("still");
    expect(String((await once(program, "data"))[0])).toBe("still");
    await closing;
    expect(await done).toMatchObject({ code: "PUB_FLOW_DRAIN", endedBy: "system" });
    publisher = await start();
  }, 20_000);
});

function app(name: string, host: string, port: number, origin = "", connectTimeoutMs = 0) {
  const ports = [{ protocol: "tcp" as const, from: port, to: port }];
  return { name, hosts: [host], ports, origin, connectTimeoutMs, probe: "passive" as const, probeEveryS: 0 };
}

const writeAllow = (value: unknown): void => writeFileSync(join(dir, "allow.yaml"), JSON.stringify(value));

async function start(): Promise<RunningPublisher> {
  const { config, mistakes } = judgePublisherConfig({
    ...{
      gateways: [`127.0.0.1:${gateway.port}`],
      identity: join(dir, "identity"),
      trust: join(pki, "trust"),
      state: dir,
    },
    ...{ enrol: { token_file: join(dir, "token") }, source_address: "127.0.0.3", allow: join(dir, "allow.yaml") },
    connect_timeout_ms: CONNECT_TIMEOUT_MS,
  });
  expect(mistakes).toEqual([]);
  const log = openJsonLog({ service: "test", write: () => {} });
  const running = await startPublisher(config!, log, new AbortController().signal);
  await running.attached;
  await settle();
  return running;
}

const counters = () => publisher.status()["counters"] as Record<string, number>;
/** The app list has reached the publisher. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 100));

/** A program before the gateway: its socket, and the relay's end. */
async function join2(upstream: Parameters<typeof relayStreams>[1]): Promise<[Socket, Promise<unknown>]> {
  const server = net.createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const program = net.connect({
    port: (server.address() as net.AddressInfo).port,
    host: "127.0.0.1",
    allowHalfOpen: true,
  });
  const [near] = (await once(server, "connection")) as [Socket];
  server.close();
  const { client, server: ours } = memoryStreams();
  spliceSocket(near, client, { side: "downstream" });
  program.on("error", () => {});
  return [program, relayStreams(ours, upstream).done];
}

async function textOf(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk) => {
    text += String(chunk);
  });
  await once(socket, "end");
  return text;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 800 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}
