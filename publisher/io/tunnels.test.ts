/** A publisher before three gateways: where its tunnels hang, and what it tells of itself there. */
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openJsonLog } from "../../io/json-log.ts";
import { judgePublisherConfig } from "../config.ts";
import { FakeGateway, makePki, TOKEN } from "./fake-gateway.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

let pki: string;
let gateways: FakeGateway[];
let publisher: RunningPublisher;
let appPort: number;
let app: net.Server;

beforeAll(async () => {
  pki = await makePki();
  app = net.createServer((socket) => void socket.on("error", () => {}).pipe(socket));
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  appPort = (app.address() as net.AddressInfo).port;
  gateways = [new FakeGateway(pki, "gw-1"), new FakeGateway(pki, "gw-2"), new FakeGateway(pki, "gw-3")];
  for (const gateway of gateways) await gateway.listen();
  // The first of the list is the farthest.
  gateways[0]!.farMs = 120;
  publisher = await start();
  await publisher.attached;
}, 30_000);
afterAll(async () => {
  await publisher?.close(0);
  for (const gateway of gateways) await gateway.close();
  app?.close();
});

const hung = () => gateways.map(({ tunnels }) => tunnels);

describe("a publisher with three gateways in its list", () => {
  it("hangs on the two nearest by measured round trip, whatever their order", async () => {
    await until(() => hung().join() === "0,1,1");
    const seen = publisher.status()["gateways"] as { trip_ms: number }[];
    expect(seen[0]!.trip_ms).toBeGreaterThanOrEqual(120);
    expect(seen[1]!.trip_ms).toBeLessThan(100);
  });

  it("leaves one that drains for the third, which it hangs on before: a flow of the old one runs on", async () => {
    const [far, near] = gateways as [FakeGateway, FakeGateway, FakeGateway];
    const to = toApp();
    await until(() => near.idle.length > 0 && (publisher.status()["apps"] as string[]).includes("echo"));
    const live = await near.open(to);
    expect(live.frame.kind).toBe("opened");
    near.drain();
    await until(() => far.tunnels === 1);
    await until(() => near.heard.some(({ draining }) => draining));
    // It stays for its flow alone.
    expect(near.tunnels).toBe(1);
    live.stream.end();
    live.stream.cancel();
    await until(() => hung().join() === "1,0,1");
    expect((publisher.status()["gateways"] as { draining: boolean }[]).map((one) => one.draining)).toEqual([
      ...[false, true, false],
    ]);
  }, 15_000);

  it("takes another gateway at once where one is lost, though that comes back", async () => {
    const third = gateways[2]!;
    gateways[1]!.drain(false);
    await third.close();
    await until(() => gateways[1]!.tunnels === 1 && gateways[0]!.tunnels === 1, 5_000);
    gateways[2] = await new FakeGateway(pki, "gw-3").listen(third.port);
    expect(publisher.status()["ready"]).toBe(true);
  }, 15_000);

  it("tells each gateway its load, and what a probe found where a flow failed; a new one hears all", async () => {
    const [far, near] = gateways as [FakeGateway, FakeGateway, FakeGateway];
    for (const gateway of [far, near]) gateway.publish([CLOSED]);
    await until(() => (publisher.status()["apps"] as string[]).includes("closed"));
    expect(far.heard.some(({ load }) => load?.band === 1)).toBe(true);
    await until(() => far.idle.length > 0);
    const failed = await far.open({ app: "closed", host: "c.corp.example", port: 80, ...NOWHERE });
    expect(failed.frame).toMatchObject({ kind: "refused", value: { code: "APP_DIAL_REFUSED" } });
    const down = { app: "closed", host: "c.corp.example", port: 80, status: 2, code: "APP_DIAL_REFUSED" };
    for (const gateway of [far, near]) await until(() => ofClosed(gateway).length > 0);
    expect([ofClosed(far)[0], ofClosed(near)[0]]).toMatchObject([down, down]);
    expect(publisher.status()["ports"]).toEqual({ up: 0, down: 1, unknown: 0 });
    // A third gateway, for one that drains, hears it with the tunnel.
    near.drain();
    await until(() => ofClosed(gateways[2]!).length > 0);
    expect(ofClosed(gateways[2]!)[0]).toMatchObject(down);
  }, 20_000);

  it("asks the ports of an app by itself where that is wanted, and never what its own operator forbids", async () => {
    const base = { ...CLOSED, probe: "active" as const, probeEveryS: 1 };
    const open = { ...base, name: "open", hosts: ["open.corp.example"], origin: `127.0.0.1:${appPort}` };
    const forbidden = { ...base, name: "forbidden", hosts: ["f.corp.example"], origin: "127.0.0.2:1" };
    for (const gateway of gateways) gateway.publish([open, forbidden]);
    await until(() => findings(gateways[0]!).some((one) => one.app === "open" && one.status === 1), 15_000);
    expect(findings(gateways[0]!).some((one) => one.app === "forbidden")).toBe(false);
    await until(() => Number(publisher.readings().counters["probes_forbidden"]) > 0, 15_000);
  }, 35_000);
});

const NOWHERE = { dialHost: "127.0.0.1", dialPort: 1 };
const CLOSED = {
  ...{ name: "closed", hosts: ["c.corp.example"], ports: [{ protocol: "tcp" as const, from: 80, to: 80 }] },
  ...{ origin: "127.0.0.1:1", connectTimeoutMs: 0, probe: "passive" as const, probeEveryS: 0 },
};
const ofClosed = (of: FakeGateway) => findings(of).filter((one) => one.app === "closed");
const findings = (of: FakeGateway) => of.heard.flatMap(({ health }) => health?.ports ?? []);

/** A flow to an app that every gateway has published. */
function toApp() {
  const echo = { ...CLOSED, name: "echo", hosts: ["e.corp.example"], origin: `127.0.0.1:${appPort}` };
  for (const gateway of gateways) gateway.publish([echo]);
  return { app: "echo", host: "e.corp.example", port: 80, dialHost: "127.0.0.1", dialPort: appPort };
}

async function start(): Promise<RunningPublisher> {
  const dir = mkdtempSync(join(tmpdir(), "wayleave-publisher-own-"));
  writeFileSync(join(dir, "token"), TOKEN, { mode: 0o600 });
  writeFileSync(join(dir, "allow.json"), JSON.stringify({ allow: [{ cidr: "127.0.0.1/32" }] }));
  const { config } = judgePublisherConfig({
    ...{ gateways: gateways.map(({ port }) => `127.0.0.1:${port}`), state: join(dir, "state") },
    ...{ identity: join(dir, "identity"), trust: join(pki, "trust"), enrol: { token_file: join(dir, "token") } },
    allow: join(dir, "allow.json"),
  });
  return startPublisher(config!, openJsonLog({ service: "test", write: () => {} }), new AbortController().signal);
}

async function until(holds: () => boolean, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
