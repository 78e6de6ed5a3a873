/** How much is inserted at once: a batch is closed when it is big enough, or when its first event has waited enough. */
import { after, type Instant } from "../../core/units.ts";

/**
 * An insert costs about the same for one row as for a thousand, so few and big ones; but one that fails is read again
 * whole, and a row of a busy moment must not wait for a second's worth of others.
 */
export const BATCH_ROWS = 20_000;
export const BATCH_BYTES = 16 * 1024 * 1024;
/**
 * So long the first event of a batch waits for others: five small inserts a second at most, which is what merges keep
 * up with for ever, and well below the second in which an ended flow must be found.
 */
export const BATCH_AGE_MS = 200;
/**
 * A batch that has so many events by then waits on, to be one of fewer and bigger: an insert costs tens of milliseconds
 * of a core whatever it holds, and under load the flows need that core. An ended flow is still found within a second.
 */
export const BUSY_ROWS = 50;
export const BUSY_AGE_FACTOR = 4;
/** Marks of a batch's own lives: half of what the record holds, so that the memory of others doesn't go each time. */
export const BATCH_MARKS_BYTES = 30_000;

export interface BatchLimits {
  readonly rows: number;
  readonly bytes: number;
  readonly ageMs: number;
  readonly marksBytes: number;
}

export const BATCH_LIMITS: BatchLimits = {
  ...{ rows: BATCH_ROWS, bytes: BATCH_BYTES, ageMs: BATCH_AGE_MS, marksBytes: BATCH_MARKS_BYTES },
};

/** A range of the log that is gathered; `to` is behind its last record. */
export interface Gathered {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly marksBytes: number;
  readonly since: Instant;
}

export const isFull = (batch: Gathered, limits: BatchLimits): boolean =>
  batch.to - batch.from >= limits.rows || batch.bytes >= limits.bytes || batch.marksBytes >= limits.marksBytes;

export const closesAt = (batch: Gathered, limits: BatchLimits): Instant =>
  after(batch.since, limits.ageMs * (batch.to - batch.from >= BUSY_ROWS ? BUSY_AGE_FACTOR : 1));

/**
 * What a table remembers of an insert. The append time of the first record makes it another one if the log was begun
 * anew and counts its offsets from 0 again.
 */
export const tokenOf = (topic: string, partition: number, from: number, to: number, appendTimeUs: number): string =>
  `${topic}/${partition}:${from}-${to}@${appendTimeUs}`;

/** The halves of a range whose rows were refused, each to be tried for itself. */
export function halves(from: number, to: number): readonly [number, number][] {
  const middle = from + Math.ceil((to - from) / 2);
  return [
    [from, middle],
    [middle, to],
  ];
}
