/** A gateway on real sockets, met by an operator, a publisher and an agent made from the wire alone. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { familiesOf, untold } from "../core/metrics/families.ts";
import type { HistogramReading } from "../core/metrics/histogram.ts";
import { EARLY_MAX } from "../core/relay/window.ts";
import { listen } from "../io/control/trial-peers.ts";
import { type Link, openLink } from "../io/grpc/link.ts";
import type { RawStream } from "../io/grpc/raw-stream.ts";
import { openJsonLog } from "../io/json-log.ts";
import { initAuthority, issue } from "../io/pki/authority.ts";
import { readTrust, type Trust } from "../io/pki/identity.ts";
import { openPermit } from "../io/pki/permit.ts";
import * as admin from "../io/wire/admin.ts";
import { ACCEPT_PATH, ATTACH_PATH, ATTACHMENT_KEY, attachMessage, publisherMessage } from "../io/wire/attach.ts";
import { dataOf, decodeFrame, encodeData, encodeFrame, type Frame } from "../io/wire/frame.ts";
import { agentMessage, FLOW_PATH, gatewayMessage, SESSION_PATH } from "../io/wire/session.ts";
import { SPOOL_BYTES, STALLED_BYTES_MAX } from "./config.ts";
import { type RunningGateway, startGateway } from "./main.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-gateway-"));
const links: Link[] = [];
let trust: Trust;
/** The agent knows the first, the publisher the second: every flow crosses a trunk. */
let gateways: RunningGateway[];
let operator: Link;
let sessionId: Uint8Array;
let agent: Link;
let notices: string[];
let permits: string[];

beforeAll(async () => {
  await initAuthority(join(folder, "pki"), "example.test");
  trust = readTrust(join(folder, "pki", "trust"));
  mkdirSync(join(folder, "log"));
  gateways = [await start("g1", ["client"]), await start("g2", ["publisher"])];
  operator = await dial("operator", "op", 0);
  await apply(ESTATE);
  await attachPublisher();
  await openSession();
});

afterAll(async () => {
  for (const link of links) link.close();
  for (const gateway of gateways) await gateway.close();
  rmSync(folder, { recursive: true });
});

describe("a gateway", () => {
  it("carries an allowed flow over another gateway to the publisher, and half-closes it both ways", async () => {
    const flow = await open("wiki.corp.example");
    expect(flow.first).toMatchObject({
      kind: "opened",
      value: { publisher: "pub", clientGateway: "g1", publisherGateway: "g2", appAddr: "127.0.0.1:9999" },
    });
    expect(permits.at(-1)).toBe("wiki.corp.example:80 as 127.0.0.1:9999 at g2");
    flow.stream.send(encodeData(Buffer.from("hello")));
    expect(await flow.next()).toBe("hello");
    flow.stream.send(encodeFrame("fin", { sentBytes: 5 }));
    expect(await flow.next()).toMatchObject({ kind: "fin" });
    flow.stream.end();
    expect(await flow.next()).toBe("ended");
  });

  it("holds what comes with an open until the app is reached, within a bound, and passes it on whole", async () => {
    const stalled = async () => {
      const families = familiesOf("gateway", await gateways[0]!.readings());
      return families.find(({ metric }) => metric.name === "wayleave_gateway_stalled_bytes")!.points[0]!.value;
    };
    const early = (bytes: number) => {
      const stream = agent.stream(FLOW_PATH);
      const next = listen(stream);
      stream.send(encodeFrame("open", { ...OPEN("wiki.corp.example", 80, sessionId), earlyData: true }));
      stream.send(encodeData(Buffer.alloc(bytes, 7)));
      return { stream, next };
    };
    dialled = Promise.withResolvers();
    const [fits, toomuch] = [early(EARLY_MAX), early(2 * EARLY_MAX)];
    expect(await toomuch.next()).toMatchObject({ kind: "reset" });
    await eventually(async () => Number(await stalled()) >= EARLY_MAX);
    dialled.resolve();
    dialled = undefined;
    expect(await fits.next()).toMatchObject({ kind: "opened" });
    expect(await fits.next()).toHaveLength(EARLY_MAX);
    expect(await stalled()).toBe(0);
    for (const { stream } of [fits, toomuch]) stream.cancel();
  });

  it("refuses a blocked app, an unknown name, a wrong port and a flow without session, each by its code", async () => {
    expect((await open("payroll.corp.example")).first).toMatchObject({
      kind: "refused",
      value: {
        code: "CGW_POLICY_RULE_BLOCK",
        notice: "ask the owner of payroll",
        denialId: expect.stringMatching(/^\w{3}-\w{3}$/),
      },
    });
    expect((await open("nothing.corp.example")).first).toMatchObject({ value: { code: "CGW_APP_UNKNOWN" } });
    expect((await open("wiki.corp.example", 81)).first).toMatchObject({ value: { code: "AGT_STEER_PORT_MISS" } });
    const stranger = await open("wiki.corp.example", 80, Buffer.alloc(16, 9));
    expect(stranger.first).toMatchObject({ value: { code: "CGW_AUTH_SESSION_UNKNOWN" } });
    expect(notices).toContain("CGW_POLICY_RULE_BLOCK");
  });

  it("passes the publisher's own refusal back", async () => {
    expect((await open("closed.corp.example")).first).toMatchObject({ value: { code: "APP_DIAL_REFUSED" } });
  });

  it("takes from a publisher no word about gateways and policy: it has not answered", async () => {
    for (const code of ["CGW_RELAY_PGW_UNREACHABLE", "PGW_FLOW_DRAIN", "CGW_POLICY_RULE_BLOCK"]) {
      refusal = code;
      expect((await open("closed.corp.example")).first).toMatchObject({ value: { code: "PGW_ROUTE_PUBLISHER_GONE" } });
    }
    refusal = "APP_DIAL_REFUSED";
  });

  it("aborts upstream what the agent aborts", async () => {
    const flow = await open("wiki.corp.example");
    const resets = endings.length;
    flow.stream.send(encodeFrame("reset", { code: "AGT_FLOW_CLIENT_CLOSED", notice: "", deliveredBytes: 0 }));
    flow.stream.end();
    await eventually(() => endings.length > resets);
    expect(endings.at(-1)).toBe("reset AGT_FLOW_CLIENT_CLOSED");
  });

  it("ends a live flow when its rule goes, and lets the same flow in again when the rule is back", async () => {
    const flow = await open("wiki.corp.example");
    const gone = await operator.unary(
      admin.ADMIN_PATHS.delete,
      admin.deleteRequest.encode({ kind: "policy", name: "wiki" }),
      5_000,
    );
    expect(admin.deleteResponse.decode(gone).mistakes).toEqual([]);
    expect(await flow.next()).toMatchObject({ kind: "reset", value: { code: "CGW_POLICY_REVOKED" } });
    flow.stream.end();
    expect((await open("wiki.corp.example")).first).toMatchObject({ value: { code: "CGW_POLICY_NO_RULE" } });
    await apply([ESTATE.at(-2)!]);
    const again = await open("wiki.corp.example");
    expect(again.first.kind).toBe("opened");
    again.stream.cancel();
  });

  it("ends a flow when the rule goes that allows it by now, whatever app it was opened for", async () => {
    await apply([{ ...app("any"), app: { ...app("any").app, hosts: ["*.any.example"] } }, rule("any", "allow", 40)]);
    await apply([app("one"), rule("one", "allow", 50)]);
    const before = await open("one.any.example");
    // One is dialled while its destination becomes another app's.
    const begun = permits.length;
    dialled = Promise.withResolvers();
    const during = open("one.any.example");
    await eventually(() => permits.length > begun);
    const { flows_rejudged: judged = 0 } = gateways[0]!.counters();
    await apply([{ ...app("one"), app: { ...app("one").app, hosts: ["one.any.example"] } }]);
    await eventually(() => (gateways[0]!.counters()["flows_rejudged"] ?? 0) > judged);
    dialled.resolve();
    dialled = undefined;
    const flows = [before, await during];
    expect(flows.map((flow) => flow.first.kind)).toEqual(["opened", "opened"]);
    await operator.unary(admin.ADMIN_PATHS.delete, admin.deleteRequest.encode({ kind: "policy", name: "one" }), 5_000);
    for (const flow of flows) {
      expect(await flow.next()).toMatchObject({ kind: "reset", value: { code: "CGW_POLICY_REVOKED" } });
      flow.stream.end();
    }
  });

  it("tells each of its readings by a row of the table of metrics, and flows by their outcome", async () => {
    for (const gateway of gateways) expect(untold("gateway", await gateway.readings())).toEqual([]);
    const families = familiesOf("gateway", await gateways[0]!.readings());
    const points = (name: string) => families.find(({ metric }) => metric.name === name)?.points ?? [];
    const flows = points("wayleave_gateway_flows_total").map(({ labels, value }) => [...Object.values(labels), value]);
    expect(flows).toContainEqual(["opened", "none", expect.any(Number)]);
    expect(flows).toContainEqual(["refused", "CGW_POLICY_RULE_BLOCK", expect.any(Number)]);
    expect(flows).toContainEqual(["refused", "APP_DIAL_REFUSED", expect.any(Number)]);
    const [opened, refused] = points("wayleave_gateway_setup_seconds").map(({ value }) => value as HistogramReading);
    for (const one of [opened, refused]) expect(one?.counts.reduce((all, count) => all + count)).toBeGreaterThan(0);
    expect(points("wayleave_gateway_sessions")).toEqual([{ labels: {}, value: 1 }]);
    expect(points("wayleave_control_log_lag")).toEqual([{ labels: {}, value: 0 }]);
  });

  it("takes no command from a device, and no flow from an operator", async () => {
    await expect(agent.unary(admin.ADMIN_PATHS.status, Buffer.alloc(0), 5_000)).rejects.toThrow();
    const stream = operator.stream(FLOW_PATH);
    const lost = new Promise<Error>((resolve) => stream.onLost(resolve));
    stream.send(encodeFrame("open", OPEN("wiki.corp.example", 80, sessionId)));
    expect(await lost).toBeInstanceOf(Error);
  });

  it("names every mistake of a write at once and takes none of it", async () => {
    const answer = await send([
      { name: "bad", policy: { order: 1, action: "allow", users: ["nobody"], apps: ["no such app"] } },
      { name: "fine", user: { email: "fine@example.test" } },
    ]);
    expect(answer.mistakes.length).toBeGreaterThanOrEqual(2);
    expect(answer.changes).toEqual([]);
    const got = admin.getResponse.decode(
      await operator.unary(admin.ADMIN_PATHS.get, admin.getRequest.encode({ kind: "users" }), 5_000),
    );
    expect(got.objects.map((one) => one.name)).toEqual(["sam"]);
  });

  it("lists the sessions that live at it, and a gateway without one lists none", async () => {
    const elsewhere = await dial("operator", "op", 1);
    const [here, there] = await Promise.all(
      [operator, elsewhere].map(async (link) => {
        const request = admin.getRequest.encode({ kind: "sessions" });
        return admin.getResponse.decode(await link.unary(admin.ADMIN_PATHS.get, request, 5_000)).live;
      }),
    );
    expect(here).toHaveLength(1);
    expect(here![0]!.name).toBe(Buffer.from(sessionId).toString("hex"));
    expect(here![0]!.fields).toMatchObject({ device: "laptop", user: "sam", gateway: "g1" });
    expect(Date.parse(here![0]!.fields!["since"]!)).toBeGreaterThan(Date.now() - 600_000);
    expect(there).toEqual([]);
  });

  it("both gateways hold the same state at the same offset", async () => {
    const [one, two] = await Promise.all(gateways.map((gateway) => gateway.status()));
    expect(one!.asOf).toBe(two!.asOf);
    expect(one!.stateHash).toBe(two!.stateHash);
  });
});

const app = (name: string) => ({
  name,
  app: {
    hosts: [`${name}.corp.example`],
    ports: [{ protocol: "tcp", from: 80, to: 80 }],
    publishers: ["pub"],
    origin: "127.0.0.1:9999",
  },
});
const rule = (name: string, action: string, order: number, notice = "") => ({
  name,
  policy: { order, action, users: ["sam"], apps: [name], notice },
});
const ESTATE = [
  { name: "settings", settings: { privateDomains: ["corp.example"] } },
  { name: "sam", user: { email: "sam@corp.example" } },
  { name: "laptop", device: { user: "sam", classification: "managed" } },
  { name: "pub", publisher: { weight: 1 } },
  ...["wiki", "payroll", "closed"].map(app),
  rule("payroll", "block", 10, "ask the owner of payroll"),
  rule("wiki", "allow", 20),
  rule("closed", "allow", 30),
];
const OPEN = (host: string, port: number, session: Uint8Array) => ({
  ...{ clientRef: Buffer.alloc(16), sessionId: session, host, port, protocol: 1, acks: false },
  ...{ srcIp: "127.0.0.1", srcPort: 5, sentAtUs: 1 },
});
const endings: string[] = [];
/** What the publisher refuses "closed" with. */
let refusal = "APP_DIAL_REFUSED";
/** The publisher answers no open before this. */
let dialled: PromiseWithResolvers<void> | undefined;

function start(name: string, roles: ("client" | "publisher")[]): Promise<RunningGateway> {
  const begun = issue({
    authority: join(folder, "pki"),
    role: "gateway",
    tenant: "demo",
    id: name,
    folder: join(folder, name),
  });
  return begun.then(() =>
    startGateway(
      {
        ...{ name, tenant: "demo", roles, listenHost: "127.0.0.1", listenPort: 0, advertise: "" },
        ...{
          log: { embedded: join(folder, "log") },
          identity: join(folder, name),
          trust: join(folder, "pki", "trust"),
        },
        ...{
          issuers: {},
          tracing: undefined,
          stalledBytesMax: STALLED_BYTES_MAX,
          statusFile: join(folder, `${name}.json`),
        },
        spool: { folder: join(folder, "spool", name), boundBytes: SPOOL_BYTES, sync: "group" },
      },
      openJsonLog({ service: "test", level: "error" }),
    ),
  );
}

async function dial(role: "operator" | "device" | "publisher", id: string, gateway: number): Promise<Link> {
  const identity = await issue({ authority: join(folder, "pki"), role, tenant: "demo", id, folder: join(folder, id) });
  const link = openLink({ target: `127.0.0.1:${gateways[gateway]!.port}`, identity, trust });
  links.push(link);
  return link;
}

type Objects = Parameters<typeof admin.applyRequest.encode>[0]["objects"] & object;

async function send(objects: unknown) {
  const request = admin.applyRequest.encode({ objects: objects as Objects });
  return admin.applyResponse.decode(await operator.unary(admin.ADMIN_PATHS.apply, request, 5_000));
}

async function apply(objects: unknown): Promise<void> {
  expect((await send(objects)).mistakes).toEqual([]);
}

async function attachPublisher(): Promise<void> {
  permits = [];
  const link = await dial("publisher", "pub", 1);
  const stream = link.stream(ATTACH_PATH);
  const attachment = await new Promise<string>((resolve) => {
    stream.onMessage((message) => {
      const said = attachMessage.decode(message);
      if (said.attached) resolve(said.attached.attachment);
    });
    stream.send(publisherMessage.encode({ hello: { instance: Buffer.alloc(16, 1), tunnel: 0 } }));
  });
  for (let n = 0; n < 16; n += 1) accept(link, attachment);
  // The other gateway learns of it from the log.
  await eventually(async () => {
    const request = admin.getRequest.encode({ kind: "attachments" });
    return admin.getResponse.decode(await operator.unary(admin.ADMIN_PATHS.get, request, 5_000)).live.length > 0;
  });
}

/** One idle stream: an echo behind wiki, nothing behind closed. */
function accept(link: Link, attachment: string): void {
  const stream = link.stream(ACCEPT_PATH, { [ATTACHMENT_KEY]: attachment });
  stream.onEnd(() => accept(link, attachment));
  stream.onLost(() => {});
  stream.onMessage((message) => {
    if (dataOf(message) !== undefined) return void stream.send(message);
    const frame = decodeFrame(message);
    if (frame.kind === "open") void answer(stream, frame.value.permit);
    else {
      if (frame.kind === "reset") endings.push(`reset ${frame.value.code}`);
      if (frame.kind === "fin") stream.send(encodeFrame("fin", { sentBytes: 5 }));
      stream.end();
    }
  });
}

async function answer(stream: RawStream, signed: Extract<Frame, { kind: "open" }>["value"]["permit"]): Promise<void> {
  const permit = openPermit(signed!, trust, Date.now() * 1000, "PUB");
  if (typeof permit === "string") throw new Error(permit);
  permits.push(`${permit.host}:${permit.port} as ${permit.dialHost}:${permit.dialPort} at ${permit.gateway}`);
  await dialled?.promise;
  if (permit.app === "closed") {
    stream.send(encodeFrame("refused", { code: refusal }));
    stream.end();
  } else stream.send(encodeFrame("opened", { egressAddr: "127.0.0.3:1", appAddr: "127.0.0.1:9999", publisher: "pub" }));
}

async function openSession(): Promise<void> {
  notices = [];
  agent = await dial("device", "laptop", 0);
  const stream = agent.stream(SESSION_PATH);
  await new Promise<void>((resolve) => {
    stream.onMessage((message) => {
      const said = gatewayMessage.decode(message);
      if (said.welcome) sessionId = said.welcome.sessionId;
      if (said.notice) notices.push(said.notice.code);
      if (said.srp) resolve();
    });
    stream.send(agentMessage.encode({ hello: { agentVersion: "test", boot: Buffer.alloc(16) } }));
  });
}

async function open(host: string, port = 80, session: Uint8Array = sessionId) {
  const stream = agent.stream(FLOW_PATH);
  const next = listen(stream);
  stream.send(encodeFrame("open", OPEN(host, port, session)));
  const first = await next();
  if (typeof first === "string") throw new Error(first);
  if (first.kind === "refused") stream.end();
  return { stream, first, next };
}

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500 && !(await holds()); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}
