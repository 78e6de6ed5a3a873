/**
 * Tells, each 60 s of a segment's life, what it has moved so far: after a crash that is what its record says.
 *
 * One timer for all of them. They stand in the order in which they are due, so that a look costs what is due and no
 * more, and a slice of it at a time.
 */

import type { Segment, SegmentActive } from "../../core/record/network-event.ts";
import type { About } from "../../core/spool/live-segments.ts";
import { after, type Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";

export interface Moving {
  readonly segment: Segment;
  readonly about: About;
  readonly bytes: () => { readonly clientBytes: number; readonly serverBytes: number };
}

export const ACTIVE_EVERY_MS = 60_000;
/** Looks a period: what is due is spread over so many of them. */
const LOOKS = 60;
/** Events between two looks at other work: each is encoded and handed to the spool, about 10 us. */
const SLICE = 200;

export class ActiveSegments {
  readonly #everyMs: number;
  readonly #tell: (fact: SegmentActive, about: About) => void;
  readonly #due = new Map<Moving, Instant>();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(everyMs: number, tell: (fact: SegmentActive, about: About) => void) {
    this.#everyMs = everyMs;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), Math.max(10, everyMs / LOOKS));
    this.#timer.unref();
  }

  /** The returned function ends the telling. */
  begin(moving: Moving): () => void {
    this.#due.set(moving, after(clock.now(), this.#everyMs));
    return () => void this.#due.delete(moving);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#due.clear();
  }

  #look(): void {
    const now = clock.now();
    let told = 0;
    for (const [moving, at] of this.#due) {
      if (at > now) return;
      if (told === SLICE) return void setImmediate(() => this.#look());
      told += 1;
      this.#due.delete(moving);
      this.#due.set(moving, after(now, this.#everyMs));
      const { clientBytes, serverBytes } = moving.bytes();
      this.#tell({ type: "segment-active", segment: moving.segment, clientBytes, serverBytes }, moving.about);
    }
  }
}
