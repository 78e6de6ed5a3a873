/** Which snapshots are kept: the newest, and of the others those that stand evenly along the log, for travels. */

/** Why one can't be used. */
export const SNAPSHOT_REFUSALS = ["damaged", "format", "version", "foreign", "end", "unread"] as const;
export type SnapshotRefusal = (typeof SNAPSHOT_REFUSALS)[number];

/** In all. Each is as large as the state, tens of megabytes for a large estate. */
export const KEPT_MAX = 12;
/** One may turn out to be damaged. */
const NEWEST = 2;

/** Those to be removed, of offsets in any order: whose going leaves the least gap. */
export function spareSnapshots(offsets: readonly number[], most = KEPT_MAX): number[] {
  const kept = [...new Set(offsets)].sort((a, b) => a - b);
  const spared: number[] = [];
  while (kept.length > Math.max(most, NEWEST)) {
    let least = 0;
    for (let i = 0; i < kept.length - NEWEST; i++) if (gapWithout(kept, i) < gapWithout(kept, least)) least = i;
    spared.push(...kept.splice(least, 1));
  }
  return spared;
}

/** From the one before to the one behind; the log's begin needs no snapshot. */
const gapWithout = (kept: readonly number[], i: number): number => kept[i + 1]! - (kept[i - 1] ?? 0);
