/**
 * A tenant's configuration made ready for many decisions: apps indexed by host, rules by the apps that they concern.
 *
 * A change costs what it touches: what the compilation before had of the same tables and specs is taken over, by
 * reference. So folding an event never holds the loop for the whole of a large configuration.
 */
import {
  type AppSpec,
  type DeviceSpec,
  type NoticeSpec,
  type PolicySpec,
  tried,
  type UserSpec,
} from "../config/object.ts";
import { changedEntries } from "../control/rows.ts";
import type { TenantState } from "../control/state.ts";
import { ANEW_RULES, indexRules, type RuleIndex, reindexedRules, rulesOf } from "./app-rules.ts";
import { blocksOf, type Networks } from "./criteria.ts";
import { byTrial } from "./lane.ts";
import { Lexicon } from "./lexicon.ts";
import type { AppChange, AppIndex } from "./match-app.ts";
import { indexApps, reindexed } from "./match-app.ts";
import { Roster } from "./roster.ts";
import { isTimed, type Rule, ruleOf } from "./rule.ts";

export { appsOf, changedRules } from "./app-rules.ts";
export type { Rule } from "./rule.ts";

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
  readonly roster: Roster;
  readonly notices: ReadonlyMap<string, NoticeSpec>;
  readonly networkSpecs: TenantState["networks"];
  readonly networks: Networks;
  /** All rules in the order in which they are tried. */
  readonly rules: readonly Rule[];
  /** Those on which time has a say. */
  readonly timed: readonly Rule[];
  readonly ruleIndex: RuleIndex;
  readonly lexicon: Lexicon;
  readonly privateDomains: readonly string[];
}

/** `before`: an earlier compilation of the same tenant, from which is taken what has not changed. */
export function compile(tenant: TenantState, asOf: number = tenant.configRev, before?: Compiled): Compiled {
  const lexicon = before?.lexicon ?? new Lexicon();
  const changes = appChanges(tenant.apps, before);
  const apps = compileApps(tenant.apps, changes, lexicon, before);
  // Before the roster, which knows a person's groups by the rules that name them.
  const rules = compileRules(tenant, apps, changes, lexicon, before);
  const { users, devices } = tenant;
  return {
    tenant: tenant.tenant,
    asOf,
    configRev: tenant.configRev,
    ...apps,
    ...rules,
    ...{ users, devices, roster: (before?.roster ?? new Roster(users, devices, lexicon)).of(users, devices, lexicon) },
    notices: tenant.notices,
    networkSpecs: tenant.networks,
    networks: before?.networkSpecs === tenant.networks ? before.networks : networksOf(tenant.networks),
    lexicon,
    privateDomains: tenant.settings.privateDomains,
  };
}

const networksOf = (specs: TenantState["networks"]): Networks =>
  new Map([...specs].map(([name, spec]) => [name, blocksOf(spec)]));

/** The same rules at a later offset: what was folded since changed no configuration. */
export const at = (compiled: Compiled, asOf: number): Compiled => ({ ...compiled, asOf });

/** Past this share of a table, making it anew costs less than changing it. */
const ANEW_SHARE = 0.25;

/** Undefined: all of them are to be taken anew. */
function appChanges(apps: TenantState["apps"], before: Compiled | undefined): readonly AppChange[] | undefined {
  if (before === undefined) return undefined;
  const changes = changedEntries(before.apps, apps).map(({ name, ...specs }): AppChange => ({ app: name, ...specs }));
  return changes.length > apps.size * ANEW_SHARE ? undefined : changes;
}

function compileApps(
  apps: TenantState["apps"],
  changes: readonly AppChange[] | undefined,
  lexicon: Lexicon,
  before: Compiled | undefined,
): Pick<Compiled, "apps" | "index" | "appsByTag"> {
  if (before === undefined || changes === undefined)
    return { apps, index: indexApps(apps, lexicon), appsByTag: tagged(new Map(), asNew(apps)) };
  if (changes.length === 0) return { apps, index: before.index, appsByTag: before.appsByTag };
  return { apps, index: reindexed(before.index, changes, lexicon), appsByTag: tagged(before.appsByTag, changes) };
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

function compileRules(
  { policies }: TenantState,
  now: Pick<Compiled, "apps" | "appsByTag">,
  changes: readonly AppChange[] | undefined,
  lexicon: Lexicon,
  before: Compiled | undefined,
): Pick<Compiled, "policies" | "rules" | "timed" | "ruleIndex"> {
  const same = before?.policies === policies;
  const { rules, changed } = same ? { rules: before.rules, changed: [] } : rulesOfSpecs(policies, lexicon, before);
  const timed = same || (before !== undefined && !changed.some(isTimed)) ? before!.timed : rules.filter(isTimed);
  const anew = before === undefined || changes === undefined || changed.length > ANEW_RULES;
  const ruleIndex = anew
    ? indexRules(rules, now.apps, lexicon)
    : reindexedRules(before.ruleIndex, rules, changes, changed, now, lexicon);
  return { policies, rules, timed, ruleIndex };
}

/**
 * In the order in which they are tried; what has not changed stands where it stood. `changed`: rules that came, went or
 * changed, as they were and then as they are.
 */
function rulesOfSpecs(
  policies: TenantState["policies"],
  lexicon: Lexicon,
  before: Compiled | undefined,
): { readonly rules: readonly Rule[]; readonly changed: readonly Rule[] } {
  if (before === undefined) {
    lexicon.nameGroups(mostNamedFirst(policies));
    const all = [...policies].map(([name, spec]) => ruleOf(name, spec, lexicon));
    return { rules: all.sort(byTrial), changed: [] };
  }
  const rules = [...before.rules];
  const changed: Rule[] = [];
  for (const { name, before: was, after: is } of changedEntries(before.policies, policies)) {
    if (was !== undefined) changed.push(...rules.splice(placeOf(rules, name, was), 1));
    if (is === undefined) continue;
    const rule = ruleOf(name, is, lexicon);
    rules.splice(placeOf(rules, name, is), 0, rule);
    changed.push(rule);
  }
  return { rules, changed };
}

/** Where a rule of this name and spec stands, or would. */
function placeOf(rules: readonly Rule[], name: string, spec: PolicySpec): number {
  let [from, to] = [0, rules.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const one = rules[middle]!;
    if (tried(one.name, one.spec, name, spec) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Groups have bits of their own while there are few (`gate.ts`): those that most rules ask for shall be among them. */
export function mostNamedFirst(policies: TenantState["policies"]): string[] {
  const counts = new Map<string, number>();
  for (const { groups } of policies.values()) for (const name of groups) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** The rules that concern an app, in order. */
export const rulesFor = ({ ruleIndex, apps, lexicon }: Compiled, app: string): readonly Rule[] =>
  rulesOf(ruleIndex, app, apps.get(app)?.tags ?? [], lexicon);
