/** What gateways say of themselves on the topic of leases, and how often. */
import type { Hex } from "../control/event.ts";

export const LEASE_TOPIC = "wayleave.lease.v1";
export const LEASE_SHAPE = { cleanup: "compact", partitions: 1 } as const;

export interface Heartbeat {
  readonly gateway: string;
  /** Its life in the control log. */
  readonly epoch: Hex;
  /** Its life as a source of network events: one a process. */
  readonly boot: Hex;
  /** Counts from 1 in each process. */
  readonly beat: number;
  /** The last network event spooled, and the last that the network log has acknowledged, of this boot; 0: none. */
  readonly sequence: number;
  readonly shippedSequence: number;
  /** The last offset of the control log that it has folded; -1 before the first. */
  readonly asOf: number;
  readonly stateHash: Hex;
  readonly foldVersion: number;
  readonly featureLevel: number;
  /** Writer's wall clock: for reading only. */
  readonly atUs: number;
  /** It stopped in order, and events of its boot wait in its spool. */
  readonly left: boolean;
}

/** Each boot has a record of its own: what one that died with its disk has told of stays when its gateway is back. */
export const leaseKey = (of: Pick<Heartbeat, "gateway" | "boot">): string => `${of.gateway}/${of.boot}`;

/** An append of some hundred bytes a second is little for any log, and seven may go missing. */
export const BEAT_EVERY_MS = 1_000;
/**
 * So long a gateway may be silent. One that is frozen or cut off has to be found within 12 s, and its publishers leave
 * it by themselves after 8: with a look each half second and the turns of several judges it is judged within 9.
 */
export const LEASE_MS = 7_000;
/**
 * Who hasn't seen an own heartbeat of the last so many ms come back knows nothing of the others. So who is judged has
 * been silent for LEASE_MS less this, certainly, however slow the log is.
 */
export const BLIND_AFTER_MS = 3_000;
export const LOOK_EVERY_MS = 500;
/** Several judge at once: each leaves those before it in the order of names so long to have their word folded. */
export const TURN_MS = 300;
export const TURNS_MAX = 4;
