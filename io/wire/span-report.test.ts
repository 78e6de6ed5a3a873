/** Spans as devices and publishers report them: what goes through, and what is refused whole. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type FinishedSpan, SPANS, type SpanName } from "../../core/trace/spans.ts";
import { opentelemetry } from "../../proto/gen/opentelemetry.js";
import { MalformedMessage } from "./message-codec.ts";
import { decodeSpanReport, encodeSpanReport, SPANS_MAX } from "./span-report.ts";

const Request = opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
const SOURCE = { service: "wayleave-agent", version: "0.1.0", instance: "laptop" };

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString("hex"));
const moment = fc.integer({ min: 1_700_000_000_000_000, max: 1_900_000_000_000_000 });

const spans: fc.Arbitrary<FinishedSpan> = fc
  .record({
    ...{ name: fc.constantFrom(...(Object.keys(SPANS) as SpanName[])), traceId: hex(16), spanId: hex(8) },
    ...{ parentId: hex(8), startUs: moment, us: fc.nat(10_000_000_000), failed: fc.boolean() },
    facts: fc.record(
      {
        ...{ flowId: fc.uuid(), reason: fc.constantFrom("APP_DIAL_REFUSED", "CGW_APP_UNKNOWN") },
        ...{ clientBytes: fc.maxSafeNat(), serverBytes: fc.maxSafeNat(), clockOffsetUs: fc.integer() },
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ us, parentId, facts, ...rest }) => {
    const { under, role } = SPANS[rest.name];
    const ids = { parentId: under === undefined ? "" : parentId };
    return { ...rest, ...ids, endUs: rest.startUs + us, facts: { ...facts, role } } as FinishedSpan;
  });

const GOOD: FinishedSpan = {
  ...{ name: "flow", traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", parentId: "" },
  ...{ startUs: 1_760_000_000_000_001, endUs: 1_760_000_000_000_777, failed: false, facts: { role: "agent" } },
};

it("come back as they went, to the microsecond", () => {
  fc.assert(
    fc.property(fc.array(spans, { minLength: 1, maxLength: 5 }), (all) => {
      expect(decodeSpanReport(encodeSpanReport(SOURCE, all))).toEqual({ source: SOURCE, spans: all });
    }),
  );
});

const said = (key: string, stringValue: string) =>
  opentelemetry.proto.common.v1.KeyValue.create({ key, value: { stringValue } });

describe("a report is malformed", () => {
  type Spoil = (wire: opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest) => void;
  const one = (spoil: (span: opentelemetry.proto.trace.v1.Span.$Properties) => void): Spoil => {
    return (wire) => spoil(wire.resourceSpans![0]!.scopeSpans![0]!.spans![0]!);
  };
  const cases: [string, Spoil][] = [
    ["of two resources", (wire) => void wire.resourceSpans!.push(wire.resourceSpans![0]!)],
    ["of no resource", (wire) => void wire.resourceSpans!.splice(0)],
    [
      "with more of a resource than ours",
      (wire) => void wire.resourceSpans![0]!.resource!.attributes!.push(said("process.command_args", "secret")),
    ],
    ["without its instance", (wire) => void wire.resourceSpans![0]!.resource!.attributes!.pop()],
    ["without a span", (wire) => void wire.resourceSpans![0]!.scopeSpans![0]!.spans!.splice(0)],
    ["with a name of its own", one((span) => void (span.name = "rm"))],
    ["with a name that every object has", one((span) => void (span.name = "constructor"))],
    ["with a short trace id", one((span) => void (span.traceId = Buffer.alloc(15)))],
    ["with a root that has a parent", one((span) => void (span.parentSpanId = Buffer.alloc(8, 1)))],
    ["that ends before it begins", one((span) => void (span.endTimeUnixNano = 1))],
    ["without a time", one((span) => void (span.startTimeUnixNano = 0))],
    ["with an event", one((span) => void (span.events = [{ name: "x", timeUnixNano: 1 }]))],
    ["with a status text", one((span) => void (span.status = { code: 2, message: "x" }))],
    ["with another's role", one((span) => void (span.attributes = [said("wayleave.role", "publisher")]))],
    ["with an attribute of its own", one((span) => void span.attributes!.push(said("user", "sam")))],
    ["with what its gateway states", one((span) => void span.attributes!.push(said("wayleave.app", "x")))],
    ["with a reason of no catalogue", one((span) => void span.attributes!.push(said("wayleave.reason", "BOOM")))],
    ["with a number as text", one((span) => void span.attributes!.push(said("wayleave.client_bytes", "5")))],
  ];
  it.each(cases)("%s", (_, spoil) => {
    const wire = Request.decode(encodeSpanReport(SOURCE, [GOOD]));
    spoil(wire);
    expect(() => decodeSpanReport(Request.encode(wire).finish())).toThrow(MalformedMessage);
  });

  it("with more spans than a report has", () => {
    const all = (count: number) =>
      encodeSpanReport(
        SOURCE,
        Array.from({ length: count }, () => GOOD),
      );
    expect(decodeSpanReport(all(SPANS_MAX)).spans).toHaveLength(SPANS_MAX);
    expect(() => decodeSpanReport(all(SPANS_MAX + 1))).toThrow(MalformedMessage);
  });

  it("as garbage, and nothing worse happens", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => decodeSpanReport(bytes)).toThrow(MalformedMessage);
      }),
    );
  });
});
