/** UDP associations end to end: every datagram whole, in its frame, or counted with its reason. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { DatagramCounts } from "../../core/datagram/account.ts";
import { DROP_REASONS, dropsFrom } from "../../core/datagram/drops.ts";
import type { FlowEnd } from "../../core/relay/relay.ts";
import { prng } from "../trial-prng.ts";
import { encodeData, encodeFrame } from "../wire/frame.ts";
import { tallyFrame } from "../wire/tally.ts";
import { AHEAD_BYTES, waitingDatagramBytes } from "./datagram-lane.ts";
import { connectUdp } from "./datagram-port.ts";
import { joinPorts, TrialPort } from "./datagram-rig.ts";
import { until } from "./flow-rig.ts";

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

/** An app of UDP on a port of its own; `answer` says what it says to a datagram. */
async function openApp(answer: (payload: Buffer) => Buffer | undefined): Promise<{ port: number; got: Buffer[] }> {
  const socket = createSocket("udp4");
  const got: Buffer[] = [];
  socket.on("message", (payload, from) => {
    got.push(payload);
    const said = answer(payload);
    if (said !== undefined) socket.send(said, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  opened.push(socket);
  return { port: socket.address().port, got };
}

async function appPort(port: number) {
  const found = await connectUdp({ address: "127.0.0.1", port, localAddress: "127.0.0.3" });
  if (typeof found === "string") throw new Error(found);
  return found;
}

const countsOf = (end: FlowEnd): DatagramCounts => end.datagrams!;

describe("an association over a real socket", () => {
  it.each([0, 1, 1_400, 65_507])("carries a datagram of %d bytes whole, both ways", async (bytes) => {
    const app = await openApp((payload) => payload);
    const program = new TrialPort();
    const flow = joinPorts(program, await appPort(app.port));
    const payload = Buffer.from(Array.from({ length: bytes }, (_, n) => n % 251));
    program.say(payload);
    await until(() => program.got.length === 1);
    expect([app.got[0]!.equals(payload), program.got[0]!.equals(payload)]).toEqual([true, true]);
    program.leave("AGT_FLOW_CLIENT_CLOSED");
    const ends = await flow.ended;
    expect(ends.map(({ code }) => code)).toEqual(Array(4).fill("AGT_FLOW_CLIENT_CLOSED"));
    for (const hop of ends.slice(1, 3)) {
      expect(hop).toMatchObject({ clientBytes: bytes, serverBytes: bytes, clientBytesLost: 0, serverBytesLost: 0 });
      expect(countsOf(hop)).toEqual({
        ...{ clientPackets: 1, serverPackets: 1, clientPacketsUntold: 0, serverPacketsUntold: 0, drops: {} },
      });
    }
  });

  it("keeps each datagram's bounds: two that are sent at once never become one", async () => {
    const app = await openApp((payload) => payload);
    const program = new TrialPort();
    const flow = joinPorts(program, await appPort(app.port));
    for (const text of ["a", "", "bc", "", "def"]) program.say(Buffer.from(text));
    await until(() => program.got.length === 5);
    expect(program.got.map(String)).toEqual(["a", "", "bc", "", "def"]);
    program.leave("AGT_FLOW_CLIENT_CLOSED");
    await flow.ended;
  });

  it("speaks from its own address with one app alone, and hears no stranger", async () => {
    const app = await openApp(() => undefined);
    const program = new TrialPort();
    const port = await appPort(app.port);
    expect(port.local.address).toBe("127.0.0.3");
    const flow = joinPorts(program, port);
    program.say(Buffer.from("hello"));
    await until(() => app.got.length === 1);
    const stranger = createSocket("udp4");
    opened.push(stranger);
    await new Promise((done) => stranger.send("boo", port.local.port, port.local.address, done));
    const own = createSocket("udp4");
    opened.push(own);
    program.leave("AGT_FLOW_CLIENT_CLOSED");
    await flow.ended;
    expect(program.got).toEqual([]);
  });

  it("ends when the system says that nobody listens there", async () => {
    const app = await openApp(() => undefined);
    const program = new TrialPort();
    const flow = joinPorts(program, await appPort(app.port));
    opened.splice(0)[0]!.close();
    program.say(Buffer.from("is anybody there"));
    const ends = await flow.ended;
    expect(ends.map(({ code }) => code)).toEqual(Array(4).fill("APP_FLOW_RESET"));
    expect(program.closedWith).toBe("APP_FLOW_RESET");
  });

  it("counts what the way out does not take, with the reason", async () => {
    const app = await openApp(() => undefined);
    const program = new TrialPort();
    const flow = joinPorts(program, await appPort(app.port));
    // One more than fits into an IPv4 datagram.
    program.say(Buffer.alloc(65_508));
    program.say(Buffer.from("small"));
    await until(() => app.got.length === 1);
    program.refuses = "too-large";
    program.leave("AGT_FLOW_CLIENT_CLOSED");
    const [, entry] = await flow.ended;
    expect(countsOf(entry!)).toMatchObject({ clientPackets: 1, clientPacketsUntold: 0 });
    expect(countsOf(entry!).drops).toEqual({ "too-large": { downstream: 1, upstream: 0 } });
    expect(entry).toMatchObject({ clientBytes: 5, clientBytesLost: 65_508 });
  });
});

describe("an association", () => {
  it("that is silent ends everywhere, for that reason, at the gateway that decided it", async () => {
    const [program, app] = [new TrialPort(), new TrialPort()];
    const flow = joinPorts(program, app, { questionMs: 60, exchangeMs: 5_000 });
    program.say(Buffer.from("q"));
    const ends = await flow.ended;
    expect(ends.map(({ code, endedBy }) => `${code} ${endedBy}`)).toEqual(
      Array(4).fill("CGW_FLOW_IDLE_TIMEOUT system"),
    );
    expect([program.closed, app.closed, app.got.length]).toEqual([true, true, 1]);
    expect(countsOf(ends[1]!).clientPackets).toBe(1);
  });

  it("that is terminated at a gateway ends at both ends, and takes no more", async () => {
    const [program, app] = [new TrialPort(), new TrialPort()];
    const flow = joinPorts(program, app);
    program.say(Buffer.from("one"));
    await until(() => app.got.length === 1);
    flow.hops[0].terminate("CGW_POLICY_REVOKED");
    const ends = await flow.ended;
    expect(ends.map(({ code }) => code)).toEqual(Array(4).fill("CGW_POLICY_REVOKED"));
    program.say(Buffer.from("two"));
    expect(app.got).toHaveLength(1);
  });

  it("whose trunk breaks ends on both sides of it", async () => {
    const [program, app] = [new TrialPort(), new TrialPort()];
    const flow = joinPorts(program, app);
    program.say(Buffer.from("one"));
    await until(() => app.got.length === 1);
    flow.links.trunk.break();
    await flow.ended;
    expect([program.closed, app.closed]).toEqual([true, true]);
  });

  it.each([
    ["bytes of a TCP flow", encodeData(Buffer.from("x"))],
    ["a fin", encodeFrame("fin", { sentBytes: 0 })],
    ["garbage", Buffer.from([0xff, 0xff])],
    ["a datagram of a false length", Buffer.from([0x2a, 9, 1])],
    ["a tally of what was never sent", tallyFrame({ deliveredBytes: 0, deliveredDatagrams: 1, drops: {} })],
    ["a tally of bytes that were never sent", tallyFrame({ deliveredBytes: 1, deliveredDatagrams: 0, drops: {} })],
  ])("%s ends that one alone", async (_, message) => {
    const [bad, good] = [joinPorts(new TrialPort(), new TrialPort()), [new TrialPort(), new TrialPort()] as const];
    const other = joinPorts(...good);
    bad.links.publisherTunnel.client.send(message);
    const ends = await bad.ended;
    expect(ends.slice(1).map(({ code }) => code)).toEqual(Array(3).fill("CGW_FLOW_PROTOCOL_ERROR"));
    good[0].say(Buffer.from("x"));
    await until(() => good[1].got.length === 1);
    good[0].leave("AGT_FLOW_CLIENT_CLOSED");
    await other.ended;
  });

  it("whose way on is stuck drops what waits, oldest first, holds little, and leaves others alone", async () => {
    const [program, app] = [new TrialPort(), new TrialPort()];
    const stuck = joinPorts(program, app);
    const beside = [new TrialPort(), new TrialPort()] as const;
    const other = joinPorts(...beside);
    stuck.links.trunk.server.pause();
    const payload = Buffer.alloc(1_200, 1);
    for (let n = 0; n < 2_000; n++) {
      program.say(payload);
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    beside[0].say(Buffer.from("x"));
    await until(() => beside[1].got.length === 1);
    expect(stuck.links.trunk.client.buffered()).toBeLessThanOrEqual(AHEAD_BYTES);
    expect(waitingDatagramBytes()).toBeGreaterThan(0);
    stuck.links.trunk.server.resume();
    program.leave("AGT_FLOW_CLIENT_CLOSED");
    const [, entry] = await stuck.ended;
    const counts = countsOf(entry!);
    expect(counts.clientPackets).toBe(app.got.length);
    expect(dropsFrom(counts.drops, "downstream")).toBeGreaterThan(1_000);
    expect(counts.clientPackets + dropsFrom(counts.drops, "downstream") + counts.clientPacketsUntold).toBe(2_000);
    beside[0].leave("AGT_FLOW_CLIENT_CLOSED");
    await other.ended;
    expect(waitingDatagramBytes()).toBe(0);
  });
});

describe("any course of an association", () => {
  it.each(Array.from({ length: 40 }, (_, n) => n + 1))(
    "seed %d: each datagram arrives, once and in order, or is counted; each hop ends once",
    async (seed) => {
      const random = prng(seed);
      const [program, app] = [new TrialPort(), new TrialPort()];
      const flow = joinPorts(program, app);
      const sent = { downstream: 0, upstream: 0 };
      const pairs = Object.values(flow.links).flatMap(({ client, server }) => [client, server]);
      const steps = 30 + Math.floor(random() * 60);
      for (let n = 0; n < steps; n++) {
        const dice = random();
        const burst = dice < 0.3 ? 1 + Math.floor(random() * 300) : dice < 0.7 ? 1 : 0;
        const side = random() < 0.6 ? ("downstream" as const) : ("upstream" as const);
        for (let one = 0; one < burst; one++) {
          const payload = Buffer.alloc(4 + Math.floor(random() * 1_500));
          payload.writeUInt32BE(sent[side]);
          (side === "downstream" ? program : app).say(payload);
          sent[side] += 1;
        }
        if (dice > 0.85) pairs[Math.floor(random() * pairs.length)]!.pause();
        else if (dice > 0.75) for (const stream of pairs) stream.resume();
        const port = random() < 0.5 ? program : app;
        port.refuses = random() < 0.1 ? DROP_REASONS[Math.floor(random() * DROP_REASONS.length)] : undefined;
        if (random() < 0.5) await new Promise(setImmediate);
      }
      for (const stream of pairs) stream.resume();
      [program.refuses, app.refuses] = [undefined, undefined];
      const how = random();
      if (how < 0.3) flow.hops[0].terminate("CGW_POLICY_REVOKED");
      else if (how < 0.4) Object.values(flow.links)[Math.floor(random() * 3)]!.break();
      else if (how < 0.7) app.leave("APP_FLOW_RESET");
      else program.leave("AGT_FLOW_CLIENT_CLOSED");
      const [, entry] = await flow.ended;
      for (const { got } of [program, app]) {
        const numbers = got.map((payload) => payload.readUInt32BE());
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      }
      const counts = countsOf(entry!);
      const told = (from: "downstream" | "upstream", packets: number, untold: number) =>
        packets + dropsFrom(counts.drops, from) + untold;
      // A link that broke took the last tallies with it: some that arrived, or never came here, are not told of.
      if (how >= 0.3 && how < 0.4) {
        expect(counts.clientPackets).toBeLessThanOrEqual(app.got.length);
        expect(told("downstream", counts.clientPackets, counts.clientPacketsUntold)).toBeLessThanOrEqual(
          sent.downstream,
        );
        return;
      }
      expect([counts.clientPackets, counts.serverPackets]).toEqual([app.got.length, program.got.length]);
      expect(told("downstream", counts.clientPackets, counts.clientPacketsUntold)).toBeLessThanOrEqual(sent.downstream);
      expect(told("upstream", counts.serverPackets, counts.serverPacketsUntold)).toBeLessThanOrEqual(sent.upstream);
    },
  );
});
