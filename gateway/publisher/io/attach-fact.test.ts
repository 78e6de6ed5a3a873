/** A publisher that attaches while the log takes nothing, over real sockets and a real log. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../../../core/config/defaults.ts";
import type { ConfigObject } from "../../../core/config/object.ts";
import { bucketOf } from "../../../core/routing/latency.ts";
import { ControlLog } from "../../../io/control/control-log.ts";
import { eventually } from "../../../io/control/trial-operator.ts";
import { type Link, openLink } from "../../../io/grpc/link.ts";
import { type Listener, openListener } from "../../../io/grpc/listener.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import { type EventLog, LogFault } from "../../../io/log/event-log.ts";
import { initAuthority, issue } from "../../../io/pki/authority.ts";
import { readTrust, type Trust } from "../../../io/pki/identity.ts";
import {
  ATTACH_PATH,
  attachMessage,
  MEASURE_PATH,
  measureRequest,
  measureResponse,
  publisherMessage,
} from "../../../io/wire/attach.ts";
import { Presence } from "../../io/presence.ts";
import { openRecorder, type Recorder } from "../../io/recorder.ts";
import { PublisherGateway } from "./publisher-gateway.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-attach-"));
const counted: string[] = [];
/** The log refuses what is appended, as it does while another process holds it. */
let away = false;
let events: EventLog;
let control: ControlLog;
let recorder: Recorder;
let presence: Presence;
let gateway: PublisherGateway;
let listener: Listener;
let link: Link;

beforeAll(async () => {
  const authority = join(folder, "pki");
  await initAuthority(authority, "example.test");
  const trust: Trust = readTrust(join(authority, "trust"));
  const identity = (role: "gateway" | "publisher", id: string) =>
    issue({ authority, role, tenant: "demo", id, folder: join(folder, id) });
  mkdirSync(join(folder, "log"));
  events = await openEmbeddedLog(join(folder, "log"));
  const append = events.append.bind(events);
  events.append = (...what) => (away ? Promise.reject(new LogFault("WL_LOG_UNAVAILABLE", "away")) : append(...what));
  control = await ControlLog.open(events, {
    spiffe: "spiffe://example.test/demo/gateway/g1",
    trustDomain: "example.test",
  });
  const spec = { weight: 1, revoked: false, description: "" };
  await control.append("demo", [{ type: "object-put", object: { kind: "Publisher", name: "p1", spec } }], "test");
  const wiki = { hosts: ["wiki.corp.example"], ports: [{ protocol: "tcp", from: 80, to: 80 } as const] };
  await put({ kind: "App", name: "wiki", spec: { ...NOTHING_SAID.App, ...wiki, publishers: ["p1"] } });
  await put({ kind: "App", name: "payroll", spec: { ...NOTHING_SAID.App, ...wiki, publishers: ["p2"] } });
  recorder = await openRecorder({
    ...{ name: "g1", tenant: "demo", version: "0", roles: ["publisher"], control, events },
    spool: { folder: join(folder, "spool"), boundBytes: 8 * 1024 * 1024, sync: "never" },
    log: openJsonLog({ service: "test", write: () => {} }),
  });
  const log = openJsonLog({ service: "test", write: () => {} });
  const count = (counter: string) => void counted.push(counter);
  presence = new Presence({ name: "g1", roles: ["publisher"], control, log, count });
  await presence.join("127.0.0.1:1");
  gateway = new PublisherGateway({
    ...{ name: "g1", presence, trust, control, stalledBytesMax: 1 << 30, recorder, tracing: undefined },
    ...{ log, count },
  });
  listener = await openListener({
    ...{ host: "127.0.0.1", port: 0, identity: await identity("gateway", "g1"), trust, services: gateway.services() },
    onRefused: () => {},
  });
  link = openLink({ target: `127.0.0.1:${listener.port}`, identity: await identity("publisher", "p1"), trust });
}, 30_000);

afterAll(async () => {
  link?.close();
  await gateway?.close("PGW_FLOW_DRAIN");
  await listener?.close();
  await recorder?.close();
  control?.close();
  await events?.close();
  rmSync(folder, { recursive: true });
});

it("an attachment that the log did not take is written when it takes facts again", async () => {
  away = true;
  const attachment = await attach();
  await eventually(() => untold() >= 2);
  expect(attachments()).toEqual([]);
  away = false;
  await eventually(() => attachments().includes(attachment));
});

it("what a publisher says of its load and its apps' ports is told, and of others' nothing", async () => {
  const heard: Heard[] = [];
  const { attachment, say } = await openTunnel(heard);
  await eventually(() => attachments().includes(attachment));
  const state = () => control.state.tenants.get("demo")!;
  say({ load: { band: 2, flows: 9 } });
  const port = {
    app: "wiki",
    host: "Wiki.corp.example",
    port: 80,
    protocol: "tcp",
    status: 2,
    code: "APP_DIAL_REFUSED",
  };
  const others = [
    { ...port, app: "payroll" },
    { ...port, port: 81 },
    { ...port, host: "a b" },
    { ...port, status: 0 },
  ];
  say({ health: { ports: [...others, port] } });
  await eventually(() => state().attachments.get(attachment)?.band === "high");
  await eventually(() => state().health.get(attachment)?.size === 1);
  expect([...state().health.get(attachment)!.values()]).toMatchObject([
    { app: "wiki", host: "wiki.corp.example", port: 80, status: "down", code: "APP_DIAL_REFUSED" },
  ]);
  expect(counted.filter((one) => one === "findings_refused")).toHaveLength(4);
  say({ draining: {} });
  await eventually(() => state().attachments.get(attachment)?.draining === true);
  // More than a message may hold: who says that has lost the thread.
  say({ health: { ports: Array.from({ length: 257 }, () => port) } });
  await eventually(() => !attachments().includes(attachment));
});

it("a gateway that is drained says so to its tunnels and to who measures, and when that is over", async () => {
  const [heard, later]: [Heard[], Heard[]] = [[], []];
  const drains = (of: Heard[]) => of.flatMap(({ drain }) => (drain ? [drain.over ?? false] : []));
  const measure = async () =>
    measureResponse.decode(await link.unary(MEASURE_PATH, measureRequest.encode({}), 5_000)).draining ?? false;
  await openTunnel(heard);
  expect(await measure()).toBe(false);
  await setDrain(true);
  expect(await measure()).toBe(true);
  await openTunnel(later);
  await eventually(() => drains(heard).length === 1 && drains(later).length === 1);
  await setDrain(false);
  await eventually(() => drains(heard).length === 2 && drains(later).length === 2);
  expect([drains(heard), drains(later)]).toEqual([
    [false, true],
    [false, true],
  ]);
});

it("how far a publisher is is told where the settings choose by it", async () => {
  const settings = { ...NOTHING_SAID.Settings, latencyBuckets: true };
  await put({ kind: "Settings", name: "settings", spec: settings });
  const farMs = 40;
  const { attachment } = await openTunnel([], farMs);
  const bucket = () => control.state.tenants.get("demo")?.attachments.get(attachment)?.latencyBucket;
  await eventually(() => (bucket() ?? -1) >= 0);
  // On a busy machine it may seem farther, never nearer.
  expect(bucket()).toBeGreaterThanOrEqual(bucketOf(farMs));
}, 15_000);

type Heard = ReturnType<typeof attachMessage.decode>;

const setDrain = (draining: boolean) =>
  control.append("", [{ type: "drain-set", kind: "gateway", name: "g1", draining }], "test");
const put = (object: ConfigObject) => control.append("demo", [{ type: "object-put", object }], "test");

/** A publisher's tunnel that answers pings, after so long. */
async function openTunnel(heard: Heard[], farMs = 0) {
  const stream = link.stream(ATTACH_PATH);
  const say = (message: Parameters<typeof publisherMessage.encode>[0]) => stream.send(publisherMessage.encode(message));
  const attached = Promise.withResolvers<string>();
  stream.onMessage((message) => {
    const said = attachMessage.decode(message);
    heard.push(said);
    if (said.attached) attached.resolve(said.attached.attachment ?? "");
    if (said.ping) setTimeout(() => say({ pong: { sequence: said.ping?.sequence ?? 0 } }), farMs);
  });
  say({ hello: { instance: Buffer.alloc(16, 1), tunnel: 0 } });
  return { attachment: await attached.promise, say };
}

const untold = () => counted.filter((one) => one === "attachments_untold").length;
const attachments = () => [...(control.state.tenants.get("demo")?.attachments.keys() ?? [])];

function attach(): Promise<string> {
  const stream = link.stream(ATTACH_PATH);
  return new Promise((resolve, reject) => {
    stream.onLost(reject);
    stream.onMessage((message) => {
      const { attached } = attachMessage.decode(message);
      if (attached) resolve(attached.attachment ?? "");
    });
    stream.send(publisherMessage.encode({ hello: { instance: Buffer.alloc(16, 1), tunnel: 0 } }));
  });
}
