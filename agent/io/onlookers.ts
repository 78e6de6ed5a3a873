/**
 * Who looks on at what flows carry: each capture that runs, and for one conversation what it has told each of them.
 *
 * A capture that begins while a conversation lives hears of it from then on. Where none runs a conversation costs one
 * look at an empty set.
 */
import type { CaptureFile } from "./capture-file.ts";

export interface Onlooker {
  readonly wants: (host: string) => boolean;
  readonly file: CaptureFile;
  end(): void;
}

export class Onlookers {
  /** With the how manieth it is. */
  readonly #all = new Map<Onlooker, number>();
  #begun = 0;

  get size(): number {
    return this.#all.size;
  }

  /** How many have begun up to now. */
  get begun(): number {
    return this.#begun;
  }

  add(one: Onlooker): void {
    this.#begun += 1;
    this.#all.set(one, this.#begun);
  }

  /** False: it was none. */
  delete(one: Onlooker): boolean {
    return this.#all.delete(one);
  }

  [Symbol.iterator](): Iterator<[Onlooker, number]> {
    return this.#all[Symbol.iterator]();
  }

  end(): void {
    for (const one of [...this.#all.keys()]) one.end();
  }
}

/** One conversation, to all of them. */
export class LookedAt<Seen> {
  readonly #onlookers: Onlookers;
  readonly #see: (file: CaptureFile, late: boolean) => Seen;
  readonly #began: number;
  /** Null: it does not want to see this. */
  readonly #seen = new WeakMap<Onlooker, Seen | null>();

  /** `see`: how it begins in a file; `late`: it was there before the capture. */
  constructor(onlookers: Onlookers, see: (file: CaptureFile, late: boolean) => Seen) {
    this.#onlookers = onlookers;
    this.#see = see;
    this.#began = onlookers.begun;
  }

  /** `hostOf`: the name or address that all of it is to. */
  tell(hostOf: () => string, say: (seen: Seen) => void): void {
    if (this.#onlookers.size === 0) return;
    for (const [one, number] of this.#onlookers) {
      let seen = this.#seen.get(one);
      if (seen === undefined) {
        seen = one.wants(hostOf()) ? this.#see(one.file, number > this.#began) : null;
        this.#seen.set(one, seen);
      }
      if (seen !== null) say(seen);
    }
  }

  /** To those alone that want to see this name or address; what is said may be to another one each time. */
  tellOf(host: string, say: (seen: Seen) => void): void {
    for (const [one, number] of this.#onlookers) {
      if (!one.wants(host)) continue;
      const seen = this.#seen.get(one) ?? this.#see(one.file, number > this.#began);
      this.#seen.set(one, seen);
      say(seen);
    }
  }

  /** To those that have seen something of it. */
  tellOn(say: (seen: Seen) => void): void {
    for (const [one] of this.#onlookers) {
      const seen = this.#seen.get(one);
      if (seen !== undefined && seen !== null) say(seen);
    }
  }
}
