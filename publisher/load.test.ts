import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Band } from "../core/control/event.ts";
import type { Instant } from "../core/units.ts";
import { FALL_MS, FULL_SHARE, HIGH_SHARE, type Load, NO_LOAD, RISE_MS, step } from "./load.ts";

/** One sample a second. */
function bands(samples: readonly { share?: number; delay?: number }[]): Band[] {
  let load: Load = NO_LOAD;
  return samples.map(({ share = 0, delay = 0 }, n) => {
    load = step(load, { shares: [0, share], loopDelayMs: delay }, (n * 1000) as Instant);
    return load.band;
  });
}
const many = <T>(count: number, of: T): T[] => Array.from({ length: count }, () => of);

describe("the load of a publisher", () => {
  it("rises after three seconds at it, by whatever is nearest to its end, and at once to the band that fits", () => {
    expect(bands(many(5, { share: 0.8 }))).toEqual(["normal", "normal", "normal", "high", "high"]);
    expect(bands(many(4, { share: 0.95 })).at(-1)).toBe("full");
    expect(bands(many(4, { delay: 250 })).at(-1)).toBe("high");
    expect(bands(many(4, { delay: 2_500 })).at(-1)).toBe("full");
  });

  it("a burst that is over in two seconds is no load", () => {
    const burst = [{ share: 0.99 }, { share: 0.99 }, { share: 0.1 }];
    expect(new Set(bands([...burst, ...burst, ...burst, ...burst]))).toEqual(new Set(["normal"]));
  });

  it("falls when the load was well below for ten seconds, and stays while it is just below", () => {
    const full = many(5, { share: 0.95 });
    expect(bands([...full, ...many(30, { share: FULL_SHARE - 0.02 })]).at(-1)).toBe("full");
    const falling = bands([...full, ...many(FALL_MS / 1000 + 1, { share: 0.1 })]);
    expect(falling.at(-2)).toBe("full");
    expect(falling.at(-1)).toBe("normal");
    // From full it falls to high where the load is that of high.
    expect(bands([...full, ...many(FALL_MS / 1000 + 1, { share: 0.6 })]).at(-1)).toBe("high");
  });

  it("whatever comes, it changes at most once in three seconds, and noise around a border changes it once", () => {
    const any = fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), delay: fc.nat(3_000) }), {
      maxLength: 120,
    });
    const changesOf = (of: readonly Band[]) => of.flatMap((band, n) => (n > 0 && band !== of[n - 1] ? [n] : []));
    fc.assert(
      fc.property(any, (samples) => {
        const changes = changesOf(bands(samples));
        changes.forEach((at, n) => {
          if (n > 0) expect((at - changes[n - 1]!) * 1000).toBeGreaterThanOrEqual(RISE_MS);
        });
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.double({ min: -0.08, max: 0.08, noNaN: true }), { maxLength: 200 }), (noise) => {
        expect(changesOf(bands(noise.map((by) => ({ share: HIGH_SHARE + by })))).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
