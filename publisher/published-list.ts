/** What one gateway has told this publisher to publish: lists as they came, whole or changed, in parts or in one. */
import type { PublishedApp } from "./allow.ts";

/** A message of a list: the list holds with the one that has no `more`. */
export interface ListPart {
  readonly version: number;
  readonly apps: readonly PublishedApp[];
  /** Names of apps that went. */
  readonly gone: readonly string[];
  /** It says what is other than in the list before; else the list is whole. */
  readonly changes: boolean;
  readonly more: boolean;
}

/** Of which apps a list that holds from now on says something else than it did: their names, or all that it has. */
export type Told = ReadonlySet<string> | "all";

/** Apps of one gateway's list: past them no more are taken, and their flows are refused as those of unknown apps. */
export const LISTED_MAX = 100_000;

export class PublishedList {
  #apps = new Map<string, PublishedApp>();
  /** Parts of a list that does not hold yet, and what they count for. */
  #coming: ListPart[] = [];
  #size = 0;
  /** -1: none was told. */
  version = -1;

  get apps(): ReadonlyMap<string, PublishedApp> {
    return this.#apps;
  }

  /** More may have been told of than is known. */
  get full(): boolean {
    return this.#apps.size >= LISTED_MAX;
  }

  /** Undefined: the list that it belongs to does not hold yet. */
  take(part: ListPart): Told | undefined {
    this.#size += Math.max(1, part.apps.length + part.gone.length);
    if (this.#size <= LISTED_MAX || this.#coming.length === 0) this.#coming.push(part);
    if (part.more) return undefined;
    const { changes } = this.#coming[0]!;
    if (!changes) this.#apps = new Map();
    const told = new Set<string>();
    for (const { apps, gone } of this.#coming) {
      for (const name of gone) {
        told.add(name);
        this.#apps.delete(name);
      }
      for (const app of apps) {
        told.add(app.name);
        if (!this.full || this.#apps.has(app.name)) this.#apps.set(app.name, app);
      }
    }
    this.#coming = [];
    this.#size = 0;
    this.version = part.version;
    return changes ? told : "all";
  }
}
