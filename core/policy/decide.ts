/**
 * The decision on a flow: identity, then the app, then the rules in order; the first that matches decides, and deny
 * is what remains. The same function enforces, explains and replays.
 */
import { normalHost } from "../net/host-name.ts";
import type { Code } from "../reason.ts";
import type { Instant } from "../units.ts";
import type { Compiled } from "./compile.ts";
import { failsOnlyBy, OF_PLACE, type Subject } from "./criteria.ts";
import { matchApp, matchPlainHost } from "./match-app.ts";
import { filled } from "./notice.ts";
import type { Rule } from "./rule.ts";
import { type Note, Trial } from "./trial.ts";
import type { AppHit, AppMatch, Deny, FlowRequest, NearMiss, TriedRules, Verdict } from "./verdict.ts";
import { DEFAULT_DENY } from "./verdict.ts";

export function decide(request: FlowRequest, compiled: Compiled, now: Instant): Verdict {
  const { index, roster } = compiled;
  const subject = roster.subject(request.user, request.device, request.seat);
  if (typeof subject === "string") return unjudged(compiled, subject, NOWHERE);
  const plain = matchPlainHost(index, request.host, request.port, request.protocol);
  if (plain !== undefined) return judgeMatch(request, plain, subject, compiled, now);
  const host = normalHost(request.host);
  if (host === undefined) return unjudged(compiled, "CGW_APP_UNKNOWN", NOWHERE);
  const match = matchApp(index, host, request.port, request.protocol);
  return judgeMatch(host === request.host ? request : { ...request, host }, match, subject, compiled, now);
}

/** `request.host` is in normal form. */
function judgeMatch(
  request: FlowRequest,
  match: AppMatch,
  subject: Subject,
  compiled: Compiled,
  now: Instant,
): Verdict {
  if (match.kind === "app") return judge(request, match, subject, compiled, now);
  if (match.kind === "unknown") return unjudged(compiled, "CGW_APP_UNKNOWN", NOWHERE);
  return unjudged(compiled, "AGT_STEER_PORT_MISS", match);
}

function judge(request: FlowRequest, match: AppHit, subject: Subject, compiled: Compiled, now: Instant): Verdict {
  const trial = new Trial(request, match, compiled, now);
  if (!trial.run(subject)) return noneMet(trial);
  return trial.blocks ? blocked(trial, trial.met, subject) : trial;
}

function blocked(trial: Trial, rule: Rule, subject: Subject): Deny {
  const notice = noticeOf(rule, trial, subject);
  const told = notice === "" ? undefined : notice;
  return denied(trial, "CGW_POLICY_RULE_BLOCK", rule.name, rule.receivers, undefined, told);
}

/**
 * No rule matched. Where place alone, or time alone, kept a rule from it, and the first such rule is no block, then
 * that stood between the person and an allow; of both, the rule that comes first.
 */
function noneMet(trial: Trial): Deny {
  const held = trial.notes === undefined ? undefined : heldBack(trial.notes, trial.request);
  if (held === undefined) return denied(trial, "CGW_POLICY_NO_RULE", DEFAULT_DENY, NO_RECEIVERS, undefined, undefined);
  const code = held.by === "place" ? "CGW_POLICY_LOCATION_DENIED" : "CGW_POLICY_SCHEDULE_CLOSED";
  return denied(trial, code, DEFAULT_DENY, NO_RECEIVERS, held.rule.name, undefined);
}

/** From the last rule to the first: what is found later came earlier. */
function heldBack(last: Note, request: FlowRequest) {
  const first: Partial<Record<"place" | "time", Note>> = {};
  for (let note: Note | undefined = last; note !== undefined; note = note.before) {
    const by = note.came < OF_PLACE ? null : failsOnlyBy(note.rule.criteria, note.came, request);
    if (by !== null) first[by] = note;
  }
  const found = (["place", "time"] as const).flatMap((by) => (first[by] === undefined ? [] : [{ by, ...first[by] }]));
  return found.filter(({ rule }) => rule.action !== "block").sort((a, b) => a.at - b.at)[0];
}

/** What is told of a destination: an app's, or nobody's. */
interface About {
  readonly app?: string;
  readonly candidates: readonly string[];
  readonly nearMiss: NearMiss | undefined;
}

const NOTHING: readonly never[] = [];
const NO_RECEIVERS: readonly string[] = [];
const NOWHERE: About = { candidates: NOTHING, nearMiss: undefined };

function deny(
  { app, candidates, nearMiss }: About,
  { asOf, configRev }: Compiled,
  considered: TriedRules,
  code: Code,
  rule: string | undefined,
  receivers: readonly string[],
  wouldAllow: string | undefined,
  notice: string | undefined,
): Deny {
  return {
    kind: "deny",
    code,
    receivers,
    rule,
    app,
    wouldAllow,
    notice,
    nearMiss: nearMiss?.app,
    nearMissWhy: nearMiss?.why,
    considered,
    candidates,
    asOf,
    configRev,
  };
}

/** No rule was asked. */
const unjudged = (compiled: Compiled, code: Code, about: About): Deny =>
  deny(about, compiled, NOTHING, code, undefined, NO_RECEIVERS, undefined, undefined);

/** By what rules say, or don't. */
const denied = (
  trial: Trial,
  code: Code,
  rule: string,
  receivers: readonly string[],
  wouldAllow: string | undefined,
  notice: string | undefined,
): Deny => deny(trial.match, trial.compiled, trial, code, rule, receivers, wouldAllow, notice);

/** A template stands for the rule's own words; it goes while a rule names it only by a race that the fold dropped. */
function noticeOf({ name, spec }: Rule, { request, match, compiled }: Trial, { user }: Subject): string {
  const template = spec.noticeTemplate === "" ? undefined : compiled.notices.get(spec.noticeTemplate);
  if (template === undefined) return spec.notice;
  const where = { app: match.app, host: request.host, port: String(request.port) };
  return filled(template, { ...where, user: user.email, rule: name, code: "CGW_POLICY_RULE_BLOCK" });
}
