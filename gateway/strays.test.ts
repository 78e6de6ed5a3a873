/** Devices and publishers that don't keep to the order of things, before a real gateway: what they leave behind. */
import http2 from "node:http2";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";
import type { Link } from "../io/grpc/link.ts";
import { STATUS } from "../io/grpc/status.ts";
import { type Identity, readIdentity } from "../io/pki/identity.ts";
import { ATTACH_PATH, attachMessage, publisherMessage } from "../io/wire/attach.ts";
import { RENEW_PATH, renewRequest } from "../io/wire/enrol.ts";
import { agentMessage, gatewayMessage, SESSION_PATH } from "../io/wire/session.ts";

/** The bounds of the roles, which this test meets from outside. */
const SESSIONS_PER_DEVICE_MAX = 8;
const ATTACHMENTS_PER_PUBLISHER_MAX = 64;
const PORT = 27_500;
/** Alone a Client Gateway: its flows cross a trunk. */
const OTHER = 27_501;
/** Long enough for a session on a busy machine, short enough to wait for its end. */
const BRIEF_MS = 5_000;
/** Whose answers are several times what is kept for a peer. */
const PINGS = 40_000;
const MIB = 1024 * 1024;
const GARBAGE = Buffer.from([255, 255, 255]);

let trial: Trial;
let app: TrialApp;
let operator: Operator;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client", "publisher"]);
  await trial.gateway("g2", OTHER, ["client"]);
  operator = await trial.operator(PORT);
  await operator.apply([
    ...estateOf([appObject("wiki", ["p1"], app.port), appObject("more", ["p2", "p3"], app.port)]),
    ...["stray", "brief", "deaf"].map((name) => ({ name, device: { user: "sam", classification: "managed" } })),
  ]);
}, 60_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
}, 30_000);

describe("a hello after garbage", () => {
  it("is no session: the device still gets all that it may have", async () => {
    const link = await trial.link("device", "stray", PORT);
    for (let n = 0; n < SESSIONS_PER_DEVICE_MAX; n += 1) {
      const stream = link.stream(SESSION_PATH);
      stream.onMessage(() => {});
      stream.onLost(() => {});
      stream.send(GARBAGE);
      stream.send(hello());
    }
    await eventually(async () => (await operator.counter("session_malformed")) === SESSIONS_PER_DEVICE_MAX);
    // Behind those on the same connection.
    await new TrialAgent(link).hello();
    expect((await operator.status()).sessions).toHaveLength(1);
    link.close();
    await eventually(async () => (await operator.status()).sessions.length === 0);
  });

  it("is no attachment", async () => {
    const link = await trial.link("publisher", "p2", PORT);
    const stream = link.stream(ATTACH_PATH);
    stream.onMessage(() => {});
    stream.onLost(() => {});
    stream.send(GARBAGE);
    stream.send(publisherHello());
    expect(await attach(link)).toBe("attached");
    expect(await operator.counter("attach_malformed")).toBe(1);
    expect((await operator.status()).attachments).toHaveLength(1);
    link.close();
    await eventually(async () => (await operator.status()).attachments.length === 0);
  });
});

it("a publisher's tunnels are bounded, and one more is refused by its code", async () => {
  const link = await trial.link("publisher", "p3", PORT);
  for (let n = 0; n < ATTACHMENTS_PER_PUBLISHER_MAX; n += 1) expect(await attach(link)).toBe("attached");
  expect(await attach(link)).toBe("PGW_LIMIT_OVERLOAD");
  expect((await operator.status()).attachments).toHaveLength(ATTACHMENTS_PER_PUBLISHER_MAX);
  link.close();
  await eventually(async () => (await operator.status()).attachments.length === 0);
});

it("an expired leaf gets nothing new over an old connection, and keeps what it has", async () => {
  const device = readIdentity(await trial.issue("device", "brief", BRIEF_MS));
  const publisher = readIdentity(await trial.issue("publisher", "p2", BRIEF_MS));
  const [agentLink, publisherLink] = [trial.linkOf(device, PORT), trial.linkOf(publisher, PORT)];
  await new TrialAgent(agentLink).hello();
  expect(await attach(publisherLink)).toBe("attached");
  // Begun in time, and finished after the end.
  const held = agentLink.stream(RENEW_PATH);
  held.onMessage(() => {});
  const heldEnd = new Promise((resolve) => held.onLost(resolve));
  held.send(renewRequest.encode({ csr: Buffer.alloc(1) }));
  const end = Math.max(...[device, publisher].map(({ leaf }) => leaf.validToDate.getTime()));
  await eventually(() => Date.now() > end);
  const refused = { code: STATUS.UNAUTHENTICATED };
  held.end();
  expect(await heldEnd).toMatchObject(refused);
  await expect(new TrialAgent(agentLink).hello()).rejects.toMatchObject(refused);
  await expect(attach(publisherLink)).rejects.toMatchObject(refused);
  for (const link of [agentLink, publisherLink]) {
    const renewal = link.unary(RENEW_PATH, renewRequest.encode({ csr: Buffer.alloc(1) }), 5_000);
    await expect(renewal).rejects.toMatchObject(refused);
  }
  const { sessions, attachments } = await operator.status();
  expect([sessions.length, attachments.length]).toEqual([1, 1]);
  agentLink.close();
  publisherLink.close();
  await eventually(async () => (await operator.status()).attachments.length === 0);
}, 30_000);

describe("a device that reads nothing", () => {
  it("is answered so many pings as fit in its bound", async () => {
    const { session, stream } = await deaf(77);
    let pongs = 0;
    let rest = Buffer.alloc(0);
    stream.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (let size = 0; rest.length >= 5 && rest.length >= 5 + (size = rest.readUInt32BE(1)); ) {
        if (gatewayMessage.decode(rest.subarray(5, 5 + size)).pong) pongs += 1;
        rest = rest.subarray(5 + size);
      }
    });
    session.settings({ initialWindowSize: 32 * MIB });
    session.setLocalWindowSize(32 * MIB);
    stream.end();
    await new Promise((resolve) => stream.once("end", resolve));
    expect(pongs).toBeGreaterThan(100);
    expect(pongs).toBeLessThan(PINGS * 0.75);
    session.destroy();
  }, 60_000);

  it("is cut when its SRPs pile up", async () => {
    const { session, stream } = await deaf(78);
    const closed = new Promise((resolve) => stream.once("close", resolve));
    // Each differs from all before: changes are gathered, and what is the same again is not sent.
    for (let n = 0; (await deafSession()) !== undefined && n < 2_000; n += 1) await operator.apply(manyHosts(n));
    expect(await operator.counter("sessions_stalled")).toBe(1);
    await closed;
    expect(stream.rstCode).not.toBe(0);
    session.destroy();
  }, 60_000);
});

it("a revoked publisher loses its live flows at once, at its gateway and over a trunk, and its tunnels", async () => {
  await trial.publisher("p1", [PORT], [app.port]);
  await eventually(async () => (await operator.status()).attachments.length === 1);
  const flows: TrialFlow[] = [];
  for (const port of [PORT, OTHER]) {
    const agent = new TrialAgent(await trial.link("device", "laptop", port));
    await agent.hello();
    // The other gateway learns of the attachment from the log.
    let flow: TrialFlow | undefined;
    await eventually(async () => (flow = await agent.open("wiki.corp.example")).first.kind === "opened");
    await flow!.echo("hello");
    flows.push(flow!);
  }
  await operator.apply([{ name: "p1", publisher: { weight: 1, revoked: true } }]);
  for (const flow of flows) {
    let said = await flow.next();
    while (typeof said !== "string" && said.kind === "ack") said = await flow.next();
    expect(said).toMatchObject({ kind: "reset", value: { code: "PGW_AUTH_PUBLISHER_UNTRUSTED" } });
  }
  await eventually(async () => (await operator.status()).attachments.length === 0);
  expect(await operator.counter("relays_terminated_PGW_AUTH_PUBLISHER_UNTRUSTED")).toBe(2);
}, 60_000);

const hello = () => agentMessage.encode({ hello: { agentVersion: "trial", boot: Buffer.alloc(16) } });
const publisherHello = () => publisherMessage.encode({ hello: { instance: Buffer.alloc(16, 1), tunnel: 0 } });
const deafSession = async () => (await operator.status()).sessions.find(({ device }) => device === "deaf");

/** "attached", or the code of the refusal. */
function attach(link: Link): Promise<string> {
  const stream = link.stream(ATTACH_PATH);
  return new Promise((resolve, reject) => {
    stream.onLost(reject);
    stream.onMessage((message) => {
      const said = attachMessage.decode(message);
      if (said.attached) resolve("attached");
      if (said.refused) resolve(said.refused.code ?? "");
    });
    stream.send(publisherHello());
  });
}

/** Whose windows are shut: nothing that the gateway says on a stream comes through. */
function connect(who: Identity): http2.ClientHttp2Session {
  const session = http2.connect(`https://127.0.0.1:${PORT}`, {
    ...{ key: who.key, cert: who.chain, ca: trial.trust.root },
    ...{ checkServerIdentity: () => undefined, servername: "wayleave.local", settings: { initialWindowSize: 0 } },
  });
  return session.on("error", () => {});
}

/** A session of the deaf device with all pings heard: the ack of `version` stands behind them. */
async function deaf(version: number): Promise<{ session: http2.ClientHttp2Session; stream: http2.ClientHttp2Stream }> {
  const session = connect(await trial.identity("device", "deaf"));
  const stream = session.request({ ":method": "POST", ":path": SESSION_PATH, "content-type": "application/grpc" });
  stream.on("error", () => {});
  stream.write(framed(hello()));
  for (let n = 1; n <= PINGS; n += 1) {
    stream.write(framed(agentMessage.encode({ ping: { sequence: n, sentAtUs: Date.now() * 1000 } })));
  }
  stream.write(framed(agentMessage.encode({ srpAck: { version } })));
  await eventually(async () => (await deafSession())?.srpVersion === version, 30_000);
  return { session, stream };
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** An app whose list of hosts costs each SRP that bears it about 100 KB. */
const manyHosts = (n: number) => [
  {
    name: "wide",
    app: {
      hosts: Array.from(
        { length: 500 },
        (_, at) => `${"x".repeat(60)}.${"y".repeat(60)}.${"z".repeat(60)}.h${n}-${at}.corp.example`,
      ),
      ports: [{ protocol: "tcp", from: 80, to: 80 }],
      publishers: ["p2"],
      origin: "127.0.0.1:9",
    },
  },
];
