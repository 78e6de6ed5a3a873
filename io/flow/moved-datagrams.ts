/** Datagrams of this process, and those that it has dropped, by reason: what is told of associations while they run. */
import { DROP_REASONS, type DropReason } from "../../core/datagram/drops.ts";
import type { Side } from "../../core/relay/relay.ts";

const moved = { datagrams_client: 0, datagrams_server: 0 };
const dropped = new Map<DropReason, number>(DROP_REASONS.map((reason) => [reason, 0]));

/** So many came into this process; what comes from downstream goes to the app. */
export function countDatagrams(from: Side, count: number): void {
  if (from === "downstream") moved.datagrams_client += count;
  else moved.datagrams_server += count;
}

export function countDropped(reason: DropReason, count: number): void {
  dropped.set(reason, (dropped.get(reason) ?? 0) + count);
}

/** By the names of `core/metrics/datagram-rows.ts`. */
export function movedDatagrams(): Record<string, number> {
  const drops = [...dropped].map(([reason, count]) => [`datagrams_dropped_${reason}`, count] as const);
  return { ...moved, ...Object.fromEntries(drops) };
}
