/** What `wayleave replay` answers. */

import type { ReplayCounts } from "./replay-query.ts";
import type { Counts, Example, Group, ReplayTally } from "./replay-tally.ts";

export interface ReplayAnswer {
  /** Files of the draft; null: by the policy that was in force. */
  readonly draft: readonly string[] | null;
  /** What the draft is laid over: the configuration as it stands, or as it stood at each decision. */
  readonly base: "now" | "then";
  readonly since: string | null;
  readonly until: string | null;
  /** Replayed. */
  readonly decisions: number;
  readonly not_replayed: {
    /** Turned away before anything was decided. */
    readonly undecided: number;
    /** Their gateway did not record what they were made of, or how their session came is not stored. */
    readonly unknown: number;
  };
  /** Revisions that were compiled. */
  readonly revisions: number;
  readonly differences: number;
  readonly by_kind: Counts;
  readonly users: readonly Group[];
  readonly apps: readonly Group[];
  readonly examples: readonly Example[];
  /** What nobody can know from the record. */
  readonly cannot_know: readonly string[];
  readonly seconds: number;
}

const CANNOT_KNOW = [
  "traffic that was never steered: what no app had, or no agent captured, asked no gateway",
  "posture: a device's class is what the configuration says of it, not anew what the device reported",
  "what people would have done if they had been told otherwise",
];

export function replayAnswer(
  asked: Pick<ReplayAnswer, "draft" | "base" | "since" | "until">,
  tally: ReplayTally,
  counts: Pick<ReplayCounts, "undecided" | "unknown">,
  ran: Pick<ReplayAnswer, "revisions" | "seconds">,
): ReplayAnswer {
  return {
    ...asked,
    ...{ decisions: tally.decisions, not_replayed: { undecided: counts.undecided, unknown: counts.unknown } },
    ...{ revisions: ran.revisions, differences: tally.differences, by_kind: tally.counts },
    ...{ users: tally.users, apps: tally.apps, examples: tally.examples },
    ...{ cannot_know: asked.draft === null ? CANNOT_KNOW.slice(0, 1) : CANNOT_KNOW, seconds: ran.seconds },
  };
}
