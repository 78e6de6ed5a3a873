/**
 * What a rule asks besides for users and groups, of whoever's gate is open. One object for all rules that ask the same:
 * most do, and what many decisions look at is near.
 *
 * Criteria are looked at in one order: what the person is, how they came, from where, when. So a rule that fails by
 * place has failed by nothing about the person, and one that fails by time by nothing else.
 */
import type { Negatable, NetworkSpec, PolicySpec, UserSpec } from "../config/object.ts";
import { timeUs } from "../config/time.ts";
import { type Cidr, contains, parseCidr } from "../net/cidr.ts";
import { parseIp } from "../net/ip.ts";
import type { Lexicon } from "./lexicon.ts";
import { isOpen, type OpenHours, openHours } from "./open-hours.ts";
import type { Criterion, FlowRequest } from "./verdict.ts";
import { CRITERIA } from "./verdict.ts";

/** Null = any. */
export interface Criteria {
  /** Bits of NOT. */
  readonly not: number;
  /** Numbers of the lexicon. */
  readonly classifications: readonly number[] | null;
  readonly units: readonly number[] | null;
  readonly os: ReadonlySet<string> | null;
  readonly accessMethods: ReadonlySet<string> | null;
  readonly countries: ReadonlySet<string> | null;
  readonly networks: readonly string[] | null;
  readonly hours: readonly OpenHours[] | null;
  /** Microseconds since 1970. */
  readonly expiresAtUs: number;
}

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

// Each by itself: what a decision asks of bits, an engine knows then beforehand.
const USERS_BIT = 1;
const GROUPS_BIT = 2;
const UNIT_BIT = 4;
const CLASS_BIT = 8;
const METHOD_BIT = 16;
const OS_BIT = 32;
const COUNTRY_BIT = 64;
const NETWORK_BIT = 128;
const HOURS_BIT = 1024;
export const DISABLED_BIT = 2048;
export const EXPIRES_BIT = 4096;
/** It names apps or tags that it does not mean. */
export const EXCLUDES_BIT = 8192;

/** A bit for each criterion: of those that a rule asks, and of those that it negates. */
export const BIT: Readonly<Record<Negatable, number>> = {
  users: USERS_BIT,
  groups: GROUPS_BIT,
  organization_units: UNIT_BIT,
  device_classifications: CLASS_BIT,
  access_methods: METHOD_BIT,
  os: OS_BIT,
  countries: COUNTRY_BIT,
  networks: NETWORK_BIT,
  apps: 256,
  app_tags: 512,
  hours: HOURS_BIT,
};

/** Those of which `Criteria` knows nothing. */
export const ASKS_RULE = USERS_BIT | GROUPS_BIT | DISABLED_BIT | EXCLUDES_BIT;
const ASKS_DEVICE = UNIT_BIT | CLASS_BIT;
const ASKS_MORE = METHOD_BIT | OS_BIT | COUNTRY_BIT | NETWORK_BIT | HOURS_BIT | EXPIRES_BIT;

export const notOf = ({ not }: PolicySpec): number => not.reduce((bits, criterion) => bits | BIT[criterion], 0);

/** Bits of what a rule asks, and of what else a decision must know of it. */
export function asksOf(spec: PolicySpec): number {
  const lists: readonly (readonly [Negatable, readonly string[]])[] = [
    ["users", spec.users],
    ["groups", spec.groups],
    ["organization_units", spec.organizationUnits],
    ["device_classifications", spec.deviceClassifications],
    ["access_methods", spec.accessMethods],
    ["os", spec.os],
    ["countries", spec.countries],
    ["networks", spec.networks],
    ["hours", spec.hours],
  ];
  const asked = lists.reduce((bits, [criterion, said]) => (said.length === 0 ? bits : bits | BIT[criterion]), 0);
  const excludes = (notOf(spec) & (BIT.apps | BIT.app_tags)) !== 0;
  return (
    asked |
    (spec.disabled ? DISABLED_BIT : 0) |
    (spec.expiresAt === "" ? 0 : EXPIRES_BIT) |
    (excludes ? EXCLUDES_BIT : 0)
  );
}

export function criteriaOf(spec: PolicySpec, lexicon: Lexicon): Criteria {
  const { deviceClassifications, organizationUnits, os, accessMethods, countries, networks, hours, expiresAt } = spec;
  const lists = [deviceClassifications, organizationUnits, os, accessMethods, countries, networks, hours];
  return lexicon.shared(JSON.stringify([notOf(spec), expiresAt, ...lists]), () => ({
    not: notOf(spec),
    classifications: numbersOf(deviceClassifications, (name) => lexicon.classification(name)),
    units: numbersOf(organizationUnits, (name) => lexicon.unit(name)),
    os: setOf(os),
    accessMethods: setOf(accessMethods),
    countries: setOf(countries),
    networks: networks.length === 0 ? null : networks,
    hours: hours.length === 0 ? null : hours.flatMap((text) => openHours(text, (zone) => lexicon.zone(zone)) ?? []),
    // What can't be read was over before it began.
    expiresAtUs: expiresAt === "" ? Number.POSITIVE_INFINITY : (timeUs(expiresAt) ?? 0),
  }));
}

export const numbersOf = (names: readonly string[], number: (name: string) => number): readonly number[] | null =>
  names.length === 0 ? null : names.map(number).sort((a, b) => a - b);

export const setOf = (names: readonly string[]): ReadonlySet<string> | null =>
  names.length === 0 ? null : new Set(names);

/** Blocks of a network; what is no block matches nothing. */
export const blocksOf = (spec: NetworkSpec): readonly Cidr[] => spec.cidrs.flatMap((text) => parseCidr(text) ?? []);

export const MET = -1;
export const at = (criterion: Criterion): number => CRITERIA.indexOf(criterion);
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

/** What the person is, besides their name and groups: as `failsCriteria`. */
export function failsDevice({ units, classifications, not }: Criteria, asks: number, subject: Subject): number {
  if ((asks & ASKS_DEVICE) === 0) return MET;
  if ((asks & UNIT_BIT) !== 0 && holds(units!, subject.unit) === ((not & UNIT_BIT) !== 0)) return UNITS;
  if ((asks & CLASS_BIT) !== 0 && holds(classifications!, subject.classification) === ((not & CLASS_BIT) !== 0))
    return CLASSIFICATIONS;
  return MET;
}

/** Where in CRITERIA the first one stands that is not met, of those whose bits `asks` has; MET if all are. */
export function failsCriteria(
  criteria: Criteria,
  asks: number,
  subject: Subject,
  circumstances: Circumstances,
  networks: Networks,
): number {
  const device = failsDevice(criteria, asks, subject);
  if (device !== MET || (asks & ASKS_MORE) === 0) return device;
  const { not } = criteria;
  const { session } = circumstances;
  if ((asks & METHOD_BIT) !== 0 && criteria.accessMethods!.has(session.accessMethod) === ((not & METHOD_BIT) !== 0))
    return ACCESS_METHODS;
  if ((asks & OS_BIT) !== 0 && criteria.os!.has(session.os) === ((not & OS_BIT) !== 0)) return OS;
  if ((asks & COUNTRY_BIT) !== 0 && criteria.countries!.has(session.country) === ((not & COUNTRY_BIT) !== 0))
    return COUNTRIES;
  if ((asks & NETWORK_BIT) !== 0) {
    if (stands(session.address, criteria.networks!, networks) === ((not & NETWORK_BIT) !== 0)) return NETWORKS;
  }
  return (asks & (HOURS_BIT | EXPIRES_BIT)) === 0 ? MET : failsWhen(criteria, circumstances.atUs);
}

function failsWhen({ hours, expiresAtUs, not }: Criteria, atUs: number): number {
  if (hours !== null && isOpen(hours, atUs) === ((not & HOURS_BIT) !== 0)) return HOURS;
  return atUs >= expiresAtUs ? EXPIRES_AT : MET;
}

/** Numbers that a rule names: few. */
export function holds(few: readonly number[], one: number): boolean {
  for (let at = 0; at < few.length; at += 1) if (few[at] === one) return true;
  return false;
}

/** Does the address stand in one of the named networks? What is no address stands in none. */
function stands(address: string, names: readonly string[], networks: Networks): boolean {
  const ip = parseIp(address);
  if (ip === undefined) return false;
  return names.some((name) => networks.get(name)?.some((block) => contains(block, ip)) ?? false);
}

/** What alone stands between a person and these; null where it is something else, or several things. */
export function failsOnlyBy(criteria: Criteria, failed: number, { atUs }: Circumstances): "place" | "time" | null {
  if (failed === HOURS || failed === EXPIRES_AT) return "time";
  if (failed === COUNTRIES || failed === NETWORKS) return failsWhen(criteria, atUs) === MET ? "place" : null;
  return null;
}
