/**
 * The rules that concern an app, found without asking each: those that name it or a tag of it, and those that name
 * none or all but some. Apps that the same rules concern share one lane.
 */
import type { AppSpec } from "../config/object.ts";
import { byTrial, EMPTY_LANE, type Lane, laneOf, Rewritten } from "./lane.ts";
import type { Lexicon } from "./lexicon.ts";
import type { AppChange } from "./match-app.ts";
import { atNumber, type Numbered, withNumbers } from "./numbered.ts";
import { concernsApp, negates, type Rule } from "./rule.ts";

export interface RuleIndex {
  /** Rules that name the app or a tag of it, by the app's number; apps that none names are absent. */
  readonly ofApp: Numbered<Lane>;
  /** Rules that name no app and no tag, or state only which they don't mean. */
  readonly wide: Lane;
  /** The others by what they name: for the next index, whose rules it will follow. */
  readonly narrow: Narrow;
}

type Apps = ReadonlyMap<string, AppSpec>;
type AppsByTag = ReadonlyMap<string, ReadonlySet<string>>;

const namesApps = (rule: Rule): boolean => rule.spec.apps.length > 0 && !negates(rule, "apps");
const namesTags = (rule: Rule): boolean => rule.spec.appTags.length > 0 && !negates(rule, "app_tags");
const isWide = (rule: Rule): boolean => !namesApps(rule) && !namesTags(rule);

/** Whatever it names, or bears a tag that it names, is concerned: a list of a hundred apps need not be gone through. */
const saysAll = ({ spec, excludes }: Rule): boolean => !excludes && spec.apps.length > 0 !== spec.appTags.length > 0;

/** The apps that a rule concerns: what it names, what bears its tags, both where it states both, else all. */
export function appsOf(rule: Rule, { apps, appsByTag }: { readonly apps: Apps; readonly appsByTag: AppsByTag }) {
  const concerned = (names: Iterable<string>): string[] =>
    saysAll(rule) ? [...names] : [...names].filter((name) => concernsApp(rule, name, apps.get(name)?.tags ?? []));
  if (namesApps(rule)) return concerned(new Set(rule.spec.apps));
  if (namesTags(rule)) return concerned(new Set(rule.spec.appTags.flatMap((tag) => [...(appsByTag.get(tag) ?? [])])));
  return concerned(apps.keys());
}

/** `rules`: in their order. */
export function indexRules(rules: readonly Rule[], apps: Apps, lexicon: Lexicon): RuleIndex {
  const narrow = new Narrow(rules);
  const lanes = [...apps].map(([app, { tags }]) => [lexicon.app(app), narrow.of(app, tags)] as const);
  return {
    ofApp: withNumbers<Lane>(
      [],
      lanes.filter(([, { rules: own }]) => own.length > 0),
    ),
    wide: laneOf(rules.filter(isWide)),
    narrow,
  };
}

/** The same where the apps in `changes` came, went or changed, or the rules in `changed`, as they were and are. */
export function reindexedRules(
  index: RuleIndex,
  rules: readonly Rule[],
  changes: readonly AppChange[],
  changed: readonly Rule[],
  now: { readonly apps: Apps; readonly appsByTag: AppsByTag },
  lexicon: Lexicon,
): RuleIndex {
  const touched = new Set<string>();
  for (const { app, before, after } of changes) {
    if (before?.tags.join("\n") !== after?.tags.join("\n")) touched.add(app);
  }
  const rewritten = new Rewritten(changed);
  const kept = new Set<string>();
  for (const rule of changed) {
    // As it is it names what it named.
    if (isWide(rule) || rewritten.was(rule) !== undefined) continue;
    for (const app of appsOf(rule, now)) (rewritten.is(rule) === undefined ? touched : kept).add(app);
  }
  const wide = changed.some(isWide) ? laneOf(rules.filter(isWide)) : index.wide;
  const narrow = index.narrow.following(rules);
  if (touched.size + kept.size === 0) return wide === index.wide ? index : { ofApp: index.ofApp, wide, narrow };
  const lanes: [number, Lane | undefined][] = [];
  for (const app of touched) {
    const spec = now.apps.get(app);
    const lane = spec === undefined ? EMPTY_LANE : narrow.of(app, spec.tags);
    lanes.push([lexicon.app(app), lane.rules.length === 0 ? undefined : lane]);
  }
  for (const app of kept) {
    if (touched.has(app)) continue;
    const number = lexicon.app(app);
    const lane = atNumber(index.ofApp, number);
    // A rule may name an app that isn't there, by a race that the fold let pass.
    if (lane !== undefined) lanes.push([number, rewritten.lane(lane)]);
  }
  return { ofApp: withNumbers(index.ofApp, lanes), wide, narrow };
}

/** Rules that came, went or changed, as they were and as they are. */
export function changedRules(before: readonly Rule[], after: readonly Rule[]): readonly Rule[] {
  const { were, are } = differing(before, after);
  return [...were, ...are];
}

/** By one walk along both lists, which are in the order of trial. */
function differing(before: readonly Rule[], after: readonly Rule[]) {
  const [were, are]: [Rule[], Rule[]] = [[], []];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const [old, now] = [before[i], after[j]];
    if (old === now) {
      i += 1;
      j += 1;
      continue;
    }
    const order = old === undefined ? 1 : now === undefined ? -1 : byTrial(old, now);
    if (order <= 0) were.push(before[i++]!);
    if (order >= 0) are.push(after[j++]!);
  }
  return { were, are };
}

/** Of so many changed rules it costs less to index all anew. */
export const ANEW_RULES = 64;

/**
 * Rules that name apps or tags, by what they name. It moves along with the rules: of a thousand that name a hundred
 * apps each, one that changes must not cost a walk over all.
 */
class Narrow {
  #rules: readonly Rule[];
  readonly #byApp = new Map<string, readonly Rule[]>();
  readonly #byTag = new Map<string, readonly Rule[]>();
  /** Apps with the same tags that no rule names have the same rules. */
  #shared = new Map<string, Lane>();
  /** By a hash of their rules: apps that the same rules concern, however these name them, have one lane. */
  #lanes = new Map<number, readonly Lane[]>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#putAll(rules);
  }

  /** These rules by what they name. From then on this one is theirs, whatever it was before. */
  following(rules: readonly Rule[]): Narrow {
    if (this.#rules === rules) return this;
    const { were, are } = differing(this.#rules, rules);
    if (were.length + are.length > ANEW_RULES) return new Narrow(rules);
    const rewritten = new Rewritten([...were, ...are]);
    for (const rule of were) {
      const anew = rewritten.is(rule);
      const [map, keys] = this.#named(rule);
      for (const key of keys) {
        const all = map.get(key) ?? [];
        const others = anew === undefined ? all.filter((one) => one !== rule) : replaced(all, rule, anew);
        if (others.length > 0) map.set(key, others);
        else map.delete(key);
      }
    }
    for (const rule of are) {
      if (rewritten.was(rule) !== undefined) continue;
      const [map, keys] = this.#named(rule);
      for (const key of new Set(keys)) {
        const others = map.get(key) ?? [];
        const place = others.findIndex((one) => byTrial(one, rule) > 0);
        map.set(key, others.toSpliced(place === -1 ? others.length : place, 0, rule));
      }
    }
    this.#rules = rules;
    this.#shared = new Map();
    this.#lanes = new Map();
    return this;
  }

  #putAll(rules: readonly Rule[]): void {
    for (const rule of rules) {
      const [map, keys] = this.#named(rule);
      for (const key of keys) {
        const list = map.get(key) as Rule[] | undefined;
        if (list === undefined) map.set(key, [rule]);
        // What a rule names twice it names once.
        else if (list.at(-1) !== rule) list.push(rule);
      }
    }
  }

  #named(rule: Rule): readonly [map: Map<string, readonly Rule[]>, keys: readonly string[]] {
    if (namesApps(rule)) return [this.#byApp, rule.spec.apps];
    return [this.#byTag, namesTags(rule) ? rule.spec.appTags : []];
  }

  of(app: string, tags: readonly string[]): Lane {
    const named = this.#byApp.get(app);
    const key = tags.join("\n");
    const known = named === undefined ? this.#shared.get(key) : undefined;
    if (known !== undefined) return known;
    let found: readonly Rule[] = named ?? [];
    for (const tag of tags) found = merged(found, this.#byTag.get(tag) ?? []);
    const lane = this.#laneOf(found.filter((rule) => saysAll(rule) || concernsApp(rule, app, tags)));
    // A rule that excludes one of several such apps tells them apart.
    if (named === undefined && !found.some(({ excludes }) => excludes)) this.#shared.set(key, lane);
    return lane;
  }

  #laneOf(rules: readonly Rule[]): Lane {
    const hash = rules.reduce((sum, { number }) => (Math.imul(sum, 31) + number) | 0, rules.length);
    const alike = this.#lanes.get(hash) ?? [];
    const known = alike.find(
      (lane) => lane.rules.length === rules.length && lane.rules.every((r, n) => r === rules[n]),
    );
    if (known !== undefined) return known;
    const lane = laneOf(rules);
    this.#lanes.set(hash, [...alike, lane]);
    return lane;
  }
}

function replaced(rules: readonly Rule[], rule: Rule, by: Rule): readonly Rule[] {
  const place = rules.indexOf(rule);
  return place < 0 ? rules : rules.with(place, by);
}

/** Two ordered lists as one; a rule that stands in both stands once. */
function merged(a: readonly Rule[], b: readonly Rule[]): readonly Rule[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const all: Rule[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [x, y] = [a[i], b[j]];
    if (x === y) j += 1;
    if (y === undefined || (x !== undefined && byTrial(x, y) <= 0)) all.push(a[i++]!);
    else all.push(b[j++]!);
  }
  return all;
}

/** All rules that concern an app, in their order. */
export function rulesOf(
  { ofApp, wide }: RuleIndex,
  app: string,
  tags: readonly string[],
  lexicon: Lexicon,
): readonly Rule[] {
  const own = atNumber(ofApp, lexicon.app(app)) ?? EMPTY_LANE;
  return merged(
    own.rules,
    wide.rules.filter((rule) => concernsApp(rule, app, tags)),
  );
}
