/**
 * A rule made ready for decisions, and what of it a person, a session and a moment don't meet.
 *
 * Criteria are looked at in one order: what the person is, how they came, from where, when. So a rule that fails by
 * place has failed by nothing about the person, and one that fails by time by nothing else.
 */
import type { Action, Negatable, NetworkSpec, PolicySpec, UserSpec } from "../config/object.ts";
import { timeUs } from "../config/time.ts";
import { type Cidr, contains, parseCidr } from "../net/cidr.ts";
import { parseIp } from "../net/ip.ts";
import { EVERYBODY, type Gate, gateOfGroups, isCertain } from "./gate.ts";
import type { Lexicon } from "./lexicon.ts";
import { isOpen, nextEdgeUs, type OpenHours, openHours } from "./open-hours.ts";
import type { Considered, Criterion, FlowRequest } from "./verdict.ts";
import { CRITERIA } from "./verdict.ts";

/**
 * Made of the spec alone: as long as that is the same object, so is the rule. Null = any. What each decision looks at
 * stands first, side by side: a rule is as far from the processor as the memory that it lies in.
 */
export interface Rule {
  /** Bits of what it asks and of what would be null. */
  readonly asks: number;
  /** Bits of NOT. */
  readonly not: number;
  /** What is told of it where it matched. */
  readonly met: Considered;
  readonly name: string;
  readonly action: Action;
  readonly receivers: readonly string[];
  /** What is told of it where a criterion failed, in the order of CRITERIA. */
  readonly missed: readonly Considered[];
  /** Numbers of the lexicon. */
  readonly groups: readonly number[] | null;
  readonly classifications: readonly number[] | null;
  readonly os: ReadonlySet<string> | null;
  readonly accessMethods: ReadonlySet<string> | null;
  readonly countries: ReadonlySet<string> | null;
  readonly networks: readonly string[] | null;
  readonly hours: readonly OpenHours[] | null;
  /** Microseconds since 1970. */
  readonly expiresAtUs: number;
  /** Numbers of the lexicon. */
  readonly units: readonly number[] | null;
  readonly users: ReadonlySet<string> | null;
  readonly spec: PolicySpec;
  readonly order: number;
  /** No other rule's. */
  readonly number: number;
  readonly disabled: boolean;
  /** It names apps or tags that it does not mean. */
  readonly excludes: boolean;
}

/** What of a rule can be told by bits: with a person's gate, nothing in common is "not in its groups". */
export function gateOf({ asks, not, groups }: Rule): Gate {
  const asksMore = (asks & (IS_DISABLED | NOT.users | EXCLUDES)) !== 0 || groups === null || (not & NOT.groups) !== 0;
  return asksMore ? EVERYBODY : gateOfGroups(groups);
}

/** What there is to ask of a rule whose gate is open; and whether it blocks. */
export const asksBehind = (rule: Rule): number => {
  const asks = gateOf(rule) !== EVERYBODY && isCertain(rule.groups ?? []) ? rule.asks & ~NOT.groups : rule.asks;
  return asks | (rule.action === "block" ? BLOCKS : 0);
};

export const BLOCKS = 1 << 20;

/** Who asks, as the rules see them: what each decision looks at stands first. */
export interface Subject {
  readonly name: string;
  readonly deviceName: string;
  /** By `gateOfPerson`. */
  readonly low: number;
  readonly high: number;
  /** Numbers of the lexicon; -1 is no unit. */
  readonly groups: readonly number[];
  readonly unit: number;
  readonly classification: number;
  readonly user: UserSpec;
}

/** How a session came and when it is asked: the inputs of a decision besides who asks, and for what. */
export type Circumstances = Pick<FlowRequest, "session" | "atUs">;

export type Networks = ReadonlyMap<string, readonly Cidr[]>;

const NOT: Readonly<Record<Negatable, number>> = {
  ...{ users: 1, groups: 2, organization_units: 4, device_classifications: 8, access_methods: 16, os: 32 },
  ...{ countries: 64, networks: 128, apps: 256, app_tags: 512, hours: 1024 },
};
/** The bits of `asks` are those of NOT, and these. */
const [IS_DISABLED, EXPIRES, EXCLUDES] = [2048, 4096, 8192];

/** Is what a rule says of this criterion negated? */
export const negates = (rule: Rule, criterion: Negatable): boolean => (rule.not & NOT[criterion]) !== 0;

export function ruleOf(name: string, spec: PolicySpec, lexicon: Lexicon): Rule {
  const numbers = (names: readonly string[], number: (name: string) => number) =>
    names.length === 0 ? null : names.map(number).sort((a, b) => a - b);
  const windows = spec.hours.flatMap((text) => openHours(text, (zone) => lexicon.zone(zone)) ?? []);
  return {
    asks: asksOf(spec),
    not: spec.not.reduce((bits, criterion) => bits | NOT[criterion], 0),
    met: { rule: name, firstFailed: null },
    name,
    action: spec.action,
    receivers: spec.receivers,
    missed: CRITERIA.map((criterion) => ({ rule: name, firstFailed: criterion })),
    groups: numbers(spec.groups, (group) => lexicon.group(group)),
    classifications: numbers(spec.deviceClassifications, (name) => lexicon.classification(name)),
    os: setOf(spec.os),
    accessMethods: setOf(spec.accessMethods),
    countries: setOf(spec.countries),
    networks: spec.networks.length === 0 ? null : spec.networks,
    hours: spec.hours.length === 0 ? null : windows,
    // What can't be read was over before it began.
    expiresAtUs: spec.expiresAt === "" ? Number.POSITIVE_INFINITY : (timeUs(spec.expiresAt) ?? 0),
    units: numbers(spec.organizationUnits, (unit) => lexicon.unit(unit)),
    users: setOf(spec.users),
    spec,
    order: spec.order,
    number: lexicon.newRule(),
    disabled: spec.disabled,
    excludes: excludes(spec),
  };
}

const excludes = ({ not }: PolicySpec): boolean => not.includes("apps") || not.includes("app_tags");

function asksOf(spec: PolicySpec): number {
  const { users, groups, organizationUnits, deviceClassifications, accessMethods, os, countries, networks } = spec;
  const lists: readonly (readonly [Negatable, readonly string[]])[] = [
    ["users", users],
    ["groups", groups],
    ["organization_units", organizationUnits],
    ["device_classifications", deviceClassifications],
    ["access_methods", accessMethods],
    ["os", os],
    ["countries", countries],
    ["networks", networks],
    ["hours", spec.hours],
  ];
  const asked = lists.reduce((bits, [criterion, said]) => (said.length === 0 ? bits : bits | NOT[criterion]), 0);
  return (
    asked | (spec.disabled ? IS_DISABLED : 0) | (spec.expiresAt === "" ? 0 : EXPIRES) | (excludes(spec) ? EXCLUDES : 0)
  );
}

const setOf = (names: readonly string[]): ReadonlySet<string> | null => (names.length === 0 ? null : new Set(names));

/** Blocks of a network; what is no block matches nothing. */
export const blocksOf = (spec: NetworkSpec): readonly Cidr[] => spec.cidrs.flatMap((text) => parseCidr(text) ?? []);

export const MET = -1;
const at = (criterion: Criterion): number => CRITERIA.indexOf(criterion);
const DISABLED = at("disabled");
const USERS = at("users");
const GROUPS = at("groups");
const UNITS = at("organization_units");
const CLASSIFICATIONS = at("device_classifications");
const ACCESS_METHODS = at("access_methods");
const OS = at("os");
const COUNTRIES = at("countries");
const NETWORKS = at("networks");
const HOURS = at("hours");
const EXPIRES_AT = at("expires_at");

/** From here on criteria are of place, then of time. */
export const OF_PLACE = COUNTRIES;

/** Where in CRITERIA the first one stands that is not met by who asks from which device; MET if all are. */
export function failsWho(rule: Rule, subject: Subject, asks: number = rule.asks): number {
  const { not } = rule;
  if ((asks & ASKS_WHO) === 0) return MET;
  if ((asks & IS_DISABLED) !== 0) return DISABLED;
  if ((asks & NOT.users) !== 0 && rule.users!.has(subject.name) === ((not & NOT.users) !== 0)) return USERS;
  if ((asks & NOT.groups) !== 0 && meet(rule.groups!, subject.groups) === ((not & NOT.groups) !== 0)) return GROUPS;
  if ((asks & ~NOT.groups & ASKS_WHO) === 0) return MET;
  if ((asks & UNIT_BIT) !== 0 && holds(rule.units!, subject.unit) === ((not & UNIT_BIT) !== 0)) return UNITS;
  if ((asks & CLASS_BIT) !== 0 && holds(rule.classifications!, subject.classification) === ((not & CLASS_BIT) !== 0))
    return CLASSIFICATIONS;
  return MET;
}

const UNIT_BIT = NOT.organization_units;
const CLASS_BIT = NOT.device_classifications;
const ASKS_WHO = IS_DISABLED | NOT.users | NOT.groups | UNIT_BIT | CLASS_BIT;
const METHOD_BIT = NOT.access_methods;
const ASKS_WHEN = NOT.hours | EXPIRES;
const ASKS_MORE = METHOD_BIT | NOT.os | NOT.countries | NOT.networks | ASKS_WHEN;

/** As `failsWho` for all criteria. `asks`: those of its bits that are still to be asked. */
export function fails(
  rule: Rule,
  subject: Subject,
  circumstances: Circumstances,
  networks: Networks,
  asks: number = rule.asks,
): number {
  const who = failsWho(rule, subject, asks);
  if (who !== MET || (asks & ASKS_MORE) === 0) return who;
  const { not } = rule;
  const { session } = circumstances;
  if ((asks & METHOD_BIT) !== 0 && rule.accessMethods!.has(session.accessMethod) === ((not & METHOD_BIT) !== 0))
    return ACCESS_METHODS;
  if ((asks & NOT.os) !== 0 && rule.os!.has(session.os) === ((not & NOT.os) !== 0)) return OS;
  if ((asks & NOT.countries) !== 0 && rule.countries!.has(session.country) === ((not & NOT.countries) !== 0))
    return COUNTRIES;
  if ((asks & NOT.networks) !== 0) {
    if (stands(session.address, rule.networks!, networks) === ((not & NOT.networks) !== 0)) return NETWORKS;
  }
  return (asks & ASKS_WHEN) === 0 ? MET : failsWhen(rule, circumstances.atUs);
}

/** Does it name apps or tags that it does not mean? */
export const asksOfApp = (asks: number): boolean => (asks & EXCLUDES) !== 0;

function failsWhen({ hours, expiresAtUs, not }: Rule, atUs: number): number {
  if (hours !== null && isOpen(hours, atUs) === ((not & NOT.hours) !== 0)) return HOURS;
  return atUs >= expiresAtUs ? EXPIRES_AT : MET;
}

/** People are in few groups, and rules name few. */
function meet(wanted: readonly number[], has: readonly number[]): boolean {
  for (let i = 0; i < has.length; i += 1) if (holds(wanted, has[i]!)) return true;
  return false;
}

function holds(few: readonly number[], one: number): boolean {
  for (let at = 0; at < few.length; at += 1) if (few[at] === one) return true;
  return false;
}

/** Does the address stand in one of the named networks? What is no address stands in none. */
function stands(address: string, names: readonly string[], networks: Networks): boolean {
  const ip = parseIp(address);
  if (ip === undefined) return false;
  return names.some((name) => networks.get(name)?.some((block) => contains(block, ip)) ?? false);
}

/** What alone stands between a person and this rule; null where it is something else, or several things. */
export function failsOnlyBy(rule: Rule, failed: number, { atUs }: Circumstances): "place" | "time" | null {
  if (failed === HOURS || failed === EXPIRES_AT) return "time";
  if (failed === COUNTRIES || failed === NETWORKS) return failsWhen(rule, atUs) === MET ? "place" : null;
  return null;
}

/** Over for good: no person, place or hour brings it back. */
export const isExpired = (rule: Rule, atUs: number): boolean => atUs >= rule.expiresAtUs;

/** Has time a say in it? */
export const isTimed = ({ spec, hours, expiresAtUs }: Rule): boolean =>
  !spec.disabled && (hours !== null || expiresAtUs !== Number.POSITIVE_INFINITY);

/** The first moment after `atUs` at which time may say something else of it. */
export function nextChangeUs({ hours, expiresAtUs }: Rule, atUs: number): number {
  if (atUs >= expiresAtUs) return Number.POSITIVE_INFINITY;
  return hours === null ? expiresAtUs : Math.min(expiresAtUs, nextEdgeUs(hours, atUs));
}

/** Does the rule concern an app of this name, with these tags? */
export function concernsApp(rule: Rule, app: string, tags: readonly string[]): boolean {
  const { spec, not } = rule;
  if (spec.apps.length > 0 && spec.apps.includes(app) === ((not & NOT.apps) !== 0)) return false;
  if (spec.appTags.length === 0) return true;
  return spec.appTags.some((tag) => tags.includes(tag)) !== ((not & NOT.app_tags) !== 0);
}
