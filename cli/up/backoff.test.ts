/** How long a part that died waits. */
import { expect, it } from "@jest/globals";
import type { Instant } from "../../core/units.ts";
import { died, NO_DEATHS } from "./backoff.ts";

const at = (ms: number) => ms as Instant;

it("doubles from a quarter of a second to ten", () => {
  const delays: number[] = [];
  let backOff = NO_DEATHS;
  for (let i = 0; i < 8; i++) {
    backOff = died(backOff, at(0), at(100));
    delays.push(backOff.delayMs);
  }
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

it("is forgotten after a minute of health, not before", () => {
  const long = { delayMs: 8000 };
  expect(died(long, at(0), at(59_999)).delayMs).toBe(10_000);
  expect(died(long, at(0), at(60_000)).delayMs).toBe(250);
});

it("a life that never became ready is no health, however long it was", () => {
  expect(died({ delayMs: 500 }, undefined, at(600_000)).delayMs).toBe(1000);
});
