/**
 * Who reports to this gateway: how much each may, and what each has reported last.
 *
 * An owned table, bounded, one owner. What it forgets may be recorded a second time, under the boot and sequence that
 * its reporter gave it: a reader counts it once all the same.
 */
import type { Hex } from "../core/control/event.ts";
import type { ReportName } from "../core/record/network-event.ts";
import type { Instant } from "../core/units.ts";

/** An agent or publisher makes some reports each 10 s at most; ten times that is somebody's fault. */
export const REPORTS_A_MINUTE = 60;
/** After an outage a device tells of a dozen codes at once. */
export const BURST = 20;
/** One for each round, and the one before that no longer answers; the rest is for a restart in between. */
export const STREAMS_PER_REPORTER_MAX = 4;
/** As many as sessions, which bound those that report at once; some 500 bytes each, so 10 MB. */
export const REPORTERS_MAX = 20_000;
/** A reporter tells what its last life left, then its own; more lives at once are restarts in a row. */
export const BOOTS_REMEMBERED = 4;

/** Reports of spans: one has up to 1,000, and a device or publisher with much to tell sends some each second. */
export const SPAN_REPORTS_A_MINUTE = 1_200;
export const SPAN_BURST = 100;

/** Messages that somebody may still send, and when that was reckoned. */
interface Allowance {
  tokens: number;
  refilledAt: Instant;
}

/** One reporter's place in the table. */
export interface Place {
  streams: number;
  readonly events: Allowance;
  readonly spans: Allowance;
  /** The last sequence that was taken, by boot: the boot that was heard last stands last. */
  readonly taken: Map<Hex, number>;
}

export class Reporters {
  readonly #max: number;
  /** By SPIFFE id, longest not heard of first. */
  readonly #places = new Map<string, Place>();

  constructor(max: number = REPORTERS_MAX) {
    this.#max = max;
  }

  get size(): number {
    return this.#places.size;
  }

  /** For one more stream of this reporter; undefined: it has its share, or the table is full of others' streams. */
  open(spiffe: string, now: Instant): Place | undefined {
    const known = this.#places.get(spiffe);
    if (known !== undefined && known.streams >= STREAMS_PER_REPORTER_MAX) return undefined;
    if (known === undefined && this.#places.size >= this.#max && !this.#forgetOne()) return undefined;
    const place = known ?? {
      ...{ streams: 0, taken: new Map() },
      ...{ events: { tokens: BURST, refilledAt: now }, spans: { tokens: SPAN_BURST, refilledAt: now } },
    };
    this.#places.delete(spiffe);
    this.#places.set(spiffe, place);
    place.streams += 1;
    return place;
  }

  /** The longest not heard of that has no stream: those of the moment are passed over. */
  #forgetOne(): boolean {
    for (const [spiffe, { streams }] of this.#places) {
      if (streams > 0) continue;
      this.#places.delete(spiffe);
      return true;
    }
    return false;
  }
}

/** Whether there is room for one more message, which from now on has taken it. */
export const spend = ({ events }: Place, now: Instant): boolean => spendOf(events, REPORTS_A_MINUTE, BURST, now);
/** The same for spans. */
export const spendSpans = ({ spans }: Place, now: Instant): boolean =>
  spendOf(spans, SPAN_REPORTS_A_MINUTE, SPAN_BURST, now);

function spendOf(allowance: Allowance, aMinute: number, burst: number, now: Instant): boolean {
  const gained = ((now - allowance.refilledAt) * aMinute) / 60_000;
  allowance.tokens = Math.min(burst, allowance.tokens + Math.max(0, gained));
  allowance.refilledAt = now;
  if (allowance.tokens < 1) return false;
  allowance.tokens -= 1;
  return true;
}

export const isTaken = (place: Place, { boot, sequence }: ReportName): boolean =>
  sequence <= (place.taken.get(boot) ?? 0);

/** A reporter tells one report at a time: what is above the last was not told before. */
export function take(place: Place, { boot, sequence }: ReportName): void {
  place.taken.delete(boot);
  place.taken.set(boot, sequence);
  if (place.taken.size <= BOOTS_REMEMBERED) return;
  for (const oldest of place.taken.keys()) {
    place.taken.delete(oldest);
    return;
  }
}
