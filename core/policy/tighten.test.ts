import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { ownRequest, tenantState } from "../../sim/arbitrary-objects.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { Fact } from "../control/event.ts";
import { emptyState, emptyTenant, type TenantState, tenantOf } from "../control/state.ts";
import { overlaid } from "../history/overlay.ts";
import { compile } from "./compile.ts";
import { saidBy } from "./replay.ts";
import { tightened, type Use, UseTally } from "./tighten.ts";

const withDraft = (tenant: TenantState, uses: readonly Use[]): TenantState => {
  const facts = tightened(tenant, uses).objects.map((object): Fact => ({ type: "object-put", object }));
  const state = { ...emptyState(), asOf: 1_000_000, tenants: new Map([[tenant.tenant, tenant]]) };
  return tenantOf(overlaid(state, tenant.tenant, facts), tenant.tenant);
};

it("no flow that was seen is cut, and none gets another rule or app; what was refused is not let in", () => {
  let narrowed = 0;
  fc.assert(
    fc.property(tenantState, fc.array(ownRequest, { maxLength: 12 }), fc.array(ownRequest), (tenant, seen, unseen) => {
      const stands = compile(tenant);
      const tally = new UseTally();
      for (const flow of seen) tally.add(flow, saidBy(flow, stands, false));
      const after = withDraft(tenant, tally.uses());
      const would = compile(after);
      narrowed += tightened(tenant, tally.uses()).narrowings.length;
      for (const flow of seen) {
        const [was, is] = [saidBy(flow, stands, false), saidBy(flow, would, false)];
        if (was.action !== "block") expect([is.action, is.app, is.policy]).toEqual([was.action, was.app, was.policy]);
      }
      for (const flow of [...seen, ...unseen]) {
        if (saidBy(flow, stands, false).action === "block") expect(saidBy(flow, would, false).action).toBe("block");
      }
    }),
    { numRuns: 1_000 },
  );
  expect(narrowed).toBeGreaterThan(500);
});

const policy = (spec: object) => ({ ...NOTHING_SAID.Policy, action: "allow" as const, ...spec });
const port = (n: number) => ({ protocol: "tcp" as const, from: n, to: n });

it("says what is taken from which rule and app, which apps nobody used, and what it leaves alone", () => {
  const tenant: TenantState = {
    ...emptyTenant("demo"),
    users: new Map([
      ["sam", { ...NOTHING_SAID.User, groups: ["eng"] }],
      ["kim", { ...NOTHING_SAID.User, groups: ["hr"] }],
    ]),
    apps: new Map([
      ["wiki", { ...NOTHING_SAID.App, hosts: ["wiki"], ports: [port(80), port(443)] }],
      ["old", { ...NOTHING_SAID.App, hosts: ["old"], ports: [port(80)] }],
    ]),
    policies: new Map([
      ["team", policy({ order: 10, groups: ["eng", "hr"], apps: ["wiki", "old"] })],
      ["never", policy({ order: 20, apps: ["old"] })],
      ["stop", policy({ order: 30, action: "block", apps: ["old"] })],
      ["but", policy({ order: 40, users: ["kim"], not: ["users"], apps: ["wiki"] })],
    ]),
  };
  const use = { app: "wiki", user: "sam", port: 443, protocol: "tcp" as const, flows: 3 };
  const { objects, narrowings, unusedApps, left } = tightened(tenant, [
    { ...use, policy: "team" },
    { ...use, policy: "but" },
  ]);
  expect(narrowings.map(({ name, field, taken }) => `${name} ${field}: ${taken}`)).toEqual([
    ...["team apps: old", "team groups: hr", "never disabled: never", "wiki ports: tcp/80"],
  ]);
  expect(objects.map(({ kind, name }) => `${kind}/${name}`)).toEqual(["Policy/team", "Policy/never", "App/wiki"]);
  expect(unusedApps).toEqual(["old"]);
  expect(left.map(({ name }) => name)).toEqual(["stop", "but"]);
});
