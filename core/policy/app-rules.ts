/**
 * The rules that concern an app, found without asking each: those that name it or a tag of it, and those that name
 * none or all but some. Apps that the same rules concern share one list.
 */
import type { AppSpec } from "../config/object.ts";
import { tried } from "../config/object.ts";
import type { AppChange } from "./match-app.ts";
import { concernsApp, negates, type Rule } from "./rule.ts";

export interface RuleIndex {
  /** Rules that name the app or a tag of it, in the order in which they are tried; apps that none names are absent. */
  readonly ofApp: ReadonlyMap<string, readonly Rule[]>;
  /** Rules that name no app and no tag, or state only which they don't mean; in their order. */
  readonly wide: readonly Rule[];
}

type Apps = ReadonlyMap<string, AppSpec>;
type AppsByTag = ReadonlyMap<string, ReadonlySet<string>>;

export const byTrial = (a: Rule, b: Rule): number => tried(a.name, a.spec, b.name, b.spec);

const namesApps = (rule: Rule): boolean => rule.spec.apps.length > 0 && !negates(rule, "apps");
const namesTags = (rule: Rule): boolean => rule.spec.appTags.length > 0 && !negates(rule, "app_tags");
const isWide = (rule: Rule): boolean => !namesApps(rule) && !namesTags(rule);

/** The apps that a rule concerns: what it names, what bears its tags, both where it states both, else all. */
export function appsOf(rule: Rule, { apps, appsByTag }: { readonly apps: Apps; readonly appsByTag: AppsByTag }) {
  const concerned = (names: Iterable<string>): string[] =>
    [...names].filter((name) => concernsApp(rule, name, apps.get(name)?.tags ?? []));
  if (namesApps(rule)) return concerned(new Set(rule.spec.apps));
  if (namesTags(rule)) return concerned(new Set(rule.spec.appTags.flatMap((tag) => [...(appsByTag.get(tag) ?? [])])));
  return concerned(apps.keys());
}

/** `rules`: in their order. */
export function indexRules(rules: readonly Rule[], apps: Apps): RuleIndex {
  const named = new Set(rules.filter(namesApps).flatMap(({ spec }) => spec.apps));
  const narrow = new Narrow(rules);
  const ofApp = new Map<string, readonly Rule[]>();
  // Apps with the same tags that no rule names have the same rules.
  const shared = new Map<string, readonly Rule[]>();
  for (const [app, { tags }] of apps) {
    const key = named.has(app) ? undefined : tags.join("\n");
    const list = (key === undefined ? undefined : shared.get(key)) ?? narrow.of(app, tags);
    if (key !== undefined) shared.set(key, list);
    if (list.length > 0) ofApp.set(app, list);
  }
  return { ofApp, wide: rules.filter(isWide) };
}

/** The same for changed apps; the rules are the same. */
export function reindexedRules(index: RuleIndex, rules: readonly Rule[], changes: readonly AppChange[]): RuleIndex {
  const touched = changes.filter(({ before, after }) => before?.tags.join("\n") !== after?.tags.join("\n"));
  if (touched.length === 0) return index;
  const narrow = new Narrow(rules);
  const ofApp = new Map(index.ofApp);
  for (const { app, after } of touched) {
    const list = after === undefined ? [] : narrow.of(app, after.tags);
    if (list.length === 0) ofApp.delete(app);
    else ofApp.set(app, list);
  }
  return { ofApp, wide: index.wide };
}

/** Rules that name apps or tags, by what they name. */
class Narrow {
  readonly #byApp = new Map<string, Rule[]>();
  readonly #byTag = new Map<string, Rule[]>();

  constructor(rules: readonly Rule[]) {
    const put = (map: Map<string, Rule[]>, key: string, rule: Rule) => {
      const list = map.get(key);
      if (list === undefined) map.set(key, [rule]);
      // What a rule names twice it names once.
      else if (list.at(-1) !== rule) list.push(rule);
    };
    for (const rule of rules) {
      if (namesApps(rule)) for (const app of rule.spec.apps) put(this.#byApp, app, rule);
      else if (namesTags(rule)) for (const tag of rule.spec.appTags) put(this.#byTag, tag, rule);
    }
  }

  of(app: string, tags: readonly string[]): readonly Rule[] {
    let found: readonly Rule[] = this.#byApp.get(app) ?? [];
    for (const tag of tags) found = merged(found, this.#byTag.get(tag) ?? []);
    return found.every((rule) => concernsApp(rule, app, tags))
      ? found
      : found.filter((rule) => concernsApp(rule, app, tags));
  }
}

/** Two ordered lists as one; a rule that stands in both stands once. */
export function merged(a: readonly Rule[], b: readonly Rule[]): readonly Rule[] {
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
