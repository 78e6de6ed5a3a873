/** When a part that died is started again: sooner after a long life, later after each short one. */
import type { Instant } from "../../core/units.ts";

export const FIRST_DELAY_MS = 250;
export const MAX_DELAY_MS = 10_000;
/** A part that was ready this long has proven itself: what happened before is forgotten. */
export const HEALTHY_MS = 60_000;

export interface BackOff {
  /** What the last death cost; 0 before the first. */
  readonly delayMs: number;
}

export const NO_DEATHS: BackOff = { delayMs: 0 };

/** `readySince`: when the life that just ended became ready; undefined if it never did. */
export function died(before: BackOff, readySince: Instant | undefined, now: Instant): BackOff {
  const healthy = readySince !== undefined && now - readySince >= HEALTHY_MS;
  if (healthy || before.delayMs === 0) return { delayMs: FIRST_DELAY_MS };
  return { delayMs: Math.min(before.delayMs * 2, MAX_DELAY_MS) };
}
