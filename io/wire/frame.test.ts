/** Frames: bytes to values and back, and everything that is not exactly one frame is refused. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { wayleave } from "../../proto/gen/wayleave.js";
import {
  BUNDLE_COUNT_MAX,
  bundledBytes,
  DATAGRAM_BYTES_MAX,
  datagramsOf,
  encodeDatagrams,
  hasDatagrams,
  measureDatagrams,
} from "./datagram-frames.ts";
import {
  CONTROL_BYTES_MAX,
  DATA_BYTES_MAX,
  dataOf,
  decodedData,
  decodedFrames,
  decodeFrame,
  encodeData,
  encodeFrame,
  type FrameFields,
  type FrameKind,
  isAck,
  isData,
  payloadBytes,
} from "./frame.ts";
import { MalformedFrame } from "./malformed.ts";

const { Frame } = wayleave.flow.v1;

const counter = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
const name = fc.stringMatching(/^[a-z0-9.-]{1,60}$/);
const fields: { [K in FrameKind]: fc.Arbitrary<FrameFields[K]> } = {
  data: fc.uint8Array({ maxLength: 300 }),
  datagram: fc.uint8Array({ maxLength: 300 }),
  open: fc.record({
    clientRef: id,
    sessionId: id,
    host: name,
    port: fc.nat(65_535),
    sentAtUs: counter,
    acks: fc.boolean(),
  }),
  opened: fc.record({
    flowId: id,
    egressAddr: name,
    appAddr: name,
    timings: fc.array(fc.record({ hop: name }), { maxLength: 16 }),
  }),
  refused: fc.record({ flowId: id, code: name, notice: name }),
  fin: fc.record({ sentBytes: counter }),
  reset: fc.record({ code: name, deliveredBytes: counter }),
  ack: fc.record({ offset: counter }),
  mark: fc.record({ kept: fc.boolean(), deliveredBytes: counter }),
  taken: fc.record({ byPublisher: fc.boolean() }),
  datagrams: fc.record({ payloads: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 }) }),
  tally: fc.record({
    deliveredBytes: counter,
    deliveredDatagrams: counter,
    dropped: fc.array(
      fc.record({ reason: fc.integer({ min: 1, max: 5 }), clientDatagrams: counter, serverDatagrams: counter }),
      { maxLength: 16 },
    ),
  }),
};
const frames = fc.oneof(
  ...(Object.keys(fields) as FrameKind[]).map((kind) => fields[kind].map((value) => ({ kind, value }) as const)),
);

describe("any frame", () => {
  it("is what a stock encoder makes of it, byte for byte", () => {
    fc.assert(
      fc.property(frames, ({ kind, value }) => {
        expect(encodeFrame(kind, value as never).equals(Frame.encode({ [kind]: value }).finish())).toBe(true);
      }),
    );
  });

  it("comes back as it went", () => {
    fc.assert(
      fc.property(frames, ({ kind, value }) => {
        const back = decodeFrame(encodeFrame(kind, value as never));
        expect(back.kind).toBe(kind);
        if (kind === "data" || kind === "datagram")
          expect([...(back.value as Buffer)]).toEqual([...(value as Uint8Array)]);
        else for (const [key, sent] of Object.entries(value)) expect(same((back.value as never)[key], sent)).toBe(true);
      }),
    );
  });

  it("cut short, or with a byte behind it, is refused", () => {
    fc.assert(
      fc.property(frames, fc.nat(), ({ kind, value }, cut) => {
        const whole = encodeFrame(kind, value as never);
        const short = whole.subarray(0, cut % whole.length);
        expect(() => decodeFrame(short)).toThrow(MalformedFrame);
        expect(() => decodeFrame(Buffer.concat([whole, Buffer.of(0)]))).toThrow(MalformedFrame);
      }),
    );
  });

  it("is known as data or ack by its first byte", () => {
    fc.assert(
      fc.property(frames, ({ kind, value }) => {
        const message = encodeFrame(kind, value as never);
        expect([isData(message), isAck(message)]).toEqual([kind === "data", kind === "ack"]);
        expect(payloadBytes(message)).toBe(kind === "data" ? (value as Uint8Array).length : 0);
      }),
    );
  });
});

describe("garbage", () => {
  it("of any shape is refused and never stops the process", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        refusedOrRead(Buffer.from(bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  it("behind a right tag and length is refused, or is a frame within its limits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.uint8Array({ maxLength: 120 }), (field, body) => {
        refusedOrRead(Buffer.concat([Buffer.of((field << 3) | 2, body.length), body]));
      }),
      { numRuns: 10_000 },
    );
  });

  const one = (kind: FrameKind) => encodeFrame(kind, {} as never);
  it.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["a field we don't have", Buffer.of(0x6a, 0)],
    ["a number where a message stands", Buffer.of(0x10, 1)],
    ["two frames in one message", Buffer.concat([one("fin"), one("reset")])],
    ["a length in a longer form than it needs", Buffer.of(0x32, 0x80, 0)],
    ["a length of four groups", Buffer.of(0x0a, 0x80, 0x80, 0x80, 1)],
    ["a datagram past its limit", Frame.encode({ datagram: new Uint8Array(65_528) }).finish() as Buffer],
    ["seventeen reasons of drops", encodeFrame("tally", { dropped: Array.from({ length: 17 }, () => ({})) })],
    ["data past its limit", Frame.encode({ data: new Uint8Array(DATA_BYTES_MAX + 1) }).finish() as Buffer],
    [
      "a control frame past its limit",
      Frame.encode({ reset: { notice: "x".repeat(CONTROL_BYTES_MAX) } }).finish() as Buffer,
    ],
    ["an id of 15 bytes", encodeFrame("open", { clientRef: new Uint8Array(15) })],
    ["a question's id of 17 bytes", encodeFrame("open", { questionId: new Uint8Array(17) })],
    ["a port of 65,536", encodeFrame("open", { port: 65_536 })],
    ["a name that no name server knows", encodeFrame("open", { host: "x".repeat(254) })],
    ["a newline in a name", encodeFrame("open", { host: "a\nb" })],
    ["an escape in a notice", encodeFrame("refused", { notice: "\u001b[2J" })],
    ["a signature of 63 bytes", encodeFrame("open", { permit: { signature: new Uint8Array(63) } })],
    ["seventeen timings", encodeFrame("mark", { timings: Array.from({ length: 17 }, () => ({})) })],
    ["an offset of 2^53", Buffer.of(0x42, 9, 0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)],
    ["an offset of 2^64 - 1", Buffer.of(0x42, 11, 0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1)],
  ])("%s is refused", (_, message) => {
    expect(() => decodeFrame(message)).toThrow(MalformedFrame);
  });

  it("with a data tag is refused by all who look at data", () => {
    for (const message of [Buffer.of(0x0a), Buffer.of(0x0a, 2, 1), Buffer.of(0x0a, 1, 1, 1)]) {
      expect(() => dataOf(message)).toThrow(MalformedFrame);
      expect(() => payloadBytes(message)).toThrow(MalformedFrame);
    }
  });
});

describe("a datagram", () => {
  it.each([0, 1, 127, 128, 1_400, 16_384, 65_507, DATAGRAM_BYTES_MAX])("of %d bytes goes and comes", (length) => {
    const message = encodeFrame("datagram", new Uint8Array(length).fill(7));
    expect(measureDatagrams(message)).toEqual({ datagrams: 1, bytes: length });
    expect(datagramsOf(message)[0]?.equals(Buffer.alloc(length, 7))).toBe(true);
    expect([hasDatagrams(message), hasDatagrams(encodeFrame("fin", {}))]).toEqual([true, false]);
  });

  it("shares a frame with others, as a stock encoder writes them, and each comes out whole and in its order", () => {
    const some = fc.array(fc.uint8Array({ maxLength: 500 }), { minLength: 2, maxLength: BUNDLE_COUNT_MAX });
    fc.assert(
      fc.property(some, (payloads) => {
        const message = encodeDatagrams(payloads);
        expect(message.equals(Frame.encode({ datagrams: { payloads } }).finish())).toBe(true);
        expect(datagramsOf(message).map((one) => [...one])).toEqual(payloads.map((one) => [...one]));
        const bytes = payloads.reduce((sum, one) => sum + one.length, 0);
        expect(measureDatagrams(message)).toEqual({ datagrams: payloads.length, bytes });
        const around = payloads.reduce((sum, one) => sum + bundledBytes(one), 0);
        expect(message.length - around).toBeLessThanOrEqual(4);
      }),
    );
  });

  it.each<[string, Buffer]>([
    ["none", Buffer.of(0x62, 0)],
    ["something else", Buffer.of(0x62, 2, 0x12, 0)],
    ["a length past the end", Buffer.of(0x62, 3, 0x0a, 2, 1)],
    ["a length that is cut short", Buffer.of(0x62, 2, 0x0a, 0x80)],
    ["a length in a longer form than it needs", Buffer.of(0x62, 3, 0x0a, 0x80, 0)],
    ["too many", encodeDatagrams(Array.from({ length: BUNDLE_COUNT_MAX + 1 }, () => Buffer.of(1)))],
  ])("among %s is refused", (_, message) => {
    expect(() => measureDatagrams(message)).toThrow(MalformedFrame);
    expect(() => decodeFrame(message)).toThrow(MalformedFrame);
  });

  it("longer than any is our own mistake", () => {
    expect(() => encodeFrame("datagram", new Uint8Array(DATAGRAM_BYTES_MAX + 1))).toThrow(RangeError);
  });
});

describe("data", () => {
  it.each([0, 1, 127, 128, 16_383, 16_384, DATA_BYTES_MAX])("of %d bytes goes and comes", (length) => {
    const message = encodeData(new Uint8Array(length).fill(7));
    expect(payloadBytes(message)).toBe(length);
    expect(dataOf(message)?.equals(Buffer.alloc(length, 7))).toBe(true);
  });

  it("past 64 KiB is our own mistake", () => {
    expect(() => encodeData(new Uint8Array(DATA_BYTES_MAX + 1))).toThrow(RangeError);
  });

  it("is counted when it is opened, not when it is measured", () => {
    const [data, control] = [decodedData(), decodedFrames()];
    const message = encodeData(Buffer.from("x"));
    payloadBytes(message);
    expect(decodedData()).toBe(data);
    dataOf(message);
    expect([decodedData(), decodedFrames()]).toEqual([data + 1, control]);
    decodeFrame(encodeFrame("fin", { sentBytes: 1 }));
    expect(decodedFrames()).toBe(control + 1);
  });
});

function refusedOrRead(message: Buffer): void {
  try {
    decodeFrame(message);
  } catch (error) {
    if (!(error instanceof MalformedFrame)) throw error;
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));
const plain = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? [...value]
    : Array.isArray(value)
      ? value.map((item) => ({ hop: item.hop, reason: item.reason, count: item.clientDatagrams }))
      : value;
