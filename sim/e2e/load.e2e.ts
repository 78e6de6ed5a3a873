/** The load generator and its app, against each other and against servers that misbehave: what it says must be so. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type BehindApp, Load, type Target } from "../../bench/load/load.ts";
import { until } from "../../bench/show/estate.ts";

let load: Load;
let app: BehindApp;
let target: Target;

beforeAll(async () => {
  load = await Load.build();
  app = await load.startApp();
  target = { to: `127.0.0.1:${app.port}` };
});

afterAll(async () => {
  await app?.close();
  load?.close();
});

describe("against its own app", () => {
  it.each([1, 0])("moves as many bytes as it was asked to (up=%d), over one flow and over many", async (up) => {
    for (const flows of [1, 16]) {
      const moved = await load.generate("bulk", target, { up, flows, bytes: 64 * 2 ** 20 });
      expect(moved["bytes"]).toBe(64 * 2 ** 20);
      expect(moved["mb_per_s"]).toBeGreaterThan(100);
    }
  });

  it.each([1, 0])("keeps a pace (up=%d)", async (up) => {
    const moved = await load.generate("bulk", target, { up, flows: 4, seconds: 2, mb: 20 });
    expect(moved["mb_per_s"]).toBeGreaterThan(19);
    expect(moved["mb_per_s"]).toBeLessThan(21);
  });

  it("opens flows one after another and at a time, far faster than any path", async () => {
    for (const wide of [1, 32]) {
      const opened = await load.generate("connects", target, { count: 2_000, wide });
      expect(opened["opened"]).toBe(2_000);
      expect(opened["n"]).toBe(2_000);
      expect(opened["p50_us"]).toBeLessThanOrEqual(opened["p99_us"]!);
    }
  });

  it("lets flows come at the rate that was asked", async () => {
    const came = await load.generate("arrivals", target, { rate: 500, seconds: 2 });
    expect(came["opened"]).toBeGreaterThan(850);
    expect(came["opened"]).toBeLessThan(1_150);
    expect(came["failed"]).toBe(0);
  });

  it("holds idle flows until it is told to end, and the app counts them", async () => {
    const held = await load.hold(target, 100);
    expect(await app.connections()).toBe(100);
    await held.close();
    await until("no flow is open", async () => ((await app.connections()) === 0 ? true : undefined), 5_000);
  });

  it("counts pings", async () => {
    const pinged = await load.generate("ping", target, { count: 500 });
    expect(pinged["n"]).toBe(500);
  });
});

describe("against servers that misbehave", () => {
  it("a stall is felt by every flow that was due meanwhile", async () => {
    const server = await serve(stallingEcho(500));
    const came = await load.generate("arrivals", server.target, { rate: 200, seconds: 2 });
    await server.close();
    // A generator that waits for one answer before the next flow would see the stall once in hundreds.
    expect(came["p90_us"]).toBeGreaterThan(100_000);
  });

  it("a flow that ends before its first byte is a failure, and said so", async () => {
    const server = await serve((socket) => socket.end());
    const failed = load.generate("connects", server.target, { count: 10, wide: 2 });
    await expect(failed).rejects.toThrow(/10 flows .* ended before it was open/);
    await server.close();
  });

  it("another byte than the one that was sent opens nothing", async () => {
    const server = await serve((socket) => socket.once("data", () => socket.write("?")));
    const failed = load.generate("connects", server.target, { count: 1, wide: 1 });
    await expect(failed).rejects.toThrow(/another byte came back/);
    await server.close();
  });
});

/** Answers the first byte of each flow; once in its life it does nothing for so long. */
function stallingEcho(stallMs: number): (socket: Socket) => void {
  let served = 0;
  return (socket) =>
    socket.once("data", (bytes: Buffer) => {
      served += 1;
      // The whole server stands still, as one with a long garbage collection does.
      if (served === 100) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
      socket.write(bytes.subarray(-1));
    });
}

async function serve(each: (socket: Socket) => void): Promise<{ target: Target; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    each(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    target: { to: `127.0.0.1:${port}` },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
