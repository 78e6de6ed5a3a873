/** Facts of the network log about publishers: who could carry a flow, who moved, which tunnels stand. */
import type { Hex } from "../control/event.ts";
import type { FlowId } from "../units.ts";

/** One that could have carried the flow, in the order in which they were tried or would have been. */
export interface PublisherCandidate {
  readonly publisher: string;
  readonly gateway: string;
  /** "" for the one that was taken: a code, "not-needed", or a `WhyNot` of `core/routing/attachments.ts`. */
  readonly whyNot: string;
  /** Of `core/routing/latency.ts`, where publishers are chosen by it. */
  readonly latencyBucket?: number;
}

/** A user's flows to an app go to another publisher than before. */
export interface PairMoved {
  readonly type: "pair-moved";
  /** The flow that it moved with. */
  readonly flowId: FlowId;
  /** The Client Gateway. */
  readonly gateway: string;
  readonly user: string;
  readonly device: string;
  readonly app: string;
  /** Publishers. */
  readonly from: string;
  readonly to: string;
  /** Why the former one was not taken, as a candidate's `whyNot`; or "home": this one is the pair's own. */
  readonly why: string;
}

export interface TunnelUp {
  readonly type: "tunnel-up";
  readonly publisher: string;
  readonly gateway: string;
  readonly attachment: Hex;
  readonly instance: Hex;
  readonly tunnel: number;
  readonly remoteAddr: string;
}

export interface TunnelDown {
  readonly type: "tunnel-down";
  readonly publisher: string;
  readonly gateway: string;
  readonly attachment: Hex;
  readonly reason: string;
  readonly durationUs: number;
}
