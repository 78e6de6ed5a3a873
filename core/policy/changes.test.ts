/** Whom a change of configuration concerns: nobody whose verdict or SRP differs is passed over. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  APPS,
  ASKED,
  appSpec,
  circumstances,
  DEVICES,
  GROUPS,
  NETWORKS,
  policySpec,
  tenantState,
  USERS,
} from "../../sim/arbitrary-objects.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { TenantState } from "../control/state.ts";
import type { Instant } from "../units.ts";
import { changesBetween, concernsFlow, concernsSrp } from "./changes.ts";
import { type Compiled, compile } from "./compile.ts";
import type { Circumstances } from "./criteria.ts";
import { decide } from "./decide.ts";
import { canonicalSrp, srpFor } from "./srp.ts";
import { type FlowRequest, NO_SESSION } from "./verdict.ts";

const now = 1000 as Instant;

/** One object put in another's place, or taken away. */
const edit: fc.Arbitrary<(tenant: TenantState) => TenantState> = fc.oneof(
  fc.tuple(fc.constantFrom(...APPS), fc.option(appSpec)).map(([name, spec]) => put("apps", name, spec)),
  fc.tuple(fc.constantFrom("r1", "r2", "r7"), fc.option(policySpec)).map(([name, spec]) => put("policies", name, spec)),
  fc
    .tuple(fc.constantFrom(...USERS), fc.subarray(GROUPS), fc.boolean())
    .map(([name, groups, inactive]) =>
      put("users", name, { ...NOTHING_SAID.User, email: "x@corp.example", groups, inactive }),
    ),
  fc
    .tuple(fc.constantFrom(...NETWORKS), fc.constantFrom("192.0.2.0/24", "198.51.100.0/24"))
    .map(([name, cidr]) => put("networks", name, { cidrs: [cidr] })),
  fc
    .tuple(fc.constantFrom(...DEVICES), fc.constantFrom(...USERS), fc.boolean())
    .map(([name, user, revoked]) => put("devices", name, { user, classification: "managed", revoked })),
);

describe("whom a change concerns", () => {
  it("is everybody whose verdict or SRP differs, whatever was edited", () => {
    const seen = { concerned: 0, passed: 0, srpConcerned: 0, srpPassed: 0 };
    fc.assert(
      fc.property(tenantState, fc.array(edit, { minLength: 1, maxLength: 3 }), (tenant, edits) => {
        const before = compile(tenant);
        const after = compile(
          edits.reduce((state, one) => one(state), { ...tenant, configRev: 8 }),
          8,
          before,
        );
        const changes = changesBetween(before, after);
        for (const flow of flows()) {
          const verdict = decide(flow, before, now);
          if (verdict.kind !== "allow") continue;
          const concerned = changes !== undefined && concernsFlow(changes, flow, verdict.app);
          if (!concerned) expect(said(flow, after)).toEqual(said(flow, before));
          seen[concerned ? "concerned" : "passed"] += 1;
        }
        for (const [n, user] of USERS.entries()) {
          const concerned = changes !== undefined && concernsSrp(changes, user, DEVICES[n]!);
          if (!concerned) expect(srp(n, after)).toEqual(srp(n, before));
          seen[concerned ? "srpConcerned" : "srpPassed"] += 1;
        }
      }),
      { numRuns: 2000 },
    );
    // Both answers are given often, or the property would prove little.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  });

  it("is every live flow that an edit denies, edit after edit, if flows bear the app of their last judgement", () => {
    const seen = { moved: 0, ended: 0, passed: 0 };
    fc.assert(
      fc.property(tenantState, fc.array(edit, { minLength: 2, maxLength: 8 }), (tenant, edits) => {
        let [state, before] = [tenant, compile(tenant)];
        let live = judged(flows(), before);
        for (const [n, one] of edits.entries()) {
          state = { ...one(state), configRev: 8 + n };
          const after = compile(state, 8 + n, before);
          const changes = changesBetween(before, after);
          const concerned = live.filter(({ flow, app }) => changes !== undefined && concernsFlow(changes, flow, app));
          const kept = live.filter((one) => !concerned.includes(one));
          // Whom nobody asks about is allowed, and by the app that it was matched to.
          expect(
            judged(
              kept.map(({ flow }) => flow),
              after,
            ),
          ).toEqual(kept);
          const again = judged(
            concerned.map(({ flow }) => flow),
            after,
          );
          seen.passed += kept.length;
          seen.ended += concerned.length - again.length;
          seen.moved += again.filter(({ flow, app }) => live.find((one) => one.flow === flow)!.app !== app).length;
          live = [...kept, ...again];
          before = after;
        }
      }),
      { numRuns: 2000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(100);
  });

  it("is everybody whose verdict or SRP time has changed, though nobody configured anything", () => {
    const seen = { turned: 0, passed: 0 };
    fc.assert(
      fc.property(tenantState, circumstances, circumstances, (tenant, first, second) => {
        const compiled = compile(tenant);
        const [fromUs, toUs] = [first.atUs, second.atUs];
        const changes = changesBetween(compiled, compiled, { fromUs, toUs });
        for (const flow of flows()) {
          const verdict = decide({ ...flow, atUs: fromUs }, compiled, now);
          if (verdict.kind !== "allow") continue;
          const concerned = changes !== undefined && concernsFlow(changes, flow, verdict.app);
          if (!concerned)
            expect(said({ ...flow, atUs: toUs }, compiled)).toEqual(said({ ...flow, atUs: fromUs }, compiled));
          seen[concerned ? "turned" : "passed"] += 1;
        }
        for (const [n, user] of USERS.entries()) {
          if (changes !== undefined && concernsSrp(changes, user, DEVICES[n]!)) continue;
          expect(srp(n, compiled, { ...first, atUs: toUs })).toEqual(srp(n, compiled, first));
        }
      }),
      { numRuns: 1000 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
  });

  it("is nobody where nothing changed, and where only what no decision reads did", () => {
    const [tenant] = fc.sample(tenantState, 1);
    const before = compile(tenant!);
    expect(changesBetween(before, before)).toBeUndefined();
    const publishers = new Map([["p1", { weight: 2, revoked: false, description: "" }]]);
    expect(changesBetween(before, compile({ ...tenant!, publishers, configRev: 9 }, 9, before))).toBeUndefined();
  });
});

function put(table: "apps" | "policies" | "users" | "devices" | "networks", name: string, spec: unknown) {
  return (tenant: TenantState): TenantState => {
    const next = new Map<string, unknown>(tenant[table]);
    if (spec === null) next.delete(name);
    else next.set(name, spec);
    return { ...tenant, [table]: next };
  };
}

const AT_NOON: Circumstances = {
  ...{
    session: { ...NO_SESSION, os: "linux", country: "NL", address: "192.0.2.7" },
    atUs: Date.UTC(2027, 0, 25, 12) * 1000,
  },
};

const flows = (): FlowRequest[] =>
  USERS.flatMap((user, n) =>
    ASKED.map((host, at) => {
      const port = [22, 80, 443][at % 3]!;
      return { user, device: DEVICES[n]!, host, port, protocol: "tcp", ...AT_NOON };
    }),
  );

/** Those that are allowed, with the app that they are matched to. */
const judged = (asked: readonly FlowRequest[], compiled: Compiled): { flow: FlowRequest; app: string }[] =>
  asked.flatMap((flow) => {
    const verdict = decide(flow, compiled, now);
    return verdict.kind === "allow" ? [{ flow, app: verdict.app }] : [];
  });

function said(flow: FlowRequest, compiled: Compiled): unknown {
  const verdict = decide(flow, compiled, now);
  if (verdict.kind === "deny") return verdict.code;
  const { app, rule, permit } = verdict;
  return { app, rule, publishers: permit.publishers, dial: [permit.dialHost, permit.dialPort] };
}

const srp = (person: number, compiled: Compiled, how: Circumstances = AT_NOON) =>
  canonicalSrp(srpFor(USERS[person]!, DEVICES[person]!, compiled, how));
