/** Rules that make SRPs too large: an SRP is one message, and a device holds it whole. */
import type { AppSpec, ConfigObject, PolicySpec } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import type { CommandMistake } from "./decision.ts";
import type { Naming } from "./naming.ts";

/** A message of a session holds 4 MiB (MESSAGE_BYTES_MAX); a person has several rules. */
export const SRP_BUDGET_BYTES = 1024 * 1024;

/** Of an entry besides its texts: field tags and lengths, action, flags. */
const ENTRY_BYTES = 16;
const PORT_BYTES = 12;

/** What is known of the apps: who bears a tag, and what an SRP of all of them would take. */
export interface AppSizes {
  readonly naming: Naming;
  readonly srpBytes: number;
}

export function srpSizes(objects: readonly ConfigObject[], { apps }: TenantState, known: AppSizes): CommandMistake[] {
  if (known.srpBytes <= SRP_BUDGET_BYTES) return [];
  return objects.flatMap((object, at) => {
    if (object.kind !== "Policy" || object.spec.disabled) return [];
    const { spec } = object;
    const bytes = bytesOf(spec, apps, known);
    if (bytes <= SRP_BUDGET_BYTES) return [];
    const [had, budget] = [bytes, SRP_BUDGET_BYTES].map((value) => `${(value / 1024 / 1024).toFixed(1)} MiB`);
    const text = `puts about ${had} into the SRP of everybody whom it concerns, and ${budget} is the bound: name fewer`;
    return [{ object: at, field: spec.appTags.length > 0 ? "app_tags" : "apps", text: `${text} apps, or wider hosts` }];
  });
}

/** Of the apps that a rule concerns; looked at are those and tags that it states, whichever way it means them. */
export function bytesOf(spec: PolicySpec, apps: TenantState["apps"], { naming, srpBytes }: AppSizes): number {
  const { appTags, not } = spec;
  const named = new Set(spec.apps);
  const bearers = () => new Set(appTags.flatMap((tag) => [...naming.bearers(tag)]));
  const [namesNot, tagsNot] = [not.includes("apps"), not.includes("app_tags")];
  const sum = (names: Iterable<string>) => {
    let bytes = 0;
    for (const name of names) {
      const app = apps.get(name);
      if (app !== undefined) bytes += entryBytes(name, app);
    }
    return bytes;
  };
  if (named.size > 0 && !namesNot) {
    if (appTags.length === 0) return sum(named);
    const tagged = bearers();
    return sum([...named].filter((name) => tagged.has(name) !== tagsNot));
  }
  if (appTags.length > 0 && !tagsNot) return sum([...bearers()].filter((name) => !named.has(name)));
  return srpBytes - sum(new Set([...named, ...(appTags.length > 0 ? bearers() : [])]));
}

export const entryBytes = (name: string, { hosts, ports }: AppSpec): number =>
  ENTRY_BYTES + name.length + hosts.reduce((sum, host) => sum + host.length + 2, 0) + ports.length * PORT_BYTES;
