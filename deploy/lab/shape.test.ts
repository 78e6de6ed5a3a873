import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DELAY_MS_MAX, fate, netemWords, PLAIN, readShape, type Shape, shapeText } from "./shape.ts";

const share = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1e6);
const shapes: fc.Arbitrary<Shape> = fc
  .record({ delayMs: fc.integer({ min: 0, max: DELAY_MS_MAX * 2 }).map((n) => n / 2), loss: share, reorder: share })
  .map((shape) => (shape.delayMs === 0 ? { ...shape, reorder: 0 } : shape));

describe("a shape in text", () => {
  it("is read back as what was written", () => {
    fc.assert(fc.property(shapes, (shape) => expect(readShape(shapeText(shape))).toEqual({ shape })));
  });
  it("takes its parts in any order, with commas, colons or equals signs between", () => {
    const shape = { delayMs: 20, loss: 0.01, reorder: 0.005 };
    for (const text of [
      "delay 20ms loss 1% reorder 0.5%",
      "loss:1%,delay:20ms,reorder:0.5%",
      "reorder=0.5% loss=1% delay=20ms",
    ])
      expect(readShape(text)).toEqual({ shape });
  });
  it.each(["", "fast", "delay 20", "delay ms", "loss 1", "loss 101%", "delay 2001ms", "delay 20ms loss", "loss -1%"])(
    "%j is refused with how it is written",
    (text) => expect(readShape(text)).toEqual({ wrong: expect.stringContaining("delay 10ms loss 1%") }),
  );
  it("doesn't let packets overtake where none is held back", () =>
    expect(readShape("reorder 1%")).toEqual({ wrong: expect.stringContaining("give a delay") }));
});

it("netem is told the same, and the room that it has", () => {
  expect(netemWords({ delayMs: 2.5, loss: 0.015, reorder: 0.25 }, 1000)).toEqual(
    "netem limit 1000 delay 2.5ms loss 1.5% reorder 25%".split(" "),
  );
  expect(netemWords(PLAIN, 10)).toEqual(["netem", "limit", "10"]);
});

describe("the fate of a packet", () => {
  it("is loss first, then overtaking, then being held back, each by its own chance", () => {
    const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(shapes, chance, chance, (shape, first, second) => {
        const becomes = fate(shape, first, second);
        expect(becomes === "lost").toBe(first < shape.loss);
        if (becomes === "held") expect(shape.delayMs).toBeGreaterThan(0);
        if (becomes === "ahead" && shape.delayMs > 0) expect(second).toBeLessThan(shape.reorder);
      }),
    );
  });
});
