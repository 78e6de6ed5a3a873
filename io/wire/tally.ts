/** The tally of a UDP association on the wire. */
import type { Tally } from "../../core/datagram/account.ts";
import { addDrops, DROP_REASONS, type DropCounts, NO_DROPS } from "../../core/datagram/drops.ts";
import { encodeFrame, type FrameValues } from "./frame.ts";

export function tallyFrame({ deliveredBytes, deliveredDatagrams, drops }: Tally): Buffer {
  const dropped = DROP_REASONS.flatMap((reason, n) => {
    const counts = drops[reason];
    if (counts === undefined) return [];
    return [{ reason: n + 1, clientDatagrams: counts.downstream, serverDatagrams: counts.upstream }];
  });
  return encodeFrame("tally", { deliveredBytes, deliveredDatagrams, dropped });
}

/** A reason that this version doesn't know counts as the system's. */
export function tallyOf({ deliveredBytes, deliveredDatagrams, dropped }: FrameValues["tally"]): Tally {
  let drops: DropCounts = NO_DROPS;
  for (const { reason, clientDatagrams, serverDatagrams } of dropped) {
    const named = DROP_REASONS[(reason ?? 0) - 1] ?? "unsent";
    drops = addDrops(drops, named, "downstream", clientDatagrams ?? 0);
    drops = addDrops(drops, named, "upstream", serverDatagrams ?? 0);
  }
  return { deliveredBytes, deliveredDatagrams, drops };
}
