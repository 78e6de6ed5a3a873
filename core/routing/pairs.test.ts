import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../units.ts";
import { HOME_AFTER_MS, Pairs, type Stay } from "./pairs.ts";

const at = (ms: number): Instant => ms as Instant;
const pair = (user: string) => ({ tenant: "t", user, app: "wiki" });

it("a pair stays while a flow lives and five minutes after the last one; then its next flow goes home", () => {
  const pairs = new Pairs();
  const { stay, from } = pairs.opened(pair("u"), "p1", at(0));
  expect(from).toBeUndefined();
  expect(pairs.present(pair("u"), at(10 * HOME_AFTER_MS))).toBe("p1");
  pairs.ended(stay, at(1_000));
  expect(pairs.present(pair("u"), at(1_000 + HOME_AFTER_MS - 1))).toBe("p1");
  expect(pairs.present(pair("u"), at(1_000 + HOME_AFTER_MS))).toBeUndefined();
  expect(pairs.opened(pair("u"), "p2", at(HOME_AFTER_MS * 2)).from).toBe("p1");
});

it("flows that run on at a former publisher don't hold the pair, nor let go of it when they end", () => {
  const pairs = new Pairs();
  const old = pairs.opened(pair("u"), "p1", at(0)).stay;
  const moved = pairs.opened(pair("u"), "p2", at(1));
  expect(moved.from).toBe("p1");
  const back = pairs.opened(pair("u"), "p1", at(2)).stay;
  pairs.ended(old, at(3));
  expect(pairs.present(pair("u"), at(10 * HOME_AFTER_MS))).toBe("p1");
  pairs.ended(back, at(4));
  expect(pairs.present(pair("u"), at(10 * HOME_AFTER_MS))).toBeUndefined();
});

it("holds so many pairs, and forgets the one whose last flow began longest ago", () => {
  const pairs = new Pairs(HOME_AFTER_MS, 2);
  for (const [n, user] of ["a", "b", "a", "c"].entries()) pairs.opened(pair(user), "p", at(n));
  expect(pairs.size).toBe(2);
  expect(["a", "b", "c"].map((user) => pairs.present(pair(user), at(5)))).toEqual(["p", undefined, "p"]);
});

it("names that join to one text are two pairs", () => {
  const pairs = new Pairs();
  pairs.opened({ tenant: "t", user: "ab", app: "c" }, "p", at(0));
  expect(pairs.present({ tenant: "t", user: "a", app: "bc" }, at(1))).toBeUndefined();
});

it("whatever opens and ends, a pair is held exactly by the flows of its present publisher", () => {
  const step = fc.record({ open: fc.boolean(), publisher: fc.constantFrom("p1", "p2"), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pairs = new Pairs();
      const live: Stay[] = [];
      let stays: Stay | undefined;
      let now = 0;
      for (const { open, publisher, which } of steps) {
        now += 1;
        if (open) {
          const opened = pairs.opened(pair("u"), publisher, at(now));
          expect(opened.from).toBe(stays !== undefined && stays.publisher !== publisher ? stays.publisher : undefined);
          stays = opened.stay;
          live.push(stays);
        } else if (live.length > 0) pairs.ended(live.splice(which % live.length, 1)[0]!, at(now));
        const held = live.some((one) => one === stays);
        expect(pairs.present(pair("u"), at(now + HOME_AFTER_MS))).toBe(held ? stays?.publisher : undefined);
      }
    }),
  );
});
