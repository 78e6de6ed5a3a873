/** The bound on what stalled readers may hold back in a gateway, lowered by configuration and met over real sockets. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";

const PORT = 27_140;
const MIB = 1024 * 1024;
const BOUND = MIB;
/** More than the windows and kernel buffers on the way of one flow take. */
const FLOOD = 32 * MIB;
/** Each holds back about 256 KiB here: a gateway stops reading for a leg that takes no more. */
const FLOWS = 16;
/** Looks in a row that find the same: a quarter of a second in which nothing moves. */
const UNCHANGED = 10;

let trial: Trial;
let app: TrialApp;
let operator: Operator;
let agent: TrialAgent;

beforeAll(async () => {
  trial = await Trial.open();
  app = await TrialApp.open();
  await trial.gateway("g1", PORT, ["client", "publisher"], { limits: { stalled_bytes: BOUND } });
  operator = await trial.operator(PORT);
  await operator.apply(estateOf([appObject("wiki", ["p1"], app.port)]));
  await trial.publisher("p1", [PORT], [app.port]);
  await eventually(async () => (await operator.status()).attachments.length === 1);
  agent = new TrialAgent(await trial.link("device", "laptop", PORT));
  await agent.hello();
}, 60_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
}, 30_000);

describe("stalled bytes", () => {
  it("at the bound refuse new flows, are told in status, and let flows in when they have drained", async () => {
    const stalled = await flooded();
    // The senders are held back: whatever they still have to say, no flow holds more than half a MiB here.
    expect(await operator.counter("stalled_bytes")).toBeLessThan(FLOWS * 0.5 * MIB);
    const before = await operator.counter("flows_refused_CGW_LIMIT_OVERLOAD");
    const refused = await agent.open("wiki.corp.example");
    expect(refused.first).toMatchObject({ kind: "refused", value: { code: "CGW_LIMIT_OVERLOAD" } });
    expect(await operator.counter("flows_refused_CGW_LIMIT_OVERLOAD")).toBe(before + 1);
    // The flows that were there go on as soon as they are read.
    for (const flow of stalled) void drain(flow);
    let flow: TrialFlow | undefined;
    await eventually(async () => (flow = await agent.open("wiki.corp.example")).first.kind === "opened");
    await flow!.echo("through");
  }, 60_000);
});

/** Flows that are opened and not read, until the gateway holds clearly more than its bound and takes no more. */
async function flooded(): Promise<TrialFlow[]> {
  const stalled: TrialFlow[] = [];
  for (let n = 0; n < FLOWS; n += 1) {
    const flow = await agent.open("wiki.corp.example");
    expect(flow.first.kind).toBe("opened");
    flow.stream.pause();
    stalled.push(flow);
  }
  await eventually(() => app.sockets.length === FLOWS);
  const block = Buffer.alloc(MIB);
  for (const socket of app.sockets) for (let sent = 0; sent < FLOOD; sent += MIB) socket.write(block);
  let [last, unchanged] = [0, 0];
  // While windows and kernel buffers on the way still fill, what is held back goes up and down.
  await eventually(async () => {
    const now = await operator.counter("stalled_bytes");
    unchanged = now === last ? unchanged + 1 : 0;
    last = now;
    return unchanged >= UNCHANGED && now > 2 * BOUND;
  }, 30_000);
  return stalled;
}

async function drain(flow: TrialFlow): Promise<void> {
  flow.stream.resume();
  for (;;) {
    const said = await flow.next();
    if (said === "ended" || (typeof said === "string" && said.startsWith("lost"))) return;
  }
}
