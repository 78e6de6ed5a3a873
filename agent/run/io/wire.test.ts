/** The words between `wayleave run` and the agent: whatever is cut or wrong is no word at all. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  answerBytes,
  DATAGRAM_FRAME_MAX,
  Frames,
  frameOf,
  HEAD_LINE_MAX,
  headBytes,
  Lines,
  readAnswer,
  readHead,
  readWatch,
  type SteeredHead,
  watchBytes,
} from "./wire.ts";

const source = { ip: "192.0.2.2", port: 40_000 };
const HEADS: readonly SteeredHead[] = [
  { want: "watch" },
  { want: "udp", source },
  { want: "tcp", host: "100.64.0.1", port: 443, source },
];

describe("the words of wayleave run", () => {
  it.each(HEADS)("reads a head back, and waits for the rest of a cut one: %j", (head) => {
    const bytes = headBytes(head);
    expect(readHead(Buffer.concat([bytes, Buffer.from("GET /")]))).toEqual({
      kind: "head",
      head,
      length: bytes.length,
    });
    for (let length = 1; length < bytes.length; length++) {
      expect(readHead(bytes.subarray(0, length))).toEqual({ kind: "more" });
    }
  });

  it.each([
    ["no JSON", "\u0001{\n"],
    ["nothing wanted", "\u0001{}\n"],
    ["no port", '\u0001{"want":"tcp","host":"a","source":{"ip":"::1","port":1}}\n'],
    ["a port past the last", '\u0001{"want":"tcp","host":"a","port":65536,"source":{"ip":"::1","port":1}}\n'],
    ["a source that is no address", '\u0001{"want":"udp","source":{"ip":"here","port":1}}\n'],
    ["a line past the bound", `\u0001${"x".repeat(HEAD_LINE_MAX)}\n`],
    ["no line within the bound", `\u0001${"x".repeat(HEAD_LINE_MAX)}`],
  ])("takes no head with %s", (_what, text) => {
    expect(readHead(Buffer.from(text))).toEqual({ kind: "garbage" });
  });

  it("reads answers back, and none that it doesn't know", () => {
    const refused = {
      kind: "refused",
      refusal: { code: "CGW_POLICY_RULE_BLOCK", denialId: "d-1", notice: "no" },
    } as const;
    for (const answer of [{ kind: "opened" }, { kind: "elsewhere" }, refused] as const) {
      expect(readAnswer(answerBytes(answer).toString().trimEnd())).toEqual(answer);
    }
    for (const text of ["", "{}", "[]", '{"refused":{"code":"NO_SUCH"}}', '{"opened":1}']) {
      expect(readAnswer(text)).toBeUndefined();
    }
  });

  it("reads what is steered back, and none that lacks a part", () => {
    const all = {
      srp: { version: 1, domains: [], entries: [] },
      range: { base: 1, bits: 16 },
      prefix: null,
      leases: [["a.example", 5]] as [string, number][],
      learned: [["192.0.2.7", "a.example"]] as [string, string][],
      dns: source,
    };
    for (const said of [
      { all },
      { all: { ...all, srp: null } },
      { leased: all.leases },
      { released: [] },
      { learned: all.learned },
    ]) {
      expect(readWatch(watchBytes(said).toString())).toEqual(said);
    }
    for (const part of Object.keys(all)) {
      const { [part as keyof typeof all]: _gone, ...rest } = all;
      expect(readWatch(JSON.stringify({ all: rest }))).toBeUndefined();
    }
    expect(readWatch('{"leased":[["a"]]}')).toBeUndefined();
  });

  it("finds frames and lines however a stream is cut", () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
    fc.assert(
      fc.property(payloads, fc.integer({ min: 1, max: 9 }), (all, size) => {
        const stream = Buffer.concat(all.map((one) => frameOf(Buffer.from(one))!));
        const lines = all.map((one) => Buffer.from(one).toString("hex"));
        const text = Buffer.from(lines.map((one) => `${one}\n`).join(""));
        const [frames, rows] = [new Frames(), new Lines(100)];
        const [heard, read]: [Buffer[], string[]] = [[], []];
        for (let at = 0; at < stream.length; at += size) heard.push(...frames.take(stream.subarray(at, at + size)));
        for (let at = 0; at < text.length; at += size) read.push(...(rows.take(text.subarray(at, at + size)) ?? []));
        expect(heard.map((one) => [...one])).toEqual(all.map((one) => [...one]));
        expect(read).toEqual(lines);
      }),
    );
  });

  it("frames nothing that is too long, and gives up a line past its bound", () => {
    expect(frameOf(Buffer.alloc(DATAGRAM_FRAME_MAX))?.length).toBe(DATAGRAM_FRAME_MAX + 2);
    expect(frameOf(Buffer.alloc(DATAGRAM_FRAME_MAX), Buffer.alloc(1))).toBeUndefined();
    expect(new Lines(4).take(Buffer.from("12345"))).toBeUndefined();
  });
});
