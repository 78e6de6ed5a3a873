/** What `wayleave explain` answers: a decision with all that it was made of, and whether the record says the same. */
import type { Assumed } from "../policy/explain.ts";
import { bounded } from "../record/told-verdict.ts";
import type { Recorded } from "./decisions-query.ts";

/** What was judged, and how the answer came about. */
export interface ExplainedDecision {
  readonly kind: "asked" | "opened" | "judged_again";
  readonly explained_by: string;
  readonly request: {
    readonly user: string;
    readonly device: string | null;
    readonly host: string;
    readonly port: number;
    readonly protocol: string;
    readonly at: string;
    readonly access_method: string;
    readonly os: string | null;
    readonly address: string | null;
    readonly country: string;
  };
  readonly assumed: readonly Assumed[];
  readonly versions: { readonly as_of: number; readonly config_rev: number; readonly state_time: string };
  readonly verdict: {
    readonly action: string;
    readonly app: string | null;
    readonly app_candidates: readonly string[];
    readonly policy: string;
    readonly reason: string | null;
    readonly notice: string | null;
    readonly near_miss: string | null;
    readonly near_miss_why: string | null;
    readonly would_allow: string | null;
    readonly receivers: readonly string[];
    readonly rules_considered: readonly { readonly rule: string; readonly first_failed: string | null }[];
  };
  /** Null: nobody decided this, it was only asked about. */
  readonly recorded: Recorded | null;
  /** What the record says otherwise, by field; empty where it agrees, and where there is none. */
  readonly differences: readonly string[];
}

export interface ExplainAnswer {
  readonly flow_id: string | null;
  /** Of a flow that was turned away before anything was decided: by which code. */
  readonly undecided: string | null;
  readonly decisions: readonly ExplainedDecision[];
}

/** Of an explained decision what the record tells, too. */
export interface Compared {
  readonly verdict: Pick<
    ExplainedDecision["verdict"],
    "action" | "app" | "policy" | "reason" | "near_miss" | "rules_considered"
  >;
  readonly versions: Pick<ExplainedDecision["versions"], "as_of" | "config_rev">;
}

/** Field by field. The record's list of rules is bounded: the same bound is put to what was explained. */
export function differencesOf(explained: Compared, recorded: Recorded): string[] {
  const { verdict, versions } = explained;
  const rules = bounded(
    verdict.rules_considered.map(({ rule, first_failed }) => ({ rule, firstFailed: first_failed ?? "" })),
  );
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["action", verdict.action, recorded.action],
    ["app", verdict.app ?? "", recorded.app],
    ["policy", verdict.policy, recorded.policy],
    ["reason", verdict.reason ?? "", recorded.reason],
    ...(recorded.near_miss === null ? [] : [["near_miss", verdict.near_miss ?? "", recorded.near_miss] as const]),
    ["rules_considered", rulesText(rules), rulesText(recorded.rules_considered)],
    ["as_of", versions.as_of, recorded.as_of],
    ["config_rev", versions.config_rev, recorded.config_rev],
  ];
  const differ = pairs.filter(([, here, there]) => here !== there);
  return differ.map(
    ([field, here, there]) => `${field}: explained ${JSON.stringify(here)}, recorded ${JSON.stringify(there)}`,
  );
}

type Rules = readonly { readonly rule: string; readonly firstFailed?: string; readonly first_failed?: string | null }[];

const rulesText = (rules: Rules): string =>
  rules.map(({ rule, firstFailed, first_failed: failed }) => `${rule}=${firstFailed ?? failed ?? ""}`).join("; ");
