/**
 * What a decision means, spelled out: every app, every rule, every criterion, one after the other, without an index.
 * Property tests hold the decision against it. It shares no code with it but the parsers of addresses and times.
 */
import type { AppSpec, Negatable, PolicySpec } from "../core/config/object.ts";
import { statedBy, tried } from "../core/config/object.ts";
import { timeUs } from "../core/config/time.ts";
import type { TenantState } from "../core/control/state.ts";
import { contains, parseCidr } from "../core/net/cidr.ts";
import { parseIp } from "../core/net/ip.ts";
import type { FlowRequest } from "../core/policy/verdict.ts";

export interface ModelVerdict {
  /** "allow", "alert", or a code. */
  readonly said: string;
  readonly rule?: string;
  readonly app?: string;
  readonly wouldAllow?: string;
  readonly nearMiss?: string;
  readonly candidates: readonly string[];
  /** Each rule that concerns the app, until one matched, with the first criterion that failed. */
  readonly considered: readonly (readonly [rule: string, firstFailed: string | null])[];
}

/** `flow.host` is in normal form. */
export function modelVerdict(tenant: TenantState, flow: FlowRequest): ModelVerdict {
  const nothing = { candidates: [], considered: [] };
  const user = tenant.users.get(flow.user);
  const device = tenant.devices.get(flow.device);
  if (user === undefined || user.inactive) return { said: "CGW_AUTH_USER_INACTIVE", ...nothing };
  if (device === undefined || device.user !== flow.user) return { said: "CGW_AUTH_DEVICE_UNTRUSTED", ...nothing };
  if (device.revoked) return { said: "CGW_AUTH_SESSION_REVOKED", ...nothing };
  const match = modelMatch(tenant.apps, flow);
  const { candidates, nearMiss, app } = match;
  const near = nearMiss === undefined ? {} : { nearMiss };
  if (candidates.length === 0) return { said: "CGW_APP_UNKNOWN", ...nothing };
  if (app === undefined) return { said: "AGT_STEER_PORT_MISS", ...near, candidates, considered: [] };
  const considered: [string, string | null][] = [];
  const about = { app, ...near, candidates, considered };
  const failures: { rule: string; spec: PolicySpec; failed: readonly string[] }[] = [];
  for (const [rule, spec] of [...tenant.policies].sort(([a, x], [b, y]) => tried(a, x, b, y))) {
    if (criterionFails(spec, "apps", (name) => name === app)) continue;
    if (criterionFails(spec, "app_tags", (tag) => tenant.apps.get(app)!.tags.includes(tag))) continue;
    const failed = failedCriteria(tenant, flow, spec);
    considered.push([rule, failed[0] ?? null]);
    if (failed.length > 0) failures.push({ rule, spec, failed });
    else return { said: spec.action === "block" ? "CGW_POLICY_RULE_BLOCK" : spec.action, rule, ...about };
  }
  const firstBy = (...kind: string[]) =>
    failures.findIndex(({ failed }) => failed.every((criterion) => kind.includes(criterion)));
  const codes = [
    ["CGW_POLICY_LOCATION_DENIED", firstBy("countries", "networks")],
    ["CGW_POLICY_SCHEDULE_CLOSED", firstBy("hours", "expires_at")],
  ] as const;
  const open = codes.filter(([, at]) => at >= 0 && failures[at]!.spec.action !== "block").sort(([, a], [, b]) => a - b);
  const [said, at] = open[0] ?? ["CGW_POLICY_NO_RULE", -1];
  const wouldAllow = at < 0 ? {} : { wouldAllow: failures[at]!.rule };
  return { said, rule: "(default deny)", ...wouldAllow, ...about };
}

function criterionFails(spec: PolicySpec, criterion: Negatable, holds: (stated: string) => boolean): boolean {
  const stated = statedBy(spec, criterion);
  return stated.length > 0 && stated.some(holds) === spec.not.includes(criterion);
}

/** In the order in which they are told. */
function failedCriteria(tenant: TenantState, { user, device, session, atUs }: FlowRequest, spec: PolicySpec): string[] {
  const has = tenant.users.get(user)!;
  const { classification } = tenant.devices.get(device)!;
  const ip = parseIp(session.address);
  const stands = (network: string) =>
    ip !== undefined && tenant.networks.get(network)!.cidrs.some((cidr) => contains(parseCidr(cidr)!, ip));
  const holds: [Negatable, (stated: string) => boolean][] = [
    ["users", (name) => name === user],
    ["groups", (group) => has.groups.includes(group)],
    ["organization_units", (unit) => unit === has.organizationUnit],
    ["device_classifications", (name) => name === classification],
    ["access_methods", (method) => method === session.accessMethod],
    ["os", (os) => os === session.os],
    ["countries", (country) => country === session.country],
    ["networks", stands],
    ["hours", (window) => isWithin(window, atUs)],
  ];
  return [
    ...(spec.disabled ? ["disabled"] : []),
    ...holds.filter(([criterion, holds]) => criterionFails(spec, criterion, holds)).map(([criterion]) => criterion),
    ...(spec.expiresAt !== "" && atUs >= timeUs(spec.expiresAt)! ? ["expires_at"] : []),
  ];
}

/** `mon,tue 22:00-06:00 Europe/Amsterdam`, read off a clock on the wall there. */
function isWithin(window: string, atUs: number): boolean {
  const [days, times, timeZone] = window.split(" ") as [string, string, string];
  const [from, to] = times.split("-") as [string, string];
  const clock = (ms: number) => {
    const options = { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    const [day, time] = new Intl.DateTimeFormat("en-GB", options).format(ms).toLowerCase().split(/,? /);
    return { day: day!, time: time! };
  };
  const now = clock(atUs / 1000);
  const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const yesterday = week[(week.indexOf(now.day) + 6) % 7]!;
  const begins = (day: string) => days.split(",").includes(day);
  if (from < to) return begins(now.day) && from <= now.time && now.time < to;
  return (begins(now.day) && now.time >= from) || (begins(yesterday) && now.time < to);
}

interface ModelMatch {
  readonly app?: string;
  readonly nearMiss?: string;
  readonly candidates: readonly string[];
}

/** Every matching host of every app, sorted, then walked level by level. */
export function modelMatch(
  apps: ReadonlyMap<string, AppSpec>,
  { host, port, protocol }: Pick<FlowRequest, "host" | "port" | "protocol">,
): ModelMatch {
  const found = [...apps].flatMap(([name, spec]) =>
    spec.hosts.flatMap((pattern) => {
      const rank = specificity(pattern, host);
      return rank === undefined ? [] : [{ name, spec, rank }];
    }),
  );
  found.sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  const candidates = [...new Set(found.map(({ name }) => name))];
  let nearMiss: string | undefined;
  for (const rank of new Set(found.map((one) => one.rank))) {
    const level = found.filter((one) => one.rank === rank);
    const speaks = level.filter(({ spec }) => spec.ports.some((range) => range.protocol === protocol));
    const hit = speaks.find(({ spec }) =>
      spec.ports.some((range) => range.protocol === protocol && port >= range.from && port <= range.to),
    );
    if (hit !== undefined) return { app: hit.name, ...(nearMiss === undefined ? {} : { nearMiss }), candidates };
    nearMiss ??= (speaks[0] ?? level[0]!).name;
    if (level.some((one) => !one.spec.fallthrough)) break;
  }
  return { ...(nearMiss === undefined ? {} : { nearMiss }), candidates };
}

/** Exact 1000, blocks by prefix, wildcards by length; the larger, the more specific. */
function specificity(pattern: string, host: string): number | undefined {
  const ip = parseIp(host);
  if (pattern === host) return 1000;
  if (pattern.includes("/"))
    return ip !== undefined && inBlock(pattern, host) ? Number(pattern.split("/")[1]) : undefined;
  return ip === undefined && pattern.startsWith("*.") && host.endsWith(pattern.slice(1)) ? pattern.length : undefined;
}

function inBlock(block: string, host: string): boolean {
  const bits = (text: string) =>
    parseIp(text)!
      .words.map((word) => word.toString(2).padStart(32, "0"))
      .join("");
  const { prefix } = parseCidr(block)!;
  const [a, b] = [bits(block.split("/")[0]!), bits(host)];
  return a.length === b.length && a.slice(0, prefix) === b.slice(0, prefix);
}
