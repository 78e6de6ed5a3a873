/** The spool's running counts. */
import type { SpoolCounts } from "./spool.ts";

type Gauge = ("used_bytes" | "reserved_bytes" | "bound_bytes" | "files") | ("unshipped_records" | "waiting_records");

/** What only ascends while a spool is open. */
export type Tally = { -readonly [Name in Exclude<keyof SpoolCounts, Gauge>]: number };

export const emptyTally = (): Tally => ({
  appended_records: 0,
  appended_bytes: 0,
  shipped_records: 0,
  refused_full: 0,
  dropped_optional: 0,
  overdrawn_records: 0,
  failed_records: 0,
  groups: 0,
  fsyncs: 0,
  fsync_failures: 0,
  cursor_failures: 0,
  cursor_lost: 0,
  damaged_records: 0,
  damaged_bytes: 0,
  damaged_files: 0,
  torn_tail_bytes: 0,
});
