/** An end of a flow over real sockets: what TCP says on one side is said on the other. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { GROW_EVERY_MS, WINDOW_MIN } from "../../core/relay/window.ts";
import { encodeData, encodeFrame } from "../wire/frame.ts";
import {
  closeRig,
  ends,
  exchange,
  hashOf,
  openFlow,
  openRig,
  resetOf,
  send,
  settled,
  sha,
  sockets,
  textOf,
  until,
  within,
} from "./flow-rig.ts";
import { memoryStreams } from "./memory-stream.ts";
import { stalledBytes } from "./relay.ts";
import { resetSocket } from "./reset-socket.ts";
import { spliceSocket } from "./splice.ts";

const MIB = 1024 * 1024;

beforeAll(openRig);
afterAll(closeRig);

const NONE_LOST = { clientBytesLost: 0, serverBytesLost: 0 };

describe("a flow over real sockets", () => {
  it("carries 64 MiB both ways at once, hashes equal, counts exact at every hop", async () => {
    const flow = await openFlow();
    const up = randomBytes(64 * MIB);
    const down = randomBytes(64 * MIB);
    const [atApp, atProgram] = await Promise.all([
      hashOf(flow.app),
      hashOf(flow.program),
      send(flow.program, up),
      send(flow.app, down),
    ]);
    expect(atApp).toBe(sha(up));
    expect(atProgram).toBe(sha(down));
    for (const end of await ends(flow)) expect(end).toMatchObject({ clientBytes: up.length, serverBytes: down.length });
  }, 60_000);

  it("half-closes from the program: the app still answers", async () => {
    const flow = await openFlow();
    flow.program.end("question");
    expect(await textOf(flow.app)).toBe("question");
    flow.app.end("answer");
    expect(await textOf(flow.program)).toBe("answer");
    const expected = {
      code: "AGT_FLOW_CLIENT_CLOSED",
      endedBy: "client",
      clientBytes: 8,
      serverBytes: 6,
      ...NONE_LOST,
    };
    expect(await ends(flow)).toEqual([expected, expected, expected, expected]);
  });

  it("half-closes from the app: the program still sends", async () => {
    const flow = await openFlow();
    flow.app.end("banner");
    expect(await textOf(flow.program)).toBe("banner");
    flow.program.end("reply");
    expect(await textOf(flow.app)).toBe("reply");
    const expected = { code: "APP_FLOW_CLOSED", endedBy: "app", clientBytes: 5, serverBytes: 6, ...NONE_LOST };
    expect(await ends(flow)).toEqual([expected, expected, expected, expected]);
  });

  it("carries a program's RST to the app", async () => {
    const flow = await openFlow();
    await exchange(flow.program, flow.app);
    const atApp = resetOf(flow.app);
    resetSocket(flow.program);
    expect(await atApp).toBe("ECONNRESET");
    const expected = {
      code: "AGT_FLOW_CLIENT_CLOSED",
      endedBy: "client",
      clientBytes: 5,
      serverBytes: 0,
      ...NONE_LOST,
    };
    expect(await ends(flow)).toEqual([expected, expected, expected, expected]);
  });

  it("carries an app's RST to the program", async () => {
    const flow = await openFlow();
    await exchange(flow.app, flow.program);
    const atProgram = resetOf(flow.program);
    resetSocket(flow.app);
    expect(await atProgram).toBe("ECONNRESET");
    for (const end of await ends(flow))
      expect(end).toMatchObject({ code: "APP_FLOW_RESET", endedBy: "app", serverBytes: 5 });
  });

  it("a close with unread data is a reset", async () => {
    const flow = await openFlow();
    flow.app.pause();
    await send(flow.program, Buffer.alloc(MIB), false);
    await settled(() => flow.publisherSocket.bytesWritten);
    const atProgram = resetOf(flow.program);
    flow.app.destroy();
    expect(await atProgram).toBe("ECONNRESET");
    expect((await ends(flow))[0]).toMatchObject({ code: "APP_FLOW_RESET" });
  });

  it("a reader that stands still costs one window, and others go on", async () => {
    const [stuck, other] = [await openFlow(), await openFlow()];
    stuck.app.pause();
    const from = performance.now();
    stuck.program.write(Buffer.alloc(64 * MIB));
    await until(() => stuck.program.writableLength > 0 && stuck.agentSocket.isPaused());
    let [read, movedAt] = [-1, from];
    await settled(() => {
      if (read !== stuck.agentSocket.bytesRead) movedAt = performance.now();
      read = stuck.agentSocket.bytesRead;
      return read;
    });
    // Where the kernels are slow to fill, the window has had time to grow.
    const window = WINDOW_MIN * 2 ** Math.floor((movedAt - from) / GROW_EVERY_MS);
    const taken = stuck.publisherSocket.bytesWritten - stuck.publisherSocket.writableLength;
    // In the hops and queues one window, and what the agent has read beyond it; the kernel buffers are the app's.
    expect(stuck.agentSocket.bytesRead - taken).toBeLessThanOrEqual(window + 4 * 65_536);
    expect(stalledBytes()).toBe(0);
    const body = randomBytes(4 * MIB);
    const [hash] = await Promise.all([hashOf(other.app), send(other.program, body)]);
    expect(hash).toBe(sha(body));
    // The stalled flow's other direction is not held up either.
    stuck.app.end("still here");
    expect(await textOf(stuck.program)).toBe("still here");
    resetSocket(stuck.program);
    stuck.app.destroy();
    other.app.end();
    other.program.resume();
    await Promise.all([ends(stuck), ends(other)]);
  });

  it("a stream that breaks resets both sockets, with the code of its leg", async () => {
    const flow = await openFlow();
    await exchange(flow.program, flow.app);
    const resets = [resetOf(flow.program), resetOf(flow.app)];
    flow.trunk.break();
    expect(await Promise.all(resets)).toEqual(["ECONNRESET", "ECONNRESET"]);
    expect((await ends(flow)).map((end) => end.code)).toEqual([
      "PGW_FLOW_PUBLISHER_LOST",
      "PGW_FLOW_PUBLISHER_LOST",
      "AGT_TUNNEL_LOST",
      "AGT_TUNNEL_LOST",
    ]);
  });

  it("a reset right behind a fin closes the socket at once", async () => {
    const flow = await openFlow();
    await exchange(flow.program, flow.app);
    flow.app.resume();
    const closed = once(flow.publisherSocket, "close");
    flow.publisherTunnel.server.send(encodeFrame("fin", { sentBytes: 5 }));
    flow.publisherTunnel.server.send(encodeFrame("reset", { code: "AGT_FLOW_CLIENT_CLOSED" }));
    await within(closed, 2_000);
    flow.program.destroy();
    await ends(flow);
  });

  it("terminate at a gateway resets both ends, and still learns what they had delivered", async () => {
    const flow = await openFlow();
    await exchange(flow.program, flow.app);
    const resets = [resetOf(flow.program), resetOf(flow.app)];
    flow.hops[0]!.terminate("CGW_POLICY_REVOKED");
    expect(await Promise.all(resets)).toEqual(["ECONNRESET", "ECONNRESET"]);
    const told = await ends(flow);
    for (const end of told) expect(end).toMatchObject({ code: "CGW_POLICY_REVOKED", endedBy: "system" });
    expect(told.slice(1).map((end) => end.clientBytes)).toEqual([5, 5, 5]);
  });

  it.each([
    ["garbage", Buffer.from([0xff, 0xff, 0xff])],
    ["a data frame of a false length", Buffer.from([0x0a, 9, 1])],
    ["a second opened", encodeFrame("opened", {})],
    ["an ack of what was never sent", encodeFrame("ack", { offset: 10 })],
    ["a fin that lost bytes", encodeFrame("fin", { sentBytes: 10 })],
  ])("%s ends that flow alone", async (_, message) => {
    const [bad, good] = [await openFlow(), await openFlow()];
    const reset = resetOf(bad.program);
    bad.publisherTunnel.client.send(message);
    expect(await reset).toBe("ECONNRESET");
    for (const end of await ends(bad)) expect(end.code).toBe("CGW_FLOW_PROTOCOL_ERROR");
    await exchange(good.program, good.app);
    resetSocket(good.program);
    await ends(good);
  });

  it("an end whose stream ended in order while something was unacked is over when its socket is", async () => {
    const { client, server } = memoryStreams();
    const [near, app] = await sockets();
    app.pause();
    const spliced = spliceSocket(near, server, { side: "upstream" });
    const heard: Buffer[] = [];
    client.onMessage((message) => void heard.push(message));
    app.end("never acked");
    await until(() => heard.length === 2);
    // More than the kernels take at once, so that the socket closes after the stream has ended.
    for (let sent = 0; sent < 128; sent++) client.send(encodeData(Buffer.alloc(65_536)));
    client.send(encodeFrame("fin", {}));
    client.end();
    await until(() => client.buffered() === 0 && near.writableLength > 0);
    const received = textOf(app);
    expect((await received).length).toBe(128 * 65_536);
    expect(await within(spliced.done, 5_000)).toMatchObject({ clientBytes: 128 * 65_536, serverBytes: 0 });
  });

  it("a far end that keeps no acks is held back by its stream", async () => {
    const { client, server } = memoryStreams();
    const [near, app] = await sockets();
    const spliced = spliceSocket(near, server, { side: "upstream", peerAcks: false });
    app.pause();
    let sent = 0;
    const body = Buffer.alloc(65_536, 1);
    client.onMessage(() => {});
    const fill = () => {
      while (sent < 512 && client.send(encodeData(body))) sent += 1;
      if (sent === 512) client.send(encodeFrame("fin", {}));
    };
    client.onDrain(() => {
      sent += 1;
      fill();
    });
    fill();
    await settled(() => near.bytesWritten);
    expect(near.writableLength).toBeLessThanOrEqual(2 * MIB);
    const received = textOf(app);
    app.end();
    expect((await received).length).toBe(512 * 65_536);
    client.end();
    expect(await spliced.done).toMatchObject({ clientBytes: 512 * 65_536 });
  });
});
