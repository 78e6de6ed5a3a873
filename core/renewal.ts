/**
 * When a certificate is renewed, and when a renewal that failed is tried again.
 *
 * Times are wall milliseconds since 1970, for certificates know no other; nothing is ordered by them. What is waited
 * for is a duration, so that a clock that was stepped delays no second try.
 */

export interface Lifetime {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** `due`: in force, and old enough to be renewed. */
export type Standing = "valid" | "due" | "expired";

/**
 * Renewed between these parts of its life: what was issued in one morning is not renewed in one minute, and of a
 * month's certificate nine days are left for a gateway that is away and an operator who must be told.
 */
const RENEW_FROM = 0.6;
const RENEW_UNTIL = 0.7;
export const RETRY_FIRST_MS = 1_000;
/** A gateway that has been away for a day is asked once an hour. */
export const RETRY_MAX_MS = 3_600_000;
/** Of the time that is left: however short a life is, some tries remain. */
const RETRY_SHARE = 0.1;

/** `die` in [0, 1) is drawn once for each certificate. */
export function renewAtMs({ fromMs, untilMs }: Lifetime, die: number): number {
  return fromMs + (untilMs - fromMs) * (RENEW_FROM + (RENEW_UNTIL - RENEW_FROM) * die);
}

export function standingAt(life: Lifetime, die: number, nowMs: number): Standing {
  if (nowMs >= life.untilMs) return "expired";
  return nowMs >= renewAtMs(life, die) ? "due" : "valid";
}

/**
 * The wait before the next try, in whole ms. `failed`: how many tries have, 1 or more; `leftMs`: until the certificate
 * ends, negative past it; `die` in [0, 1) takes up to half of the wait off.
 */
export function retryWaitMs(failed: number, leftMs: number, die: number): number {
  const grown = RETRY_FIRST_MS * 2 ** (failed - 1);
  // Past its end nothing presses any more: only a token helps, and whoever brings it is no matter of seconds.
  const share = leftMs > 0 ? leftMs * RETRY_SHARE : RETRY_MAX_MS;
  return Math.floor(Math.min(grown, RETRY_MAX_MS, Math.max(RETRY_FIRST_MS, share)) * (1 - die / 2));
}
