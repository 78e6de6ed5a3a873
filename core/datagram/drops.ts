/** Why a datagram went no further: a closed list, the same on the wire, in the record and in metrics. */
import type { Side } from "../relay/relay.ts";

/** In the order of `DropReason` on the wire, from 1. */
export const DROP_REASONS = ["stale", "full", "too-large", "not-open", "unsent"] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** How many datagrams, by where they came from: downstream is the program's side, upstream the app's. */
export interface Dropped {
  readonly downstream: number;
  readonly upstream: number;
}

export type DropCounts = { readonly [reason in DropReason]?: Dropped };

export const NO_DROPS: DropCounts = {};
const NONE: Dropped = { downstream: 0, upstream: 0 };

export function addDrops(counts: DropCounts, reason: DropReason, from: Side, datagrams: number): DropCounts {
  if (datagrams === 0) return counts;
  const before = counts[reason] ?? NONE;
  return { ...counts, [reason]: { ...before, [from]: before[from] + datagrams } };
}

export function sumDrops(one: DropCounts, other: DropCounts): DropCounts {
  let sum = one;
  for (const reason of DROP_REASONS) {
    const more = other[reason];
    if (more === undefined) continue;
    sum = addDrops(addDrops(sum, reason, "downstream", more.downstream), reason, "upstream", more.upstream);
  }
  return sum;
}

/** Of each reason the higher counts: a tally that is older than the last takes nothing back. */
export function laterDrops(one: DropCounts, other: DropCounts): DropCounts {
  const later: { [reason in DropReason]?: Dropped } = {};
  for (const reason of DROP_REASONS) {
    const [a, b] = [one[reason] ?? NONE, other[reason] ?? NONE];
    const most = { downstream: Math.max(a.downstream, b.downstream), upstream: Math.max(a.upstream, b.upstream) };
    if (most.downstream > 0 || most.upstream > 0) later[reason] = most;
  }
  return later;
}

export function dropsFrom(counts: DropCounts, from: Side): number {
  return DROP_REASONS.reduce((sum, reason) => sum + (counts[reason]?.[from] ?? 0), 0);
}
