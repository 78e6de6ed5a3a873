/**
 * A tenant of many apps and rules, and what its people ask for: made up by a seed, with a stated mix.
 *
 * Apps go by name, by wildcard and by block; rules name apps or tags, and each criterion occurs; most people get where
 * they want, after some rules that are not for them.
 */
import { NOTHING_SAID } from "../core/config/defaults.ts";
import type { AppSpec, DeviceSpec, PolicySpec, UserSpec } from "../core/config/object.ts";
import { emptyTenant, type TenantState } from "../core/control/state.ts";
import type { Compiled } from "../core/policy/compile.ts";
import type { FlowRequest, SessionInputs } from "../core/policy/verdict.ts";
import { prng } from "../io/trial-prng.ts";

export interface WorldSize {
  readonly apps: number;
  readonly rules: number;
  readonly users: number;
}

const GROUPS = 60;
/** Rules that concern the apps of one team; a share of the rules concerns all apps. */
const RULES_A_TEAM = 12;
const WIDE_RULES = 4;
const CLASSES = ["managed", "managed", "managed", "unmanaged"];
const SYSTEMS = ["linux", "windows", "macos", "ios"];
const COUNTRIES = ["NL", "DE", "FR", "unknown"];
/** A Monday's noon: office hours are open. */
export const NOON_US = Date.UTC(2027, 0, 25, 11) * 1000;

export function policyWorld({ apps, rules, users }: WorldSize, seed: number): TenantState {
  const random = prng(seed);
  const teams = Math.max(Math.floor((rules - WIDE_RULES) / RULES_A_TEAM), 1);
  const named = <Spec>(count: number, prefix: string, spec: (n: number) => Spec): Map<string, Spec> =>
    new Map(Array.from({ length: count }, (_, n) => [asDecoded(`${prefix}-${n}`), spec(n)] as const));
  return {
    ...emptyTenant("bench"),
    configRev: 1,
    apps: named(apps, "app", (n) => appOf(n, n % teams)),
    policies: named(rules, "rule", (n) => ruleOf(n, teams, apps, random)),
    users: named(users, "user", (n) => userOf(n, random)),
    devices: named(users, "device", (n) => deviceOf(n, random)),
    networks: new Map([["office", { cidrs: ["192.0.2.0/24", "2001:db8::/32"] }]]),
  };
}

/** Half by name, a quarter each by wildcard and by block. */
export function appOf(n: number, team: number): AppSpec {
  const names = [`app-${n}.corp.example`, `alias-${n}.corp.example`];
  const wild = [`*.zone-${n}.corp.example`];
  const block = [`10.${n >> 8}.${n & 255}.0/24`];
  return {
    ...NOTHING_SAID.App,
    hosts: (n % 4 < 2 ? names : n % 4 === 2 ? wild : block).map(asDecoded),
    ports: [{ protocol: "tcp", from: 443, to: 443 }],
    ...{ publishers: ["p1", "p2"], tags: ["prod", `team-${team}`] },
  };
}

type Random = () => number;
const upTo = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, items: readonly T[]): T => items[upTo(random, items.length)]!;

export function ruleOf(n: number, teams: number, apps: number, random: Random): PolicySpec {
  const base = { ...NOTHING_SAID.Policy, order: n + 1 };
  if (n < WIDE_RULES) return { ...base, action: "block", deviceClassifications: ["lost"], groups: [`group-${n}`] };
  const team = (n - WIDE_RULES) % teams;
  const place = Math.floor((n - WIDE_RULES) / teams);
  const of = n % 2 === 0 ? { appTags: [`team-${team}`] } : { apps: appsOfTeam(team, teams, apps) };
  // The team's last rule lets the staff in.
  if (place >= RULES_A_TEAM - 1) return { ...base, ...of, action: "allow", groups: ["staff"] };
  const groups = twoGroups(random);
  const more: readonly Partial<PolicySpec>[] = [
    ...[{}, {}, {}, { deviceClassifications: ["managed"] }, { os: ["linux", "macos"] }, { countries: ["NL", "DE"] }],
    ...[{ networks: ["office"] }, { hours: ["mon,tue,wed,thu,fri 07:00-19:00 Europe/Amsterdam"] }],
    ...[{ organizationUnits: ["unit-1"] }, { countries: ["RU"], not: ["countries"] as const }],
  ];
  const action = pick(random, ["allow", "allow", "allow", "allow", "block", "alert"] as const);
  return { ...base, ...of, groups, ...pick(random, more), action };
}

/** One where chance has it. */
const twoGroups = (random: Random): string[] => [
  ...new Set([`group-${upTo(random, GROUPS)}`, `group-${upTo(random, GROUPS)}`]),
];

const appsOfTeam = (team: number, teams: number, apps: number): string[] =>
  Array.from({ length: Math.ceil((apps - team) / teams) }, (_, k) => `app-${team + k * teams}`);

function userOf(n: number, random: Random): UserSpec {
  const own = twoGroups(random);
  return {
    ...NOTHING_SAID.User,
    email: `user-${n}@corp.example`,
    groups: random() < 0.8 ? ["staff", ...own] : own,
    organizationUnit: `unit-${n % 5}`,
  };
}

const deviceOf = (n: number, random: Random): DeviceSpec => ({
  ...{ user: `user-${n}`, classification: pick(random, CLASSES), revoked: false },
});

/** As sessions and opens bring them: all different, in no order. `compiled`: by which they will first be decided. */
export function requestsOf(
  { apps, users }: WorldSize,
  count: number,
  seed: number,
  { lexicon }: Pick<Compiled, "lexicon">,
): FlowRequest[] {
  const random = prng(seed + 1);
  const sessions = Array.from({ length: users }, (_, n) => sessionOf(n, random));
  const seen = new Set<string>();
  const all: FlowRequest[] = [];
  while (all.length < count) {
    const who = upTo(random, users);
    const host = asDecoded(hostOf(upTo(random, apps), random));
    if (seen.has(`${who} ${host}`)) continue;
    seen.add(`${who} ${host}`);
    const atUs = NOON_US + all.length * 1_000;
    const { session, user, device } = sessions[who]!;
    const seat = lexicon.device(device);
    all.push({ user, device, seat, host, port: 443, protocol: "tcp" as const, session, atUs });
  }
  return all;
}

/** As a decoder makes it: a string of its own, in one piece. */
const asDecoded = (text: string): string => Buffer.from(text).toString("latin1");

/** Its names are strings of its own, as those of a session are. */
function sessionOf(n: number, random: Random) {
  const address = random() < 0.5 ? "192.0.2.7" : `198.51.100.${upTo(random, 250)}`;
  const came = { os: pick(random, SYSTEMS), address, country: pick(random, COUNTRIES) };
  const session: SessionInputs = { accessMethod: "client", ...came };
  return { user: asDecoded(`user-${n}`), device: asDecoded(`device-${n}`), session };
}

function hostOf(app: number, random: Random): string {
  if (app % 4 < 2) return `${random() < 0.5 ? "app" : "alias"}-${app}.corp.example`;
  if (app % 4 === 2) return `h${upTo(random, 10_000)}.zone-${app}.corp.example`;
  return `10.${app >> 8}.${app & 255}.${1 + upTo(random, 250)}`;
}
