/**
 * What names what in a tenant: which apps bear a tag, who has a mail, which objects name another. Kept for a command to
 * look up, at the cost of what a write has changed; a walk over ten thousand apps for each would hold the loop.
 */
import type { ConfigObject, Kind } from "../config/object.ts";
import { changedEntries } from "../control/rows.ts";
import { CONFIG_TABLES, emptyTenant, type TenantState } from "../control/state.ts";
import { namedIn } from "./expected.ts";

/** Kinds whose objects name others. */
const NAMING = ["App", "User", "Device", "Policy", "PolicyTest"] as const satisfies readonly Kind[];

/** Objects followed between two yields: each names a handful, a rule a hundred. */
const OBJECTS_A_STEP = 32;

const NONE: ReadonlySet<string> = new Set();

/** Sets of names by a key; empty ones are let go of. */
class NamesBy {
  readonly #sets = new Map<string, Set<string>>();

  get(key: string): ReadonlySet<string> {
    return this.#sets.get(key) ?? NONE;
  }

  /** What stands in both lists stays where it is. */
  move(from: readonly string[], to: readonly string[], name: string): void {
    if (from.length === to.length && from.every((key, n) => key === to[n])) return;
    const kept = new Set(to);
    for (const key of from) if (!kept.has(key)) this.#delete(key, name);
    for (const key of kept) this.#add(key, name);
  }

  #add(key: string, name: string): void {
    const set = this.#sets.get(key);
    if (set === undefined) this.#sets.set(key, new Set([name]));
    else set.add(name);
  }

  #delete(key: string, name: string): void {
    const set = this.#sets.get(key);
    if (set?.delete(name) && set.size === 0) this.#sets.delete(key);
  }
}

export class Naming {
  #tenant: TenantState = emptyTenant("");
  readonly #bearers = new NamesBy();
  readonly #rulesByTag = new NamesBy();
  readonly #usersByMail = new NamesBy();
  /** By kind of what names and kind and name of what is named. */
  readonly #uses = new NamesBy();

  /** Apps that bear a tag. */
  bearers(tag: string): ReadonlySet<string> {
    return this.#bearers.get(tag);
  }

  rulesWithTag(tag: string): ReadonlySet<string> {
    return this.#rulesByTag.get(tag);
  }

  usersOf(mail: string): ReadonlySet<string> {
    return this.#usersByMail.get(mail);
  }

  /** Names of the objects of one kind that name an object. */
  users(by: (typeof NAMING)[number], kind: Kind, name: string): ReadonlySet<string> {
    return this.#uses.get(keyOf(by, kind, name));
  }

  /**
   * From now on it tells of this tenant, whatever it told of before: the next state, a draft of it, or the one before.
   * To be gone through to its end before anything is asked.
   */
  *following(tenant: TenantState): Generator<undefined> {
    const before = this.#tenant;
    this.#tenant = tenant;
    let left = OBJECTS_A_STEP;
    for (const kind of NAMING) {
      const table = CONFIG_TABLES[kind];
      for (const { name, before: was, after: is } of changedEntries<unknown>(before[table], tenant[table])) {
        this.#moved(kind, name, objectOr(kind, name, was), objectOr(kind, name, is));
        left -= 1;
        if (left > 0) continue;
        left = OBJECTS_A_STEP;
        yield;
      }
    }
  }

  #moved(kind: (typeof NAMING)[number], name: string, was?: ConfigObject, is?: ConfigObject): void {
    this.#uses.move(keysOf(was), keysOf(is), name);
    if (kind === "App") this.#bearers.move(tagsOf(was), tagsOf(is), name);
    if (kind === "Policy") this.#rulesByTag.move(tagsOf(was), tagsOf(is), name);
    if (kind === "User") this.#usersByMail.move(mailOf(was), mailOf(is), name);
  }
}

const objectOr = (kind: Kind, name: string, spec: unknown): ConfigObject | undefined =>
  spec === undefined ? undefined : ({ kind, name, spec } as ConfigObject);

const keyOf = (by: Kind, kind: Kind, name: string): string => `${by} ${kind} ${name}`;

const keysOf = (object: ConfigObject | undefined): readonly string[] =>
  object === undefined ? [] : namedIn(object).map(([kind, name]) => keyOf(object.kind, kind, name));

const mailOf = (object: ConfigObject | undefined): readonly string[] =>
  object?.kind === "User" ? [object.spec.email] : [];

function tagsOf(object: ConfigObject | undefined): readonly string[] {
  if (object?.kind === "App") return object.spec.tags;
  return object?.kind === "Policy" ? object.spec.appTags : [];
}
