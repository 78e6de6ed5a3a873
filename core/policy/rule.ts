/** A rule made ready for decisions. What of it a person, a session and a moment don't meet is told by its criteria. */
import type { Action, Negatable, PolicySpec } from "../config/object.ts";
import {
  ASKS_RULE,
  asksOf,
  at,
  BIT,
  type Circumstances,
  type Criteria,
  criteriaOf,
  DISABLED_BIT,
  EXCLUDES_BIT,
  failsCriteria,
  failsDevice,
  holds,
  MET,
  type Networks,
  notOf,
  numbersOf,
  type Subject,
  setOf,
} from "./criteria.ts";
import { EVERYBODY, type Gate, gateOfGroups, isCertain } from "./gate.ts";
import type { Lexicon } from "./lexicon.ts";
import { nextEdgeUs } from "./open-hours.ts";
import { type Considered, CRITERIA } from "./verdict.ts";

/** Made of the spec alone: as long as that is the same object, so is the rule. Null = any. */
export interface Rule {
  /** Bits of what it asks: `criteria.ts`. */
  readonly asks: number;
  /** Bits of what it negates. */
  readonly not: number;
  readonly name: string;
  readonly action: Action;
  readonly receivers: readonly string[];
  /** What is told of it where it matched. */
  readonly met: Considered;
  /** What is told of it where a criterion failed, in the order of CRITERIA. */
  readonly missed: readonly Considered[];
  /** Numbers of the lexicon. */
  readonly groups: readonly number[] | null;
  readonly users: ReadonlySet<string> | null;
  readonly criteria: Criteria;
  readonly spec: PolicySpec;
  readonly order: number;
  /** No other rule's. */
  readonly number: number;
  readonly disabled: boolean;
  /** It names apps or tags that it does not mean. */
  readonly excludes: boolean;
}

export function ruleOf(name: string, spec: PolicySpec, lexicon: Lexicon): Rule {
  const asks = asksOf(spec);
  return {
    asks,
    not: notOf(spec),
    name,
    action: spec.action,
    receivers: spec.receivers,
    met: { rule: name, firstFailed: null },
    missed: CRITERIA.map((criterion) => ({ rule: name, firstFailed: criterion })),
    groups: numbersOf(spec.groups, (group) => lexicon.group(group)),
    users: setOf(spec.users),
    criteria: criteriaOf(spec, lexicon),
    spec,
    order: spec.order,
    number: lexicon.newRule(),
    disabled: spec.disabled,
    excludes: asksOfApp(asks),
  };
}

/** What of a rule can be told by bits: with a person's gate, nothing in common is "not in its groups". */
export function gateOf({ asks, not, groups }: Rule): Gate {
  const asksMore = (asks & (DISABLED_BIT | BIT.users | EXCLUDES_BIT)) !== 0 || groups === null;
  return asksMore || (not & BIT.groups) !== 0 ? EVERYBODY : gateOfGroups(groups);
}

/** What there is to ask of a rule whose gate is open; and whether it blocks. */
export const asksBehind = (rule: Rule): number => {
  const asks = gateOf(rule) !== EVERYBODY && isCertain(rule.groups ?? []) ? rule.asks & ~BIT.groups : rule.asks;
  return asks | (rule.action === "block" ? BLOCKS : 0);
};

export const BLOCKS = 1 << 20;

/** Is what a rule says of this criterion negated? */
export const negates = (rule: Rule, criterion: Negatable): boolean => (rule.not & BIT[criterion]) !== 0;

const DISABLED = at("disabled");
const USERS = at("users");
const GROUPS = at("groups");

/** Of users and groups alone, and whether it is disabled: as `fails`. */
function failsName({ not, users, groups }: Rule, { name, groups: has }: Subject, asks: number): number {
  if ((asks & ASKS_RULE) === 0) return MET;
  if ((asks & DISABLED_BIT) !== 0) return DISABLED;
  if ((asks & BIT.users) !== 0 && users!.has(name) === ((not & BIT.users) !== 0)) return USERS;
  if ((asks & BIT.groups) !== 0 && meet(groups!, has) === ((not & BIT.groups) !== 0)) return GROUPS;
  return MET;
}

/** Where in CRITERIA the first one stands that is not met by who asks from which device; MET if all are. */
export function failsWho(rule: Rule, subject: Subject): number {
  const { asks } = rule;
  const name = failsName(rule, subject, asks);
  return name === MET ? failsDevice(rule.criteria, asks, subject) : name;
}

/** As `failsWho` for all criteria. `asks`: those of its bits that are still to be asked. */
export function fails(
  rule: Rule,
  subject: Subject,
  circumstances: Circumstances,
  networks: Networks,
  asks: number = rule.asks,
): number {
  const name = failsName(rule, subject, asks);
  return name === MET ? failsCriteria(rule.criteria, asks, subject, circumstances, networks) : name;
}

/** Does it name apps or tags that it does not mean? */
export const asksOfApp = (asks: number): boolean => (asks & EXCLUDES_BIT) !== 0;

/** People are in few groups, and rules name few. */
function meet(wanted: readonly number[], has: readonly number[]): boolean {
  for (let i = 0; i < has.length; i += 1) if (holds(wanted, has[i]!)) return true;
  return false;
}

/** Over for good: no person, place or hour brings it back. */
export const isExpired = ({ criteria }: Rule, atUs: number): boolean => atUs >= criteria.expiresAtUs;

/** Has time a say in it? */
export const isTimed = ({ disabled, criteria: { hours, expiresAtUs } }: Rule): boolean =>
  !disabled && (hours !== null || expiresAtUs !== Number.POSITIVE_INFINITY);

/** The first moment after `atUs` at which time may say something else of it. */
export function nextChangeUs({ criteria: { hours, expiresAtUs } }: Rule, atUs: number): number {
  if (atUs >= expiresAtUs) return Number.POSITIVE_INFINITY;
  return hours === null ? expiresAtUs : Math.min(expiresAtUs, nextEdgeUs(hours, atUs));
}

/** Does the rule concern an app of this name, with these tags? */
export function concernsApp(rule: Rule, app: string, tags: readonly string[]): boolean {
  const { spec, not } = rule;
  if (spec.apps.length > 0 && spec.apps.includes(app) === ((not & BIT.apps) !== 0)) return false;
  if (spec.appTags.length === 0) return true;
  return spec.appTags.some((tag) => tags.includes(tag)) !== ((not & BIT.app_tags) !== 0);
}
