/** Where a gateway stands in the control log, as it reads it there: in its present life, lost, or replaced. */
import type { Hex } from "../control/event.ts";
import type { ControlState } from "../control/state.ts";

export type Standing =
  /** The log has this life of it. */
  | "joined"
  /** The log has not heard of this life: it is to be told. */
  | "unheard"
  /** This life was judged lost: the next one joins, and announces all that it holds. */
  | "lost"
  /** Another process has joined under this name since: two that took it from each other would never end. */
  | "replaced";

/** `heard`: the log has had this life before. */
export function standingOf(state: ControlState, gateway: string, epoch: Hex, heard: boolean): Standing {
  const present = state.gateways.get(gateway)?.epoch;
  if (present === epoch) return "joined";
  // Judged before it could read that it had joined.
  if (state.lost.get(gateway)?.epoch === epoch) return "lost";
  if (!heard) return "unheard";
  return present === undefined ? "lost" : "replaced";
}
