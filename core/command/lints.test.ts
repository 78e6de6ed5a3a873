/** What is warned of when it is written, and policy tests. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APPS, ASKED, appSpec, circumstances, DEVICES, tenantState, USERS } from "../../sim/arbitrary-objects.ts";
import { modelMatch, modelVerdict } from "../../sim/policy-model.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { AppSpec, ConfigObject, PolicySpec, PolicyTestSpec } from "../config/object.ts";
import { fold } from "../control/fold.ts";
import { type ControlState, emptyState, type TenantState } from "../control/state.ts";
import { parsePortRange } from "../net/port-range.ts";
import { indexApps } from "../policy/match-app.ts";
import { Basis } from "./basis.ts";
import { decideCommand } from "./command.ts";
import type { Named } from "./decision.ts";
import { lint } from "./lints.ts";
import { shadowedRules } from "./shadowed-rules.ts";

describe("a rule in the shadow of another", () => {
  it("is told of, whichever of the two was written", () => {
    const all = policy("all", { groups: ["eng"], order: 10 });
    const late = policy("late", { groups: ["eng"], apps: ["wiki"], action: "block", order: 20 });
    expect(warnings([...ESTATE, all], [late])).toEqual([
      "0 : never matches: all, tried before it, matches all that it would",
    ]);
    expect(warnings([...ESTATE, late], [all])).toEqual([
      "0 : is tried before late and matches all that it would: that never matches",
    ]);
    expect(warnings(ESTATE, [all, late])).toHaveLength(1);
  });

  it("is not where the earlier is disabled, ends, or leaves something over", () => {
    const late = policy("late", { groups: ["eng"], apps: ["wiki"], order: 20 });
    for (const spec of [
      { disabled: true },
      { expiresAt: "2027-01-31T18:00:00Z" },
      { groups: ["ops"] },
      { hours: ["mon 08:00-18:00 UTC"] },
      { apps: ["wiki"], not: ["apps"] as const },
      { groups: ["eng"], not: ["groups"] as const },
    ]) {
      expect(warnings([...ESTATE, late], [policy("all", { order: 10, ...spec })])).toEqual([]);
    }
  });

  it("never decides anything, whatever is asked: by the naive model", () => {
    let found = 0;
    const asked = fc.tuple(
      fc.constantFrom(0, 1, 2),
      fc.constantFrom(...ASKED),
      fc.constantFrom(22, 80, 443),
      circumstances,
    );
    fc.assert(
      fc.property(tenantState, fc.array(asked, { minLength: 20, maxLength: 20 }), (tenant, questions) => {
        const objects = [...tenant.policies].map(([name, spec]) => ({ kind: "Policy", name, spec }) as const);
        const shadowed = shadowedRules(objects, tenant).map(({ object, text }) =>
          text.startsWith("never") ? objects[object]!.name : / before (\w+) and/.exec(text)![1]!,
        );
        found += shadowed.length;
        for (const [who, host, port, how] of questions) {
          const flow = { user: USERS[who]!, device: DEVICES[who]!, host, port, protocol: "tcp" as const, ...how };
          expect(shadowed).not.toContain(modelVerdict(tenant, flow).rule);
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(50);
  });
});

describe("hosts that overlap", () => {
  it("are told of where a write moves a destination, with where it goes", () => {
    const wild = app("wild", { hosts: ["*.corp.example"], ports: ports("tcp/443", "tcp/22") });
    const one = app("one", { hosts: ["x.corp.example"], ports: ports("tcp/443") });
    expect(warnings([...ESTATE, wild], [one])).toEqual([
      "0 hosts: tcp x.corp.example:443 moves from App wild to App one",
      "0 hosts: tcp x.corp.example:22 was App wild's, and is no app's now: App one has the host, not the port",
    ]);
    expect(warnings([...ESTATE, wild, one], [app("one", { hosts: ["x.corp.example"] })])).toEqual([]);
    const narrow = app("wild", { hosts: ["*.lab.corp.example"] });
    // What it gives up goes to the one that is as wide, and first by name.
    expect(warnings([...ESTATE, app("wider", { hosts: ["*.corp.example"] }), narrow], [wild])).toEqual([
      "0 hosts: tcp *.lab.corp.example:443 moves from App wild to App wider",
    ]);
    const block = app("block", { hosts: ["10.1.0.0/16"] });
    expect(warnings([...ESTATE, block], [app("part", { hosts: ["10.1.255.0/24"] })])).toEqual([
      "0 hosts: tcp 10.1.255.0/24:443 moves from App block to App part",
    ]);
  });

  it("are as the naive model says, for each host that an app states by name", () => {
    let moved = 0;
    const apps = fc.array(fc.tuple(fc.constantFrom(...APPS), appSpec), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(tenantState, apps, (before, changed) => {
        const written = [...new Map(changed)].map(([name, spec]) => ({ kind: "App", name, spec }) as const);
        const after = { ...before, apps: new Map([...before.apps, ...new Map(changed)]) };
        const told = lint(written, before, after, {
          hosts: indexApps(before.apps),
          after: new Basis().follow(after),
        }).map(({ text }) => text);
        for (const { spec } of written) {
          for (const host of spec.hosts.filter((one) => /^[a-z.]+$/.test(one))) {
            for (const { from: port, protocol } of spec.ports) {
              const at = (of: TenantState) => modelMatch(of.apps, { host, port, protocol }).app;
              const [from, to] = [at(before), at(after)];
              if (from === undefined || to === undefined || from === to) continue;
              moved += 1;
              expect(told).toContain(`${protocol} ${host}:${port} moves from App ${from} to App ${to}`);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(moved).toBeGreaterThan(15);
  });
});

it("an app without a publisher is told of, and one with Publisher DNS and no addresses", () => {
  const lost = app("lost", { hosts: ["db.corp.example"], publishers: [], usePublisherDns: true });
  expect(warnings(ESTATE, [lost])).toEqual([
    expect.stringMatching(/^0 use_publisher_dns: is on, and no host is an address/),
    expect.stringMatching(/^0 publishers: are none/),
  ]);
  expect(warnings(ESTATE, [app("ok", { hosts: ["db.corp.example", "10.1.2.0/24"], usePublisherDns: true })])).toEqual(
    [],
  );
});

it("a rule that puts too much into a person's SRP is told of, and one that opens a few of many apps is not", () => {
  const many = Array.from({ length: 20 }, (_, n) =>
    app(`big-${n}`, { hosts: Array.from({ length: 2_000 }, (_, h) => `host-number-${h}.zone-${n}.corp.example`) }),
  );
  const wide = policy("wide", { groups: ["eng"], order: 20 });
  expect(warnings([...ESTATE, ...many], [wide])).toEqual([expect.stringMatching(/^0 apps: puts about 1\.\d MiB/)]);
  expect(warnings([...ESTATE, ...many], [policy("few", { apps: ["big-1"], order: 20 })])).toEqual([]);
});

describe("policy tests", () => {
  const case1 = test("sam-reads", { user: "sam", to: "wiki.corp.example:443", expect: "allow", rule: "staff" });
  const staff = policy("staff", { groups: ["eng"], apps: ["wiki"], order: 10 });

  it("refuse a write that breaks one, and name the case", () => {
    const before = given([...ESTATE, staff, case1]);
    const block = policy("no", { action: "block", order: 5 });
    expect(refusal(before, [block])).toEqual([
      `${CASE} expects allow, and would be refused by no (CGW_POLICY_RULE_BLOCK)`,
    ]);
    expect(refusal(before, [policy("also", { order: 5 })])).toEqual([
      `${CASE} expects rule staff, and would be allowed by also`,
    ]);
    const deleted = decideCommand({ type: "delete", kind: "App", name: "wiki" }, given([...ESTATE, case1]), "demo");
    // It failed before this write, which therefore did not break it.
    expect("facts" in deleted).toBe(true);
  });

  it("are judged when they are written, at the time that they state", () => {
    const day = policy("staff", { groups: ["eng"], apps: ["wiki"], order: 10, hours: ["mon-fri 08:00-18:00 UTC"] });
    const at = (time: string) => test("sam-reads", { ...case1.spec, at: time } as Partial<PolicyTestSpec>);
    expect(refusal(given([...ESTATE, day]), [at("2027-01-25T09:00:00Z")])).toEqual([]);
    expect(refusal(given([...ESTATE, day]), [at("2027-01-25T19:00:00Z")])).toEqual([
      `${CASE} expects allow, and would be refused by (default deny) (CGW_POLICY_SCHEDULE_CLOSED)`,
    ]);
  });

  it("never keep a person in: what the directory says is taken, with a warning", () => {
    const gone: ConfigObject = { kind: "User", name: "sam", spec: { ...SAM, inactive: true } };
    expect(refusal(given([...ESTATE, staff, case1]), [gone])).toEqual([]);
    expect(warnings([...ESTATE, staff, case1], [gone])).toEqual([expect.stringContaining("PolicyTest sam-reads")]);
  });
});

const CASE = "0 : PolicyTest sam-reads: sam to wiki.corp.example:443";
const SAM = { ...NOTHING_SAID.User, email: "sam@corp.example", groups: ["eng"] };

function ports(...texts: string[]): AppSpec["ports"] {
  return texts.map((text) => {
    const range = parsePortRange(text);
    if ("wrong" in range) throw new Error(range.wrong);
    return range;
  });
}

function app(name: string, spec: Partial<AppSpec>): ConfigObject {
  const whole = { ...NOTHING_SAID.App, hosts: ["a.b.example"], ports: ports("tcp/443"), publishers: ["p1"], ...spec };
  return { kind: "App", name, spec: whole };
}

function policy(name: string, spec: Partial<PolicySpec>) {
  return { kind: "Policy", name, spec: { ...NOTHING_SAID.Policy, action: "allow", ...spec } } as const;
}

function test(name: string, spec: Partial<PolicyTestSpec>) {
  return { kind: "PolicyTest", name, spec: { ...NOTHING_SAID.PolicyTest, ...spec } } as const;
}

const ESTATE: readonly ConfigObject[] = [
  { kind: "Publisher", name: "p1", spec: NOTHING_SAID.Publisher },
  { kind: "Group", name: "eng", spec: NOTHING_SAID.Group },
  { kind: "Group", name: "ops", spec: NOTHING_SAID.Group },
  { kind: "User", name: "sam", spec: SAM },
  app("wiki", { hosts: ["wiki.corp.example"] }),
];

function given(objects: readonly ConfigObject[]): ControlState {
  const batch = objects.map((object, offset) => ({
    ...{ offset, appendTimeUs: 0 },
    event: {
      ...{ id: "", tenant: "demo", atUs: 0, writer: "", critical: true, actor: "", command: "" },
      fact: { type: "object-put", object } as const,
    },
  }));
  return fold(emptyState(), batch);
}

function warnings(before: readonly ConfigObject[], objects: readonly ConfigObject[]): string[] {
  const decision = decideCommand({ type: "apply", objects }, given(before), "demo");
  if (!("facts" in decision)) throw new Error(JSON.stringify(decision));
  return (decision.warnings ?? []).map(({ object, field, text }) => `${object} ${field}: ${text}`);
}

function refusal(state: ControlState, objects: readonly ConfigObject[], deletes: readonly Named[] = []): string[] {
  const decision = decideCommand({ type: "apply", objects, deletes }, state, "demo");
  return "facts" in decision ? [] : decision.mistakes.map(({ object, field, text }) => `${object} ${field}: ${text}`);
}
