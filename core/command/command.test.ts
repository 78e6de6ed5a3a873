import { describe, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { AppSpec, ConfigObject, PolicySpec } from "../config/object.ts";
import type { Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import type { ControlState } from "../control/state.ts";
import { emptyState, inOrder, objectsOf, tenantOf } from "../control/state.ts";
import type { Command } from "./command.ts";
import { decideCommand } from "./command.ts";

describe("apply", () => {
  it("takes objects that name each other, whatever their order in the file", () => {
    const state = given(...estate.toReversed());
    expect(objectsOf(tenantOf(state, "demo"), "Policy").map(({ name }) => name)).toEqual(["staff"]);
    expect(tenantOf(state, "demo").apps.has("wiki")).toBe(true);
  });

  it("what is unchanged gives no event", () => {
    const decision = decideCommand({ type: "apply", objects: estate }, given(...estate), "demo");
    expect(decision).toEqual({
      facts: [],
      changes: estate.map(({ kind, name }, offset) => ({ kind, name, what: "unchanged", before: offset })),
      expected: [],
    });
    const changed = [app("wiki", { tags: ["web", "new"] }), group("ops"), group("eng")];
    expect(when(changed)).toEqual([
      ["App wiki", "changed"],
      ["Group ops", "created"],
      ["Group eng", "unchanged"],
    ]);
  });

  it("a reference that leads nowhere is refused, all at once, and nothing is taken", () => {
    const objects = [
      policy("p", { users: ["sam", "sam@corp.example"], groups: ["none"], apps: ["nope"], appTags: ["web", "no-tag"] }),
      app("a", { publishers: ["p1", "gone"] }),
      user("lee", { groups: ["eng", "x"] }),
      device("d", "nobody"),
    ];
    expect(mistakes({ type: "apply", objects })).toEqual([
      '0 users[1]: no User is named "sam@corp.example"; the User with this e-mail is named "sam"',
      '0 groups[0]: no Group is named "none"',
      '0 apps[0]: no App is named "nope"',
      '0 app_tags[1]: no App has the tag "no-tag"',
      '1 publishers[1]: no Publisher is named "gone"',
      '2 groups[1]: no Group is named "x"',
      '3 user: no User is named "nobody"',
    ]);
  });

  it("an app can't lose the tag that a rule lives by, nor two users share a mail, nor an object stand twice", () => {
    const tagged = [...estate, policy("by-tag", { appTags: ["web"] })];
    expect(mistakes({ type: "apply", objects: [app("wiki", {})] }, tagged)).toEqual([
      '0 tags: Policy by-tag names the tag "web", which no App would have: change the policy first',
    ]);
    expect(mistakes({ type: "apply", objects: [app("wiki", {}), app("b", { tags: ["web"] })] }, tagged)).toEqual([]);
    expect(
      mistakes({ type: "apply", objects: [{ ...user("samuel", {}), spec: user("sam", {}).spec } as ConfigObject] }),
    ).toEqual(["0 email: sam@corp.example is the e-mail of User sam too"]);
    expect(mistakes({ type: "apply", objects: [group("g"), group("g")] })).toEqual([
      "1 : Group g stands twice: remove one",
    ]);
  });

  it("a rule without an order goes behind all others by tens, and keeps its place when applied again", () => {
    const orders = (state: ControlState) =>
      inOrder(tenantOf(state, "demo").policies).map(([name, { order }]) => [name, order]);
    const state = given(...estate, policy("b", {}), policy("c", { order: 34 }), policy("a", {}));
    expect(orders(state)).toEqual([
      ["c", 34],
      ["staff", 40],
      ["b", 50],
      ["a", 60],
    ]);
    const again = run(state, {
      type: "apply",
      objects: [policy("b", {}), policy("d", {}), policy("first", { order: 1 })],
    });
    expect(orders(again)).toEqual([
      ["first", 1],
      ["c", 34],
      ["staff", 40],
      ["b", 50],
      ["a", 60],
      ["d", 70],
    ]);
  });
});

describe("delete", () => {
  it("refuses what is in use, and names the users", () => {
    const used = (kind: ConfigObject["kind"], name: string) => mistakes({ type: "delete", kind, name })[0];
    expect(used("Group", "eng")).toBe("0 : Group eng is used by User sam, Policy staff: change that first");
    expect(used("User", "sam")).toBe("0 : User sam is used by Device laptop: change that first");
    expect(used("Publisher", "p1")).toBe("0 : Publisher p1 is used by App wiki: change that first");
    expect(used("App", "wiki")).toBe("0 : App wiki is used by Policy staff: change that first");
    expect(used("App", "nope")).toBe("0 : App nope does not exist");
  });

  it("takes apart in the other order what apply put together", () => {
    let state = given(...estate);
    for (const { kind, name } of estate.toReversed()) state = run(state, { type: "delete", kind, name });
    const { apps, policies, users, groups, devices, publishers } = tenantOf(state, "demo");
    expect([apps, policies, users, groups, devices, publishers].map((map) => map.size)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe("tokens", () => {
  const issue = {
    type: "issue-token",
    role: "device",
    name: "laptop",
    tokenHash: "aa",
    expiresAtUs: 100,
    nowUs: 0,
  } as const;
  const spend = (nowUs: number) => ({ type: "spend-token", tokenHash: "aa", spiffeId: "s", nowUs }) as const;

  it("are issued for what exists and isn't revoked, spent once, and not after their end", () => {
    const state = run(given(...estate), issue);
    expect(mistakesOf(spend(100), state)).toEqual(["0 : the token has expired"]);
    const spent = run(state, spend(99));
    expect(mistakesOf(spend(99), spent)).toEqual(["0 : the token was spent"]);
    expect(mistakesOf({ ...spend(1), tokenHash: "bb" }, state)).toEqual(["0 : the token is not known"]);
    expect(mistakesOf({ ...issue, role: "publisher" }, state)).toEqual([
      "0 name: Publisher laptop does not exist: apply it first",
    ]);
    const revoked = run(state, { type: "apply", objects: [device("laptop", "sam", true)] });
    expect(mistakesOf(issue, revoked)).toEqual(["0 name: Device laptop is revoked"]);
    expect(mistakesOf(spend(1), revoked)).toEqual(["0 : device laptop is revoked or was deleted"]);
  });

  it("of one tenant are unknown in another", () => {
    const state = run(given(...estate), issue);
    expect(decideCommand(spend(1), state, "other")).toHaveProperty("mistakes");
  });
});

function group(name: string): ConfigObject {
  return { kind: "Group", name, spec: NOTHING_SAID.Group };
}

function user(name: string, spec: { groups?: string[] }): ConfigObject {
  return { kind: "User", name, spec: { ...NOTHING_SAID.User, email: `${name}@corp.example`, ...spec } };
}

function device(name: string, owner: string, revoked = false): ConfigObject {
  return { kind: "Device", name, spec: { user: owner, classification: "managed", revoked } };
}

function app(name: string, spec: Partial<AppSpec>): ConfigObject {
  const whole: AppSpec = {
    ...NOTHING_SAID.App,
    hosts: [`${name}.corp.example`],
    ports: [{ protocol: "tcp", from: 80, to: 80 }],
    publishers: ["p1"],
    ...spec,
  };
  return { kind: "App", name, spec: whole };
}

function policy(name: string, spec: Partial<PolicySpec>): ConfigObject {
  const whole: PolicySpec = { ...NOTHING_SAID.Policy, action: "allow", ...spec };
  return { kind: "Policy", name, spec: whole };
}

const estate: ConfigObject[] = [
  group("eng"),
  user("sam", { groups: ["eng"] }),
  device("laptop", "sam"),
  { kind: "Publisher", name: "p1", spec: { weight: 1, revoked: false, description: "" } },
  app("wiki", { tags: ["web"] }),
  policy("staff", { groups: ["eng"], apps: ["wiki"] }),
];

const given = (...objects: ConfigObject[]) => run(emptyState(), { type: "apply", objects });

function run(state: ControlState, command: Command): ControlState {
  const decision = decideCommand(command, state, "demo");
  if ("mistakes" in decision) throw new Error(JSON.stringify(decision.mistakes));
  const envelope = { id: "00", tenant: "demo", atUs: 0, writer: "w", critical: true, actor: "", command: "" };
  const records = decision.facts.map((fact: Fact, i) => ({
    offset: state.asOf + 1 + i,
    appendTimeUs: 0,
    event: { ...envelope, fact },
  }));
  return fold(state, records);
}

function when(objects: ConfigObject[]): unknown[] {
  const decision = decideCommand({ type: "apply", objects }, given(...estate), "demo");
  return "changes" in decision ? decision.changes.map(({ kind, name, what }) => [`${kind} ${name}`, what]) : [decision];
}

const mistakes = (command: Command, before = estate) => mistakesOf(command, given(...before));

function mistakesOf(command: Command, state: ControlState): string[] {
  const decision = decideCommand(command, state, "demo");
  return "mistakes" in decision
    ? decision.mistakes.map(({ object, field, text }) => `${object} ${field}: ${text}`)
    : [];
}
