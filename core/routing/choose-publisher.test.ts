import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hash64, rank } from "./choose-publisher.ts";

const candidates = fc.uniqueArray(
  fc.record({ name: fc.string({ minLength: 1, maxLength: 8 }), weight: fc.integer({ min: 1, max: 1000 }) }),
  { selector: (one) => one.name, minLength: 1, maxLength: 8 },
);

describe("weighted rendezvous", () => {
  it("who leaves moves only its own pairs; the order of the others stays", () => {
    fc.assert(
      fc.property(candidates, fc.string(), fc.string(), fc.nat(), (all, user, app, which) => {
        const gone = all[which % all.length]!.name;
        const before = rank(all, user, app).map(({ name }) => name);
        const after = rank(
          all.filter(({ name }) => name !== gone),
          user,
          app,
        ).map(({ name }) => name);
        expect(after).toEqual(before.filter((name) => name !== gone));
      }),
    );
  });

  it("doesn't depend on the order in which candidates are told", () => {
    fc.assert(
      fc.property(candidates, fc.string(), fc.string(), (all, user, app) => {
        expect(rank(all.toReversed(), user, app)).toEqual(rank(all, user, app));
      }),
    );
  });

  it("shares follow the weights within three percent of all", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 5 }), (weights) => {
        const all = weights.map((weight, i) => ({ name: `p${i}`, weight }));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const won = new Map<string, number>();
        for (let i = 0; i < 4000; i++) {
          const first = rank(all, `user-${i % 80}@corp.example`, `app-${Math.floor(i / 80)}`)[0]!.name;
          won.set(first, (won.get(first) ?? 0) + 1);
        }
        for (const { name, weight } of all) {
          expect(Math.abs((won.get(name) ?? 0) / 4000 - weight / total)).toBeLessThan(0.03);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("weight 0 comes last", () => {
    for (let i = 0; i < 50; i++) {
      const ranked = rank(
        [
          { name: "spare", weight: 0 },
          { name: "p", weight: 1 },
        ],
        `u${i}`,
        "a",
      );
      expect(ranked.map(({ name }) => name)).toEqual(["p", "spare"]);
    }
  });

  it("the hash is a contract between gateways: these never change", () => {
    expect(
      ["", "a", "sam@corp.examplewiki", "ü€😀"].map((text) =>
        hash64(text)
          .map((half) => half.toString(16))
          .join(" "),
      ),
    ).toMatchInlineSnapshot(`
[
  "b1e836ca e3a2cd3e",
  "d0fba2a0 b968bed8",
  "22c55e71 234bb467",
  "91a5c565 2e283b0e",
]
`);
  });
});
