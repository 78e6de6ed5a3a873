/** Spans as rows of the real engine: every column, whatever texts there are, and the time of each trace beside them. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Attributes, ReceivedSpan } from "../../core/trace/received-span.ts";
import { TrialRig } from "./io/trial-rig.ts";
import { SPANS_TABLE, SpanRows } from "./span-rows.ts";

let rig: TrialRig;
beforeAll(async () => {
  rig = await TrialRig.start();
});
afterAll(() => rig?.close());

const words = fc.oneof(fc.constant(""), fc.string({ unit: "grapheme", maxLength: 12 }), fc.constant("wiki"));
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((some) => Buffer.from(some).toString("hex"));
const NOW = BigInt(Date.now()) * 1_000_000n;
const times = fc.bigInt({ min: NOW - 3_000_000_000n, max: NOW });
const attributes = fc
  .dictionary(words, words, { maxKeys: 3, noNullPrototype: true })
  .map((some): Attributes => Object.entries(some));

const spans: fc.Arbitrary<ReceivedSpan> = fc
  .record({
    ...{ traceId: hex(16), spanId: hex(8), parentId: fc.oneof(fc.constant(""), hex(8)), traceState: words },
    ...{ name: words, kind: fc.constantFrom("Internal", "Server"), service: words, resource: attributes },
    ...{ scopeName: words, scopeVersion: words, attributes, startNs: times, took: fc.bigInt(0n, 10n ** 12n) },
    ...{ status: fc.constantFrom("Unset", "Error"), statusMessage: words },
    events: fc.array(fc.record({ atNs: times, name: words, attributes }), { maxLength: 3 }),
    links: fc.array(fc.record({ traceId: hex(16), spanId: hex(8), traceState: words, attributes }), { maxLength: 2 }),
  })
  .map(({ took, ...span }) => ({ ...span, endNs: span.startNs + took, size: 0 }));

const COLUMNS = `toUnixTimestamp64Nano(Timestamp), TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind,
  ServiceName, ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
  arrayMap(at -> toUnixTimestamp64Nano(at), Events.Timestamp), Events.Name, Events.Attributes, Links.TraceId,
  Links.SpanId, Links.TraceState, Links.Attributes`;

const rowOf = (span: ReceivedSpan): unknown[] => [
  ...[String(span.startNs), span.traceId, span.spanId, span.parentId, span.traceState, span.name, span.kind],
  ...[span.service, Object.fromEntries(span.resource), span.scopeName, span.scopeVersion],
  ...[Object.fromEntries(span.attributes), String(span.endNs - span.startNs), span.status, span.statusMessage],
  ...[span.events.map(({ atNs }) => String(atNs)), span.events.map(({ name }) => name)],
  ...[span.events.map((one) => Object.fromEntries(one.attributes)), span.links.map(({ traceId }) => traceId)],
  ...[span.links.map(({ spanId }) => spanId), span.links.map(({ traceState }) => traceState)],
  span.links.map((one) => Object.fromEntries(one.attributes)),
];

const rows = new SpanRows();
async function insert(some: readonly ReceivedSpan[]): Promise<void> {
  for (const span of some) rows.add(span);
  await rig.store.insert(SPANS_TABLE, rows.names, rows.take(), "");
}

const read = async (query: string): Promise<unknown[][]> => {
  const clickhouse_settings = { output_format_json_quote_64bit_integers: 1 } as const;
  return (await rig.client.query({ query, format: "JSONCompactEachRow", clickhouse_settings })).json<unknown[]>();
};

it("what a span says is what the engine reads", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(spans, { minLength: 1, maxLength: 20, selector: (one) => one.spanId }),
      async (some) => {
        await rig.client.command({ query: `TRUNCATE TABLE ${SPANS_TABLE}` });
        await insert(some);
        const found = await read(`SELECT ${COLUMNS} FROM ${SPANS_TABLE} ORDER BY SpanId`);
        expect(found).toEqual(some.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1)).map(rowOf));
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
});

it("the time of a trace is found by its id, in whole seconds around its spans", async () => {
  const [span] = fc.sample(spans, 1);
  const traceId = "ef".repeat(16);
  await insert([
    { ...span!, traceId, startNs: NOW - 3_000_000_000n, endNs: NOW },
    { ...span!, traceId, startNs: NOW, endNs: NOW },
  ]);
  const [[start, end] = []] = await read(
    `SELECT toUnixTimestamp(min(Start)), toUnixTimestamp(max(End)) FROM otel_traces_trace_id_ts
      WHERE TraceId = '${traceId}'`,
  );
  const second = Number(NOW / 1_000_000_000n);
  expect([Number(start), Number(end)]).toEqual([second - 3, second]);
});

it("has the columns of the collector's exporter, in its order", async () => {
  const found = await read(`SELECT name, type FROM system.columns
    WHERE database = currentDatabase() AND table = '${SPANS_TABLE}' ORDER BY position`);
  const map = "Map(LowCardinality(String), String)";
  expect(found).toEqual([
    ...[
      ["Timestamp", "DateTime64(9)"],
      ["TraceId", "String"],
      ["SpanId", "String"],
      ["ParentSpanId", "String"],
    ],
    ...[
      ["TraceState", "String"],
      ["SpanName", "LowCardinality(String)"],
      ["SpanKind", "LowCardinality(String)"],
    ],
    ...[
      ["ServiceName", "LowCardinality(String)"],
      ["ResourceAttributes", map],
      ["ScopeName", "String"],
    ],
    ...[
      ["ScopeVersion", "String"],
      ["SpanAttributes", map],
      ["Duration", "UInt64"],
    ],
    ...[
      ["StatusCode", "LowCardinality(String)"],
      ["StatusMessage", "String"],
    ],
    ...[
      ["Events.Timestamp", "Array(DateTime64(9))"],
      ["Events.Name", "Array(LowCardinality(String))"],
    ],
    ...[
      ["Events.Attributes", `Array(${map})`],
      ["Links.TraceId", "Array(String)"],
      ["Links.SpanId", "Array(String)"],
    ],
    ...[
      ["Links.TraceState", "Array(String)"],
      ["Links.Attributes", `Array(${map})`],
    ],
  ]);
});
