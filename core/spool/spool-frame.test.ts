import { crc32 } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  BEGIN,
  countEvents,
  decodeHeader,
  type Expected,
  encodeHeader,
  expectedAfter,
  FRAME_BYTES,
  RECORD_BYTES_MAX,
  type RecordKind,
  readFrame,
  SEQUENCE_MAX,
  seedOf,
  writeFrame,
} from "./spool-frame.ts";

const header = { boot: Uint8Array.from({ length: 16 }, (_, at) => at), number: 3, firstSequence: 41 };

/** A file of some states and events, and where each frame ends. */
function file(states: readonly Uint8Array[], events: readonly Uint8Array[]) {
  const head = encodeHeader(header, crc32);
  const seed = seedOf(head);
  const all = [...states, new Uint8Array(0), ...events];
  const bytes = new Uint8Array(all.reduce((sum, one) => sum + FRAME_BYTES + one.length, 0));
  const ends: number[] = [];
  for (const [at, payload] of all.entries()) {
    const kind: RecordKind = at < states.length ? "state" : at === states.length ? "stated" : "event";
    const sequence = kind === "event" ? header.firstSequence + at - states.length - 1 : at;
    ends.push(writeFrame(bytes, ends.at(-1) ?? 0, { kind, sequence, bytes: payload }, seed, crc32));
  }
  return { bytes, seed, ends };
}

/** The payloads of what is whole, and how that ended. */
function readAll(bytes: Uint8Array, seed: number): { payloads: Uint8Array[]; ended: string } {
  const payloads: Uint8Array[] = [];
  let expected: Expected = BEGIN;
  for (let at = 0; ; ) {
    if (at === bytes.length) return { payloads, ended: "end" };
    const read = readFrame(bytes, at, expected, seed, crc32);
    if (read.is !== "frame") return { payloads, ended: read.is };
    payloads.push(bytes.slice(read.from, read.end));
    expected = expectedAfter(read.kind, expected, header.firstSequence);
    at = read.end;
  }
}

const payload = fc.uint8Array({ maxLength: 40 });
const payloads = fc.array(payload, { maxLength: 5 });

describe("a spool's file", () => {
  it("what was written is read", () => {
    fc.assert(
      fc.property(payloads, payloads, (states, events) => {
        const { bytes, seed } = file(states, events);
        expect(readAll(bytes, seed)).toEqual({ payloads: [...states, new Uint8Array(0), ...events], ended: "end" });
      }),
    );
  });

  it("cut anywhere it gives the frames before the cut", () => {
    fc.assert(
      fc.property(payloads, payloads, fc.nat(), (states, events, where) => {
        const { bytes, seed, ends } = file(states, events);
        const cut = where % bytes.length;
        const whole = ends.filter((end) => end <= cut).length;
        const ended = cut === (ends[whole - 1] ?? 0) ? "end" : "short";
        const read = readAll(bytes.subarray(0, cut), seed);
        expect([read.payloads.length, read.ended]).toEqual([whole, ended]);
      }),
    );
  });

  it("with any flipped bit it gives the frames before that", () => {
    fc.assert(
      fc.property(payloads, payloads, fc.nat(), (states, events, where) => {
        const { bytes, seed, ends } = file(states, events);
        const bit = where % (bytes.length * 8);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const read = readAll(bytes, seed);
        expect([read.payloads.length, read.ended]).toEqual([ends.filter((end) => end <= bit >> 3).length, "damaged"]);
      }),
    );
  });

  it("a frame that was left out, doubled, moved or of another file is damage", () => {
    const one = Uint8Array.of(1);
    const { bytes, seed, ends } = file([one], [one, one, one]);
    const frames = [0, ...ends].slice(0, -1).map((from, at) => bytes.subarray(from, ends[at]));
    const orders = [
      [0, 2, 3, 4],
      [0, 1, 3, 4],
      [0, 1, 2, 2],
      [0, 1, 3, 2],
      [1, 2],
      [0, 1, 0],
      [0, 1, 2, 1],
    ];
    for (const order of orders) {
      const joined = Buffer.concat(order.map((at) => frames[at]!));
      expect([order, readAll(joined, seed).ended]).toEqual([order, "damaged"]);
    }
    expect(readAll(bytes, seed + 1)).toEqual({ payloads: [], ended: "damaged" });
  });

  it("takes the largest record and the highest sequence, and nothing beyond", () => {
    const bytes = new Uint8Array(FRAME_BYTES + RECORD_BYTES_MAX);
    const record = { kind: "event", sequence: SEQUENCE_MAX, bytes: new Uint8Array(RECORD_BYTES_MAX) } as const;
    expect(writeFrame(bytes, 0, record, 5, crc32)).toBe(bytes.length);
    const expected = { part: "events", sequence: SEQUENCE_MAX } as const;
    expect(readFrame(bytes, 0, expected, 5, crc32)).toMatchObject({ is: "frame", end: bytes.length });
    const more = { ...record, bytes: new Uint8Array(RECORD_BYTES_MAX + 1) };
    expect(() => writeFrame(bytes, 0, more, 5, crc32)).toThrow("a frame fits its fields");
  });

  it("events are counted in what can't be believed, never states", () => {
    const one = Uint8Array.of(1, 2, 3);
    const { bytes, seed, ends } = file([one, one], [one, one, one, one]);
    expect(countEvents(bytes, seed, crc32)).toBe(4);
    bytes[ends[3]! + 1]! ^= 1;
    expect(countEvents(bytes, seed, crc32)).toBe(3);
    expect(countEvents(bytes.subarray(5), seed, crc32)).toBe(3);
    expect(countEvents(bytes, seed + 1, crc32)).toBe(0);
  });
});

describe("its header", () => {
  it("is read as it was written", () => {
    const bytes = encodeHeader(header, crc32);
    expect(decodeHeader(bytes, crc32)).toEqual({ is: "header", header, seed: seedOf(bytes) });
  });

  it("cut it is cut; with any flipped bit it is damaged", () => {
    const whole = encodeHeader(header, crc32);
    expect(decodeHeader(whole.subarray(0, 63), crc32)).toEqual({ is: "cut" });
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(decodeHeader(bytes, crc32)).toEqual({ is: "damaged" });
    }
  });

  it("of another program, or of a newer format, is told apart", () => {
    const again = (change: (view: DataView) => void) => {
      const bytes = encodeHeader(header, crc32);
      const view = new DataView(bytes.buffer);
      change(view);
      view.setUint32(60, crc32(bytes.subarray(0, 60)));
      return decodeHeader(bytes, crc32);
    };
    expect(again((view) => view.setUint32(8, 2))).toEqual({ is: "newer", format: 2 });
    expect(again((view) => view.setUint8(0, 0))).toEqual({ is: "damaged" });
    expect(again((view) => view.setUint32(8, 0))).toEqual({ is: "damaged" });
  });
});
