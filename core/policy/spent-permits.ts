/**
 * The permits that were used: each opens once, however often it is shown.
 *
 * An owned table, bounded, one owner. A permit is remembered until nobody takes it any more for its age. What is
 * forgotten sooner or later leaves a floor behind: a permit whose life ends below it is refused for its age, whether it
 * was used or not. So nothing is ever taken twice, whatever the clock does and however many come: at the bound the
 * oldest are forgotten and what shrinks is the age at which a permit is still taken, never the guard. A fresh permit
 * stands far above the floor.
 */

/**
 * Permits remembered: 21 MB at the bound, at 80 bytes each. A permit is good for 5.5 minutes, so the bound is
 * reached where 790 flows a second are opened for as long as that. At ten times as many, permits are still taken that
 * are half a minute older than the newest.
 */
export const SPENT_MAX = 262_144;

/** What lapses together is forgotten together. */
const SLICE_US = 20_000_000;

/** What a permit opens: one try to open one part of one flow. */
export interface Dispatch {
  /** 16 bytes. */
  readonly flowId: Uint8Array;
  readonly segment: number;
  readonly attempt: number;
}

/** `late`: so old that nobody remembers whether it was used. */
export type Spending = "spent" | "again" | "late";

export class SpentPermits {
  readonly #max: number;
  /** Names of dispatches by the slice of time in which their permit lapses: some dozens, since permits live minutes. */
  readonly #slices = new Map<number, Set<string>>();
  #count = 0;
  /** Permits whose life ends below this are refused. Wall time, microseconds. */
  #floorUs = 0;
  /** The earliest end of a slice. */
  #nextLapseUs = Number.POSITIVE_INFINITY;

  constructor(max: number = SPENT_MAX) {
    this.#max = max;
  }

  /** Permits remembered now. */
  get size(): number {
    return this.#count;
  }

  /** `goodUntilUs`: wall time, microseconds, past which nobody takes this permit, all tolerances included. */
  spend(dispatch: Dispatch, goodUntilUs: number, nowUs: number): Spending {
    while (this.#nextLapseUs <= nowUs) this.#forgetOldest();
    if (goodUntilUs < this.#floorUs) return "late";
    const name = nameOf(dispatch);
    for (const names of this.#slices.values()) if (names.has(name)) return "again";
    if (this.#count >= this.#max) this.#forgetOldest();
    // With all in one slice, the floor is now above the newcomer too: closed, until time has gone on.
    if (goodUntilUs < this.#floorUs) return "late";
    const slice = Math.floor(goodUntilUs / SLICE_US);
    const names = this.#slices.get(slice) ?? new Set();
    this.#slices.set(slice, names.add(name));
    this.#nextLapseUs = Math.min(this.#nextLapseUs, endOf(slice));
    this.#count += 1;
    return "spent";
  }

  #forgetOldest(): void {
    const oldest = Math.min(...this.#slices.keys());
    this.#count -= this.#slices.get(oldest)?.size ?? 0;
    this.#slices.delete(oldest);
    this.#floorUs = Math.max(this.#floorUs, endOf(oldest));
    this.#nextLapseUs = this.#slices.size === 0 ? Number.POSITIVE_INFINITY : endOf(Math.min(...this.#slices.keys()));
  }
}

const endOf = (slice: number): number => (slice + 1) * SLICE_US;

/** One letter a byte or half a number, in one piece: a name takes a third of what its text would. */
const nameOf = ({ flowId, segment, attempt }: Dispatch): string =>
  String.fromCharCode(...flowId, segment >>> 16, segment & 0xffff, attempt >>> 16, attempt & 0xffff);
