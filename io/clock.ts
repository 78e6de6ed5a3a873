/** The two clocks: a monotonic one for every decision about time, and wall microseconds for what is recorded. */
import { performance } from "node:perf_hooks";
import type { Instant } from "../core/units.ts";

export interface Clock {
  /** Monotonic; starts anywhere, never runs backwards. */
  now(): Instant;
  /** Wall time in whole microseconds since 1970. May be stepped by an operator: order never depends on it. */
  wallUs(): number;
}

/** Past this difference the wall clock was stepped, not merely slewed or rounded, and we take the new time. */
const STEP_MS = 2;

let anchorWallMs = Date.now();
let anchorMonotonicMs = performance.now();

function wallUs(): number {
  // The system's own call has millisecond grains; the monotonic clock gives the microseconds between two of them.
  const monotonicMs = performance.now();
  const coarseMs = Date.now();
  let wallMs = anchorWallMs + (monotonicMs - anchorMonotonicMs);
  if (Math.abs(wallMs - coarseMs) > STEP_MS) {
    anchorWallMs = coarseMs;
    anchorMonotonicMs = monotonicMs;
    wallMs = coarseMs;
  }
  return Math.floor(wallMs * 1000);
}

export const clock: Clock = { now: () => performance.now() as Instant, wallUs };

/** Whole microseconds from a moment of the monotonic clock to now. */
export const microsSince = (at: number): number => Math.round((clock.now() - at) * 1000);

/** A clock whose wall time is off by so much: what a device with a wrong clock has. */
export const skewed = (by: Clock, skewUs: number): Clock => ({ now: by.now, wallUs: () => by.wallUs() + skewUs });
