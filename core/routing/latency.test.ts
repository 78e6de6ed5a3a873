import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { bucketOf, LATENCY_BUCKET_MAX, measured, UNMEASURED } from "./latency.ts";

const after = (rtts: readonly number[]) => rtts.reduce(measured, UNMEASURED).bucket;

it("a bucket is twice as far as the one before, from 2 ms to 128 ms", () => {
  expect([0, 1.9, 2, 3.9, 4, 8, 127, 128, 9_000].map(bucketOf)).toEqual([0, 0, 1, 1, 2, 3, 6, 7, 7]);
});

it("noise within fifteen percent of any distance changes the bucket at no measuring after the first", () => {
  const noises = fc.array(fc.double({ min: 0.87, max: 1.13, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 300, noNaN: true }), noises, (ms, noise) => {
      const first = bucketOf(ms);
      expect(after([ms, ...noise.map((by) => ms * by)])).toBe(first);
    }),
  );
});

it("a publisher that has moved is told of at the third measuring, and what came once is not", () => {
  expect([after([3, 40, 40]), after([3, 40, 40, 40]), after([3, 40, 40, 3, 40, 40])]).toEqual([1, 5, 1]);
  expect(after([400, 1, 1, 1])).toBe(0);
  expect(bucketOf(1e9)).toBe(LATENCY_BUCKET_MAX);
});
