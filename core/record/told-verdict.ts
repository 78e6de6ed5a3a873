/** A verdict as the record tells it; told the same way by who decided, who explains and who replays. */
import type { Verdict } from "../policy/verdict.ts";
import { DEFAULT_DENY } from "../policy/verdict.ts";
import type { FlowDecided, RuleConsidered } from "./network-event.ts";

/** Characters of the rules' names in one event; the rule that decided is always there. */
const CONSIDERED_CHARS_MAX = 1_500;

export type ToldVerdict = Pick<FlowDecided, "app" | "action" | "policy" | "reason" | "considered" | "nearMiss">;

/** With the rules in the form that is bounded. */
export function toldVerdict(verdict: Verdict): ToldVerdict {
  const whole = toldWhole(verdict);
  return { ...whole, considered: bounded(whole.considered) };
}

export function toldWhole(verdict: Verdict): ToldVerdict {
  const allowed = verdict.kind === "allow";
  return {
    ...{ app: verdict.app ?? "", action: allowed ? verdict.action : "block", policy: verdict.rule ?? DEFAULT_DENY },
    ...{ reason: allowed ? "" : verdict.code, nearMiss: verdict.nearMiss ?? "" },
    considered: verdict.considered.map(({ rule, firstFailed }) => ({ rule, firstFailed: firstFailed ?? "" })),
  };
}

/** A flow reserves its room in the spool before it is decided: what is told of the rules is bounded. */
export function bounded(all: readonly RuleConsidered[]): RuleConsidered[] {
  const told: RuleConsidered[] = [];
  let room = CONSIDERED_CHARS_MAX - (all.at(-1)?.rule.length ?? 0);
  for (const [at, one] of all.entries()) {
    room -= one.rule.length + 24;
    const last = at === all.length - 1;
    if (room < 0 && !last) continue;
    const skipped = at - told.length;
    if (last && skipped > 0) told.push({ rule: `(${skipped} more)`, firstFailed: "not told" });
    told.push(one);
  }
  return told;
}
