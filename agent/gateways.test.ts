/** Which gateway flows take, and which are dialled. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { after, type Instant } from "../core/units.ts";
import { type GatewayState, HOME_AGAIN_MS, NEXT_AFTER_MS, plan } from "./gateways.ts";

const T = 100_000 as Instant;
const idle: GatewayState = { at: "idle" };
const down: GatewayState = { at: "down" };
const dialing = (ms: number): GatewayState => ({ at: "dialing", since: after(T, -ms) });
const up = (ms: number, flows = 0): GatewayState => ({ at: "up", since: after(T, -ms), flows });
const draining: GatewayState = { at: "draining", flows: 1 };

describe("gateways", () => {
  it("dials the first alone, the next once the first takes too long or has failed", () => {
    expect(plan([idle, idle], undefined, T)).toMatchObject({ current: undefined, dial: [0] });
    expect(plan([dialing(10), idle], undefined, T)).toMatchObject({
      dial: [],
      askAgainAt: after(T, NEXT_AFTER_MS - 10),
    });
    expect(plan([dialing(NEXT_AFTER_MS), idle, idle], undefined, T)).toMatchObject({ dial: [1] });
    expect(plan([down, idle, idle], undefined, T)).toMatchObject({ dial: [1] });
    expect(plan([up(9), idle], undefined, T)).toMatchObject({ current: 0, dial: [] });
  });

  it("takes the fall-back at once and goes home when home was healthy for a while", () => {
    expect(plan([down, up(1)], 0, T).current).toBe(1);
    expect(plan([up(10), up(9000)], 1, T)).toMatchObject({
      current: 1,
      release: [],
      askAgainAt: after(T, HOME_AGAIN_MS - 10),
    });
    expect(plan([up(HOME_AGAIN_MS), up(9000)], 1, T)).toMatchObject({ current: 0, release: [1] });
    expect(plan([up(HOME_AGAIN_MS), up(9000, 3)], 1, T)).toMatchObject({ current: 0, release: [] });
  });

  it("leaves one that drains for the next, and keeps it only where there is no other", () => {
    expect(plan([draining, idle], 0, T)).toMatchObject({ current: undefined, dial: [1] });
    expect(plan([draining, up(1)], 0, T).current).toBe(1);
    expect(plan([draining], 0, T).current).toBe(0);
    expect(plan([draining, down], 0, T).current).toBe(0);
  });

  it("a fall-back that is being dialled is not given up for a home that is only being dialled", () => {
    expect(plan([dialing(1), dialing(1)], undefined, T).release).toEqual([]);
  });

  it("whatever the states: flows take one that is there, and none that carries flows is let go", () => {
    const state = fc.oneof(
      fc.constantFrom(idle, down, draining),
      fc.integer({ min: 0, max: 20_000 }).map(dialing),
      fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 2 })).map(([ms, flows]) => up(ms, flows)),
    );
    fc.assert(
      fc.property(
        fc.array(state, { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(3), { nil: undefined }),
        (all, current) => {
          const { current: chosen, dial, release } = plan(all, current, T);
          if (chosen === undefined) expect(all.some(({ at }) => at === "up")).toBe(false);
          else expect(["up", "draining"]).toContain(all[chosen]!.at);
          for (const n of dial) expect(all[n]!.at).toBe("idle");
          for (const n of release) {
            expect(n).not.toBe(chosen);
            const gateway = all[n]!;
            expect(gateway.at === "draining" || (gateway.at === "up" && gateway.flows > 0)).toBe(false);
          }
          if (
            all.every(({ at }) => at === "idle" || at === "draining" || at === "down") &&
            all.some(({ at }) => at === "idle")
          ) {
            expect(dial.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});
