/** Tests of one exchange with a name server, against one that answers, and against who would answer in its place. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import fc from "fast-check";
import { TrialNameServer } from "../trial-name-server.ts";
import { freePort } from "../trial-port.ts";
import { type AskedMessage, answerKind, exchange, mixedCase } from "./exchange.ts";

let server: TrialNameServer;
beforeEach(async () => {
  const many = Array.from({ length: 90 }, (_, n) => ({
    ...{ type: "A" as const, name: "many.example.org", ttl: 9, data: `192.0.2.${n}` },
  }));
  server = await TrialNameServer.open([{ type: "A", name: "www.example.org", ttl: 77, data: "192.0.2.7" }, ...many]);
});
afterEach(() => server.close());

function asked(name = "WwW.example.org", more: Partial<AskedMessage> = {}): AskedMessage {
  const bytes = dns.encode({ type: "query", id: 7, flags: 256, questions: [{ type: "A", name }] });
  return { bytes, end: bytes.length, over: "udp", ...more };
}

const ask = (one = asked(), withinMs = 1_500) => exchange({ host: "127.0.0.1", port: server.port }, one, { withinMs });
const addresses = (bytes?: Buffer) => dns.decode(bytes!).answers!.map((one) => (one as { data: string }).data);
const lowered = (answer: Buffer) => {
  const copy = Buffer.from(answer);
  for (let at = 12; at < copy.length; at += 1) if (copy[at]! >= 0x41 && copy[at]! <= 0x5a) copy[at]! += 32;
  return copy;
};

describe("an exchange with a name server", () => {
  it("brings the answer byte for byte, by another port and another id each time", async () => {
    let sent = Buffer.alloc(0);
    server.forge = (answer) => [(sent = Buffer.from(answer))];
    for (let n = 0; n < 6; n += 1) {
      const answer = await ask();
      sent.writeUInt16BE(7, 0);
      expect(answer).toEqual(sent);
    }
    expect(new Set(server.from.map(({ port }) => port)).size).toBeGreaterThan(1);
    expect(new Set(server.from.map(({ id }) => id)).size).toBeGreaterThan(1);
  });

  it("takes nothing of another id, opcode or question, no question, and no datagram cut short", async () => {
    server.forge = (answer) => {
      const changed = (at: number, by: number) => {
        const other = Buffer.from(answer);
        other[at]! ^= by;
        return other;
      };
      const ids = [changed(0, 1), changed(1, 0x80)];
      // A query, not an answer; an update; another letter; another type; another class; two questions.
      const kinds = [changed(2, 0x80), changed(2, 0x28), changed(13, 1), changed(30, 1), changed(32, 2), changed(5, 3)];
      return [...ids, ...kinds, Buffer.alloc(0), answer.subarray(0, 11), answer.subarray(0, 20), answer];
    };
    expect(addresses(await ask())).toEqual(["192.0.2.7"]);
  });

  it("takes nothing of another address than the one it has asked", async () => {
    const other = createSocket("udp4");
    await new Promise<void>((resolve) => other.bind(0, "127.0.0.1", resolve));
    server.forge = (answer) => {
      const forged = Buffer.from(answer);
      forged[forged.length - 1] = 66;
      other.send(forged, server.from.at(-1)!.port, "127.0.0.1", () => {
        server.forge = undefined;
        server.resend(answer, server.from.at(-1)!.port);
      });
      return [];
    };
    expect(addresses(await ask())).toEqual(["192.0.2.7"]);
    other.close();
  });

  it("asks by TCP whoever writes the question in other letters' cases, where nobody else can answer", async () => {
    server.forge = (answer) => [lowered(answer)];
    expect(addresses(await ask())).toEqual(["192.0.2.7"]);
    expect(server.asked.length).toBe(2);
  });

  it("asks again by TCP for what is cut where all of it is wanted, and else hands on that it is cut", async () => {
    expect(addresses(await ask(asked("many.example.org", { whole: true })))).toHaveLength(90);
    const cut = await ask(asked("many.example.org"));
    expect(cut![2]! & 2).toBe(2);
    expect(addresses(await ask(asked("many.example.org", { over: "tcp" })))).toHaveLength(90);
  });

  it("hears of nobody there at once, and waits no longer than it may", async () => {
    const began = performance.now();
    for (const over of ["udp", "tcp"] as const) {
      const nobody = { host: "127.0.0.1", port: await freePort() };
      expect(await exchange(nobody, asked("www.example.org", { over }), { withinMs: 60_000 })).toBeUndefined();
    }
    server.mute = true;
    expect(await ask(asked(), 50)).toBeUndefined();
    expect(await ask(asked("www.example.org", { over: "tcp" }), 50)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("takes no other question's answer from a stream either, nor one that ends early", async () => {
    for (const frame of [Buffer.from([0, 12, ...Buffer.alloc(12)]), Buffer.from([0, 60, 1, 2])]) {
      const stream = createServer((socket) => void socket.on("error", () => {}).end(frame));
      await new Promise<void>((resolve) => stream.listen(0, "127.0.0.1", resolve));
      const { port } = stream.address() as { port: number };
      const one = asked("www.example.org", { over: "tcp" });
      expect(await exchange({ host: "127.0.0.1", port }, one, { withinMs: 5_000 })).toBeUndefined();
      stream.close();
    }
  });

  it("tells which port is its own while it waits", async () => {
    const ports = new Set<number>();
    const seen: number[] = [];
    server.forge = (answer) => {
      seen.push(...ports);
      return [answer];
    };
    const onPort = (port: number, inUse: boolean) => void (inUse ? ports.add(port) : ports.delete(port));
    await exchange({ host: "127.0.0.1", port: server.port }, asked(), { withinMs: 1_500, onPort });
    expect(seen).toEqual([server.from[0]!.port]);
    expect(ports.size).toBe(0);
  });
});

describe("an answer", () => {
  const id = Uint8Array.of(1, 2);
  const header = Buffer.from([1, 2, 0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0]);

  it("may be a header alone that says what is wrong, and nothing shorter or other", () => {
    expect(answerKind(header, asked(), id)).toBe("answer");
    expect(answerKind(header.subarray(0, 11), asked(), id)).toBe("other");
    expect(answerKind(Buffer.from([1, 2, 1, ...header.subarray(3)]), asked(), id)).toBe("other");
    expect(answerKind(Buffer.concat([header, header]), asked(), id)).toBe("other");
    const fine = Buffer.from(header);
    fine[3] = 0x80;
    expect(answerKind(fine, asked(), id)).toBe("other");
  });

  it("is nothing that changes one byte of id or question, but for a letter's case", () => {
    const one = asked();
    const good = Buffer.from(one.bytes);
    good.set(id, 0);
    good[2]! |= 0x80;
    expect(answerKind(good, one, id)).toBe("answer");
    fc.assert(
      fc.property(fc.integer({ min: 12, max: one.end - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(good);
        changed[at]! ^= by;
        const isLetter = /[A-Za-z]/.test(String.fromCharCode(good[at]!)) && at < one.end - 4;
        expect(answerKind(changed, one, id)).toBe(by === 0x20 && isLetter ? "rewritten" : "other");
      }),
      { numRuns: 2_000 },
    );
  });

  it("of any bytes at all is judged without a throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const kind = answerKind(Buffer.from([1, 2, 0x80, ...bytes]), asked(), id);
        expect(["answer", "rewritten", "other"]).toContain(kind);
      }),
    );
  });
});

describe("a name in mixed case", () => {
  it("is the same name, and another one each time", () => {
    const name = "a-very-long-name-of-1-host.corp.example";
    const mixed = Array.from({ length: 20 }, () => mixedCase(name));
    for (const one of mixed) expect(one.toLowerCase()).toBe(name);
    expect(new Set(mixed).size).toBeGreaterThan(15);
  });
});
