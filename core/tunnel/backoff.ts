/** How long a dialling side waits before it dials again: short at first, so that a gateway's restart costs little. */

export const WAIT_FIRST_MS = 100;
/**
 * With a half more each time the wait is at most half of the outage so far: the tunnel is back soon after its gateway.
 */
export const WAIT_FACTOR = 1.5;
export const WAIT_MAX_MS = 10_000;

/**
 * The wait before attempt `attempt` (the first retry is 1). `die` in [0, 1) takes up to half of it off, so that all
 * publishers of a gateway that returns don't dial in one moment.
 */
export function waitMs(attempt: number, die: number): number {
  const full = Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * WAIT_FACTOR ** Math.max(0, attempt - 1));
  return full * (1 - die / 2);
}
