/** `wayleave capture` at an agent: what programs and apps have said to each other stands in the file, byte for byte. */
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import { BYTES_MAX, readWish, SECONDS_MAX, type Wish, wishLine } from "../../core/capture-wish.ts";
import { openSocksProgram } from "../../io/flow/socks-program.ts";
import { TCP } from "../../io/pcapng/packets.ts";
import { type ReadPacket, readBack, streamOf } from "../../io/pcapng/read-back.ts";
import { headBytes } from "../run/io/wire.ts";
import { TAP_SOCKET } from "./tap.ts";
import { addressIn, closeKit, kit, lookUp, openKit, readAll, socks, until } from "./test-kit.ts";

const echo = createSocket("udp4");

beforeAll(async () => {
  await openKit();
  echo.on("message", (payload, from) => echo.send(payload, from.port, from.address));
  echo.bind(kit.echoPort, "127.0.0.1");
  await once(echo, "listening");
});
afterAll(async () => {
  await closeKit();
  echo.close();
  for (const reader of readers) reader.destroy();
});

const readers: Socket[] = [];
const path = () => join(kit.settings["state"] as string, TAP_SOCKET);

async function capture(wish: Partial<Wish> & { seconds?: number }) {
  const socket = connect({ path: path(), allowHalfOpen: true });
  readers.push(socket);
  socket.write(wishLine({ seconds: 60, maxBytes: 2 ** 30, ...wish }));
  const chunks: Buffer[] = [];
  const begun = Promise.withResolvers<string>();
  const all = () => Buffer.concat(chunks);
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    const end = all().indexOf("\n");
    if (end >= 0) begun.resolve(all().subarray(0, end).toString());
  });
  const ended = once(socket, "end");
  const answer = JSON.parse(await begun.promise) as { ok?: boolean; error?: string };
  const file = async () => {
    socket.end();
    await ended;
    return readBack(all().subarray(all().indexOf("\n") + 1));
  };
  return { answer, file, ended };
}

const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function echoed(bytes: Buffer): Promise<void> {
  const socket = await socks("echo.corp.example", 7);
  const back = readAll(socket);
  socket.end(bytes);
  expect((await back).length).toBe(bytes.length);
  socket.destroy();
}

describe("a capture at the agent", () => {
  it("holds both directions of a connection, byte for byte, and says which flow it is", async () => {
    const seen = await capture({});
    expect(seen.answer).toEqual({ ok: true });
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, n) => n % 251));
    await echoed(bytes);
    const { packets, names, counts } = await seen.file();
    const { from, to, comment } = packets[0]!;
    expect([hash(streamOf(packets, from)), hash(streamOf(packets, to))]).toEqual([hash(bytes), hash(bytes)]);
    expect(comment).toMatch(/^flow [0-9a-f-]{36}, to echo\.corp\.example:7, rule .*, publisher .*, trace [0-9a-f]{32}/);
    expect([...names.values()]).toEqual(["echo.corp.example"]);
    expect(counts).toEqual({ received: packets.length, dropped: 0 });
  });

  it("holds each datagram of an association", async () => {
    const seen = await capture({ host: "*.corp.example" });
    const own = await openSocksProgram(`127.0.0.1:${kit.agent.proxyPort}`);
    const payloads = ["hello", "", "x".repeat(60_000)];
    for (const payload of payloads) {
      await own.send("echo.corp.example", 7, Buffer.from(payload));
      expect((await own.answer(5_000)).payload.length).toBe(payload.length);
    }
    own.close();
    const { packets } = await seen.file();
    expect(packets.map(({ protocol, payload }) => [protocol, payload.length])).toEqual(
      payloads.flatMap(({ length }) => [
        [17, length],
        [17, length],
      ]),
    );
  });

  it("holds questions at the agent's name server, with their answers", async () => {
    const [all, one] = [await capture({}), await capture({ host: "echo.corp.example" })];
    const answer = await lookUp("wiki.corp.example", "A");
    await lookUp("echo.corp.example", "A");
    const { packets } = await all.file();
    expect(packets.map(({ protocol }) => protocol)).toEqual([17, 17, 17, 17]);
    expect(packets[0]!.comment).toBe("question for wiki.corp.example");
    const [asked, told] = [dns.decode(packets[0]!.payload), dns.decode(packets[1]!.payload)];
    expect([asked.questions?.[0]?.name, told.answers]).toEqual(["wiki.corp.example", answer.answers]);
    expect((await one.file()).packets.map(({ comment }) => comment)).toEqual([
      "question for echo.corp.example",
      "question for echo.corp.example",
    ]);
  });

  it("holds a connection that was open before from then on, without a begin, both streams in order", async () => {
    const socket = await socks("echo.corp.example", 7);
    const back = readAll(socket);
    const before = Buffer.alloc(5_000, "before ");
    socket.write(before);
    await once(socket, "data");
    await until(() => socket.bytesRead >= before.length);
    const seen = await capture({});
    const after = Buffer.from(Array.from({ length: 100_000 }, (_, n) => n % 249));
    socket.end(after);
    await back;
    const { packets, counts } = await seen.file();
    expect(packets.some(({ flags }) => (flags & TCP.syn) !== 0)).toBe(false);
    const [{ from, to }] = packets as [ReadPacket];
    expect([hash(streamOf(packets, from)), hash(streamOf(packets, to))]).toEqual([hash(after), hash(after)]);
    const told = packets.filter(({ comment }) => comment !== undefined);
    expect(told.map((one) => one.from).sort()).toEqual([from, to].sort());
    for (const { comment } of told) expect(comment).toMatch(/^flow .*, open before the capture$/);
    expect(packets.filter(({ flags }) => flags & TCP.fin)).toHaveLength(2);
    expect(counts).toEqual({ received: packets.length, dropped: 0 });
  });

  it("holds the datagrams of an association that was open before", async () => {
    const own = await openSocksProgram(`127.0.0.1:${kit.agent.proxyPort}`);
    const echoes = async (payload: string) => {
      await own.send("echo.corp.example", 7, Buffer.from(payload));
      expect((await own.answer(5_000)).payload.toString()).toBe(payload);
    };
    await echoes("before");
    const seen = await capture({});
    await echoes("after");
    own.close();
    const { packets } = await seen.file();
    expect(packets.map(({ payload }) => payload.toString())).toEqual(["after", "after"]);
    for (const { comment } of packets) expect(comment).toMatch(/, open before the capture$/);
  });

  it("holds a program's connection under `wayleave run` with the address that it has sent to", async () => {
    const stub = addressIn(await lookUp("echo.corp.example", "A"));
    const seen = await capture({ host: "echo.corp.example" });
    const socket = connect(kit.agent.proxyPort, "127.0.0.1");
    const source = { ip: "192.0.2.7", port: 4_321 };
    const process = { name: "curl", pathHash: "" };
    socket.write(headBytes({ want: "tcp", host: stub, port: 7, source, process }));
    await once(socket, "data");
    socket.end("hello");
    await once(socket.resume(), "close");
    const { packets, names } = await seen.file();
    // Beside it may stand the end of a flow from before.
    const own = packets.filter(({ from, to }) => [from, to].includes("192.0.2.7:4321"));
    expect([own[0]!.from, own[0]!.to]).toEqual(["192.0.2.7:4321", `${stub}:7`]);
    expect(own[0]!.comment).toMatch(/, program curl$/);
    expect(names.get(stub)).toBe("echo.corp.example");
    expect(streamOf(own, `${stub}:7`).toString()).toBe("hello");
  });

  it("holds questions by TCP with their answers, of one name those for it alone", async () => {
    const [all, one] = [await capture({}), await capture({ host: "echo.corp.example" })];
    const framed = ["wiki", "echo", "wiki"].map((host, id) =>
      dns.streamEncode({ type: "query", id, questions: [{ type: "A", name: `${host}.corp.example` }] }),
    );
    const socket = connect(kit.agent.dnsPort, "127.0.0.1");
    const { localPort = 0 } = await once(socket, "connect").then(() => socket);
    socket.end(Buffer.concat(framed));
    const answers = Buffer.from(await readAll(socket), "latin1");
    const { packets } = await all.file();
    const [client, server] = [`127.0.0.1:${localPort}`, `127.0.0.1:${kit.agent.dnsPort}`];
    expect(streamOf(packets, client)).toEqual(Buffer.concat(framed));
    expect(streamOf(packets, server)).toEqual(answers);
    expect(packets.filter(({ flags }) => flags & TCP.fin)).toHaveLength(2);
    const filtered = (await one.file()).packets;
    expect(streamOf(filtered, client)).toEqual(framed[1]);
    expect(dns.decode(streamOf(filtered, server).subarray(2)).questions?.[0]?.name).toBe("echo.corp.example");
    expect(filtered.map(({ comment }) => comment)).toContain("question for echo.corp.example");
    expect(filtered.map(({ comment }) => comment)).not.toContain("question for wiki.corp.example");
  });

  it("holds nothing of what was not asked for", async () => {
    const [other, app] = [await capture({ host: "wiki.corp.example" }), await capture({ app: "nobody's" })];
    await echoed(Buffer.from("hello"));
    expect((await other.file()).packets).toEqual([]);
    expect(app.answer.error).toContain('app "nobody\'s" is not in the SRP');
  });

  it("ends by its time and by its room, and tells what is not in it", async () => {
    const [short, small] = [await capture({ seconds: 1 }), await capture({ maxBytes: 2_000 })];
    await echoed(Buffer.alloc(100_000));
    await Promise.all([short.ended, small.ended]);
    const { counts, packets } = await small.file();
    expect(counts!.received - counts!.dropped).toBe(packets.length);
    expect(counts!.dropped).toBeGreaterThan(0);
  });

  it("is for the agent's user alone", () => {
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });
});

it("a wish is read as it was written; one that is none says what is wrong", () => {
  const wish = { app: "wiki", host: "10.0.0.0/8", seconds: SECONDS_MAX, maxBytes: BYTES_MAX };
  expect(readWish(wishLine(wish))).toEqual(wish);
  for (const [line, wrong] of [
    ["nonsense", /no JSON/],
    ["3", /no object/],
    ['{"seconds":0,"max_bytes":1}', /seconds/],
    ['{"seconds":1,"max_bytes":1e300}', /max_bytes/],
    ['{"app":3,"seconds":1,"max_bytes":1}', /app is no text/],
  ] as const) {
    expect(readWish(line)).toEqual({ wrong: expect.stringMatching(wrong) });
  }
});
