/** Readings become series of the table, and of nothing else. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { familiesOf, type Readings, untold } from "./families.ts";
import { Histogram } from "./histogram.ts";
import { METRIC_PARTS, type Metric } from "./metric.ts";
import { METRICS } from "./table.ts";

const none: Readings = { counters: {}, refused: {} };
const FLOWS = "wayleave_gateway_flows_total";

function valuesOf(part: Parameters<typeof familiesOf>[0], readings: Readings, name: string) {
  const family = familiesOf(part, readings).find(({ metric }) => metric.name === name);
  return family?.points.map(({ labels, value }) => [...Object.values(labels), value]);
}

it("a flow is told by how it was answered, and by its code", () => {
  const counters = { flows_opened: 3, flows_refused_CGW_POLICY_NO_RULE: 2, flows_malformed: 1 };
  expect(valuesOf("gateway", { ...none, counters }, FLOWS)).toEqual([
    ["opened", "none", 3],
    ["refused", "CGW_POLICY_NO_RULE", 2],
    ["aborted", "none", 0],
    ["malformed", "none", 1],
  ]);
});

it("what is in no list is told as other, all of it in one series", () => {
  const counters = { flows_refused_sam: 2, flows_refused_kim: 3 };
  expect(valuesOf("gateway", { ...none, counters }, FLOWS)).toContainEqual(["refused", "other", 5]);
  const refused = { proxy: { socks4: 1, "wiki.corp.example": 4, "10.0.0.1": 2 } };
  expect(valuesOf("agent", { ...none, refused }, "wayleave_refused_total")).toEqual([
    ["proxy", "socks4", 1],
    ["proxy", "other", 6],
  ]);
});

it("a counter that has not begun is 0; a gauge that nobody knows is not told", () => {
  expect(valuesOf("analytics", none, "wayleave_ingest_gaps_total")).toEqual([[0]]);
  expect(valuesOf("analytics", none, "wayleave_ingest_lag_events")).toBeUndefined();
  const unknown = { ...none, counters: { lag: undefined, position: Number.NaN } };
  expect(valuesOf("analytics", unknown, "wayleave_ingest_lag_events")).toBeUndefined();
  expect(valuesOf("analytics", unknown, "wayleave_ingest_position_offset")).toBeUndefined();
});

it("units are base units, whatever the part counts in", () => {
  const counters = { insert_ms_last: 250, process_cpu_user_us: 2_000_000 };
  expect(valuesOf("analytics", { ...none, counters }, "wayleave_ingest_last_insert_seconds")).toEqual([[0.25]]);
  expect(valuesOf("analytics", { ...none, counters }, "wayleave_process_cpu_seconds_total")).toEqual([
    ["user", 2],
    ["system", 0],
  ]);
});

it("a histogram's series is its own outcome's", () => {
  const opened = new Histogram([0.1, 1]);
  for (const seconds of [0.1, 0.5, 7]) opened.observe(seconds);
  const [family] = familiesOf("gateway", { ...none, histograms: { setup_opened: opened.read() } }).filter(
    ({ metric }) => metric.type === "histogram",
  );
  expect(family?.points).toEqual([
    { labels: { outcome: "opened" }, value: { bounds: [0.1, 1], counts: [1, 1, 1], sum: 7.6 } },
  ]);
});

it("a reading that no row takes is found", () => {
  const readings = { ...none, counters: { flows_opened: 1, flows_dreamt: 2 }, refused: { attic: { dust: 1 } } };
  expect(untold("gateway", readings)).toEqual(["flows_dreamt", "refused/attic/dust"]);
});

it("property: whatever a part counts, each label has a value of its list, and each series stands there once", () => {
  const prefixes = METRICS.flatMap(({ from }) => from.flatMap((one) => ("prefix" in one ? [one.prefix] : [one.key])));
  const name = fc.oneof(fc.constantFrom(...prefixes), fc.string());
  const key = fc.tuple(name, fc.string()).map(([start, rest]) => `${start}${rest}`);
  const counts = (keys: typeof key) => fc.dictionary(keys, fc.nat(), { maxKeys: 40 });
  const readings = fc.record({ counters: counts(key), refused: fc.dictionary(name, counts(fc.string())) });
  fc.assert(
    fc.property(fc.constantFrom(...METRIC_PARTS), readings, (part, given) => {
      for (const { metric, points } of familiesOf(part, given)) {
        expect(points.every(({ labels }) => isClosed(metric, labels))).toBe(true);
        const series = points.map(({ labels }) => JSON.stringify(labels));
        expect(new Set(series).size).toBe(series.length);
      }
    }),
  );
});

const isClosed = ({ labels: known = {} }: Metric, given: Readonly<Record<string, string>>): boolean =>
  Object.keys(given).join() === Object.keys(known).join() &&
  Object.entries(given).every(([label, value]) => known[label]!.includes(value));
