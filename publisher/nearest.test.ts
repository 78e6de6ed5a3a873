/** The choice of gateways: its rules one by one, and a seeded weather of trips, losses and drains. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../core/units.ts";
import { DOUBT_FIRST_MS, DOUBT_MAX_MS, NEARER_ROUNDS, Nearest, STAY_MS } from "./nearest.ts";

const at = (ms: number): Instant => ms as Instant;
const ROUND_MS = 60_000;

/** Trips of a round for each gateway, and what each tunnel does after it. */
function round(nearest: Nearest, trips: Readonly<Record<string, number>>, now: Instant, slots = 2): string[] {
  for (const [address, ms] of Object.entries(trips)) nearest.measured(address, ms, false);
  nearest.surveyed(now);
  return Array.from({ length: slots }, (_, slot) => {
    const to = nearest.better(slot, now);
    if (to !== undefined) nearest.moves(slot, to, now);
    return to ?? "";
  }).filter((to) => to !== "");
}

describe("the gateways of a publisher", () => {
  it("are the two nearest, or the first two of the list where nothing is measured", () => {
    const blind = new Nearest(["a", "b", "c"], 2);
    expect([blind.target(0, at(0)), blind.target(1, at(0))]).toEqual(["a", "b"]);
    const seen = new Nearest(["a", "b", "c"], 2);
    round(seen, { a: 40, b: 5, c: 9 }, at(0));
    expect([seen.target(0, at(0)), seen.target(1, at(0))]).toEqual(["b", "c"]);
  });

  it("one that is lost is left for the next at once, and is taken again when nothing else is there", () => {
    const nearest = new Nearest(["a", "b", "c"], 2);
    nearest.target(0, at(1));
    nearest.target(1, at(1));
    nearest.failed("a", at(1));
    expect(nearest.target(0, at(1))).toBe("c");
    nearest.failed("c", at(2));
    // All but the other tunnel's have failed: the one whose failure is longest ago.
    expect(nearest.target(0, at(3))).toBe("a");
    nearest.failed("a", at(4));
    expect(nearest.target(0, at(5))).toBe("c");
  });

  it("is doubted longer with each failure in a row, up to a minute; one answer clears it", () => {
    const nearest = new Nearest(["a", "b"], 1);
    const doubted = (now: number) => nearest.seen(at(now))[0]!.doubted;
    for (let n = 0; n < 12; n += 1) nearest.failed("a", at(0));
    expect([doubted(DOUBT_MAX_MS - 1), doubted(DOUBT_MAX_MS)]).toEqual([true, false]);
    nearest.measured("a", 5, false);
    nearest.failed("a", at(0));
    expect([doubted(DOUBT_FIRST_MS - 1), doubted(DOUBT_FIRST_MS)]).toEqual([true, false]);
  });

  it("one that drains is left at once where there is another, and kept where there is none", () => {
    const three = new Nearest(["a", "b", "c"], 2);
    const two = new Nearest(["a", "b"], 2);
    for (const nearest of [three, two]) {
      nearest.target(0, at(1));
      nearest.target(1, at(1));
      nearest.drains("a", true);
    }
    expect([three.better(0, at(2)), three.better(1, at(2))]).toEqual(["c", undefined]);
    expect(two.better(0, at(2))).toBeUndefined();
  });

  it("a nearer one is taken after three rounds in which it was, and not again within five minutes", () => {
    const nearest = new Nearest(["a", "b", "c"], 2);
    for (const slot of [0, 1]) nearest.target(slot, at(1));
    const rounds = (trips: Record<string, number>, from: number, count: number) =>
      Array.from({ length: count }, (_, n) => round(nearest, trips, at(from + n * ROUND_MS))).flat();
    expect(rounds({ a: 50, b: 20, c: 10 }, STAY_MS, NEARER_ROUNDS - 1)).toEqual([]);
    expect(rounds({ a: 50, b: 20, c: 10 }, STAY_MS + 2 * ROUND_MS, 1)).toEqual(["c"]);
    // The other tunnel takes the next that is nearer; the one that has just moved stays, though its own is far by now.
    const later = STAY_MS + 3 * ROUND_MS;
    expect(rounds({ a: 1, b: 20, c: 10 }, later, 4)).toEqual(["a"]);
    expect(rounds({ a: 1, b: 2, c: 90 }, STAY_MS + 3 * ROUND_MS, NEARER_ROUNDS)).toEqual([]);
  });

  it("noise of any kind above the true trips moves nothing, in a thousand rounds", () => {
    const trips = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(trips, fc.integer(), (base, seed) => {
        const random = dice(seed);
        const names = base.map((_, n) => `g${n}`);
        const nearest = new Nearest(names, 2);
        // Each trip is within a fifth of its base, or waited behind something for as long as it likes.
        const trip = (ms: number) => (random() < 0.2 ? ms * (1 + 20 * random()) : ms * (1 + 0.2 * random()));
        const measure = () => Object.fromEntries(names.map((name, n) => [name, trip(base[n]!)]));
        for (let n = 0; n < 5; n += 1) round(nearest, measure(), at(n), 0);
        for (const slot of [0, 1]) nearest.target(slot, at(10));
        // The first choice was made on noisy trips: a better one may follow, and nothing after that.
        const moves = Array.from({ length: 1_000 }, (_, n) => round(nearest, measure(), at(STAY_MS + n * ROUND_MS)));
        expect(moves.slice(30).flat()).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("in any weather no two tunnels want one gateway, and in calm they are at the two nearest", () => {
    const weather = fc.array(
      fc.record({ on: fc.constantFrom("measured", "failed", "drains", "over", "target", "move"), g: fc.nat(4) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(weather, (steps) => {
        const names = ["g0", "g1", "g2", "g3", "g4"];
        const nearest = new Nearest(names, 2);
        const holds = [nearest.target(0, at(0)), nearest.target(1, at(0))];
        let now = 0;
        for (const { on, g } of steps) {
          now += 400;
          const slot = g % 2;
          if (on === "measured") nearest.measured(names[g]!, (g + 1) * 10, false);
          else if (on === "failed") nearest.failed(names[g]!, at(now));
          else if (on === "drains" || on === "over") nearest.drains(names[g]!, on === "drains");
          else if (on === "target") holds[slot] = nearest.target(slot, at(now));
          else {
            const to = nearest.better(slot, at(now));
            if (to !== undefined) nearest.moves(slot, to, at(now));
            holds[slot] = to ?? holds[slot]!;
          }
          expect(holds[0]).not.toBe(holds[1]);
        }
        // Calm: all answer, none drains.
        const calm = Object.fromEntries(names.map((name, n) => [name, (n + 1) * 10]));
        for (let n = 1; n < 40; n += 1) round(nearest, calm, at(now + n * STAY_MS));
        expect([nearest.better(0, at(1e9)), nearest.better(1, at(1e9))]).toEqual([undefined, undefined]);
        expect([nearest.target(0, at(1e9)), nearest.target(1, at(1e9))].sort()).toEqual(["g0", "g1"]);
      }),
    );
  });
});

/** Numbers in [0, 1) by a seed. */
function dice(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
