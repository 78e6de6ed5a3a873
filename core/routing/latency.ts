/**
 * How far a publisher is from a gateway, in buckets: each is twice as far as the one before.
 *
 * A bucket is told when it has changed for good: at its border a publisher would else be told of at each measuring.
 */

/** Round trips below this are all near: bucket 0. */
export const LATENCY_FIRST_MS = 2;
/** 128 ms and more. */
export const LATENCY_BUCKET_MAX = 7;
/** Measurings in a row that must lie in another bucket, and well inside it. */
const SETTLED = 3;
/** Of a bucket's border, on either side. */
const MARGIN = 0.15;

export const bucketOf = (rttMs: number): number =>
  Math.min(LATENCY_BUCKET_MAX, Math.max(0, Math.floor(Math.log2(Math.max(rttMs, 0.001) / LATENCY_FIRST_MS)) + 1));

export interface Latency {
  /** -1: not measured. */
  readonly bucket: number;
  /** Measurings in a row that lay above it, or below it (negative). */
  readonly beyond: number;
}

export const UNMEASURED: Latency = { bucket: -1, beyond: 0 };

/** One more measuring. */
export function measured({ bucket, beyond }: Latency, rttMs: number): Latency {
  if (bucket < 0) return { bucket: bucketOf(rttMs), beyond: 0 };
  const above = bucketOf(rttMs * (1 - MARGIN)) > bucket;
  const below = bucketOf(rttMs * (1 + MARGIN)) < bucket;
  if (!above && !below) return { bucket, beyond: 0 };
  const now = above ? Math.max(0, beyond) + 1 : Math.min(0, beyond) - 1;
  return Math.abs(now) >= SETTLED ? { bucket: bucketOf(rttMs), beyond: 0 } : { bucket, beyond: now };
}
