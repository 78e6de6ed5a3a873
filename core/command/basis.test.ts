/** What is kept for commands tells what walks over the whole tenant tell, wherever it has come from. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APPS, ASKED, GROUPS, NETWORKS, tenantState, USERS } from "../../sim/arbitrary-objects.ts";
import type { Kind } from "../config/object.ts";
import { objectsOf, type TenantState } from "../control/state.ts";
import { appsOf, compile } from "../policy/compile.ts";
import { indexApps, matchApp } from "../policy/match-app.ts";
import { Basis } from "./basis.ts";
import { namedIn } from "./expected.ts";
import { usesBy, usesOf } from "./references.ts";
import { bytesOf, entryBytes } from "./srp-size.ts";

const NAMED: readonly (readonly [Kind, readonly string[]])[] = [
  ...([
    ["App", APPS],
    ["User", USERS],
    ["Group", GROUPS],
    ["Network", NETWORKS],
  ] as const),
  ...([
    ["Publisher", ["p1", "p2"]],
    ["Device", ["d1", "d2", "d3"]],
  ] as const),
];

describe("the basis of commands", () => {
  it("tells of each tenant that it follows what walks over that tenant tell", () => {
    fc.assert(
      fc.property(fc.array(tenantState, { minLength: 1, maxLength: 4 }), (tenants) => {
        const basis = new Basis();
        // Forth and back: as to a draft of what would be, and to what has become of it.
        for (const tenant of [...tenants, ...tenants.toReversed()]) tells(basis.follow(tenant), tenant);
      }),
      { numRuns: 60 },
    );
  });

  it("follows a small change in one step, and what comes with ten thousand apps in many", () => {
    const [one] = fc.sample(tenantState, 1);
    const app = [...one!.apps.values()][0] ?? fc.sample(tenantState, 20).flatMap(({ apps }) => [...apps.values()])[0]!;
    const many = { ...one!, apps: new Map(Array.from({ length: 10_000 }, (_, n) => [`app-${n}`, app] as const)) };
    const basis = new Basis();
    expect([...basis.following(many)].length).toBeGreaterThan(100);
    const apps = new Map(many.apps).set("app-7", { ...app, tags: ["new"] });
    expect([...basis.following({ ...many, apps })]).toEqual([]);
    expect([...basis.naming.bearers("new")]).toEqual(["app-7"]);
  });
});

function tells(basis: Basis, tenant: TenantState): void {
  const { naming } = basis;
  for (const [kind, names] of NAMED) {
    for (const name of names) {
      // What goes is no longer there when it is asked who names it.
      const without =
        kind === "App" ? { ...tenant, apps: new Map([...tenant.apps].filter(([own]) => own !== name)) } : tenant;
      const tags = kind === "App" ? (tenant.apps.get(name)?.tags ?? []) : [];
      const asked = kind === "App" ? new Basis().follow(tenant).follow(without).naming : naming;
      expect(usesBy(asked, kind, name, tags).sort()).toEqual(usesOf(kind, name, without, tags).sort());
    }
  }
  const bearing = (tag: string) => [...tenant.apps].flatMap(([name, { tags }]) => (tags.includes(tag) ? [name] : []));
  for (const tag of ["t1", "t2", "none"]) expect([...naming.bearers(tag)].sort()).toEqual(bearing(tag).sort());
  for (const { email } of tenant.users.values()) {
    const owners = [...tenant.users].flatMap(([name, spec]) => (spec.email === email ? [name] : []));
    expect([...naming.usersOf(email)].sort()).toEqual(owners.sort());
  }
  for (const rule of objectsOf(tenant, "Policy")) {
    for (const [kind, name] of namedIn(rule)) expect(naming.users("Policy", kind, name)).toContain(rule.name);
  }
  expect(basis.srpBytes).toBe([...tenant.apps].reduce((sum, [name, spec]) => sum + entryBytes(name, spec), 0));
  const anew = indexApps(tenant.apps);
  for (const host of ASKED) expect(matchApp(basis.hosts, host, 443, "tcp")).toEqual(matchApp(anew, host, 443, "tcp"));
  const compiled = compile(tenant);
  expect(basis.compiled().rules.map(({ name, spec }) => [name, spec])).toEqual(
    compiled.rules.map(({ name, spec }) => [name, spec]),
  );
  for (const rule of compiled.rules) {
    const there = appsOf(rule, compiled).filter((app) => tenant.apps.has(app));
    const sizes = there.map((app) => entryBytes(app, tenant.apps.get(app)!));
    expect(bytesOf(rule.spec, tenant.apps, basis)).toBe(sizes.reduce((sum, bytes) => sum + bytes, 0));
  }
}
