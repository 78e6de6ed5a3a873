/**
 * Where the flows of each pair of user and app go at present: an owned table, bounded.
 *
 * A pair with flows that live stays where it is; so does one whose last flow ended a short while ago. After that its
 * next flow goes to the pair's own publisher, which may have returned meanwhile.
 */
import { after, type Instant } from "../units.ts";

/** Without a flow for so long, a pair goes home. */
export const HOME_AFTER_MS = 300_000;
/** Pairs of one gateway; past it the one whose last flow began longest ago is forgotten: its next flow goes home. */
export const PAIRS_MAX = 65_536;

export interface PairName {
  readonly tenant: string;
  readonly user: string;
  readonly app: string;
}

/** A pair's time at one publisher; a flow that was opened holds it until it ends. */
export interface Stay {
  readonly publisher: string;
  flows: number;
  idleSince: Instant;
}

export class Pairs {
  readonly #homeAfterMs: number;
  readonly #max: number;
  readonly #stays = new Map<string, Stay>();

  constructor(homeAfterMs = HOME_AFTER_MS, max = PAIRS_MAX) {
    this.#homeAfterMs = homeAfterMs;
    this.#max = max;
  }

  /** The publisher to which the pair's next flow goes, if that may serve it; undefined: to its own. */
  present(pair: PairName, now: Instant): string | undefined {
    const stay = this.#stays.get(keyOf(pair));
    if (stay === undefined) return undefined;
    return stay.flows > 0 || now < after(stay.idleSince, this.#homeAfterMs) ? stay.publisher : undefined;
  }

  /** A flow of the pair was opened by this publisher; `from`: where the pair's flows went before, if elsewhere. */
  opened(pair: PairName, publisher: string, now: Instant): { readonly stay: Stay; readonly from: string | undefined } {
    const key = keyOf(pair);
    const before = this.#stays.get(key);
    const same = before?.publisher === publisher;
    // Flows that still run at the former publisher hold the pair no more.
    const stay: Stay = same ? before : { publisher, flows: 0, idleSince: now };
    stay.flows += 1;
    this.#stays.delete(key);
    this.#stays.set(key, stay);
    if (this.#stays.size > this.#max) this.#stays.delete(this.#stays.keys().next().value!);
    return { stay, from: same ? undefined : before?.publisher };
  }

  ended(stay: Stay, now: Instant): void {
    stay.flows -= 1;
    stay.idleSince = now;
  }

  get size(): number {
    return this.#stays.size;
  }
}

/** The lengths keep "a" + "bc" and "ab" + "c" apart. */
const keyOf = ({ tenant, user, app }: PairName): string => `${tenant.length} ${user.length} ${tenant}${user}${app}`;
