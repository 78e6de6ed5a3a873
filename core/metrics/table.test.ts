/** The table of metrics keeps Prometheus' conventions, and is closed. */
import { expect, it } from "@jest/globals";
import { REASONS } from "../reason.ts";
import type { NetworkFact } from "../record/network-event.ts";
import { CODES, EVENT_KINDS, REASON_VALUES } from "./label-values.ts";
import { METRIC_PARTS } from "./metric.ts";
import { METRICS } from "./table.ts";

it("each name stands there once, in the form that Prometheus wants", () => {
  const names = METRICS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, type } of METRICS) {
    expect(name).toMatch(/^wayleave_[a-z0-9]+(_[a-z0-9]+)*$/);
    expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
    // What a histogram's own series end in.
    expect(name).not.toMatch(/_(bucket|count|sum)$/);
    // Base units alone.
    expect(name).not.toMatch(/_(ms|us|milliseconds|kib|mib|percent)(_|$)/);
  }
});

it("each help is one short sentence", () => {
  for (const { help } of METRICS) {
    expect(help).toMatch(/^[A-Z1][^\n|]{8,119}$/);
    expect(help).not.toMatch(/\.$/);
  }
});

it("each label has its list, and a row gives it no value that is not there", () => {
  for (const { name, labels = {}, from, parts } of METRICS) {
    expect(parts.every((part) => METRIC_PARTS.includes(part))).toBe(true);
    for (const [label, values] of Object.entries(labels)) {
      expect(label).toMatch(/^(?!le$|quantile$|job$|instance$)[a-z_]+$/);
      expect(new Set(values).size).toBe(values.length);
    }
    for (const origin of from) {
      const given = Object.entries(origin.labels ?? {});
      const filled = [...given.map(([label]) => label), ...("into" in origin ? [origin.into] : [])];
      expect([name, [...filled].sort()]).toEqual([name, Object.keys(labels).sort()]);
      for (const [label, value] of given) expect(labels[label]).toContain(value);
    }
  }
});

it("no label's values come from a user, a name, an address or an id", () => {
  const labels = new Set(METRICS.flatMap(({ labels: own = {} }) => Object.keys(own)));
  expect([...labels].sort()).toEqual([
    ...["direction", "kind", "listener", "mode", "outcome", "part", "reason", "role", "version"],
  ]);
});

it("reasons are the catalogue's, kinds of events those that are told", () => {
  expect(CODES).toEqual(Object.keys(REASONS));
  expect(REASON_VALUES).toEqual(["none", ...CODES, "other"]);
  // The compiler points here where a fact is new.
  const kinds: Record<NetworkFact["type"], true> = {
    ...{ "flow-decided": true, "segment-opened": true, "segment-active": true, "segment-ended": true },
    ...{
      "near-miss": true,
      "pair-moved": true,
      "stub-leases": true,
      "session-up": true,
      "srp-delivered": true,
      "dns-answered": true,
      "session-down": true,
      "tunnel-up": true,
      "tunnel-down": true,
    },
    ...{ "admin-changed": true, "flows-not-carried": true, "app-list-taken": true, "events-dropped": true },
    "source-started": true,
  };
  expect(EVENT_KINDS).toEqual([...Object.keys(kinds), "other"]);
});
