/** Which reported spans a gateway takes. */
import { describe, expect, it } from "@jest/globals";
import type { FinishedSpan, SpanName } from "../core/trace/spans.ts";
import { EXPECTED_MAX, ExpectedSpans } from "./expected-spans.ts";
import { judgeSpans } from "./judge-spans.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const FLOW_SPAN = "00f067aa0ba902b7";
const DISPATCH = "1111111111111111";
const laptop = { role: "device", tenant: "demo", id: "laptop" };
const p1 = { role: "publisher", tenant: "demo", id: "p1" };
const AGENT = { service: "wayleave-agent", instance: "laptop" };
const PUBLISHER = { service: "wayleave-publisher", instance: "p1" };

const span = (name: SpanName, more: Partial<FinishedSpan> = {}): FinishedSpan => ({
  ...{ name, traceId: TRACE, spanId: "2222222222222222", parentId: DISPATCH, startUs: 1, endUs: 2, failed: false },
  facts: { flowId: "said by the reporter" },
  ...more,
});
const flow = span("flow", { spanId: FLOW_SPAN, parentId: "" });

function expecting(): ExpectedSpans {
  const expected = new ExpectedSpans();
  expected.expect({ maker: laptop, traceId: TRACE, anchorId: FLOW_SPAN, flowId: "f1", names: ["flow"] });
  const names = ["lock", "resolve", "connect"] as const;
  expected.expect({ maker: p1, traceId: TRACE, anchorId: DISPATCH, flowId: "f1", names });
  return expected;
}

describe("a span is taken", () => {
  it("where it was expected of its reporter, once, and its flow is the gateway's word", () => {
    const expected = expecting();
    const taken = { ...flow, facts: { flowId: "f1" } };
    expect(judgeSpans(laptop, AGENT, [flow, flow], expected)).toEqual({ taken: [taken], unexpected: 1 });
    const own = ["lock", "resolve", "connect"].map((name) => span(name as SpanName));
    expect(judgeSpans(p1, PUBLISHER, own, expected)).toMatchObject({ taken: [{}, {}, {}], unexpected: 0 });
    expect(expected.size).toBe(0);
  });

  it("of a publisher though an address needed no lookup, and nothing is waited for after the dial", () => {
    const expected = expecting();
    const own = [span("lock"), span("connect")];
    expect(judgeSpans(p1, PUBLISHER, own, expected)).toMatchObject({ taken: [{}, {}], unexpected: 0 });
    expect(judgeSpans(p1, PUBLISHER, [span("resolve")], expected)).toMatchObject({ taken: [], unexpected: 1 });
  });

  it.each([
    ["another trace", span("flow", { spanId: FLOW_SPAN, parentId: "", traceId: "ab".repeat(16) })],
    ["another id than the open named", span("flow", { spanId: "3333333333333333", parentId: "" })],
  ])("not of %s", (_, forged) => {
    expect(judgeSpans(laptop, AGENT, [forged], expecting())).toEqual({ taken: [], unexpected: 1 });
  });

  it("not of another device, though it knows the ids", () => {
    const other = { ...laptop, id: "other" };
    expect(judgeSpans(other, { ...AGENT, instance: "other" }, [flow], expecting())).toMatchObject({ unexpected: 1 });
  });
});

describe("a report is refused", () => {
  it.each([
    ["that names another device", { ...AGENT, instance: "other" }],
    ["that names another service", { ...AGENT, service: "wayleave-gateway" }],
  ])("%s", (_, source) => {
    expect(judgeSpans(laptop, source, [flow], expecting())).toEqual({ refused: "forged" });
  });

  it("with a span that another kind of part makes", () => {
    expect(judgeSpans(laptop, AGENT, [flow, span("connect")], expecting())).toEqual({ refused: "kind" });
    expect(judgeSpans(p1, PUBLISHER, [span("dispatch")], expecting())).toEqual({ refused: "kind" });
  });
});

it("what is never reported is forgotten, oldest first, and counted", () => {
  const expected = new ExpectedSpans();
  for (let n = 0; n <= EXPECTED_MAX; n += 1) {
    const anchorId = n.toString(16).padStart(16, "0");
    expected.expect({ maker: laptop, traceId: TRACE, anchorId, flowId: "f", names: ["flow"] });
  }
  expect([expected.size, expected.forgotten]).toEqual([EXPECTED_MAX, 1]);
  expect(expected.take(laptop, { ...flow, spanId: "0".repeat(16) })).toBeUndefined();
  expect(expected.take(laptop, { ...flow, spanId: "1".padStart(16, "0") })).toBeDefined();
});
