/**
 * A rule made ready for decisions, and what of it a person, a session and a moment don't meet.
 *
 * Criteria are looked at in one order: what the person is, how they came, from where, when. So a rule that fails by
 * place has failed by nothing about the person, and one that fails by time by nothing else.
 */
import type { DeviceSpec, Negatable, NetworkSpec, PolicySpec, UserSpec } from "../config/object.ts";
import { timeUs } from "../config/time.ts";
import { type Cidr, contains, parseCidr } from "../net/cidr.ts";
import { parseIp } from "../net/ip.ts";
import { isOpen, nextEdgeUs, type OpenHours, openHours } from "./open-hours.ts";
import type { Considered, Criterion, FlowRequest } from "./verdict.ts";
import { CRITERIA } from "./verdict.ts";
import { Zone } from "./zone.ts";

/** Made of the spec alone: as long as that is the same object, so is the rule. Null = any. */
export interface Rule {
  readonly name: string;
  readonly spec: PolicySpec;
  readonly users: ReadonlySet<string> | null;
  /** Numbers of the lexicon. */
  readonly groups: readonly number[] | null;
  readonly units: readonly number[] | null;
  readonly classifications: ReadonlySet<string> | null;
  readonly accessMethods: ReadonlySet<string> | null;
  readonly os: ReadonlySet<string> | null;
  readonly countries: ReadonlySet<string> | null;
  readonly hours: readonly OpenHours[] | null;
  /** Microseconds since 1970. */
  readonly expiresAtUs: number;
  readonly order: number;
  readonly disabled: boolean;
  /** Bits of NOT. */
  readonly not: number;
  /** It names apps or tags that it does not mean. */
  readonly excludes: boolean;
  readonly networks: readonly string[] | null;
  /** What is told of it where it matched, and where a criterion failed: in the order of CRITERIA. */
  readonly met: Considered;
  readonly missed: readonly Considered[];
}

/** A user as the rules see one. */
export interface Person {
  readonly groups: readonly number[];
  readonly unit: number;
  /** Bits of `groups`, and everybody's. */
  readonly gate: number;
}

/**
 * Groups as bits, several to one bit: a person and a rule that share none have no group in common. This one is every
 * person's, and that of rules which ask more of groups than to be in one of them.
 */
const EVERYBODY = 1 << 31;
const gateBits = (groups: readonly number[]): number => groups.reduce((bits, group) => bits | (1 << (group % 31)), 0);

/** What of a rule can be told by one comparison: with a person's gate, nothing in common is "not in its groups". */
export function gateOf({ disabled, users, groups, not, excludes }: Rule): number {
  const asks = disabled || users !== null || groups === null || excludes || (not & NOT.groups) !== 0;
  return asks ? EVERYBODY : gateBits(groups);
}

export interface Subject {
  readonly name: string;
  readonly user: UserSpec;
  readonly device: DeviceSpec;
  readonly person: Person;
}

/** How a session came and when it is asked: the inputs of a decision besides who asks, and for what. */
export type Circumstances = Pick<FlowRequest, "session" | "atUs">;

export type Networks = ReadonlyMap<string, readonly Cidr[]>;

const NOT: Readonly<Record<Negatable, number>> = {
  ...{ users: 1, groups: 2, organization_units: 4, device_classifications: 8, access_methods: 16, os: 32 },
  ...{ countries: 64, networks: 128, apps: 256, app_tags: 512, hours: 1024 },
};

/** Is what a rule says of this criterion negated? */
export const negates = (rule: Rule, criterion: Negatable): boolean => (rule.not & NOT[criterion]) !== 0;

/**
 * Names as numbers, which compare in a moment, and zones. One for all compilations of a tenant that follow each other:
 * a name keeps its number, and a number is never another name's.
 */
export class Lexicon {
  readonly #numbers = new Map<string, number>();
  readonly #persons = new WeakMap<UserSpec, Person>();
  readonly #zones = new Map<string, Zone>();

  number(name: string): number {
    const known = this.#numbers.get(name) ?? this.#numbers.size;
    if (known === this.#numbers.size) this.#numbers.set(name, known);
    return known;
  }

  person(user: UserSpec): Person {
    const known = this.#persons.get(user);
    if (known !== undefined) return known;
    const groups = user.groups.map((group) => this.number(group));
    const unit = user.organizationUnit === "" ? -1 : this.number(user.organizationUnit);
    const person = { groups, unit, gate: gateBits(groups) | EVERYBODY };
    this.#persons.set(user, person);
    return person;
  }

  zone(name: string): Zone {
    const known = this.#zones.get(name) ?? new Zone(name);
    this.#zones.set(name, known);
    return known;
  }
}

export function ruleOf(name: string, spec: PolicySpec, lexicon: Lexicon): Rule {
  const numbers = (names: readonly string[]) =>
    names.length === 0 ? null : names.map((one) => lexicon.number(one)).sort((a, b) => a - b);
  const windows = spec.hours.flatMap((text) => openHours(text, (zone) => lexicon.zone(zone)) ?? []);
  return {
    ...{ name, spec, users: setOf(spec.users), groups: numbers(spec.groups), units: numbers(spec.organizationUnits) },
    classifications: setOf(spec.deviceClassifications),
    ...{ accessMethods: setOf(spec.accessMethods), os: setOf(spec.os), countries: setOf(spec.countries) },
    hours: spec.hours.length === 0 ? null : windows,
    // What can't be read was over before it began.
    expiresAtUs: spec.expiresAt === "" ? Number.POSITIVE_INFINITY : (timeUs(spec.expiresAt) ?? 0),
    networks: spec.networks.length === 0 ? null : spec.networks,
    ...{ order: spec.order, disabled: spec.disabled },
    not: spec.not.reduce((bits, criterion) => bits | NOT[criterion], 0),
    excludes: spec.not.includes("apps") || spec.not.includes("app_tags"),
    met: { rule: name, firstFailed: null },
    missed: CRITERIA.map((criterion) => ({ rule: name, firstFailed: criterion })),
  };
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
export function failsWho(rule: Rule, { name, person, device }: Subject): number {
  const { not, users, groups, units, classifications } = rule;
  if (rule.disabled) return DISABLED;
  if (users !== null && users.has(name) === ((not & NOT.users) !== 0)) return USERS;
  if (groups !== null && meet(groups, person.groups) === ((not & NOT.groups) !== 0)) return GROUPS;
  if (units !== null && units.includes(person.unit) === ((not & NOT.organization_units) !== 0)) return UNITS;
  if (
    classifications !== null &&
    classifications.has(device.classification) === ((not & NOT.device_classifications) !== 0)
  )
    return CLASSIFICATIONS;
  return MET;
}

/** As `failsWho` for all criteria. */
export function fails(rule: Rule, subject: Subject, { session, atUs }: Circumstances, networks: Networks): number {
  const who = failsWho(rule, subject);
  if (who !== MET) return who;
  const { not, accessMethods, os, countries, networks: named } = rule;
  if (accessMethods !== null && accessMethods.has(session.accessMethod) === ((not & NOT.access_methods) !== 0))
    return ACCESS_METHODS;
  if (os !== null && os.has(session.os) === ((not & NOT.os) !== 0)) return OS;
  if (countries !== null && countries.has(session.country) === ((not & NOT.countries) !== 0)) return COUNTRIES;
  if (named !== null && stands(session.address, named, networks) === ((not & NOT.networks) !== 0)) return NETWORKS;
  return failsWhen(rule, atUs);
}

function failsWhen({ hours, expiresAtUs, not }: Rule, atUs: number): number {
  if (hours !== null && isOpen(hours, atUs) === ((not & NOT.hours) !== 0)) return HOURS;
  return atUs >= expiresAtUs ? EXPIRES_AT : MET;
}

/** People are in few groups, and rules name few. */
function meet(wanted: readonly number[], has: readonly number[]): boolean {
  for (let i = 0; i < has.length; i += 1) {
    for (let j = 0; j < wanted.length; j += 1) if (has[i] === wanted[j]) return true;
  }
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
