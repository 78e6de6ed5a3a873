import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { log } from "../../sim/arbitrary-log.ts";
import { fullPolicySpec, ownRequest, tenantState } from "../../sim/arbitrary-objects.ts";
import { modelVerdict } from "../../sim/policy-model.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { PolicySpec } from "../config/object.ts";
import { fold } from "../control/fold.ts";
import { emptyState, tenantOf } from "../control/state.ts";
import { Configurations, configures } from "../history/configurations.ts";
import { recordedDecision } from "../reading/replay-query.ts";
import { ReplayTally } from "../reading/replay-tally.ts";
import { compile } from "./compile.ts";
import { differenceOf, type RecordedDecision, rulesText, type Said, saidBy } from "./replay.ts";
import { RulesInForce } from "./rules-in-force.ts";
import type { FlowRequest } from "./verdict.ts";

/** Rules of every kind, and such as have one criterion: those that have many hardly ever match. */
const drafted: fc.Arbitrary<PolicySpec> = fc.oneof(
  fullPolicySpec,
  fullPolicySpec.map(({ action, groups }): PolicySpec => ({ ...NOTHING_SAID.Policy, action, groups })),
  fullPolicySpec.map(
    ({ action, os, not }): PolicySpec => ({
      ...NOTHING_SAID.Policy,
      action,
      os,
      not: not.includes("os") ? ["os"] : [],
    }),
  ),
);
const ALLOWS_ALL: PolicySpec = { ...NOTHING_SAID.Policy, order: 2, action: "allow" };

const decisionOf = (flow: FlowRequest, said: Said, configRev: number): RecordedDecision => ({
  ...{ flowId: "f", userTold: flow.user, request: flow, configRev, said },
});

it("by the policy that was in force, in whatever order and however often it comes again, nothing differs", () => {
  fc.assert(
    fc.property(log, fc.array(fc.tuple(fc.nat(1_000), ownRequest), { maxLength: 30 }), (records, asked) => {
      const all = new Configurations();
      for (const record of records) if (configures(record.event, "demo")) all.add(record);
      const inForce = new RulesInForce(all, "demo");
      for (const [pick, flow] of asked) {
        const tenant = tenantOf(fold(emptyState(), records.slice(0, pick % (records.length + 1))), "demo");
        const said = saidBy(flow, compile(tenant), true);
        const again = saidBy(flow, inForce.at(tenant.configRev), true);
        expect(differenceOf(decisionOf(flow, said, tenant.configRev).said, again)).toBeUndefined();
      }
    }),
    { numRuns: 200 },
  );
});

it("by another policy, the flows that differ are those of the naive model, of the same kind", () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(tenantState, ownRequest, drafted, fc.boolean(), (made, flow, spec, open) => {
      // Where chance allows hardly anything, a draft hardly ever cuts.
      const tenant = open ? { ...made, policies: new Map([...made.policies, ["all", ALLOWS_ALL]]) } : made;
      const after = { ...tenant, policies: new Map([...tenant.policies, ["drafted", { ...spec, order: 1 }]]) };
      const [was, would] = [saidBy(flow, compile(tenant), false), saidBy(flow, compile(after), false)];
      const kind = differenceOf(was, would);
      const [a, b] = [modelVerdict(tenant, flow), modelVerdict(after, flow)];
      const goes = ({ said }: typeof a) => said === "allow" || said === "alert";
      const same = a.said === b.said && a.rule === b.rule;
      expect(kind).toBe(goes(a) === goes(b) ? (same ? undefined : "other") : goes(b) ? "allowed" : "cut");
      kinds.set(String(kind), (kinds.get(String(kind)) ?? 0) + 1);
    }),
    { numRuns: 2_000 },
  );
  for (const kind of ["allowed", "cut", "other", "undefined"]) expect([kind, kinds.has(kind)]).toEqual([kind, true]);
});

const SAID: Said = { action: "allow", app: "wiki", policy: "all", reason: "", nearMiss: "", rules: "all=" };

it("each field of a verdict is compared, the rules where both tell them", () => {
  expect(differenceOf(SAID, { ...SAID })).toBeUndefined();
  expect(differenceOf(SAID, { ...SAID, action: "alert" })).toBe("other");
  for (const field of ["app", "policy", "reason", "nearMiss", "rules"] as const)
    expect([field, differenceOf(SAID, { ...SAID, [field]: "x" })]).toEqual([field, "other"]);
  expect(differenceOf(SAID, { ...SAID, rules: undefined })).toBeUndefined();
  expect(differenceOf(SAID, { ...SAID, action: "block" })).toBe("cut");
  expect(differenceOf({ ...SAID, action: "block" }, { ...SAID, action: "alert" })).toBe("allowed");
});

it("a row of the store is the decision that it tells of; without its session's facts it is none", () => {
  const cells = [
    ...[
      "id",
      "sam@corp.example",
      "sam",
      "laptop",
      "wiki.corp.example",
      "80",
      "tcp",
      "17",
      "client",
      "linux",
      "10.0.0.1",
    ],
    ...["NL", "ab", "39", "allow", "wiki", "all", "", "", [{ rule: "x", first_failed: "os" }, ["all", ""]]],
  ];
  expect(recordedDecision(cells)).toMatchObject({
    ...{ flowId: "id", userTold: "sam@corp.example", configRev: 39 },
    request: { user: "sam", port: 80, atUs: 17, session: { os: "linux", address: "10.0.0.1", country: "NL" } },
    said: {
      action: "allow",
      app: "wiki",
      rules: rulesText([
        ["x", "os"],
        ["all", ""],
      ]),
    },
  });
  expect(recordedDecision(cells.toSpliced(12, 1, ""))).toBeUndefined();
});

it("flows are counted by kind, user and app, and a bounded number of each kind is kept as examples", () => {
  const tally = new ReplayTally(2);
  const flow = { user: "sam", device: "d", host: "h", port: 1, protocol: "tcp" } as FlowRequest;
  const cut: Said = { ...SAID, action: "block", app: "" };
  for (let n = 0; n < 5; n += 1) tally.differs(decisionOf(flow, SAID, 1), "cut", SAID, cut);
  tally.differs({ ...decisionOf(flow, SAID, 1), userTold: "kim" }, "allowed", cut, SAID);
  expect([tally.counts, tally.differences]).toEqual([{ allowed: 1, cut: 5, other: 0 }, 6]);
  expect(tally.users.map(({ name }) => name)).toEqual(["sam", "kim"]);
  expect(tally.apps).toEqual([{ name: "wiki", allowed: 1, cut: 5, other: 0 }]);
  expect(tally.examples.map(({ kind }) => kind)).toEqual(["allowed", "cut", "cut"]);
});
