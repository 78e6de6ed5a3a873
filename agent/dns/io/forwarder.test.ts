/** Tests of forwarding, against real sockets. */
import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import { Forwarder, isAnswer, lengthBytes } from "./forwarder.ts";

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const questionOf = (name = "WwW.example.org", over: "udp" | "tcp" = "udp") => {
  const bytes = dns.encode({ type: "query", id: 7, flags: 256, questions: [{ type: "A", name }] });
  return { bytes, end: bytes.length, over };
};

function answerTo(query: Buffer, name?: string): Buffer {
  const { id = 0, questions = [] } = dns.decode(query);
  const asked = questions[0]!;
  const question = { type: "A", name: name ?? asked.name } as const;
  return dns.encode({
    ...{ type: "response", id, flags: 0x8180, questions: [question] },
    answers: [{ type: "A", name: asked.name, ttl: 77, data: "192.0.2.7" }],
  });
}

/** A resolver that answers as told, and remembers whom it heard from. */
async function openResolver(answers: (query: Buffer) => Buffer[]) {
  const ports: number[] = [];
  const ids: number[] = [];
  const udp = createSocket("udp4");
  udp.on("message", (query, { address, port }) => {
    ports.push(port);
    ids.push(query.readUInt16BE(0));
    for (const answer of answers(query)) udp.send(answer, port, address);
  });
  await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
  closers.push(() => udp.close());
  return { upstream: { host: "127.0.0.1", port: udp.address().port }, ports, ids };
}

describe("a forwarded question", () => {
  it("comes back byte for byte, by another port and another id each time", async () => {
    let sent: Buffer[] = [];
    const { upstream, ports, ids } = await openResolver((query) => (sent = [answerTo(query)]));
    const forwarder = new Forwarder([upstream]);
    for (let n = 0; n < 4; n += 1) {
      const answer = await forwarder.forward(questionOf());
      const want = Buffer.from(sent[0]!);
      want.writeUInt16BE(7, 0);
      expect(answer).toEqual({ kind: "answer", bytes: want });
    }
    expect(new Set(ports).size).toBeGreaterThan(1);
    expect(new Set(ids).size).toBeGreaterThan(1);
    expect(forwarder.counters).toEqual({ dns_forwarded: 4, dns_forward_failures: 0 });
  });

  it("takes no answer of another id or to another question, and then the true one", async () => {
    const { upstream } = await openResolver((query) => {
      const other = answerTo(query);
      other.writeUInt16BE(other.readUInt16BE(0) ^ 1, 0);
      return [other, answerTo(query, "evil.example.org"), Buffer.from([1, 2]), answerTo(query)];
    });
    const { bytes } = (await new Forwarder([upstream]).forward(questionOf())) as { bytes: Buffer };
    expect(dns.decode(bytes).questions).toMatchObject([{ name: "WwW.example.org" }]);
  });

  it("goes to the next resolver where one is silent or away, and remembers that", async () => {
    const { upstream, ports } = await openResolver(() => []);
    const good = await openResolver((query) => [answerTo(query)]);
    const forwarder = new Forwarder([upstream, good.upstream]);
    expect((await forwarder.forward(questionOf())).kind).toBe("answer");
    expect((await forwarder.forward(questionOf())).kind).toBe("answer");
    expect(ports.length).toBe(1);
    expect(await new Forwarder([upstream]).forward(questionOf())).toEqual({ kind: "failed", why: "silent" });
    expect(await new Forwarder([]).forward(questionOf())).toEqual({ kind: "failed", why: "no-resolver" });
  }, 15_000);

  it("by TCP goes on by TCP", async () => {
    const server = createServer((socket: Socket) => {
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        const answer = answerTo(bytes.subarray(2));
        // In two pieces, as a stream may.
        socket.write(Buffer.concat([lengthBytes(answer), answer.subarray(0, 9)]), () =>
          socket.write(answer.subarray(9)),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const forwarder = new Forwarder([{ host: "127.0.0.1", port: (server.address() as { port: number }).port }]);
    const answered = (await forwarder.forward(questionOf("www.example.org", "tcp"))) as { bytes: Buffer };
    expect(dns.decode(answered.bytes)).toMatchObject({ id: 7, answers: [{ data: "192.0.2.7" }] });
  });

  it("may be answered by a header alone, and by nothing shorter or other", () => {
    const question = questionOf();
    const id = Uint8Array.of(1, 2);
    const header = Buffer.from([1, 2, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(isAnswer(header, question, id)).toBe(true);
    expect(isAnswer(header.subarray(0, 11), question, id)).toBe(false);
    expect(isAnswer(Buffer.from([1, 2, 1, ...header.subarray(3)]), question, id)).toBe(false);
    expect(isAnswer(Buffer.concat([header, header]), question, id)).toBe(false);
  });
});
