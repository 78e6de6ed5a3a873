import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { choose, HIGH_SHARE, noneReason } from "./choose.ts";
import { WORLD_APP, type World, type WorldTunnel, worldOf } from "./world.ts";

const NAMES = ["p1", "p2", "p3", "p4", "p5"];
const askOf = (user: string, app = "wiki", publishers: readonly string[] = NAMES) => ({
  ...WORLD_APP,
  ...{ tenant: "demo", user, app, publishers },
});
const first = (world: World, user: string, present?: string, app?: string) =>
  choose(worldOf(world), askOf(user, app), present).eligible[0]?.publisher;
const held = (publisher: string, more: Partial<WorldTunnel> = {}): WorldTunnel => ({
  publisher,
  gateway: "g",
  ...more,
});
const all = NAMES.map((name) => held(name));
const users = Array.from({ length: 300 }, (_, n) => `user-${n}`);

/** What can take a publisher out of the choice. */
const losses: readonly ((name: string) => World)[] = [
  (name) => ({ tunnels: all.filter(({ publisher }) => publisher !== name), weights: { [name]: 1 } }),
  (name) => ({ tunnels: all, drained: [name] }),
  (name) => ({ tunnels: all, down: [name] }),
  (name) => ({ tunnels: all.map((one) => (one.publisher === name ? { ...one, band: "full" } : one)) }),
  (name) => ({ tunnels: all.map((one) => (one.publisher === name ? { ...one, draining: true } : one)) }),
];

describe("the choice", () => {
  it("only what must move moves, whatever takes a publisher away, and all of it is back when that is over", () => {
    fc.assert(
      fc.property(fc.constantFrom(...losses), fc.constantFrom(...NAMES), fc.string(), (lose, name, user) => {
        const before = first({ tunnels: all }, user);
        const after = first(lose(name), user);
        expect(after).not.toBe(name);
        if (before !== name) expect(after).toBe(before);
      }),
    );
  });

  it("a pair whose flows live stays where they are, and not where that may not serve", () => {
    fc.assert(
      fc.property(fc.constantFrom(...losses), fc.constantFrom(...NAMES), fc.string(), (lose, name, user) => {
        expect(first({ tunnels: all }, user, name)).toBe(name);
        expect(first(lose(name), user, name)).not.toBe(name);
        expect(choose(worldOf({ tunnels: all }), askOf(user), name).home).toBe(first({ tunnels: all }, user));
      }),
    );
  });

  it("one that is nearly full keeps a quarter of its weight: only its own pairs move, three of four of them", () => {
    const high = all.map((one) => (one.publisher === "p1" ? { ...one, band: "high" as const } : one));
    const own = users.filter((user) => first({ tunnels: all }, user) === "p1");
    const kept = own.filter((user) => first({ tunnels: high }, user) === "p1");
    // With a quarter of the weight its share falls from 1/5 to 1/17: to 0.29 of what it was.
    const share = HIGH_SHARE / (HIGH_SHARE + 4) / (1 / 5);
    expect(Math.abs(kept.length / own.length - share)).toBeLessThan(0.2);
    const others = users.filter((user) => !own.includes(user));
    expect(others.map((user) => first({ tunnels: high }, user))).toEqual(
      others.map((user) => first({ tunnels: all }, user)),
    );
  });

  it("names who was passed over and why, and everybody else in order of preference", () => {
    const state = worldOf({ tunnels: all, drained: ["p2"], down: ["p4"], weights: { off: 1 }, revoked: ["off"] });
    const { eligible, passedOver } = choose(state, askOf("sam", "wiki", [...NAMES, "off"]), undefined);
    expect(eligible.map(({ publisher }) => publisher).sort()).toEqual(["p1", "p3", "p5"]);
    expect(passedOver).toEqual([
      { publisher: "p2", whyNot: "drained" },
      { publisher: "p4", whyNot: "port-down" },
      { publisher: "off", whyNot: "revoked" },
    ]);
  });

  it("with latency buckets the nearest bucket comes first, and within it the hash decides", () => {
    const near = [held("p1", { latencyBucket: 1 }), held("p2", { latencyBucket: 1 }), held("p3", { latencyBucket: 3 })];
    const tunnels = [...near, held("p4"), held("p3", { gateway: "far", latencyBucket: 6 })];
    const orders = users.map((user) =>
      choose(worldOf({ tunnels, latencyBuckets: true }), askOf(user), undefined).eligible.map((one) => one.publisher),
    );
    expect(orders.every((order) => order.slice(2).join() === "p3,p4")).toBe(true);
    expect(new Set(orders.map(([best]) => best))).toEqual(new Set(["p1", "p2"]));
    const off = users.map((user) => first({ tunnels }, user));
    expect(new Set(off)).toEqual(new Set(["p1", "p2", "p3", "p4"]));
  });
});

it("why nobody may: full is nearest to a yes, then a port that is down, then everybody away", () => {
  const reasons = [
    noneReason([{ publisher: "a", whyNot: "not-attached" }]),
    noneReason([
      { publisher: "a", whyNot: "drained" },
      { publisher: "b", whyNot: "port-down" },
    ]),
    noneReason([
      { publisher: "a", whyNot: "port-down" },
      { publisher: "b", whyNot: "full" },
    ]),
  ];
  expect(reasons).toEqual(["CGW_SELECT_ALL_DOWN", "CGW_SELECT_TARGET_DOWN", "PUB_LIMIT_RESOURCES"]);
});
