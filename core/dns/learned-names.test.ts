/** Tests of what learned addresses mean: for as long as they were told, and within the table's bounds. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { after, type Instant } from "../units.ts";
import { ADDRESSES_MAX, KEPT_MIN_S, LearnedNames } from "./learned-names.ts";

const T0 = 1_000 as Instant;

describe("learned names", () => {
  it("hold for their TTL, and a minute at least", () => {
    const learned = new LearnedNames();
    expect(learned.learn("a.corp.example", ["10.1.0.1"], 0, T0)).toBe(true);
    expect(learned.learn("b.corp.example", ["10.1.0.2"], 200, T0)).toBe(true);
    expect(learned.learn("b.corp.example", ["10.1.0.2"], 200, T0)).toBe(false);
    const later = after(T0, KEPT_MIN_S * 1_000);
    expect(learned.namesOf("10.1.0.1", after(T0, KEPT_MIN_S * 1_000 - 1))).toEqual(["a.corp.example"]);
    expect([learned.namesOf("10.1.0.1", later), learned.namesOf("10.1.0.2", later)]).toEqual([[], ["b.corp.example"]]);
    expect([learned.expire(later), learned.expire(later), learned.size]).toEqual([true, false, 1]);
  });

  it("of one address are in the order in which they were told, the last first", () => {
    const learned = new LearnedNames();
    for (const name of ["a", "b", "c", "a"]) learned.learn(name, ["10.1.0.1"], 60, T0);
    expect(learned.namesOf("10.1.0.1", T0)).toEqual(["a", "c", "b"]);
  });

  it("agree with a table without bounds, as long as there are few", () => {
    const step = fc.record({
      name: fc.constantFrom("a", "b"),
      host: fc.nat(3),
      ttl: fc.nat(100),
      wait: fc.nat(90_000),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const learned = new LearnedNames();
        const model = new Map<string, number>();
        let now = T0;
        for (const { name, host, ttl, wait } of steps) {
          now = after(now, wait);
          learned.learn(name, [`10.1.0.${host}`], ttl, now);
          model.set(`10.1.0.${host} ${name}`, now + Math.max(ttl, KEPT_MIN_S) * 1_000);
          const held = learned.all(now).map((one) => `${one.address} ${one.name}`);
          expect(held.sort()).toEqual(
            [...model]
              .filter(([, until]) => now < until)
              .map(([key]) => key)
              .sort(),
          );
        }
      }),
    );
  });

  it("have a bound: the address that was told of longest ago goes", () => {
    const learned = new LearnedNames();
    for (let n = 0; n <= ADDRESSES_MAX; n += 1) learned.learn("a", [`10.1.${n >> 8}.${n & 255}`], 60, T0);
    expect([learned.size, learned.namesOf("10.1.0.0", T0), learned.namesOf("10.1.0.1", T0)]).toEqual([
      ADDRESSES_MAX,
      [],
      ["a"],
    ]);
  });
});
