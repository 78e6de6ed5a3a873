import { expect, it } from "@jest/globals";
import { spareSnapshots } from "./kept-snapshots.ts";

it("the newest two stay whatever comes, and the others stand along the log without a wide gap", () => {
  let kept: number[] = [];
  for (let offset = 1_000; offset <= 1_000_000; offset += 1_000) {
    kept = [...kept, offset];
    const spared = spareSnapshots(kept, 12);
    kept = kept.filter((one) => !spared.includes(one));
    expect(kept.slice(-1)).toEqual([offset]);
    expect(kept.length).toBeLessThanOrEqual(12);
  }
  expect(kept.slice(-2)).toEqual([999_000, 1_000_000]);
  const gaps = kept.map((offset, i) => offset - (kept[i - 1] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(250_000);
});

it("few are not touched", () => {
  expect(spareSnapshots([5, 3, 9], 12)).toEqual([]);
});
