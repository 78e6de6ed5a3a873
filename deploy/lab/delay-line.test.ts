import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { DelayLine } from "./delay-line.ts";

it("releases what it holds in the order of coming, none before its time, and keeps no slot twice", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ hold: fc.integer({ min: 0, max: 50 }), length: fc.integer({ min: 1, max: 1500 }) }),
      fc.record({ pass: fc.integer({ min: 0, max: 40 }) }),
    ),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 12 }), (all, slots) => {
      const line = new DelayLine(slots);
      const model: { slot: number; length: number; due: number }[] = [];
      let now = 0;
      for (const step of all) {
        if ("hold" in step) {
          expect(line.full).toBe(model.length === slots);
          if (line.full) continue;
          const due = Math.max(now + step.hold, model.at(-1)?.due ?? Number.NEGATIVE_INFINITY);
          expect(model.map(({ slot }) => slot)).not.toContain(line.free);
          model.push({ slot: line.free, length: step.length, due });
          line.hold(now + step.hold, step.length);
        } else {
          now += step.pass;
          while (line.nextDue <= now) {
            const { due, ...oldest } = model.shift()!;
            expect(due).toBeLessThanOrEqual(now);
            expect(line.release()).toEqual(oldest);
          }
        }
        expect(line.held).toBe(model.length);
        expect(line.nextDue).toBe(model[0]?.due ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});
