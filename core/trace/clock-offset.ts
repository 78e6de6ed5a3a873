/** How far the next hop's clock is ahead, from one question and its answer (RFC 5905, section 8). */

/** Microseconds; the first and the last by the asking clock, the others by the asked one. */
export interface Exchange {
  readonly askedUs: number;
  readonly receivedUs: number;
  readonly answeredUs: number;
  readonly heardUs: number;
}

/**
 * Off by half of the time on the way at most, so that what is less than that is as good as none: 0. Undefined where the
 * other hop doesn't tell both of its readings.
 */
export function clockOffsetUs({ askedUs, receivedUs, answeredUs, heardUs }: Exchange): number | undefined {
  if (receivedUs === 0 || answeredUs === 0) return undefined;
  const offset = Math.round((receivedUs - askedUs + (answeredUs - heardUs)) / 2);
  const onTheWay = heardUs - askedUs - (answeredUs - receivedUs);
  return Math.abs(offset) <= onTheWay / 2 ? 0 : offset;
}
