/** A tenant's configuration made ready for many decisions: apps indexed by host, rules by app. */
import type { DeviceSpec, PolicySpec, UserSpec } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import type { AppIndex } from "./match-app.ts";
import { indexApps } from "./match-app.ts";

export interface Rule {
  readonly name: string;
  /** Place among all rules of the tenant. */
  readonly place: number;
  readonly spec: PolicySpec;
  /** Null = any. */
  readonly users: ReadonlySet<string> | null;
  readonly groups: ReadonlySet<string> | null;
  readonly classifications: ReadonlySet<string> | null;
  /** The apps that it concerns; null = any. */
  readonly apps: ReadonlySet<string> | null;
}

export interface Compiled {
  readonly tenant: string;
  readonly asOf: number;
  readonly configRev: number;
  readonly index: AppIndex;
  readonly apps: TenantState["apps"];
  readonly users: ReadonlyMap<string, UserSpec>;
  readonly devices: ReadonlyMap<string, DeviceSpec>;
  /** All rules in the order in which they are tried. */
  readonly rules: readonly Rule[];
  /** Rules that name an app or its tag, by app; and those that concern every app. */
  readonly rulesByApp: ReadonlyMap<string, readonly Rule[]>;
  readonly rulesOfAnyApp: readonly Rule[];
  readonly privateDomains: readonly string[];
}

export function compile(tenant: TenantState, asOf: number = tenant.configRev): Compiled {
  const byTag = appsByTag(tenant);
  const rules = [...tenant.policies].map(([name, spec], place) => ruleOf(name, place, spec, byTag));
  const rulesByApp = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const app of rule.apps ?? []) {
      const list = rulesByApp.get(app);
      if (list === undefined) rulesByApp.set(app, [rule]);
      else list.push(rule);
    }
  }
  return {
    tenant: tenant.tenant,
    asOf,
    configRev: tenant.configRev,
    index: indexApps(tenant.apps),
    apps: tenant.apps,
    users: tenant.users,
    devices: tenant.devices,
    rules,
    rulesByApp,
    rulesOfAnyApp: rules.filter((rule) => rule.apps === null),
    privateDomains: tenant.settings.privateDomains,
  };
}

/** The same rules at a later offset: what was folded since changed no configuration. */
export const at = (compiled: Compiled, asOf: number): Compiled => ({ ...compiled, asOf });

function appsByTag(tenant: TenantState): ReadonlyMap<string, readonly string[]> {
  const byTag = new Map<string, string[]>();
  for (const [app, { tags }] of tenant.apps) {
    for (const tag of tags) byTag.set(tag, [...(byTag.get(tag) ?? []), app]);
  }
  return byTag;
}

function ruleOf(name: string, place: number, spec: PolicySpec, byTag: ReadonlyMap<string, readonly string[]>): Rule {
  return {
    name,
    place,
    spec,
    users: setOf(spec.users),
    groups: setOf(spec.groups),
    classifications: setOf(spec.deviceClassifications),
    apps: appsOf(spec, byTag),
  };
}

const setOf = (names: readonly string[]): ReadonlySet<string> | null => (names.length === 0 ? null : new Set(names));

/** Where a rule names both apps and tags, an app must be named and bear one of the tags. */
function appsOf(spec: PolicySpec, byTag: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> | null {
  const named = setOf(spec.apps);
  if (spec.appTags.length === 0) return named;
  const tagged = new Set(spec.appTags.flatMap((tag) => byTag.get(tag) ?? []));
  return named === null ? tagged : new Set([...named].filter((app) => tagged.has(app)));
}

/** The rules that concern an app, in order: two ordered lists merged. */
export function rulesFor(compiled: Compiled, app: string): readonly Rule[] {
  const named = compiled.rulesByApp.get(app);
  const any = compiled.rulesOfAnyApp;
  if (named === undefined) return any;
  if (any.length === 0) return named;
  const merged: Rule[] = [];
  for (let i = 0, j = 0; i < named.length || j < any.length; ) {
    const takeNamed = j === any.length || (i < named.length && named[i]!.place < any[j]!.place);
    merged.push(takeNamed ? named[i++]! : any[j++]!);
  }
  return merged;
}
