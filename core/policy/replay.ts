/**
 * Recorded decisions made once more: by the policy that was in force, where nothing may differ, or by another one,
 * where what differs is what that one would change.
 */
import { toldVerdict } from "../record/told-verdict.ts";
import type { Instant } from "../units.ts";
import type { Compiled } from "./compile.ts";
import { decide } from "./decide.ts";
import type { FlowRequest } from "./verdict.ts";

/** Of a verdict what is compared. */
export interface Said {
  readonly action: string;
  /** "" where no app has the destination. */
  readonly app: string;
  readonly policy: string;
  /** "" for an allow. */
  readonly reason: string;
  readonly nearMiss: string;
  /** Rules considered, as `rulesText` puts them; undefined: not compared. */
  readonly rules?: string | undefined;
}

export interface RecordedDecision {
  readonly flowId: string;
  /** E-mail address, where the user has one. */
  readonly userTold: string;
  readonly request: FlowRequest;
  readonly configRev: number;
  readonly said: Said;
}

/** By a permit's end nothing of a verdict is judged. */
const NO_INSTANT = 0 as Instant;

/** `rules`: with the rules that were considered. */
export function saidBy(request: FlowRequest, compiled: Compiled, rules: boolean): Said {
  const { action, app, policy, reason, nearMiss, considered } = toldVerdict(decide(request, compiled, NO_INSTANT));
  const said = { action, app, policy, reason, nearMiss };
  return rules ? { ...said, rules: rulesText(considered.map(({ rule, firstFailed }) => [rule, firstFailed])) } : said;
}

export const rulesText = (rules: readonly (readonly string[])[]): string =>
  rules.map(([rule, failed]) => `${rule}=${failed}`).join("\n");

/** `allowed` and `cut`: the flow gets what it did not, or the other way round. `other`: the same for another reason. */
export const DIFFERENCE_KINDS = ["allowed", "cut", "other"] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

const COMPARED = ["action", "app", "policy", "reason", "nearMiss"] as const;

/** Undefined where both say the same. */
export function differenceOf(before: Said, after: Said): DifferenceKind | undefined {
  const [did, does] = [before.action !== "block", after.action !== "block"];
  if (did !== does) return does ? "allowed" : "cut";
  const same = COMPARED.every((field) => before[field] === after[field]);
  const sameRules = before.rules === undefined || after.rules === undefined || before.rules === after.rules;
  return same && sameRules ? undefined : "other";
}
