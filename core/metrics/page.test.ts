/** The page is Prometheus' text format. */
import { expect, it } from "@jest/globals";
import { Histogram } from "./histogram.ts";
import type { Metric } from "./metric.ts";
import { pageOf } from "./page.ts";

const metric = (more: Partial<Metric>): Metric => ({
  ...{ name: "wayleave_things_total", type: "counter", help: "Things", parts: ["up"], from: [], ...more },
});

it("a series is a line, under its help and its type", () => {
  const points = [
    { labels: { kind: "one" }, value: 1 },
    { labels: { kind: "two" }, value: 2.5 },
  ];
  expect(pageOf([{ metric: metric({}), points }])).toBe(
    [
      ...["# HELP wayleave_things_total Things", "# TYPE wayleave_things_total counter"],
      ...['wayleave_things_total{kind="one"} 1', 'wayleave_things_total{kind="two"} 2.5', ""],
    ].join("\n"),
  );
});

it("a histogram counts from below, to +Inf", () => {
  const took = new Histogram([0.25, 1]);
  for (const seconds of [0.25, 0.5, 0.75, 30]) took.observe(seconds);
  const points = [{ labels: { outcome: "opened" }, value: took.read() }];
  const page = pageOf([{ metric: metric({ name: "wayleave_setup_seconds", type: "histogram" }), points }]);
  expect(page.split("\n").slice(2)).toEqual([
    'wayleave_setup_seconds_bucket{outcome="opened",le="0.25"} 1',
    'wayleave_setup_seconds_bucket{outcome="opened",le="1"} 3',
    'wayleave_setup_seconds_bucket{outcome="opened",le="+Inf"} 4',
    'wayleave_setup_seconds_sum{outcome="opened"} 31.5',
    'wayleave_setup_seconds_count{outcome="opened"} 4',
    "",
  ]);
});

it("what would break a line is escaped", () => {
  const page = pageOf([{ metric: metric({ help: "a\\b\nc" }), points: [{ labels: { kind: 'a"b\\c\nd' }, value: 1 }] }]);
  expect(page).toContain("# HELP wayleave_things_total a\\\\b\\nc\n");
  expect(page).toContain('wayleave_things_total{kind="a\\"b\\\\c\\nd"} 1\n');
});
