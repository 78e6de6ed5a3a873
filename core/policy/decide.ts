/**
 * The decision on a flow: identity, then the app, then the rules in order; the first that matches decides, and deny
 * is what remains. The same function enforces, explains and replays.
 */
import { normalHost } from "../net/host-name.ts";
import type { Code } from "../reason.ts";
import type { Instant } from "../units.ts";
import { after } from "../units.ts";
import { comesFirst, EMPTY_LANE } from "./app-rules.ts";
import type { Compiled } from "./compile.ts";
import { matchApp, matchPlainName } from "./match-app.ts";
import { filled } from "./notice.ts";
import { concernsApp, fails, failsOnlyBy, MET, type Networks, OF_PLACE, type Rule, type Subject } from "./rule.ts";
import type { AppMatch, Considered, Deny, FlowRequest, Permit, Verdict } from "./verdict.ts";
import { DEFAULT_DENY } from "./verdict.ts";

/** An allow is good for this long: routing and the publisher's check of it fit in, a stolen permit hardly does. */
export const PERMIT_LIFETIME_MS = 30_000;

export function decide(request: FlowRequest, compiled: Compiled, now: Instant): Verdict {
  const subject = subjectOf(request.user, request.device, compiled);
  if (typeof subject === "string") return deny(compiled, subject, NOTHING, NOTHING, {});
  const { index } = compiled;
  const plain = matchPlainName(index, request.host, request.port, request.protocol);
  if (plain !== undefined) return judgeMatch(request, plain, subject, compiled, now);
  const host = normalHost(request.host);
  if (host === undefined) return deny(compiled, "CGW_APP_UNKNOWN", NOTHING, NOTHING, {});
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
  if (match.kind === "unknown") return deny(compiled, "CGW_APP_UNKNOWN", NOTHING, NOTHING, {});
  const { nearMiss, candidates } = match;
  const near = { nearMiss: nearMiss.app, nearMissWhy: nearMiss.why };
  return deny(compiled, "AGT_STEER_PORT_MISS", NOTHING, candidates, near);
}

/** User and device as configured, or why they may do nothing. */
export function subjectOf(userName: string, deviceName: string, compiled: Compiled): Subject | Code {
  const user = compiled.users.get(userName);
  // Gone from the directory is the same as disabled in it.
  if (user === undefined || user.inactive) return "CGW_AUTH_USER_INACTIVE";
  const device = compiled.devices.get(deviceName);
  if (device === undefined || device.user !== userName) return "CGW_AUTH_DEVICE_UNTRUSTED";
  if (device.revoked) return "CGW_AUTH_SESSION_REVOKED";
  return { name: userName, user, device, person: compiled.lexicon.person(user) };
}

type AppHit = Extract<AppMatch, { kind: "app" }>;

function judge(request: FlowRequest, match: AppHit, subject: Subject, compiled: Compiled, now: Instant): Verdict {
  const { app, candidates, nearMiss } = match;
  const tried = tryRules(match, subject, request, compiled);
  const { considered, met } = tried;
  if (met === undefined || met.spec.action === "block") {
    const why = met === undefined ? whyNone(tried) : blockedBy(met, request, app, subject, compiled);
    const near = nearMiss === undefined ? {} : { nearMiss: nearMiss.app, nearMissWhy: nearMiss.why };
    return deny(compiled, why.code, tried.considered, candidates, { app, ...near, ...why });
  }
  const { action, receivers } = met.spec;
  const { asOf, configRev } = compiled;
  const permit = permitOf(request, match, met, compiled, now);
  const rule = met.name;
  if (nearMiss === undefined)
    return { kind: "allow", action, app, rule, receivers, permit, considered, candidates, asOf, configRev };
  const { app: near, why } = nearMiss;
  const allowed = { kind: "allow", action, app, rule, receivers, permit, considered, candidates } as const;
  return { ...allowed, nearMiss: near, nearMissWhy: why, asOf, configRev };
}

/** What came of the rules of an app, tried in order. */
class Tried {
  readonly considered: Considered[] = [];
  /** The rule that decides. */
  met: Rule | undefined = undefined;
  /** The first that place alone, or time alone, has kept from it; and how many had been tried before it. */
  byPlace: Rule | undefined = undefined;
  byTime: Rule | undefined = undefined;
  placeAt = 0;
  timeAt = 0;

  missed(rule: Rule, failed: number, request: FlowRequest): void {
    const by = failsOnlyBy(rule, failed, request);
    if (by === "place" && this.byPlace === undefined) {
      this.byPlace = rule;
      this.placeAt = this.considered.length;
    }
    if (by === "time" && this.byTime === undefined) {
      this.byTime = rule;
      this.timeAt = this.considered.length;
    }
  }
}

function tryRules(
  { app, spec }: AppHit,
  subject: Subject,
  request: FlowRequest,
  { ruleIndex, networks }: Compiled,
): Tried {
  const tried = new Tried();
  const { considered } = tried;
  const own = ruleIndex.ofApp.get(app) ?? EMPTY_LANE;
  const { wide } = ruleIndex;
  const { gate } = subject.person;
  for (let i = 0, j = 0; i < own.rules.length || j < wide.rules.length; ) {
    const ownIsNext = comesFirst(own, i, wide, j);
    const lane = ownIsNext ? own : wide;
    // Up to where the other lane's next rule comes in between.
    const limit = (ownIsNext ? wide.orders[j] : own.orders[i]) ?? Number.POSITIVE_INFINITY;
    const { gates, orders, shut } = lane;
    let at = ownIsNext ? i : j;
    do {
      if ((gates[at]! & gate) === 0) considered.push(shut[at]!);
      else if (isMet(lane.rules[at]!, tried, app, spec.tags, subject, request, networks)) return tried;
      at += 1;
    } while (at < orders.length && orders[at]! < limit);
    if (ownIsNext) i = at;
    else j = at;
  }
  return tried;
}

function isMet(
  rule: Rule,
  tried: Tried,
  app: string,
  tags: readonly string[],
  subject: Subject,
  request: FlowRequest,
  networks: Networks,
): boolean {
  if (rule.excludes && !concernsApp(rule, app, tags)) return false;
  const failed = fails(rule, subject, request, networks);
  if (failed === MET) {
    tried.considered.push(rule.met);
    tried.met = rule;
    return true;
  }
  tried.considered.push(rule.missed[failed]!);
  if (failed >= OF_PLACE) tried.missed(rule, failed, request);
  return false;
}

function blockedBy(rule: Rule, request: FlowRequest, app: string, subject: Subject, compiled: Compiled): Why {
  const notice = noticeOf(rule, request, app, subject, compiled);
  const { receivers } = rule.spec;
  return { code: "CGW_POLICY_RULE_BLOCK", rule: rule.name, receivers, ...(notice === "" ? {} : { notice }) };
}

/**
 * No rule matched. Where place alone, or time alone, kept a rule from it, and the first such rule is no block, then
 * that stood between the person and an allow; of both, the rule that comes first.
 */
function whyNone({ byPlace, byTime, placeAt, timeAt }: Tried): Why {
  const place = byPlace?.spec.action === "block" ? undefined : byPlace;
  const time = byTime?.spec.action === "block" ? undefined : byTime;
  if (place !== undefined && (time === undefined || placeAt < timeAt))
    return { code: "CGW_POLICY_LOCATION_DENIED", rule: DEFAULT_DENY, wouldAllow: place.name };
  if (time !== undefined) return { code: "CGW_POLICY_SCHEDULE_CLOSED", rule: DEFAULT_DENY, wouldAllow: time.name };
  return { code: "CGW_POLICY_NO_RULE", rule: DEFAULT_DENY };
}

type Why = Pick<Deny, "code"> & DenyParts;

/** A template stands for the rule's own words; it goes while a rule names it only by a race that the fold dropped. */
function noticeOf({ name, spec }: Rule, request: FlowRequest, app: string, { user }: Subject, compiled: Compiled) {
  const template = spec.noticeTemplate === "" ? undefined : compiled.notices.get(spec.noticeTemplate);
  if (template === undefined) return spec.notice;
  const { host, port } = request;
  const where = { app, host, port: String(port) };
  return filled(template, { ...where, user: user.email, rule: name, code: "CGW_POLICY_RULE_BLOCK" });
}

const NOTHING: readonly never[] = [];

type DenyParts = Partial<
  Pick<Deny, "rule" | "notice" | "app" | "nearMiss" | "nearMissWhy" | "wouldAllow" | "receivers">
>;

const deny = (
  { asOf, configRev }: Compiled,
  code: Code,
  considered: readonly Considered[],
  candidates: readonly string[],
  parts: DenyParts,
): Deny => ({ kind: "deny", code, receivers: NO_RECEIVERS, ...parts, considered, candidates, asOf, configRev });

const NO_RECEIVERS: readonly string[] = [];

function permitOf(request: FlowRequest, match: AppHit, rule: Rule, compiled: Compiled, now: Instant): Permit {
  const { spec, origin } = match;
  return {
    tenant: compiled.tenant,
    user: request.user,
    device: request.device,
    app: match.app,
    host: request.host,
    port: request.port,
    dialHost: origin?.host ?? request.host,
    dialPort: origin?.port ?? request.port,
    protocol: request.protocol,
    publishers: spec.publishers,
    connectTimeoutMs: spec.connectTimeoutMs,
    rule: rule.name,
    asOf: compiled.asOf,
    expiresAt: after(now, PERMIT_LIFETIME_MS),
  } as Permit;
}
