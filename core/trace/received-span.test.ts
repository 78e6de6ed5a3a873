/** Spans that were sent, judged one by one. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  ATTRIBUTES_MAX,
  EXPORT_SIZE_MAX,
  receive,
  SPAN_SIZE_MAX,
  SPANS_MAX,
  VALUE_DEPTH_MAX,
  valueText,
} from "./received-span.ts";
import type { SentSpan, SentValue } from "./sent-spans.ts";

const NOW = 1_800_000_000_000_000_000n;
const DAY = 86_400_000_000_000n;
const id = (length: number, byte = 7) => new Uint8Array(length).fill(byte);
const good: SentSpan = {
  ...{ traceId: id(16), spanId: id(8), parentSpanId: id(8, 9), name: "open", kind: 2 },
  ...{ startTimeUnixNano: NOW, endTimeUnixNano: NOW + 5n },
};
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const sent = (spans: readonly SentSpan[], attributes = [text("service.name", "s")]) =>
  receive({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "n" }, spans }] }] }, NOW);

it("a good span is kept as it was sent", () => {
  const { spans, rejected, size } = sent([good]);
  expect([rejected, size]).toEqual([0, spans[0]!.size]);
  expect(spans[0]).toMatchObject({
    ...{ traceId: "07".repeat(16), spanId: "07".repeat(8), parentId: "09".repeat(8), name: "open", kind: "Server" },
    ...{ service: "s", resource: [["service.name", "s"]], scopeName: "n", startNs: NOW, endNs: NOW + 5n },
    ...{ status: "Unset", attributes: [], events: [], links: [] },
  });
});

it.each<[string, Partial<SentSpan>, RegExp]>([
  ["no trace id", { traceId: undefined }, /trace_id must have 16 bytes, has 0/],
  ["a short span id", { spanId: id(7) }, /span_id must have 8 bytes, has 7/],
  ["a trace id of zeros", { traceId: id(16, 0) }, /trace_id is all zeros/],
  ["a long parent", { parentSpanId: id(9) }, /parent_span_id must have 8 bytes/],
  ["no name", { name: "" }, /no name/],
  ["an end before its start", { endTimeUnixNano: NOW - 1n }, /ends before it starts/],
  ["no time", { startTimeUnixNano: null, endTimeUnixNano: null }, /more than 90 days ago, or says no time/],
  ["a time long gone", { startTimeUnixNano: NOW - 91n * DAY }, /more than 90 days ago/],
  ["a time to come", { endTimeUnixNano: NOW + 2n * DAY }, /more than a day from now/],
  ["a time past all columns", { endTimeUnixNano: 2n ** 64n - 1n }, /past the year 2262/],
  ["many attributes", { attributes: Array.from({ length: ATTRIBUTES_MAX + 1 }, (_, at) => text(`${at}`, "")) }, /129/],
  ["much text", { attributes: [text("a", "x".repeat(SPAN_SIZE_MAX))] }, /letters: at most/],
  ["a link to nowhere", { links: [{ traceId: id(3), spanId: id(8) }] }, /trace_id of a link/],
])("a span with %s is refused, and takes no other with it", (_, wrong, why) => {
  const { spans, rejected, why: said } = sent([good, { ...good, ...wrong }, good]);
  expect([spans.length, rejected]).toEqual([2, 1]);
  expect(said).toMatch(why);
});

it("an export is bounded in spans, and in what its rows take with a resource in each", () => {
  const many = sent(Array.from({ length: SPANS_MAX + 5 }, () => good));
  expect([many.spans.length, many.rejected]).toEqual([SPANS_MAX, 5]);
  const wide = sent(
    Array.from({ length: 1000 }, () => good),
    [text("service.name", "s"), text("big", "x".repeat(40_000))],
  );
  expect(wide.size).toBeLessThan(EXPORT_SIZE_MAX + SPAN_SIZE_MAX);
  expect(wide.spans.length + wide.rejected).toBe(1000);
  expect(wide.why).toContain("letters at once");
});

it("of a key that comes twice the first counts", () => {
  expect(sent([{ ...good, attributes: [text("a", "1"), text("a", "2")] }]).spans[0]!.attributes).toEqual([["a", "1"]]);
});

it("values are texts as the collector writes them", () => {
  const list = (values: SentValue[]): SentValue => ({ arrayValue: { values } });
  const cases: [SentValue, string][] = [
    [{ stringValue: "a" }, "a"],
    [{ boolValue: false }, "false"],
    [{ intValue: -9_223_372_036_854_775_808n }, "-9223372036854775808"],
    [{ doubleValue: 0.1 }, "0.1"],
    [{ doubleValue: Number.NaN }, "NaN"],
    [{}, ""],
    [list([{ stringValue: 'a"' }, { intValue: 1n }, {}]), '["a\\"",1,null]'],
    [{ kvlistValue: { values: [{ key: "k", value: list([{ boolValue: true }]) }] } }, '{"k":[true]}'],
  ];
  for (const [value, expected] of cases) expect(valueText(value)).toBe(expected);
  let deep: SentValue = { intValue: 1 };
  for (let at = 0; at <= VALUE_DEPTH_MAX; at++) deep = list([deep]);
  expect(sent([{ ...good, attributes: [{ key: "deep", value: deep }] }]).why).toMatch(/lists in lists/);
});

it("bytes are base64", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytesValue) => {
      expect(valueText({ bytesValue })).toBe(btoa(String.fromCharCode(...bytesValue)));
    }),
  );
});
