/**
 * The decision on a flow: identity, then the app, then the rules in order; the first that matches decides, and deny
 * is what remains. The same function enforces, explains and replays.
 */
import { normalHost } from "../net/host-name.ts";
import { splitHostPort } from "../net/ip.ts";
import type { Code } from "../reason.ts";
import type { Instant } from "../units.ts";
import { after } from "../units.ts";
import type { Compiled } from "./compile.ts";
import { rulesFor } from "./compile.ts";
import { matchApp } from "./match-app.ts";
import { filled } from "./notice.ts";
import { fails, failsOnlyBy, MET, type Rule, type Subject } from "./rule.ts";
import type { AppMatch, Considered, Deny, FlowRequest, Permit, Verdict } from "./verdict.ts";
import { DEFAULT_DENY } from "./verdict.ts";

/** An allow is good for this long: routing and the publisher's check of it fit in, a stolen permit hardly does. */
export const PERMIT_LIFETIME_MS = 30_000;

export function decide(request: FlowRequest, compiled: Compiled, now: Instant): Verdict {
  const subject = subjectOf(request.user, request.device, compiled);
  if (typeof subject === "string") return deny(compiled, subject, NOTHING, {});
  const host = normalHost(request.host);
  if (host === undefined) return deny(compiled, "CGW_APP_UNKNOWN", NOTHING, {});
  const match = matchApp(compiled.index, host, request.port, request.protocol);
  if (match.kind === "unknown") return deny(compiled, "CGW_APP_UNKNOWN", NOTHING, {});
  if (match.kind === "port-miss") {
    const { nearMiss, candidates } = match;
    const seen = { considered: NOTHING.considered, candidates };
    return deny(compiled, "AGT_STEER_PORT_MISS", seen, { nearMiss: nearMiss.app, nearMissWhy: nearMiss.why });
  }
  return judge({ ...request, host }, match, subject, compiled, now);
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
  const considered: Considered[] = [];
  const { app, candidates, nearMiss } = match;
  const seen = { considered, candidates };
  const about = { app, ...(nearMiss === undefined ? {} : { nearMiss: nearMiss.app, nearMissWhy: nearMiss.why }) };
  const tried = rulesFor(compiled, app);
  for (const rule of tried) {
    const failed = fails(rule, subject, request, compiled.networks);
    if (failed !== MET) {
      considered.push(rule.missed[failed]!);
      continue;
    }
    considered.push(rule.met);
    const { action, receivers } = rule.spec;
    if (action === "block") {
      const notice = noticeOf(rule, request, app, subject, compiled);
      const told = { rule: rule.name, receivers, ...(notice === "" ? {} : { notice }) };
      return deny(compiled, "CGW_POLICY_RULE_BLOCK", seen, { ...about, ...told });
    }
    const permit = permitOf(request, match, rule, compiled, now);
    const { asOf, configRev } = compiled;
    return { kind: "allow", action, ...about, rule: rule.name, receivers, permit, ...seen, asOf, configRev };
  }
  const { code, wouldAllow } = whyNone(tried, subject, request, compiled);
  const told = wouldAllow === undefined ? {} : { wouldAllow };
  return deny(compiled, code, seen, { ...about, rule: DEFAULT_DENY, ...told });
}

/**
 * No rule matched. Where place alone, or time alone, kept a rule from it, and the first such rule is no block, then
 * that stood between the person and an allow; of both, the rule that comes first.
 */
function whyNone(tried: readonly Rule[], subject: Subject, request: FlowRequest, compiled: Compiled): NoRule {
  const blocked = { place: false, time: false };
  for (const rule of tried) {
    const by = failsOnlyBy(rule, fails(rule, subject, request, compiled.networks), request);
    if (by === null || blocked[by]) continue;
    if (rule.spec.action !== "block") return { code: BY[by], wouldAllow: rule.name };
    blocked[by] = true;
  }
  return { code: "CGW_POLICY_NO_RULE" };
}

interface NoRule {
  readonly code: Code;
  readonly wouldAllow?: string;
}

const BY = { place: "CGW_POLICY_LOCATION_DENIED", time: "CGW_POLICY_SCHEDULE_CLOSED" } as const;

/** A template stands for the rule's own words; it goes while a rule names it only by a race that the fold dropped. */
function noticeOf({ name, spec }: Rule, request: FlowRequest, app: string, { user }: Subject, compiled: Compiled) {
  const template = spec.noticeTemplate === "" ? undefined : compiled.notices.get(spec.noticeTemplate);
  if (template === undefined) return spec.notice;
  const { host, port } = request;
  const where = { app, host, port: String(port) };
  return filled(template, { ...where, user: user.email, rule: name, code: "CGW_POLICY_RULE_BLOCK" });
}

type Seen = Pick<Deny, "considered" | "candidates">;
const NOTHING: Seen = { considered: [], candidates: [] };

type DenyParts = Partial<
  Pick<Deny, "rule" | "notice" | "app" | "nearMiss" | "nearMissWhy" | "wouldAllow" | "receivers">
>;

const deny = ({ asOf, configRev }: Compiled, code: Code, seen: Seen, parts: DenyParts): Deny => ({
  ...{ kind: "deny", code, receivers: NO_RECEIVERS },
  ...parts,
  ...seen,
  ...{ asOf, configRev },
});

const NO_RECEIVERS: readonly string[] = [];

function permitOf(request: FlowRequest, match: AppHit, rule: Rule, compiled: Compiled, now: Instant): Permit {
  const { spec } = match;
  const origin = spec.origin === "" ? undefined : splitHostPort(spec.origin);
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
