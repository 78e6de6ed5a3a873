/** Raw streams over real sockets: both directions, both ends, back-pressure, and aborts by the thousand. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MalformedFrame } from "../wire/malformed.ts";
import { STREAM_WINDOW_BYTES } from "./http2-limits.ts";
import type { Link } from "./link.ts";
import { SEND_HIGH_BYTES } from "./raw-stream.ts";
import { STATUS } from "./status.ts";
import { DOUBLE, ECHO, ended, gather, lostOf, openTrial, pair, TALK, type Trial, until } from "./trial.ts";

let trial: Trial;
let link: Link;

beforeAll(async () => {
  trial = await openTrial();
  link = trial.link(await trial.identity("device", "laptop"));
});
afterAll(() => trial.close());

describe("a stream", () => {
  it("carries messages both ways, whole and in order", async () => {
    const stream = link.stream(ECHO);
    const hash: number[] = [];
    stream.onMessage((message) => hash.push(message.readUInt32BE(0), message.length));
    const sizes = Array.from({ length: 500 }, (_, n) => 4 + ((n * 7919) % 65_536));
    let next = 0;
    const pump = () => {
      while (next < sizes.length) {
        const message = Buffer.alloc(sizes[next]!);
        message.writeUInt32BE(next++);
        if (!stream.send(message)) return;
      }
      stream.end();
    };
    stream.onDrain(pump);
    pump();
    await ended(stream);
    expect(hash).toEqual(sizes.flatMap((size, n) => [n, size]));
    expect(stream.buffered()).toBe(0);
  });

  it("is half-closed by the client, and the server goes on until it ends", async () => {
    const { client, server } = await pair(trial, link);
    const [atClient, atServer] = [gather(client), gather(server)];
    client.send(Buffer.from("last from client"));
    const half = new Promise<void>((resolve) => server.onEnd(resolve));
    const all = ended(client);
    client.end();
    await half;
    for (const text of ["one", "two"]) server.send(Buffer.from(text));
    server.end();
    await all;
    expect([atServer, atClient]).toEqual([["last from client"], ["one", "two"]]);
  });

  it("is ended by the server first: what the client still sends arrives, and neither is lost", async () => {
    const { client, server } = await pair(trial, link);
    const [atClient, atServer] = [gather(client), gather(server)];
    let lost = 0;
    client.onLost(() => lost++);
    server.onLost(() => lost++);
    server.send(Buffer.from("bye"));
    server.end();
    await until("bye", () => atClient.length === 1);
    client.send(Buffer.from("bye too"));
    const done = new Promise<void>((resolve) => client.onEnd(resolve));
    client.end();
    await done;
    await until("bye too", () => atServer.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lost).toBe(0);
  });

  it("is ended by the server alone after 5 s, where the client never half-closes", async () => {
    const { client, server } = await pair(trial, link);
    gather(client);
    const started = performance.now();
    server.end();
    await ended(client);
    expect(performance.now() - started).toBeGreaterThan(4_900);
  }, 10_000);

  it("with another status is lost to the client, with code and text, once", async () => {
    const { client, server } = await pair(trial, link);
    gather(client);
    server.fail(STATUS.FAILED_PRECONDITION, "not now");
    expect(await lostOf(client)).toMatchObject({ code: STATUS.FAILED_PRECONDITION, message: "not now" });
  });

  it("that was lost before anybody asked says so afterwards", async () => {
    const { client, server } = await pair(trial, link);
    server.fail(STATUS.ABORTED, "gone");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await lostOf(client)).toMatchObject({ code: STATUS.ABORTED });
  });

  it("that was lost tells whoever takes it over, each once", async () => {
    const { client, server } = await pair(trial, link);
    gather(client);
    let first = 0;
    const lost = new Promise<void>((resolve) => client.onLost(() => resolve(void first++)));
    server.fail(STATUS.ABORTED, "gone");
    await lost;
    expect(await lostOf(client)).toMatchObject({ code: STATUS.ABORTED });
    expect(first).toBe(1);
  });

  it("cancelled by either end is lost to the other", async () => {
    const first = await pair(trial, link);
    first.client.cancel();
    expect((await lostOf(first.server)).message).toMatch(/broke/);
    const second = await pair(trial, link);
    gather(second.client);
    second.server.cancel();
    expect(await lostOf(second.client)).toMatchObject({ code: STATUS.CANCELLED });
  });

  it("whose handler finds a message malformed is failed, and the process lives", async () => {
    const { client, server } = await pair(trial, link);
    gather(client);
    server.onMessage(() => {
      throw new MalformedFrame("garbage");
    });
    const lost = lostOf(server);
    client.send(Buffer.from("x"));
    expect(await lost).toBeInstanceOf(MalformedFrame);
    expect(await lostOf(client)).toMatchObject({ code: STATUS.INVALID_ARGUMENT });
  });
});

describe("back-pressure", () => {
  it("stops the sender while the reader pauses, in either direction, and starves no neighbour", async () => {
    for (const way of ["up", "down"] as const) {
      const { client, server } = await pair(trial, link);
      const [from, to] = way === "up" ? [client, server] : [server, client];
      to.pause();
      let heard = 0;
      to.onMessage((message) => {
        heard += message.length;
      });
      let drains = 0;
      from.onDrain(() => drains++);
      const message = Buffer.alloc(65_536);
      let sent = 0;
      // Until nothing is taken any more: windows and buffers are full.
      for (let quiet = 0; quiet < 20 && sent < 64 * 1024 * 1024; quiet++) {
        while (from.buffered() <= SEND_HIGH_BYTES) {
          from.send(message);
          sent += message.length;
          quiet = 0;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(sent).toBeLessThan(2 * STREAM_WINDOW_BYTES);
      expect(from.send(message)).toBe(false);
      sent += message.length;
      expect(heard).toBe(0);
      const stalled = drains;
      expect((await link.unary(DOUBLE, Buffer.alloc(100_000), 2_000)).length).toBe(200_000);
      to.resume();
      await until("all of it", () => heard === sent);
      expect(drains).toBeGreaterThan(stalled);
      expect(from.buffered()).toBe(0);
      client.end();
      server.end();
    }
  });

  it("a pause holds also when the handler is set later, and end() lifts it", async () => {
    const { client, server } = await pair(trial, link);
    server.pause();
    const heard = gather(server);
    client.send(Buffer.from("x"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toEqual([]);
    const done = ended(client);
    gather(client);
    client.end();
    server.end();
    await done;
    expect(heard).toEqual(["x"]);
  });
});

it("5,000 streams aborted by a message in band leave a neighbour alive, at both ends", async () => {
  const neighbour = link.stream(ECHO);
  const echoed = gather(neighbour);
  trial.talk = (stream) => {
    stream.onMessage((message) => {
      if (message.toString() === "reset") stream.end();
    });
    stream.onEnd(() => stream.end());
    stream.send(Buffer.from("data on its way"));
  };
  let clean = 0;
  for (let round = 0; round < 50; round++) {
    neighbour.send(Buffer.from(String(round)));
    const hundred = Array.from({ length: 100 }, () => {
      const stream = link.stream(TALK);
      stream.onMessage(() => {});
      stream.send(Buffer.from("reset"));
      stream.end();
      return ended(stream).then(() => clean++);
    });
    await Promise.all(hundred);
  }
  await until("the neighbour's echo", () => echoed.length === 50);
  expect(clean).toBe(5_000);
  neighbour.end();
  await ended(neighbour);
  expect(trial.refused).not.toContain("reset-flood");
  await until("no stream is left", () => trial.listener.counts().streams === 0);
}, 60_000);
