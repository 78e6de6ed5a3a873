/**
 * What a publisher is told to publish: all at first, then what has changed, in parts that hold the loop for little
 * each. A tenant of ten thousand apps changes one of them; its publishers must not be told, and read, all others.
 */
import type { AppSpec } from "../../core/config/object.ts";
import { canonicalText } from "../../core/control/canonical.ts";
import { changedEntries } from "../../core/control/rows.ts";
import type { TenantState } from "../../core/control/state.ts";

export type Published = Pick<AppSpec, "hosts" | "ports" | "origin" | "connectTimeoutMs" | "probe" | "probeEveryS"> & {
  readonly name: string;
};

/** One message of a list; the list holds with the part that has no `more`. */
export interface AppListPart {
  readonly apps: readonly Published[];
  /** Names; never in a list that is whole. */
  readonly gone: readonly string[];
  /** It says what is other than in the list before. */
  readonly changes: boolean;
  readonly more: boolean;
}

/** Apps of a part, and names of apps that went: to be written in a millisecond or two. */
export const APPS_A_PART = 250;

type Apps = TenantState["apps"];

/** What to tell a publisher that was told of `before`; undefined: of nothing. No part where nothing differs for it. */
export function* appListParts(before: Apps | undefined, after: Apps, publisher: string): Generator<AppListPart> {
  const apps: Published[] = [];
  const gone: string[] = [];
  if (before === undefined) {
    for (const [name, spec] of after) if (spec.publishers.includes(publisher)) apps.push(publishedOf(name, spec));
  } else {
    for (const { name, before: was, after: is } of changedEntries(before, after)) {
      const [had, has] = [was, is].map((spec) => ofPublisher(name, spec, publisher));
      if (has !== undefined && (had === undefined || canonicalText(had) !== canonicalText(has))) apps.push(has);
      else if (has === undefined && had !== undefined) gone.push(name);
    }
    if (apps.length === 0 && gone.length === 0) return;
  }
  const parts = Math.max(1, Math.ceil(apps.length / APPS_A_PART), Math.ceil(gone.length / APPS_A_PART));
  for (let at = 0; at < parts; at += 1) {
    const [from, to] = [at * APPS_A_PART, (at + 1) * APPS_A_PART];
    const changes = before !== undefined;
    yield { apps: apps.slice(from, to), gone: gone.slice(from, to), changes, more: at + 1 < parts };
  }
}

const ofPublisher = (name: string, spec: AppSpec | undefined, publisher: string): Published | undefined =>
  spec?.publishers.includes(publisher) ? publishedOf(name, spec) : undefined;

function publishedOf(name: string, spec: AppSpec): Published {
  const { hosts, ports, origin, connectTimeoutMs, probe, probeEveryS } = spec;
  return { name, hosts, ports, origin, connectTimeoutMs, probe, probeEveryS };
}
