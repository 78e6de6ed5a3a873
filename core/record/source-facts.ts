/** Facts of the network log that sources tell of themselves: their begin, what they dropped, what they report. */
import type { Hex } from "../control/event.ts";

/**
 * Opens on a device that no gateway answered, counted by the agent since its last report. It heard of none of them,
 * unless the reason is AGT_TUNNEL_LOST or PGW_DIAL_NO_ACK.
 */
export interface FlowsNotCarried {
  readonly type: "flows-not-carried";
  readonly device: string;
  readonly reason: string;
  readonly count: number;
}

export interface AppListTaken {
  readonly type: "app-list-taken";
  readonly publisher: string;
  readonly apps: number;
}

/** Optional events that the writer's spool had no room for, since the last one of this kind. */
export interface EventsDropped {
  readonly type: "events-dropped";
  readonly kind: string;
  readonly count: number;
}

/** The first event of each boot. */
export interface SourceStarted {
  readonly type: "source-started";
  readonly version: string;
  readonly roles: readonly string[];
  /** "" where no earlier life was found in the spool. */
  readonly previousBoot: Hex;
  readonly previousSequence: number;
  readonly segmentsEnded: number;
  readonly damagedBytes: number;
}
