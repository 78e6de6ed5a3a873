/**
 * A tenant's configuration made ready for many decisions: apps indexed by host, rules by how they name apps.
 *
 * A change costs what it touches: what the compilation before had of the same tables and specs is taken over, by
 * reference. So folding an event never holds the loop for the whole of a large configuration.
 */
import { type AppSpec, type DeviceSpec, type PolicySpec, tried, type UserSpec } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import type { AppChange, AppIndex } from "./match-app.ts";
import { indexApps, reindexed } from "./match-app.ts";

/** Made of the spec alone: as long as that is the same object, so is the rule. */
export interface Rule {
  readonly name: string;
  readonly spec: PolicySpec;
  /** Null = any. */
  readonly users: ReadonlySet<string> | null;
  readonly groups: ReadonlySet<string> | null;
  readonly classifications: ReadonlySet<string> | null;
}

/** Rules by how they name apps; each list in the order in which rules are tried. */
export interface RuleIndex {
  /** Those that name the app, with or without tags besides. */
  readonly byApp: ReadonlyMap<string, readonly Rule[]>;
  /** Those that name tags alone, by each of them. */
  readonly byTag: ReadonlyMap<string, readonly Rule[]>;
  readonly ofAnyApp: readonly Rule[];
}

export interface Compiled {
  readonly tenant: string;
  readonly asOf: number;
  readonly configRev: number;
  readonly index: AppIndex;
  readonly apps: TenantState["apps"];
  readonly appsByTag: ReadonlyMap<string, ReadonlySet<string>>;
  readonly policies: TenantState["policies"];
  readonly users: ReadonlyMap<string, UserSpec>;
  readonly devices: ReadonlyMap<string, DeviceSpec>;
  /** All rules in the order in which they are tried. */
  readonly rules: readonly Rule[];
  readonly ruleIndex: RuleIndex;
  readonly privateDomains: readonly string[];
}

/** `before`: an earlier compilation of the same tenant, from which is taken what has not changed. */
export function compile(tenant: TenantState, asOf: number = tenant.configRev, before?: Compiled): Compiled {
  return {
    tenant: tenant.tenant,
    asOf,
    configRev: tenant.configRev,
    ...compileApps(tenant.apps, before),
    ...compileRules(tenant.policies, before),
    users: tenant.users,
    devices: tenant.devices,
    privateDomains: tenant.settings.privateDomains,
  };
}

/** The same rules at a later offset: what was folded since changed no configuration. */
export const at = (compiled: Compiled, asOf: number): Compiled => ({ ...compiled, asOf });

/** What differs between two tables, by name; specs are compared by reference, as the fold keeps them. */
export function changedEntries<Spec>(
  before: ReadonlyMap<string, Spec>,
  after: ReadonlyMap<string, Spec>,
): { readonly name: string; readonly before: Spec | undefined; readonly after: Spec | undefined }[] {
  if (before === after) return [];
  const changed: { name: string; before: Spec | undefined; after: Spec | undefined }[] = [];
  for (const [name, spec] of after) {
    const old = before.get(name);
    if (old !== spec) changed.push({ name, before: old, after: spec });
  }
  for (const [name, spec] of before) if (!after.has(name)) changed.push({ name, before: spec, after: undefined });
  return changed;
}

/** Past this share of a table, making it anew costs less than changing it. */
const ANEW_SHARE = 0.25;

function compileApps(apps: TenantState["apps"], before: Compiled | undefined) {
  if (before === undefined) return { apps, index: indexApps(apps), appsByTag: tagged(new Map(), asNew(apps)) };
  const changes = changedEntries(before.apps, apps).map(({ name, ...specs }): AppChange => ({ app: name, ...specs }));
  if (changes.length === 0) return { apps, index: before.index, appsByTag: before.appsByTag };
  if (changes.length > apps.size * ANEW_SHARE) return compileApps(apps, undefined);
  return { apps, index: reindexed(before.index, changes), appsByTag: tagged(before.appsByTag, changes) };
}

const asNew = (apps: TenantState["apps"]): AppChange[] =>
  [...apps].map(([app, after]) => ({ app, before: undefined, after }));

/** Which apps bear a tag. Sets are copied when they are first written. */
function tagged(from: Compiled["appsByTag"], changes: readonly AppChange[]): Compiled["appsByTag"] {
  const own = new Map<string, Set<string>>();
  const setOfTag = (tag: string): Set<string> => {
    const found = own.get(tag) ?? new Set(from.get(tag));
    own.set(tag, found);
    return found;
  };
  for (const { app, before, after } of changes) {
    for (const tag of before?.tags ?? []) if (!bears(after, tag)) setOfTag(tag).delete(app);
    for (const tag of after?.tags ?? []) if (!bears(before, tag)) setOfTag(tag).add(app);
  }
  if (own.size === 0) return from;
  const all = new Map<string, ReadonlySet<string>>(from);
  for (const [tag, apps] of own) {
    if (apps.size > 0) all.set(tag, apps);
    else all.delete(tag);
  }
  return all;
}

const bears = (app: AppSpec | undefined, tag: string): boolean => app?.tags.includes(tag) ?? false;

function compileRules(policies: TenantState["policies"], before: Compiled | undefined) {
  if (before?.policies === policies) return { policies, rules: before.rules, ruleIndex: before.ruleIndex };
  const known = new Map(before?.rules.map((rule) => [rule.name, rule]));
  const rules = [...policies].map(([name, spec]) => {
    const same = known.get(name);
    return same?.spec === spec ? same : ruleOf(name, spec);
  });
  rules.sort(byTrial);
  return { policies, rules, ruleIndex: indexRules(rules) };
}

const byTrial = (a: Rule, b: Rule): number => tried(a.name, a.spec, b.name, b.spec);

function ruleOf(name: string, spec: PolicySpec): Rule {
  const { users, groups, deviceClassifications } = spec;
  return { name, spec, users: setOf(users), groups: setOf(groups), classifications: setOf(deviceClassifications) };
}

const setOf = (names: readonly string[]): ReadonlySet<string> | null => (names.length === 0 ? null : new Set(names));

function indexRules(rules: readonly Rule[]): RuleIndex {
  const byApp = new Map<string, Rule[]>();
  const byTag = new Map<string, Rule[]>();
  const ofAnyApp: Rule[] = [];
  const put = (map: Map<string, Rule[]>, key: string, rule: Rule) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [rule]);
    // What a rule names twice it names once.
    else if (list.at(-1) !== rule) list.push(rule);
  };
  for (const rule of rules) {
    const { apps, appTags } = rule.spec;
    for (const app of apps) put(byApp, app, rule);
    if (apps.length === 0) for (const tag of appTags) put(byTag, tag, rule);
    if (apps.length === 0 && appTags.length === 0) ofAnyApp.push(rule);
  }
  return { byApp, byTag, ofAnyApp };
}

const NONE: readonly Rule[] = [];

/** The rules that concern an app, in order: each list that it stands in, merged. */
export function rulesFor({ ruleIndex, apps }: Compiled, app: string): readonly Rule[] {
  const tags = apps.get(app)?.tags ?? [];
  let found = ruleIndex.ofAnyApp;
  for (const tag of tags) found = merged(found, ruleIndex.byTag.get(tag) ?? NONE);
  const named = ruleIndex.byApp.get(app) ?? NONE;
  return merged(found, named.every((rule) => rule.spec.appTags.length === 0) ? named : named.filter(bearsOneOf(tags)));
}

/** Where a rule names both apps and tags, an app must be named and bear one of the tags. */
const bearsOneOf =
  (tags: readonly string[]) =>
  ({ spec }: Rule): boolean =>
    spec.appTags.length === 0 || spec.appTags.some((tag) => tags.includes(tag));

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

/** The apps that a rule concerns: what it names, what bears its tags, both where it states both, else all. */
export function appsOf(rule: Rule, { apps, appsByTag }: Pick<Compiled, "apps" | "appsByTag">): Iterable<string> {
  const { apps: named, appTags } = rule.spec;
  if (appTags.length === 0) return named.length === 0 ? apps.keys() : named;
  const withTag = new Set(appTags.flatMap((tag) => [...(appsByTag.get(tag) ?? [])]));
  return named.length === 0 ? withTag : named.filter((app) => withTag.has(app));
}
