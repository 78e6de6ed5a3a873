/** The answer of `trace`: as its schema says, and as a picture that a person can read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { FLOW_COLUMNS, flowOf } from "../../core/reading/flow-view.ts";
import { traceOf } from "../../core/trace/trace-answer.ts";
import { traceSpanOf } from "../../core/trace/trace-query.ts";
import type { TraceSpan } from "../../core/trace/tree.ts";
import { traceText } from "./trace-text.ts";

const FLOW_ID = "0198f6a1-0c00-7abc-8def-0123456789ab";
const KNOWN: Record<string, unknown> = {
  ...{ flow_id: FLOW_ID, flow_status: "closed", start_time: "2026-01-02 03:04:05.000300" },
  ...{ end_time: "2026-01-02 03:04:05.100000", user: "sam@corp.example", device: "demo-laptop", app: "wiki" },
  ...{ host: "wiki.corp.example", port: 80, action: "allow", reason: "APP_FLOW_CLOSED", app_addr: "127.0.0.1:8081" },
  ...{ client_gateway: "gateway-1", publisher_name: "demo-publisher", trace_id: "ab".repeat(16), trace_kept: true },
};
const flow = (more: Record<string, unknown> = {}) =>
  flowOf(FLOW_COLUMNS.map((field) => ({ ...KNOWN, ...more })[field] ?? null));

const BEGIN = 1_767_323_045_000_000;
/** As the store's row is. */
const span = (
  id: string,
  parent: string,
  name: string,
  hop: string,
  at: number,
  us: number,
  more: object = {},
): TraceSpan => {
  const [role, service, instance] = hop.split(" ");
  const known = { "wayleave.role": role, "wayleave.flow_id": FLOW_ID, ...more };
  const failed = "wayleave.reason" in more ? "Error" : "Unset";
  return traceSpanOf([id, parent, name, service, instance, String(BEGIN + at), String(us), failed, "", known]);
};
const offset = (us: number) => ({ "wayleave.clock_offset_us": String(us) });
const AGENT = "agent wayleave-agent demo-laptop";
const CLIENT = "client-gateway wayleave-gateway gateway-1";
const FAR = "publisher-gateway wayleave-gateway gateway-2";
const PUBLISHER = "publisher wayleave-publisher demo-publisher";
const SPANS = [
  span("01", "", "flow", AGENT, 0, 100_000, offset(1200)),
  span("02", "01", "open", CLIENT, 1500, 4000),
  span("03", "02", "decide", CLIENT, 1540, 60),
  span("04", "02", "route", CLIENT, 1620, 3800, offset(-300)),
  span("05", "04", "dispatch", FAR, 1600, 900, { "wayleave.reason": "PGW_DIAL_NO_ACK" }),
  span("06", "04", "dispatch", FAR, 2600, 2000),
  span("07", "06", "connect", PUBLISHER, 3500, 300),
];

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const file = join(import.meta.dirname, "..", "..", "docs", "cli", "trace.schema.json");
const holds = ajv.compile(JSON.parse(readFileSync(file, "utf8")));

const reached = traceOf(flow(), SPANS, 100);
const REFUSED = { action: "block", app_addr: null, reason: "CGW_POLICY_RULE_BLOCK", denial_id: "K7M-2QX" };
const refused = traceOf(
  flow(REFUSED),
  [
    span("01", "", "flow", AGENT, 0, 5000, { ...offset(1200), "wayleave.reason": REFUSED.reason }),
    span("02", "01", "open", CLIENT, 1500, 400, { "wayleave.reason": REFUSED.reason }),
    span("03", "02", "admit", CLIENT, 1500, 40),
    span("04", "02", "decide", CLIENT, 1540, 60, { "wayleave.reason": REFUSED.reason }),
  ],
  100,
);
const bare = traceOf(flowOf(FLOW_COLUMNS.map((field) => (field === "flow_status" ? "open" : null))), [], 100);

it("answers as its schema says, whatever is known", () => {
  const orphan = traceOf(flow({ trace_kept: false }), [...SPANS.slice(1), SPANS[2]!], 7);
  for (const one of [reached, refused, bare, orphan, traceOf(flow(REFUSED), [], 100)])
    expect([holds(one), holds.errors]).toEqual([true, null]);
  expect(holds({ ...reached, more: 1 })).toBe(false);
  expect(holds({ ...reached, spans: [{ ...reached.spans[0], start_us: "1" }] })).toBe(false);
});

it("a flow that reached its app says so, though a candidate failed on the way", () => {
  expect(reached).toMatchObject({ reached: true, outcome: "closed", failed_at: null, whole: true, problems: [] });
  expect(reached.clocks).toEqual([
    { service: "wayleave-gateway", instance: "gateway-1", ahead_us: 1200 },
    { service: "wayleave-gateway", instance: "gateway-2", ahead_us: 900 },
  ]);
  expect(reached.spans.map(({ name, depth, start_us }) => [name, depth, start_us])).toEqual([
    ...[
      ["flow", 0, 0],
      ["open", 1, 300],
      ["decide", 2, 340],
      ["route", 2, 420],
      ["dispatch", 3, 700],
    ],
    ...[
      ["dispatch", 3, 1700],
      ["connect", 4, 2600],
    ],
  ]);
});

it("one that was refused names the hop, by its innermost span that failed, and by the row where there is none", () => {
  const at = {
    hop: "the Client Gateway",
    instance: "gateway-1",
    reason: "CGW_POLICY_RULE_BLOCK",
    denial_id: "K7M-2QX",
  };
  expect(refused).toMatchObject({ reached: false, outcome: "blocked", failed_at: { ...at, span: "decide" } });
  expect(traceOf(flow(REFUSED), [], 100).failed_at).toMatchObject({ ...at, span: null });
  const dial = { app_addr: null, reason: "APP_DIAL_REFUSED" };
  expect(traceOf(flow(dial), [], 100)).toMatchObject({
    ...{ reached: false, outcome: "failed", failed_at: { hop: "the application", instance: "demo-publisher" } },
  });
  expect(traceText(refused, 120)).toContain(
    "refused at the Client Gateway gateway-1, in decide: CGW_POLICY_RULE_BLOCK\n",
  );
});

it("what is missing, doubled or too much is said plainly", () => {
  expect(traceOf(flow(), [...SPANS.slice(1), SPANS[1]!], 7).problems).toEqual([
    "no root span is stored",
    "one span names a parent that is not stored",
    "one span is stored more than once, each is shown once",
    "there are more spans than are shown: the first 6",
  ]);
  expect(traceOf(flow({ flow_status: "open" }), SPANS.slice(1, 2), 7).problems[0]).toMatch(/comes when the flow ends/);
  expect(traceOf(flow({ trace_kept: false }), SPANS, 100).problems).toEqual([
    "the row says that this trace is not kept",
  ]);
  expect(traceOf(flow(), [], 100).problems).toEqual(["the row says that it is kept, and no span is stored"]);
});

it("draws the tree, with who did what when, and bars on one scale", () => {
  const lines = traceText(reached, 130).split("\n");
  const table = lines.slice(lines.findIndex((line) => line.startsWith("SPAN")));
  const bare = (line: string) => line.replaceAll(/ +/g, " ").trim();
  expect(
    table
      .slice(0, 8)
      .map(bare)
      .map((line) => line.replace(/[━▶×]+/, "#")),
  ).toEqual([
    "SPAN WHERE START MS TOOK MS TIME",
    "flow agent demo-laptop 0.000 100.000 #",
    "└ open client-gateway gateway-1 0.300 4.000 #",
    "├ decide client-gateway gateway-1 0.340 0.060 #",
    "└ route client-gateway gateway-1 0.420 3.800 #",
    "├ dispatch publisher-gateway gateway-2 0.700 0.900 # FAILED PGW_DIAL_NO_ACK",
    "└ dispatch publisher-gateway gateway-2 1.700 2.000 #",
    "└ connect publisher demo-publisher 2.600 0.300 #",
  ]);
  // A bar begins where its span does, on the scale that the opening needs.
  expect(table[8]).toBe("the bars' scale is 5.4 ms; what goes on ends in ▶");
  const column = table[0]!.indexOf("TIME");
  expect(table[1]!.slice(column)).toMatch(/^━+▶$/);
  const open = table[2]!.slice(column).search(/━/);
  expect(table[6]!.slice(column).search(/━/)).toBeGreaterThan(open);
  expect(lines).toContain("clock of wayleave-gateway gateway-1 is 1200 us ahead, corrected");
});

it("fits its terminal, and what others chose can't move the cursor", () => {
  for (const width of [200, 120, 100, 80]) {
    const table = traceText(reached, width).split("\n").slice(3, 12);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(width);
  }
  const odd = traceOf(flow({ host: "a\u001b[2Jb" }), [span("01", "", "f\u001bx", AGENT, 0, 5)], 100);
  expect(traceText(odd, undefined)).not.toContain("\u001b");
});

it("a trace that was not kept is said to be", () => {
  expect(traceText(traceOf(flow({ trace_kept: false }), [], 100), undefined)).toContain("this trace was not kept\n");
  expect(traceText(bare, undefined)).toContain("not kept so far");
});
