/**
 * What the compilations of a tenant that follow each other have in common: names as numbers, which compare in a moment,
 * and zones. A name keeps its number, and a number is never another name's.
 */
import type { Criteria } from "./criteria.ts";
import { Zone } from "./zone.ts";

/** Criteria that rules have in common: beyond so many they have little in common. */
const SHARED_MAX = 4_096;

export class Lexicon {
  readonly #groups = new Map<string, number>();
  readonly #units = new Map<string, number>();
  readonly #classifications = new Map<string, number>();
  readonly #apps = new Map<string, number>();
  readonly #devices = new Map<string, number>();
  readonly #zones = new Map<string, Zone>();
  readonly #shared = new Map<string, Criteria>();
  #rules = 0;

  /** Groups that rules are about to name, in this order: the first have the smallest numbers. */
  nameGroups(names: Iterable<string>): void {
    for (const name of names) this.group(name);
  }

  /** Of a group that a rule names. */
  group(name: string): number {
    return numberIn(this.#groups, name);
  }

  /** Of a person's groups, those that some rule names: no other makes a difference. */
  named(groups: readonly string[]): number[] {
    return groups.flatMap((name) => this.#groups.get(name) ?? []);
  }

  /** How many there are: past it, what is known of persons is known anew. */
  get groupsNamed(): number {
    return this.#groups.size;
  }

  unit(name: string): number {
    return numberIn(this.#units, name);
  }

  /** Of a device. */
  classification(name: string): number {
    return numberIn(this.#classifications, name);
  }

  /** Of a device that the directory has: its seat in rosters. */
  device(name: string): number {
    return numberIn(this.#devices, name);
  }

  app(name: string): number {
    return numberIn(this.#apps, name);
  }

  /** Another one with each call: a rule is written anew, its number is not. */
  newRule(): number {
    this.#rules += 1;
    return this.#rules;
  }

  /** What was made for this key, or is made now. Past SHARED_MAX keys nothing more is shared. */
  shared(key: string, make: () => Criteria): Criteria {
    const known = this.#shared.get(key) ?? make();
    if (this.#shared.size < SHARED_MAX) this.#shared.set(key, known);
    return known;
  }

  zone(name: string): Zone {
    const known = this.#zones.get(name) ?? new Zone(name);
    this.#zones.set(name, known);
    return known;
  }
}

function numberIn(numbers: Map<string, number>, name: string): number {
  const known = numbers.get(name) ?? numbers.size;
  if (known === numbers.size) numbers.set(name, known);
  return known;
}
