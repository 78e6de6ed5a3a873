/** Tests of reading name servers' answers: against a library's writing, and against anything at all. */
import { describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import fc from "fast-check";
import { ANSWER_BYTES_MAX, addressIn, nameIn, RECORDS_MAX, TTL_MAX_S, TYPE } from "./name-answer.ts";
import { readAnswer, wireName } from "./read-answer.ts";

const QUESTION = { name: "wiki.corp.example", type: TYPE.A };

function response(answers: dns.Answer[], more: Partial<dns.Packet> = {}, type: dns.RecordType = "A"): Buffer {
  return dns.encode({
    ...{ type: "response", id: 7, flags: 0, questions: [{ name: QUESTION.name, type, class: "IN" }], answers },
    ...more,
  });
}

const a = (name: string, data: string, ttl = 60): dns.Answer => ({ type: "A", name, ttl, data });

describe("reading an answer", () => {
  it("takes the records of the question and of its chain of aliases, and nothing beside", () => {
    const alias: dns.Answer = { type: "CNAME", name: "wiki.corp.example", ttl: 30, data: "Web.corp.example" };
    const foreign = a("bank.example", "10.9.9.9");
    const read = readAnswer(response([foreign, a("web.corp.example", "10.1.0.1"), alias]), 7, QUESTION);
    if (read.kind !== "answer") throw new Error(read.kind);
    const { records } = read.answer;
    expect(records.map(({ name, type }) => [name, type])).toEqual([
      ["wiki.corp.example", TYPE.CNAME],
      ["web.corp.example", TYPE.A],
    ]);
    expect(nameIn(records[0]!.rdata)).toBe("web.corp.example");
    expect(addressIn(records[1]!)).toBe("10.1.0.1");
  });

  it("writes out the names that a server has compressed, in every type that holds one", () => {
    for (const [type, before] of [
      [TYPE.CNAME, 0],
      [TYPE.PTR, 0],
      [TYPE.MX, 2],
      [TYPE.SRV, 6],
    ] as const) {
      const header = Buffer.from([0, 7, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0]);
      const question = Buffer.concat([wireName("wiki.corp.example"), Buffer.from([0, type, 0, 1])]);
      // "host" and a pointer to corp.example, in the question's name.
      const target = Buffer.concat([Buffer.from([4]), Buffer.from("host"), Buffer.from([0xc0, 12 + 5])]);
      const rdata = Buffer.concat([Buffer.alloc(before, 1), target]);
      const fixed = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 9, 0, rdata.length]);
      const read = readAnswer(Buffer.concat([header, question, fixed, rdata]), 7, { ...QUESTION, type });
      if (read.kind !== "answer") throw new Error(read.kind);
      const plain = Buffer.concat([Buffer.alloc(before, 1), wireName("host.corp.example")]);
      expect(read.answer.records.map((record) => Buffer.from(record.rdata))).toEqual([plain]);
    }
  });

  it("is no answer of another id, question, class or kind, and asks again what was cut", () => {
    const good = response([a(QUESTION.name, "10.1.0.1")]);
    expect(readAnswer(good, 8, QUESTION).kind).toBe("other");
    expect(readAnswer(good, 7, { ...QUESTION, name: "other.corp.example" }).kind).toBe("other");
    expect(readAnswer(good, 7, { ...QUESTION, type: TYPE.TXT }).kind).toBe("other");
    expect(readAnswer(dns.encode({ type: "query", id: 7, questions: [] }), 7, QUESTION).kind).toBe("other");
    const cut = Buffer.from(good);
    cut.writeUInt16BE(cut.readUInt16BE(2) | dns.TRUNCATED_RESPONSE, 2);
    expect(readAnswer(cut, 7, QUESTION).kind).toBe("truncated");
  });

  it("says how long absence holds: the lesser of the SOA's own time and its last field, bounded", () => {
    const soa = (ttl: number, minimum: number): dns.Answer => ({
      ...{ type: "SOA", name: "corp.example", ttl },
      data: { mname: "ns.corp.example", rname: "op.corp.example", serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
    });
    const negative = (ttl: number, minimum: number) => {
      const read = readAnswer(response([], { flags: 3, authorities: [soa(ttl, minimum)] }), 7, QUESTION);
      return read.kind === "answer" ? [read.answer.rcode, read.answer.negativeTtl] : [];
    };
    expect(negative(900, 7)).toEqual([3, 7]);
    expect(negative(5, 900)).toEqual([3, 5]);
    expect(negative(90_000, 90_000)).toEqual([3, 60]);
  });

  it("keeps addresses as they are, and stays within its bounds, whatever a library writes", () => {
    const address = fc.tuple(...[0, 0, 0, 0].map(() => fc.nat(255))).map((bytes) => bytes.join("."));
    fc.assert(
      fc.property(fc.array(fc.record({ address, ttl: fc.nat() }), { maxLength: 200 }), (hosts) => {
        const bytes = response(hosts.map((host) => a(QUESTION.name, host.address, host.ttl)));
        const read = readAnswer(bytes, 7, QUESTION);
        if (read.kind !== "answer") throw new Error(read.kind);
        const { records } = read.answer;
        expect(records.map(addressIn)).toEqual(hosts.slice(0, RECORDS_MAX).map((host) => host.address));
        for (const [n, { ttl }] of records.entries()) expect(ttl).toBe(Math.min(hosts[n]!.ttl, TTL_MAX_S));
      }),
      { numRuns: 100 },
    );
  });

  it("never throws, hangs or tells more than its bounds of any bytes, broken answers among them", () => {
    const good = response([a(QUESTION.name, "10.1.0.1"), a(QUESTION.name, "10.1.0.2")]);
    const broken = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length)).map(([at, byte, length]) => {
      const bytes = Buffer.from(good);
      bytes[at] = byte;
      return bytes.subarray(0, Math.max(length, 1));
    });
    fc.assert(
      fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 300 })), (bytes) => {
        const read = readAnswer(bytes, 7, QUESTION);
        if (read.kind !== "answer") return;
        const size = read.answer.records.reduce((sum, { name, rdata }) => sum + name.length + rdata.length, 0);
        expect(size).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
        for (const { name } of read.answer.records) expect(name).toBe(QUESTION.name);
      }),
      { numRuns: 3_000 },
    );
  });

  it("follows no pointer forwards or to itself", () => {
    const good = response([a(QUESTION.name, "10.1.0.1")]);
    const looped = Buffer.from(good);
    looped[12] = 0xc0;
    looped[13] = 12;
    expect(readAnswer(looped, 7, QUESTION).kind).toBe("other");
  });
});
