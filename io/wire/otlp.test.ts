/** OTLP's two encodings: what is sent comes out the same by either, to the last digit; what is malformed is refused. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { type ReceivedSpan, receive } from "../../core/trace/received-span.ts";
import { opentelemetry } from "../../proto/gen/opentelemetry.js";
import { MalformedMessage } from "./message-codec.ts";
import { decodeExport, encodeExported, encodeStatus, FIELDS_MAX } from "./otlp.ts";
import { decodeExportJson, exportedJson, statusJson } from "./otlp-json.ts";

const { ExportTraceServiceRequest, ExportTraceServiceResponse } = opentelemetry.proto.collector.trace.v1;
const NOW = 1_800_000_000_000_000_000n;

const words = fc.string({ unit: "grapheme", maxLength: 8 });
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).filter((some) => some.some((byte) => byte !== 0));
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ stringValue: words }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.integer() }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 5 }) }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie("value"), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(tie("pair"), { maxLength: 3 }) }) }),
  ),
  pair: fc.record({ key: words, value: tie("value") }),
}));
const attributes = fc.array(values.pair, { maxLength: 3 });
/** Numbers that protobuf's own writer takes exactly: a nanosecond in 256. */
const times = fc.nat({ max: 1_000_000 }).map((n) => Number(NOW) - n * 256);
const spans = fc
  .record({
    ...{ traceId: bytes(16), spanId: bytes(8), parentSpanId: fc.oneof(fc.constant(new Uint8Array()), bytes(8)) },
    ...{ name: words.filter((text) => text !== ""), kind: fc.nat(5), traceState: words, attributes },
    ...{ from: times, took: fc.nat(1000), code: fc.nat(2), message: words },
    events: fc.array(fc.record({ timeUnixNano: times, name: words, attributes }), { maxLength: 2 }),
    links: fc.array(fc.record({ traceId: bytes(16), spanId: bytes(8), traceState: words, attributes }), {
      maxLength: 2,
    }),
  })
  .map(({ from, took, code, message, ...span }) => ({
    ...{ ...span, status: { code, message } },
    ...{ startTimeUnixNano: from, endTimeUnixNano: from + took * 256 },
  }));
const exports = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      scopeSpans: fc.array(
        fc.record({ scope: fc.record({ name: words, version: words }), spans: fc.array(spans, { maxLength: 3 }) }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

/** As OTLP's JSON has it: ids in hex, other bytes in base64, long numbers to their last digit, as texts or numbers. */
const jsonOf = (value: unknown, quoted: boolean): string =>
  JSON.stringify(value, (key, one) => {
    if (one instanceof Uint8Array) return Buffer.from(one).toString(key.endsWith("Id") ? "hex" : "base64");
    return key.endsWith("Nano") || key === "intValue" ? `long:${BigInt(one as number)}` : one;
  }).replaceAll(/"long:(-?\d+)"/g, quoted ? '"$1"' : "$1");

it("either encoding gives the same spans", () => {
  fc.assert(
    fc.property(exports, fc.boolean(), (sent, quoted) => {
      const byProtobuf = receive(decodeExport(ExportTraceServiceRequest.encode(sent as never).finish()), NOW);
      const byJson = receive(decodeExportJson(jsonOf(sent, quoted)), NOW);
      expect(byProtobuf.rejected).toBe(0);
      expect(byProtobuf.spans).toHaveLength(
        sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)).length,
      );
      expect(byJson.spans).toEqual(byProtobuf.spans);
    }),
  );
});

const ids = { traceId: "ab".repeat(16), spanId: "CD".repeat(8), name: "n" };
const span = (more: string): string =>
  `{"resourceSpans":[{"scopeSpans":[{"spans":[${JSON.stringify(ids).slice(0, -1)},${more}}]}]}]}`;
const read = (text: string): ReceivedSpan => receive(decodeExportJson(text), NOW).spans[0]!;

it("JSON keeps each nanosecond, as a text and as a number", () => {
  const [start, end] = [NOW + 1n, NOW + 1_003n];
  for (const quote of ["", '"']) {
    const text = span(
      `"startTimeUnixNano":${quote}${start}${quote},"endTimeUnixNano": ${quote}${end}${quote},"unknown":{"a":[1]}`,
    );
    expect(read(text)).toMatchObject({ startNs: start, endNs: end, spanId: "cd".repeat(8) });
  }
});

it("protobuf keeps each nanosecond, and integers below zero", () => {
  const start = NOW + 1n;
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(start);
  const field = (number: number, body: Uint8Array) => Buffer.from([(number << 3) | 2, body.length, ...body]);
  const minus = Buffer.from([0x18, ...Array.from({ length: 9 }, () => 0xff), 0x01]);
  const attribute = field(9, Buffer.concat([field(1, Buffer.from("a")), field(2, minus)]));
  const body = Buffer.concat([
    ...[
      field(1, Buffer.from(ids.traceId, "hex")),
      field(2, Buffer.from(ids.spanId, "hex")),
      field(5, Buffer.from("n")),
    ],
    ...[Buffer.from([0x39]), time, Buffer.from([0x41]), time, attribute],
  ]);
  const sent = field(1, field(2, field(2, body)));
  expect(receive(decodeExport(sent), NOW).spans[0]).toMatchObject({
    ...{ startNs: start, endNs: start, attributes: [["a", "-1"]] },
  });
  for (let cut = 1; cut < sent.length; cut++)
    expect(() => decodeExport(sent.subarray(0, cut))).toThrow(MalformedMessage);
});

it("garbage is malformed, whatever it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (some) => {
      try {
        receive(decodeExport(some), NOW);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }),
  );
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        receive(decodeExportJson(text), NOW);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }),
  );
});

it.each([
  ["{", /^not JSON/],
  ["[]", /^the request must be an object/],
  ['{"resourceSpans":{}}', /^resourceSpans must be a list/],
  [span('"kind":"SPAN_KIND_SERVER"'), /spans\[0\]\.kind must be a whole number/],
  [span('"startTimeUnixNano":1.5'), /startTimeUnixNano must be a whole number/],
  [span('"parentSpanId":"xy"'), /parentSpanId must be hex digits/],
  [span('"attributes":[{"key":"a","value":{"boolValue":1}}]'), /value\.boolValue must be true or false/],
  [`{"resourceSpans":${"[".repeat(FIELDS_MAX + 1)}`, /more than/],
])("%.40s is malformed, and the place is named", (text, why) => {
  expect(() => decodeExportJson(text)).toThrow(MalformedMessage);
  expect(() => decodeExportJson(text)).toThrow(why);
});

it("values in values to no end are malformed", () => {
  const depth = 200_000;
  const value = `${'{"arrayValue":{"values":['.repeat(depth)}${"]}}".repeat(depth)}`;
  const text = span(`"attributes":[{"key":"a","value":${value}}]`);
  expect(() => decodeExportJson(text)).toThrow(/too deep/);
  expect(() => decodeExport(Buffer.alloc(400_000, Buffer.from([0x0a, 0x00])))).not.toThrow();
  expect(() => decodeExport(Buffer.alloc(2 * (FIELDS_MAX + 1), Buffer.from([0x0a, 0x00])))).toThrow(MalformedMessage);
});

it("answers say what was not taken, and nothing where all was", () => {
  expect(encodeExported({ rejected: 0, why: "" })).toHaveLength(0);
  const { partialSuccess } = ExportTraceServiceResponse.decode(encodeExported({ rejected: 3, why: "w" }));
  expect([partialSuccess?.rejectedSpans, partialSuccess?.errorMessage]).toEqual([3, "w"]);
  expect(JSON.parse(exportedJson({ rejected: 0, why: "" }))).toEqual({});
  expect(JSON.parse(exportedJson({ rejected: 3, why: "w" }))).toEqual({
    partialSuccess: { rejectedSpans: "3", errorMessage: "w" },
  });
});

it("a refusal's body is a google.rpc.Status", () => {
  expect(Buffer.from(encodeStatus(3, "no")).toString("hex")).toBe("080312026e6f");
  expect(JSON.parse(statusJson(3, "no"))).toEqual({ code: 3, message: "no" });
});
