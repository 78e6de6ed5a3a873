/**
 * The decision on a flow: identity, then the app, then the rules in order; the first that matches decides, and deny
 * is what remains. The same function enforces, explains and replays.
 */
import type { DeviceSpec, UserSpec } from "../config/object.ts";
import { normalHost } from "../net/host-name.ts";
import { splitHostPort } from "../net/ip.ts";
import type { Code } from "../reason.ts";
import type { Instant } from "../units.ts";
import { after } from "../units.ts";
import type { Compiled, Rule } from "./compile.ts";
import { rulesFor } from "./compile.ts";
import { matchApp } from "./match-app.ts";
import type { AppMatch, Considered, Criterion, Deny, FlowRequest, Permit, Verdict } from "./verdict.ts";
import { DEFAULT_DENY } from "./verdict.ts";

/** An allow is good for this long: routing and the publisher's check of it fit in, a stolen permit hardly does. */
export const PERMIT_LIFETIME_MS = 30_000;

interface Subject {
  readonly name: string;
  readonly user: UserSpec;
  readonly device: DeviceSpec;
}

export function decide(request: FlowRequest, compiled: Compiled, now: Instant): Verdict {
  const subject = subjectOf(request.user, request.device, compiled);
  if (typeof subject === "string") return deny(compiled, subject, [], {});
  const host = normalHost(request.host);
  if (host === undefined) return deny(compiled, "CGW_APP_UNKNOWN", [], {});
  const match = matchApp(compiled.index, host, request.port, request.protocol);
  if (match.kind === "unknown") return deny(compiled, "CGW_APP_UNKNOWN", [], {});
  if (match.kind === "port-miss") return deny(compiled, "AGT_STEER_PORT_MISS", [], { nearMiss: match.nearMiss });
  return judge({ ...request, host }, match, subject, compiled, now);
}

/** User and device as configured, or why they may do nothing. */
export function subjectOf(userName: string, deviceName: string, compiled: Compiled): Subject | Code {
  const user = compiled.users.get(userName);
  // Gone from the directory is the same as disabled in it.
  if (user === undefined || user.inactive) return "CGW_AUTH_USER_INACTIVE";
  const device = compiled.devices.get(deviceName);
  if (device === undefined || device.user !== userName) return "CGW_AUTH_DEVICE_UNTRUSTED";
  return device.revoked ? "CGW_AUTH_SESSION_REVOKED" : { name: userName, user, device };
}

/** The first criterion that user and device don't meet, in fixed order; null if the rule concerns them. */
export function firstFailed(rule: Rule, subject: Subject): Criterion | null {
  if (rule.spec.disabled) return "disabled";
  if (rule.users !== null && !rule.users.has(subject.name)) return "users";
  const { groups, classifications } = rule;
  if (groups !== null && !subject.user.groups.some((group) => groups.has(group))) return "groups";
  if (classifications !== null && !classifications.has(subject.device.classification)) return "device_classifications";
  return null;
}

type AppHit = Extract<AppMatch, { kind: "app" }>;

function judge(request: FlowRequest, match: AppHit, subject: Subject, compiled: Compiled, now: Instant): Verdict {
  const considered: Considered[] = [];
  const about = { app: match.app, ...(match.nearMiss === undefined ? {} : { nearMiss: match.nearMiss }) };
  for (const rule of rulesFor(compiled, match.app)) {
    const failed = firstFailed(rule, subject);
    considered.push({ rule: rule.name, firstFailed: failed });
    if (failed !== null) continue;
    if (rule.spec.action === "block") {
      const notice = rule.spec.notice === "" ? {} : { notice: rule.spec.notice };
      return deny(compiled, "CGW_POLICY_RULE_BLOCK", considered, { ...about, rule: rule.name, ...notice });
    }
    const permit = permitOf(request, match, rule, compiled, now);
    const { asOf, configRev } = compiled;
    return { kind: "allow", ...about, rule: rule.name, permit, considered, asOf, configRev };
  }
  return deny(compiled, "CGW_POLICY_NO_RULE", considered, { ...about, rule: DEFAULT_DENY });
}

type DenyParts = Partial<Pick<Deny, "rule" | "notice" | "app" | "nearMiss">>;

const deny = (compiled: Compiled, code: Code, considered: readonly Considered[], parts: DenyParts): Deny => ({
  kind: "deny",
  code,
  ...parts,
  considered,
  asOf: compiled.asOf,
  configRev: compiled.configRev,
});

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
