/**
 * A publisher's declared load: normal, high or full, of what it is nearest to running out of.
 *
 * A step machine, fed once a second. It rises when the load was there for some seconds in a row, and falls when the
 * load has been well below for longer: at a border a publisher does not tell another band each moment.
 */
import type { Band } from "../core/control/event.ts";
import { after, type Instant } from "../core/units.ts";

export interface LoadSample {
  /** Of each bound the share that is used, in [0, 1]; what can't be known is left out. */
  readonly shares: readonly number[];
  /** How late the event loop's timers were of late, milliseconds. */
  readonly loopDelayMs: number;
}

/** Above these the band is declared; a quarter below them, and no sooner, it is taken back. */
export const HIGH_SHARE = 0.7;
export const FULL_SHARE = 0.92;
/** A loop that is so late adds as much to every byte that passes; one at `full` is as good as silent. */
export const HIGH_DELAY_MS = 200;
export const FULL_DELAY_MS = 2_000;
const BELOW = 0.75;
/** A burst of opens is over by then. */
export const RISE_MS = 3_000;
/** Long enough for the flows that come back not to raise it at once. */
export const FALL_MS = 10_000;

export interface Load {
  readonly band: Band;
  /** Where the samples have pointed without a break, and since when; undefined: to where it is. */
  readonly toward: { readonly band: Band; readonly since: Instant } | undefined;
}

export const NO_LOAD: Load = { band: "normal", toward: undefined };

export function step({ band, toward }: Load, sample: LoadSample, now: Instant): Load {
  const up = bandOf(sample, 1);
  // What is not well below its border has not fallen.
  const down = bandOf(sample, BELOW);
  const next = rankOf(up) > rankOf(band) ? up : rankOf(down) < rankOf(band) ? down : band;
  if (next === band) return { band, toward: undefined };
  const rises = rankOf(next) > rankOf(band);
  const since = toward !== undefined && rankOf(toward.band) > rankOf(band) === rises ? toward.since : now;
  if (now < after(since, rises ? RISE_MS : FALL_MS)) return { band, toward: { band: next, since } };
  return { band: next, toward: undefined };
}

function bandOf({ shares, loopDelayMs }: LoadSample, borders: number): Band {
  const share = Math.max(0, ...shares);
  if (share >= FULL_SHARE * borders || loopDelayMs >= FULL_DELAY_MS * borders) return "full";
  return share >= HIGH_SHARE * borders || loopDelayMs >= HIGH_DELAY_MS * borders ? "high" : "normal";
}

const RANKS: Readonly<Record<Band, number>> = { normal: 0, high: 1, full: 2 };
const rankOf = (band: Band): number => RANKS[band];
