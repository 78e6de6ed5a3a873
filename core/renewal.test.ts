/** When a certificate is renewed, and how often that is tried. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { RETRY_FIRST_MS, RETRY_MAX_MS, renewAtMs, retryWaitMs, standingAt } from "./renewal.ts";

const DAY = 86_400_000;
const month = { fromMs: 1_000 * DAY, untilMs: 1_030 * DAY };
const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("a certificate", () => {
  it("of a month is renewed between its 18th and its 21st day, by the die", () => {
    expect(renewAtMs(month, 0)).toBe(1_018 * DAY);
    expect(renewAtMs(month, 0.999)).toBeCloseTo(1_020.997 * DAY, -1);
    expect(standingAt(month, 0, 1_018 * DAY - 1)).toBe("valid");
    expect(standingAt(month, 0, 1_018 * DAY)).toBe("due");
    expect(standingAt(month, 0, 1_030 * DAY)).toBe("expired");
  });

  it("is never due before it is in force, and always before it ends", () => {
    fc.assert(
      fc.property(fc.nat(2e12), fc.integer({ min: 1_000, max: 4_000 * DAY }), dice, (fromMs, lifeMs, die) => {
        const at = renewAtMs({ fromMs, untilMs: fromMs + lifeMs }, die);
        expect(at).toBeGreaterThan(fromMs);
        expect(at).toBeLessThan(fromMs + lifeMs);
      }),
    );
  });
});

describe("a renewal that failed", () => {
  it("is tried again after a second, then twice as late each time, once an hour in the end", () => {
    expect([1, 2, 3, 4].map((failed) => retryWaitMs(failed, 9 * DAY, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(retryWaitMs(40, 9 * DAY, 0)).toBe(RETRY_MAX_MS);
  });

  it("is tried often enough to be tried again before the end, and never without rest", () => {
    expect(retryWaitMs(40, 60_000, 0)).toBe(6_000);
    expect(retryWaitMs(40, 500, 0)).toBe(RETRY_FIRST_MS);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: -DAY, max: 40 * DAY }),
        dice,
        (n, left, die) => {
          const wait = retryWaitMs(n, left, die);
          expect(wait).toBeGreaterThanOrEqual(RETRY_FIRST_MS / 2);
          expect(wait).toBeLessThanOrEqual(RETRY_MAX_MS);
          if (left >= 10 * RETRY_FIRST_MS) expect(wait).toBeLessThanOrEqual(left / 10);
        },
      ),
    );
  });

  it("rests past the certificate's end", () => expect(retryWaitMs(40, -1, 0)).toBe(RETRY_MAX_MS));
});
