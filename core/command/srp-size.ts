/** Rules that make SRPs too large: an SRP is one message, and a device holds it whole. */
import type { AppSpec, ConfigObject, PolicySpec } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import type { CommandMistake } from "./decision.ts";

/** A message of a session holds 4 MiB (MESSAGE_BYTES_MAX); a person has several rules. */
export const SRP_BUDGET_BYTES = 1024 * 1024;

/** Of an entry besides its texts: field tags and lengths, action, flags. */
const ENTRY_BYTES = 16;
const PORT_BYTES = 12;

export function srpSizes(objects: readonly ConfigObject[], { apps }: TenantState): CommandMistake[] {
  const rules = objects.flatMap((object, at) => (object.kind === "Policy" ? [{ spec: object.spec, at }] : []));
  const wide = rules.some(({ spec }) => spec.apps.length === 0 || spec.not.includes("apps"));
  // What rules name is looked at alone, where all of them name something.
  const named = new Set(rules.flatMap(({ spec }) => spec.apps));
  const looked: Iterable<readonly [string, AppSpec]> = wide ? apps : [...named].flatMap((name) => rowOf(apps, name));
  const sizes = new Map([...looked].map(([name, spec]) => [name, entryBytes(name, spec)]));
  const all = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (all <= SRP_BUDGET_BYTES) return [];
  return rules.flatMap(({ spec, at }) => {
    if (spec.disabled) return [];
    const bytes = bytesOf(spec, sizes, apps, all);
    if (bytes <= SRP_BUDGET_BYTES) return [];
    const [had, budget] = [bytes, SRP_BUDGET_BYTES].map((value) => `${(value / 1024 / 1024).toFixed(1)} MiB`);
    const text = `puts about ${had} into the SRP of everybody whom it concerns, and ${budget} is the bound: name fewer`;
    return [{ object: at, field: spec.appTags.length > 0 ? "app_tags" : "apps", text: `${text} apps, or wider hosts` }];
  });
}

function rowOf(apps: TenantState["apps"], name: string): (readonly [string, AppSpec])[] {
  const spec = apps.get(name);
  return spec === undefined ? [] : [[name, spec]];
}

type Sizes = ReadonlyMap<string, number>;

function bytesOf(spec: PolicySpec, sizes: Sizes, apps: TenantState["apps"], all: number): number {
  const { appTags, not } = spec;
  if (spec.apps.length === 0 && appTags.length === 0) return all;
  const named = new Set(spec.apps);
  let sum = 0;
  for (const [name, bytes] of sizes) {
    if (named.size > 0 && named.has(name) === not.includes("apps")) continue;
    const bears = apps.get(name)!.tags.some((tag) => appTags.includes(tag));
    if (appTags.length > 0 && bears === not.includes("app_tags")) continue;
    sum += bytes;
  }
  return sum;
}

const entryBytes = (name: string, { hosts, ports }: AppSpec): number =>
  ENTRY_BYTES + name.length + hosts.reduce((sum, host) => sum + host.length + 2, 0) + ports.length * PORT_BYTES;
