/** A permit that is shown again, over real sockets, by a gateway with a good certificate and what it overheard. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { clock } from "../io/clock.ts";
import { type Process, Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { listen, TrialApp } from "../io/control/trial-peers.ts";
import { uuidBytes, uuidv7 } from "../io/entropy.ts";
import type { Link } from "../io/grpc/link.ts";
import type { Identity } from "../io/pki/identity.ts";
import { type PermitFields, signPermit } from "../io/pki/permit.ts";
import { encodeData, encodeFrame, type Frame, PROTOCOL } from "../io/wire/frame.ts";
import { RELAY_PATH } from "../io/wire/relay.ts";

const PORT = 27_120;

let trial: Trial;
let app: TrialApp;
let operator: Operator;
/** Another gateway's certificate: whoever holds it may speak to this one. */
let other: Identity;
let trunk: Link;
let gateway: Process;
/** Of the gateway's present life. */
let epoch: Buffer;
/** What hangs on both gateways: the first publisher. */
let trunk3: Link;
let epoch3: Buffer;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  gateway = await trial.gateway("g2", PORT, ["publisher"]);
  await trial.gateway("g3", PORT + 1, ["publisher"]);
  operator = await trial.operator(PORT);
  const ports = [{ protocol: "tcp", from: 80, to: 80 }];
  const wiki = { hosts: [HOST], ports, publishers: ["p1", "p2"], origin: `127.0.0.1:${app.port}` };
  await operator.apply([
    ...["p1", "p2"].map((name) => ({ name, publisher: { weight: 1 } })),
    { name: "wiki", app: wiki },
  ]);
  // The operator of the second one forbids what the first one's allows.
  await Promise.all([trial.publisher("p1", [PORT, PORT + 1], [app.port]), trial.publisher("p2", [PORT], [1])]);
  const operator3 = await trial.operator(PORT + 1);
  await eventually(async () => (await operator.status()).attachments.length === 2);
  await eventually(async () => (await operator3.status()).attachments.length === 1);
  epoch = Buffer.from(await operator.epoch("g2"), "hex");
  other = await trial.identity("gateway", "g9");
  trunk = trial.linkOf(other, PORT);
  epoch3 = Buffer.from(await operator.epoch("g3"), "hex");
  trunk3 = trial.linkOf(other, PORT + 1);
}, 60_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
}, 30_000);

describe("a permit", () => {
  it("opens once: the same bytes are refused while the flow lives and after its end, and reach no app", async () => {
    const dialled = app.sockets.length;
    const open = openFrame();
    const flow = await ask(open);
    expect(flow.first.kind).toBe("opened");
    expect((await ask(open)).first).toMatchObject({ kind: "refused", value: { code: "PGW_AUTH_PERMIT_SPENT" } });
    flow.stream.send(encodeData(Buffer.from("once")));
    expect(await flow.next()).toBe("once");
    flow.stream.send(encodeFrame("fin", { sentBytes: 4 }));
    flow.stream.end();
    while ((await flow.next()) !== "ended");
    expect((await ask(open)).first).toMatchObject({ kind: "refused", value: { code: "PGW_AUTH_PERMIT_SPENT" } });
    expect(app.sockets.length).toBe(dialled + 1);
    expect(app.received.at(-1)).toBe("once");
    expect(await operator.counter("opens_refused_PGW_AUTH_PERMIT_SPENT")).toBe(2);
  });

  it("that is shown fifty times at once opens one flow", async () => {
    const dialled = app.sockets.length;
    const open = openFrame();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(open)));
    const kinds = answers.map(({ first }) => first.kind);
    expect(kinds.filter((kind) => kind === "opened")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "refused")).toHaveLength(49);
    const flow = answers.find(({ first }) => first.kind === "opened")!;
    flow.stream.send(encodeData(Buffer.from("once")));
    expect(await flow.next()).toBe("once");
    expect(app.sockets.length).toBe(dialled + 1);
  });

  it("of the next attempt opens the same flow at another publisher, after the first one refused", async () => {
    const flowId = uuidv7();
    const refused = await ask(openFrame({ flowId: uuidBytes(flowId), publisher: "p2" }));
    expect(refused.first).toMatchObject({ kind: "refused", value: { code: "PUB_DIAL_FORBIDDEN" } });
    const next = await ask(openFrame({ flowId: uuidBytes(flowId), attempt: 1 }));
    expect(next.first).toMatchObject({ kind: "opened", value: { publisher: "p1" } });
  });

  it("of the next attempt opens the same flow through another gateway, at the publisher that dialled", async () => {
    const flowId = uuidBytes(uuidv7());
    const dialled = app.sockets.length;
    expect((await ask(openFrame({ flowId }))).first.kind).toBe("opened");
    const there = { flowId, gateway: "g3", gatewayEpoch: epoch3 };
    // That gateway has seen neither: the publisher has seen the first.
    const again = await ask(openFrame(there), trunk3);
    expect(again.first).toMatchObject({ kind: "refused", value: { code: "PUB_AUTH_PERMIT_SPENT" } });
    const next = await ask(openFrame({ ...there, attempt: 1 }), trunk3);
    expect(next.first).toMatchObject({ kind: "opened", value: { publisher: "p1" } });
    expect(app.sockets.length).toBe(dialled + 2);
  });

  it("is not made good again by another segment, flow, host or port around it", async () => {
    const permit = signed({ flowId: uuidBytes(uuidv7()) });
    expect((await ask(around(permit))).first.kind).toBe("opened");
    const around9 = [
      around(permit, { segment: 2 }),
      around(permit, { flowId: uuidBytes(uuidv7()) }),
      around(permit, { host: "x.corp.example" }),
      around(permit, { port: 81 }),
    ];
    for (const open of around9) {
      expect((await ask(open)).first).toMatchObject({ kind: "refused", value: { code: "PGW_AUTH_PERMIT_INVALID" } });
    }
  });

  it("of a gateway's former life opens nothing in the next, which remembers nothing of it", async () => {
    const used = openFrame();
    expect((await ask(used)).first.kind).toBe("opened");
    const unused = openFrame();
    await gateway.kill();
    await gateway.start();
    const status = () => operator.status().catch(() => undefined);
    await eventually(async () => (await status())?.attachments.length === 2 && trunk.isUp());
    for (const open of [used, unused]) {
      expect((await ask(open)).first).toMatchObject({ kind: "refused", value: { code: "PGW_ROUTE_EPOCH_STALE" } });
    }
    epoch = Buffer.from(await operator.epoch("g2"), "hex");
    expect((await ask(openFrame())).first.kind).toBe("opened");
  }, 60_000);
});

const HOST = "wiki.corp.example";

function signed(of: PermitFields) {
  const nowUs = clock.wallUs();
  const { port: dialPort } = app;
  const fields: PermitFields = {
    ...{ tenant: "demo", app: "wiki", host: HOST, port: 80, dialHost: "127.0.0.1", dialPort, protocol: PROTOCOL.tcp },
    ...{ publisher: "p1", gateway: "g2", gatewayEpoch: epoch, segment: 1, attempt: 0, issuedAtUs: nowUs },
    ...of,
  };
  return { ...signPermit(fields, other), flowId: fields.flowId ?? Buffer.alloc(0) };
}

function around(permit: ReturnType<typeof signed>, of: object = {}): Buffer {
  const { flowId, ...signedPermit } = permit;
  const asked = { flowId, segment: 1, host: HOST, port: 80, protocol: PROTOCOL.tcp, permit: signedPermit };
  return encodeFrame("open", { ...asked, ...of });
}

const openFrame = (of: PermitFields = {}): Buffer => around(signed({ flowId: uuidBytes(uuidv7()), ...of }));

async function ask(open: Buffer, over = trunk) {
  const stream = over.stream(RELAY_PATH);
  const next = listen(stream);
  stream.send(open);
  let first = await next();
  // A busy machine may need the sign that the open is in hand.
  while (typeof first !== "string" && first.kind === "taken") first = await next();
  if (typeof first === "string") throw new Error(first);
  if (first.kind === "refused") stream.end();
  return { stream, first: first as Frame, next };
}
