import { describe, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../../core/config/defaults.ts";
import type { Fact } from "../../core/control/event.ts";
import { fold } from "../../core/control/fold.ts";
import { type ControlState, emptyState, tenantOf } from "../../core/control/state.ts";
import { compile, rulesFor } from "../../core/policy/compile.ts";
import { AT_ONCE, STEP } from "../../core/policy/compile-steps.ts";
import { decide } from "../../core/policy/decide.ts";
import { matchApp } from "../../core/policy/match-app.ts";
import { NO_SESSION } from "../../core/policy/verdict.ts";
import type { Instant } from "../../core/units.ts";
import { ChangesSince, CompiledTenants } from "./compiled.ts";

describe("compiled tenants", () => {
  it("are compiled once a revision of their own, however many decisions and other facts there are", () => {
    const tenants = new CompiledTenants();
    let state = folded(emptyState(), "a", user("sam"));
    for (let n = 0; n < 1_000; n += 1) {
      decide(
        {
          ...{ user: "sam", device: "d", host: "x.corp.example", port: 80, protocol: "tcp" },
          ...{ session: NO_SESSION, atUs: 0 },
        },
        tenants.of(state, "a"),
        now,
      );
    }
    expect(tenants.compilations).toBe(1);
    // Another tenant's configuration, and facts that configure nothing.
    state = folded(state, "b", user("kim"));
    state = folded(state, "a", { type: "token-issued", tokenHash: "00", role: "device", name: "d", expiresAtUs: 1 });
    tenants.of(state, "a");
    expect(tenants.compilations).toBe(1);
    state = folded(state, "a", user("lee"));
    expect(tenants.of(state, "a").users.size).toBe(2);
    expect(tenants.compilations).toBe(2);
  });

  it("bear the offset that was folded, though nothing was compiled for it", () => {
    const tenants = new CompiledTenants();
    const state = folded(emptyState(), "a", user("sam"));
    const before = tenants.of(state, "a");
    const later = folded(state, "b", user("kim"));
    expect(tenants.of(later, "a")).toEqual({ ...before, asOf: later.asOf });
    expect(tenants.of(later, "a")).toBe(tenants.of(later, "a"));
  });
});

it("a large change is compiled in steps: what was before is in force until the last, and then all of it is", () => {
  let asked = 0;
  const tenants = new CompiledTenants({ onLarge: () => (asked += 1) });
  let state = folded(emptyState(), "a", user("sam"));
  const before = tenants.of(state, "a");
  const apps = Array.from({ length: 3 * AT_ONCE.apps }, (_, n) => app(`app-${n}`));
  const rules = Array.from({ length: 2 * AT_ONCE.rules }, (_, n) => rule(`rule-${n}`, `app-${n}`));
  for (const fact of [...apps, ...rules]) state = folded(state, "a", fact);
  expect(tenants.of(state, "a")).toBe(before);
  let steps = 0;
  while (tenants.advance()) {
    steps += 1;
    expect(tenants.of(state, "a")).toBe(before);
  }
  expect([asked, steps]).toEqual([1, apps.length / STEP.apps + rules.length / STEP.rules]);
  const after = tenants.of(state, "a");
  const whole = compile(tenantOf(state, "a"), state.asOf);
  expect([after.configRev, after.asOf, after.apps.size]).toEqual([whole.configRev, state.asOf, apps.length]);
  for (const compiled of [after, whole]) {
    expect(matchApp(compiled.index, "app-300.corp.example", 80, "tcp")).toMatchObject({ kind: "app", app: "app-300" });
    expect(rulesFor(compiled, "app-7").map(({ name }) => name)).toEqual(["rule-7"]);
  }
  expect(tenants.advance()).toBe(false);
});

it("who has time compiles in small steps, of which the last alone is in force, and who decides waits for none", () => {
  const tenants = new CompiledTenants();
  let state = folded(emptyState(), "a", user("sam"));
  expect([...tenants.begin(state, "a")]).toEqual([]);
  const before = tenants.of(state, "a");
  for (let n = 0; n < 5; n += 1) state = folded(state, "a", rule(`rule-${n}`, "app"));
  const steps = tenants.catchUp(state);
  expect(steps.next().done).toBe(false);
  const decided = tenants.of(state, "a");
  expect([decided.rules.length, before.rules.length]).toEqual([5, 0]);
  // What decided has taken the rest upon itself.
  expect([steps.next().done, tenants.of(state, "a")]).toEqual([true, decided]);
  for (let n = 5; n < 14; n += 1) state = folded(state, "a", rule(`rule-${n}`, "app"));
  const again = tenants.catchUp(state);
  const counted = tenants.compilations;
  let steady = 0;
  while (again.next().done !== true) steady += 1;
  expect([steady, tenants.compilations - counted]).toEqual([9, 1]);
  const { rules } = tenants.of(state, "a");
  expect(tenants.compilations - counted).toBe(1);
  expect(rules.map(({ name }) => name)).toEqual(compile(tenantOf(state, "a")).rules.map(({ name }) => name));
});

it("changes since the last look are one comparison over all revisions between, and none without a difference", () => {
  const tenants = new CompiledTenants();
  const since = new ChangesSince();
  let state = folded(emptyState(), "a", user("sam"));
  since.from("a", tenants.of(state, "a"), 0);
  expect(since.look((name) => tenants.of(state, name), 0).size).toBe(0);
  expect(since.from("a", tenants.of(state, "a"), 0)).toBe(true);
  for (const name of ["kim", "lee"]) state = folded(state, "a", user(name));
  // What is judged by these is not judged by what the next look compares with.
  expect(since.from("a", tenants.of(state, "a"), 0)).toBe(false);
  const changes = since.look((name) => tenants.of(state, name), 0);
  expect([...(changes.get("a")?.users ?? [])]).toEqual(["kim", "lee"]);
  expect(since.look((name) => tenants.of(state, name), 0).size).toBe(0);
});

const now = 1000 as Instant;

const app = (name: string): Fact => ({
  type: "object-put",
  object: {
    ...{ kind: "App", name },
    spec: { ...NOTHING_SAID.App, hosts: [`${name}.corp.example`], ports: [{ protocol: "tcp", from: 80, to: 80 }] },
  },
});

const rule = (name: string, of: string): Fact => ({
  type: "object-put",
  object: { kind: "Policy", name, spec: { ...NOTHING_SAID.Policy, order: 10, action: "allow", apps: [of] } },
});

const user = (name: string): Fact => ({
  type: "object-put",
  object: { kind: "User", name, spec: { ...NOTHING_SAID.User, email: `${name}@corp.example` } },
});

function folded(state: ControlState, tenant: string, fact: Fact): ControlState {
  const event = { id: "", tenant, atUs: 0, writer: "", critical: true, actor: "", command: "", fact };
  return fold(state, [{ offset: state.asOf + 1, appendTimeUs: 0, event }]);
}
