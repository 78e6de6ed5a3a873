/**
 * Which names the real addresses stand for that publishers have told: a flow to such an address is one of its name.
 *
 * An owned table, bounded, of what this device was told and may still believe. Of an address of several names the one
 * that was told last is meant: a program connects to what it has just been answered.
 */
import type { Hex } from "../control/event.ts";
import { after, type Instant } from "../units.ts";

/** Addresses at once; the one that was told of longest ago goes. */
export const ADDRESSES_MAX = 1_024;
const NAMES_OF_ADDRESS_MAX = 16;
/** A program connects some time after it was answered, and keeps an address for a while, whatever the TTL says. */
export const KEPT_MIN_S = 60;

export interface Learned {
  readonly address: string;
  readonly name: string;
}

/** How a name came to mean an address. */
export interface Lead {
  /** The question that was answered by it; undefined: the gateway gave it no number. */
  readonly questionId?: Hex | undefined;
  /** How long the name's last answer took to leave this device: microseconds. */
  readonly dnsUs?: number | undefined;
}

interface Meant {
  readonly until: Instant;
  readonly questionId: Hex | undefined;
}

export class LearnedNames {
  /** By address, the one told of last at the end; of each its names in the same order, and until when they hold. */
  readonly #names = new Map<string, Map<string, Meant>>();
  /** By name, the one answered longest ago first. */
  readonly #lookUpUs = new Map<string, number>();

  get size(): number {
    return this.#names.size;
  }

  /** True: some address of them was not known for this name before. */
  learn(name: string, addresses: readonly string[], ttlS: number, now: Instant, questionId?: Hex): boolean {
    const until = after(now, Math.max(ttlS, KEPT_MIN_S) * 1_000);
    let isNew = false;
    for (const address of addresses) {
      const names = this.#names.get(address) ?? new Map<string, Meant>();
      isNew ||= !names.has(name);
      names.delete(name);
      names.set(name, { until, questionId });
      if (names.size > NAMES_OF_ADDRESS_MAX) names.delete(names.keys().next().value!);
      this.#names.delete(address);
      this.#names.set(address, names);
    }
    while (this.#names.size > ADDRESSES_MAX) this.#names.delete(this.#names.keys().next().value!);
    return isNew;
  }

  /** Names that an address may stand for now, the one told last first. */
  namesOf(address: string, now: Instant): string[] {
    const names = [...(this.#names.get(address) ?? [])].filter(([, { until }]) => now < until);
    return names.map(([name]) => name).reverse();
  }

  /** The answer to a question for the name leaves, after so many microseconds. */
  lookedUp(name: string, tookUs: number): void {
    this.#lookUpUs.delete(name);
    this.#lookUpUs.set(name, tookUs);
    if (this.#lookUpUs.size > ADDRESSES_MAX) this.#lookUpUs.delete(this.#lookUpUs.keys().next().value!);
  }

  leadOf(address: string, name: string): Lead {
    return { questionId: this.#names.get(address)?.get(name)?.questionId, dnsUs: this.#lookUpUs.get(name) };
  }

  all(now: Instant): Learned[] {
    return [...this.#names.keys()].flatMap((address) => this.namesOf(address, now).map((name) => ({ address, name })));
  }

  /** Forgets what holds no more; true: there was something. */
  expire(now: Instant): boolean {
    let found = false;
    for (const [address, names] of this.#names) {
      for (const [name, { until }] of names) found = (now >= until && names.delete(name)) || found;
      if (names.size === 0) this.#names.delete(address);
    }
    return found;
  }
}
