/** The two clocks. */
import { expect, it } from "@jest/globals";
import { clock, skewed } from "./clock.ts";

it("wall time has microseconds and agrees with the system's", () => {
  for (let i = 0; i < 1000; i++) expect(Math.abs(clock.wallUs() / 1000 - Date.now())).toBeLessThan(10);
  const grains = new Set(Array.from({ length: 2000 }, () => clock.wallUs() % 1000));
  expect(grains.size).toBeGreaterThan(10);
});

it("the monotonic clock never runs backwards, and a skewed clock shares it", () => {
  let last = clock.now();
  for (let i = 0; i < 1000; i++) {
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  }
  const off = skewed(clock, 300_000_000);
  expect(off.now() - clock.now()).toBeLessThan(50);
  expect(off.wallUs() - clock.wallUs()).toBeGreaterThan(299_000_000);
});
