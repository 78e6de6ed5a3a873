/** A permit that is shown again, and a flow that is tried again, at a publisher that hangs on two gateways. */
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { clock } from "../../io/clock.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { issue } from "../../io/pki/authority.ts";
import { SKEW_TOLERATED_US } from "../../io/pki/permit.ts";
import { judgePublisherConfig } from "../config.ts";
import { type Asked, FakeGateway, makePki } from "./fake-gateway.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

const IDLE = 8;
/** A clock this far ahead is within what is tolerated, and stays so while the test runs. */
const AHEAD_US = SKEW_TOLERATED_US - 20_000_000;

let near: FakeGateway;
let far: FakeGateway;
let app: Server;
let publisher: RunningPublisher;
let dialled = 0;

beforeAll(async () => {
  const pki = await makePki();
  app = createServer((socket) => {
    dialled += 1;
    socket.on("error", () => {}).resume();
  });
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  near = await new FakeGateway(pki, "gw-1").listen();
  far = await new FakeGateway(pki, "gw-2").listen();
  const ports = [{ protocol: "tcp" as const, from: 80, to: 80 }];
  const wiki = { name: "wiki", hosts: ["wiki.corp.example"], ports, origin: `127.0.0.1:${portOf()}` };
  for (const gateway of [near, far])
    gateway.publish([{ ...wiki, connectTimeoutMs: 0, probe: "passive" as const, probeEveryS: 0 }]);
  const state = mkdtempSync(join(tmpdir(), "wayleave-spent-permit-"));
  const identity = join(state, "identity");
  await issue({ authority: pki, role: "publisher", tenant: "demo", id: "pub-1", folder: identity });
  const allow = join(state, "allow.yaml");
  writeFileSync(allow, JSON.stringify({ allow: [{ cidr: "127.0.0.1/32" }] }));
  const gateways = [near, far].map(({ port }) => `127.0.0.1:${port}`);
  const { config } = judgePublisherConfig({ gateways, identity, trust: join(pki, "trust"), state, allow });
  const log = openJsonLog({ service: "test", write: () => {} });
  publisher = await startPublisher(config!, log, new AbortController().signal);
  await until(() => near.idle.length === IDLE && far.idle.length === IDLE && publisher.status()["apps_version"] === 1);
}, 30_000);

afterAll(async () => {
  await publisher?.close(0);
  await near?.close();
  await far?.close();
  app?.close();
});

const portOf = (): number => (app.address() as AddressInfo).port;

const WIKI = (): Asked => ({
  ...{ app: "wiki", host: "wiki.corp.example", port: 80, dialHost: "127.0.0.1", dialPort: portOf() },
  segment: 1,
});

describe("at the publisher a permit", () => {
  it("opens once: shown again while the flow lives and after its end it is refused, and dials nothing", async () => {
    const before = dialled;
    const { frame, stream, ...shown } = await open(near, WIKI());
    expect(frame.kind).toBe("opened");
    expect(await codeOf(near, { ...WIKI(), ...shown })).toBe("PUB_AUTH_PERMIT_SPENT");
    stream.cancel();
    await until(() => counters()["flows"] === 0);
    expect(await codeOf(near, { ...WIKI(), ...shown })).toBe("PUB_AUTH_PERMIT_SPENT");
    expect(dialled).toBe(before + 1);
    expect(refused("PUB_AUTH_PERMIT_SPENT")).toBe(2);
  });

  it("that is shown eight times at once opens one flow", async () => {
    const before = dialled;
    await until(() => near.idle.length === IDLE);
    const permit = near.sign(WIKI());
    const answers = await Promise.all(Array.from({ length: IDLE }, () => near.open({ ...WIKI(), ...permit })));
    expect(answers.filter(({ frame }) => frame.kind === "opened")).toHaveLength(1);
    expect(dialled).toBe(before + 1);
  });

  it("is not made good again by another segment around it", async () => {
    const permit = near.sign(WIKI());
    expect(await codeOf(near, { ...WIKI(), ...permit, segment: 2 })).toBe("PUB_AUTH_PERMIT_INVALID");
    expect(await codeOf(near, { ...WIKI(), ...permit })).toBe("opened");
  });

  it("of a clock nearly five minutes ahead opens once too", async () => {
    const ahead = { issuedAtUs: clock.wallUs() + AHEAD_US };
    const { frame, permit, flowId } = await open(near, { ...WIKI(), forged: ahead });
    expect(frame.kind).toBe("opened");
    expect(await codeOf(near, { ...WIKI(), permit, flowId })).toBe("PUB_AUTH_PERMIT_SPENT");
  });

  it("of the next attempt opens the same flow through the other gateway, though it was dialled before", async () => {
    const before = dialled;
    const first = await open(near, WIKI());
    expect(first.frame.kind).toBe("opened");
    const again = { ...WIKI(), flowId: first.flowId };
    expect(await codeOf(far, again)).toBe("PUB_AUTH_PERMIT_SPENT");
    expect(await codeOf(far, { ...again, attempt: 1 })).toBe("opened");
    expect(await codeOf(far, { ...again, attempt: 1 })).toBe("PUB_AUTH_PERMIT_SPENT");
    expect(dialled).toBe(before + 2);
  });
});

async function open(gateway: FakeGateway, asked: Asked) {
  await until(() => gateway.idle.length > 0);
  return gateway.open(asked);
}

async function codeOf(gateway: FakeGateway, asked: Asked): Promise<string> {
  const { frame } = await open(gateway, asked);
  return frame.kind === "refused" ? frame.value.code : frame.kind;
}

const counters = () => publisher.status()["counters"] as Record<string, number>;
const refused = (code: string) =>
  (publisher.status()["refused"] as { publisher: Record<string, number> }).publisher[code];

async function until(holds: () => boolean): Promise<void> {
  for (const end = clock.now() + 8_000; !holds(); ) {
    if (clock.now() > end) throw new Error(`never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
