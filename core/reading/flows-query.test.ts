/** Filters become queries; what somebody typed never becomes a part of one. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { cutsQuery, type FlowFilters, flowsQuery, madeAtMs, slicesOf } from "./flows-query.ts";

const ID = "0198f6a1-0c00-7abc-8def-0123456789ab";

it("whatever is typed travels as a parameter: the query's text is the same", () => {
  const text = fc.string({ minLength: 1 }).filter((typed) => !/[%_]/.test(typed));
  fc.assert(
    fc.property(text, text, (host, user) => {
      expect(flowsQuery({ host, user, probes: false }).query).toBe(
        flowsQuery({ host: "a", user: "b", probes: false }).query,
      );
      expect(flowsQuery({ host, user, probes: false }).params).toEqual({ host, user });
    }),
  );
});

it("a name with % or _ is a pattern, without them it is the name; case matters in neither", () => {
  expect(flowsQuery({ host: "%.corp.example", probes: true }).query).toContain("`host` ILIKE {host:String}");
  expect(flowsQuery({ host: "wiki.corp.example", probes: true }).query).toContain(
    "lowerUTF8(`host`) = lowerUTF8({host:String})",
  );
});

it("every filter is a condition with its own parameter", () => {
  const filters: Required<FlowFilters> = {
    ...{ sinceUs: 1_000_000_000_000_001, untilUs: 2_000_000_000_000_001, user: "a", device: "b", app: "c", host: "d" },
    ...{ policy: "e", publisher: "f", reason: "g", port: 1, action: "block", status: "closed", denialId: "ABC-123" },
    ...{ questionId: "0a".repeat(16), flowIds: [ID], probes: false, attempts: false, limit: 5 },
  };
  const { query, params } = flowsQuery(filters);
  for (const name of Object.keys(params)) expect(query).toMatch(new RegExp(`\\{${name}:`));
  const asked = [...query.matchAll(/\{(\w+):/g)].map(([, name]) => name);
  expect([...new Set(asked)].sort()).toEqual(Object.keys(params).sort());
  for (const column of ["user", "device", "app", "host", "policy", "publisher_name", "reason", "port", "denial_id"])
    expect(query).toContain(`\`${column}\``);
  expect(query).toContain("NOT probe");
});

it("time is asked for of the row, and with room for clocks of the key that finds it", () => {
  const { query, params } = flowsQuery({
    sinceUs: 1_000_000_000_500_000,
    untilUs: 1_000_000_600_000_001,
    probes: true,
  });
  expect(query).toMatch(/flow_at >= .*start_time >= /);
  expect(params).toEqual({
    ...{ from_ms: 1_000_000_000_500 - 300_000, to_ms: 1_000_000_600_001 + 300_000 },
    ...{ since_us: 1_000_000_000_500_000, until_us: 1_000_000_600_000_001 },
  });
});

it("a flow is looked for where its id says that it was made", () => {
  expect(madeAtMs(ID)).toBe(0x0198f6a10c00);
  expect(madeAtMs("0198f6a1-0c00-4abc-8def-0123456789ab")).toBe(0);
  expect(flowsQuery({ flowIds: [ID], probes: true }).params).toEqual({
    ...{ flow_ids: [ID], from_ms: 0x0198f6a10c00, to_ms: 0x0198f6a10c00 + 1 },
  });
});

it("what a device asked for again is left out, unless somebody wants it, or names it", () => {
  expect(flowsQuery({ probes: true }).query).toContain("asks_before > 0");
  for (const named of [{ attempts: true }, { denialId: "ABC-123" }, { flowIds: [ID] }])
    expect(flowsQuery({ probes: true, ...named }).query).not.toContain("asks_before");
});

it("oldest first; a limit keeps the newest", () => {
  expect(flowsQuery({ probes: true }).query).toMatch(/ORDER BY start_time, flow_id$/);
  const limited = flowsQuery({ probes: true, limit: 7 });
  expect(limited.query).toMatch(
    /ORDER BY start_time DESC, flow_id DESC LIMIT \{limit:UInt64\}\) ORDER BY start_time, flow_id$/,
  );
  expect(limited.params).toEqual({ limit: 7 });
});

it("slices touch each other and leave nothing out", () => {
  expect(slicesOf([])).toEqual([{ fromMs: undefined, untilMs: undefined }]);
  expect(slicesOf([5, 9])).toEqual([
    { fromMs: undefined, untilMs: 5 },
    { fromMs: 5, untilMs: 9 },
    { fromMs: 9, untilMs: undefined },
  ]);
  const filters = { sinceUs: 1_000_000_000_000_000, probes: true };
  expect(flowsQuery(filters, { untilMs: 5 }).params).toMatchObject({ from_ms: 1_000_000_000_000 - 300_000, to_ms: 5 });
  expect(cutsQuery(filters, 10).params).toEqual({ from_ms: 1_000_000_000_000 - 300_000, every: 10 });
});
