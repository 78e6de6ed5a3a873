/** Rules that concern an app, in rows of numbers that a trial goes along. */
import { tried } from "../config/object.ts";
import { BIT, type Criteria } from "./criteria.ts";
import { opening } from "./gate.ts";
import { asksBehind, gateOf, type Rule } from "./rule.ts";
import { type Considered, CRITERIA } from "./verdict.ts";

export const byTrial = (a: Rule, b: Rule): number => tried(a.name, a.spec, b.name, b.spec);

/**
 * Rules in the order in which they are tried. What most rules fail by, the person's groups, stands beside them in rows
 * of its own: whoever is in none of a rule's groups is told so without a look at the rule.
 */
export interface Lane {
  readonly rules: readonly Rule[];
  readonly orders: readonly number[];
  /** The first and the last of `orders`; past all and below all where there is none. */
  readonly firstOrder: number;
  readonly lastOrder: number;
  /** By `opening`: for each bit of a gate which rules it opens. */
  readonly opens: readonly number[];
  /** By `asksBehind`. A trial that ends at a rule which asks no more reads these numbers alone. */
  readonly asks: readonly number[];
  readonly criteria: readonly Criteria[];
  /** What is told of the rule whose gate is shut. */
  readonly shut: readonly Considered[];
}

const GROUPS = CRITERIA.indexOf("groups");
/** Orders are of 32 bits. */
const ORDER_PAST_ALL = 2 ** 31 - 1;

export const laneOf = (rules: readonly Rule[]): Lane => ({
  rules,
  orders: rules.map(({ order }) => order),
  firstOrder: rules[0]?.order ?? ORDER_PAST_ALL,
  lastOrder: rules.at(-1)?.order ?? -1,
  opens: opening(rules.map(gateOf)),
  asks: rules.map(asksBehind),
  criteria: rules.map(({ criteria }) => criteria),
  shut: rules.map(({ missed }) => missed[GROUPS]!),
});

export const EMPTY_LANE: Lane = laneOf([]);

/** Whether the lane's next rule is tried before the other lane's. */
export function comesFirst(lane: Lane, at: number, other: Lane, otherAt: number): boolean {
  if (at >= lane.rules.length) return false;
  if (otherAt >= other.rules.length) return true;
  const [a, b] = [lane.orders[at]!, other.orders[otherAt]!];
  return a === b ? lane.rules[at]!.name < other.rules[otherAt]!.name : a < b;
}

/** Up to where a lane's rules from `at` on, which come first, are tried before the other lane's next one. */
export function endBefore(lane: Lane, at: number, other: Lane, otherAt: number): number {
  const { rules, orders } = lane;
  if (otherAt >= other.rules.length) return rules.length;
  const limit = other.orders[otherAt]!;
  if (lane.lastOrder < limit) return rules.length;
  let end = at + 1;
  while (end < rules.length && orders[end]! < limit) end += 1;
  return end;
}

/**
 * Rules that concern the apps that they concerned, in the place that they had: nearly all that are written anew. An
 * app's lane has other words then and no other rules, and what is found out for one lane holds for all that share it.
 */
export class Rewritten {
  readonly #anew = new Map<Rule, Rule>();
  readonly #before = new Map<Rule, Rule>();
  readonly #lanes = new Map<Lane, Lane>();

  /** As they were and as they are. */
  constructor(changed: readonly Rule[]) {
    const byName = new Map<string, Rule>();
    for (const rule of changed) {
      const other = byName.get(rule.name);
      if (other === undefined) byName.set(rule.name, rule);
      else if (standsAlike(other, rule)) {
        this.#anew.set(other, rule);
        this.#before.set(rule, other);
      }
    }
  }

  /** What has become of it; undefined where it is not one of those that were. */
  is(rule: Rule): Rule | undefined {
    return this.#anew.get(rule);
  }

  was(rule: Rule): Rule | undefined {
    return this.#before.get(rule);
  }

  lane(lane: Lane): Lane {
    const known = this.#lanes.get(lane);
    if (known !== undefined) return known;
    const made = laneOf(lane.rules.map((rule) => this.#anew.get(rule) ?? rule));
    this.#lanes.set(lane, made);
    return made;
  }
}

const ABOUT_APPS = BIT.apps | BIT.app_tags;

const standsAlike = (a: Rule, b: Rule): boolean =>
  a.order === b.order &&
  (a.not & ABOUT_APPS) === (b.not & ABOUT_APPS) &&
  sameNames(a.spec.apps, b.spec.apps) &&
  sameNames(a.spec.appTags, b.spec.appTags);

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, at) => name === b[at]);
