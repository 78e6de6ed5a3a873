/**
 * Time moves without a revision: rules open and close by their hours, and run out. One timer stands at the next moment
 * at which any rule may say something else.
 */
import { clock } from "../../../io/clock.ts";

/** The wall clock may be set meanwhile: the timer's own clock is not, so it looks again after this at most. */
const LOOK_AGAIN_MS = 30_000;

export interface PolicyClockOptions {
  /** The next such moment after one, microseconds; infinity where there is none. */
  readonly nextTurnUs: (atUs: number) => number;
  /** It has come. */
  readonly onTurn: () => void;
}

export class PolicyClock {
  readonly #o: PolicyClockOptions;
  #timer: NodeJS.Timeout | undefined;
  #nextUs = Number.POSITIVE_INFINITY;
  #lookedUs = clock.wallUs();
  #closed = false;

  constructor(o: PolicyClockOptions) {
    this.#o = o;
  }

  /** The rules have changed, or there are some now. */
  arm(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const nowUs = clock.wallUs();
    this.#lookedUs = nowUs;
    this.#nextUs = this.#o.nextTurnUs(nowUs);
    const waitMs = Math.ceil(Math.max(this.#nextUs - nowUs, 0) / 1000) + 1;
    this.#timer = setTimeout(() => this.#look(), Math.min(waitMs, LOOK_AGAIN_MS));
    this.#timer.unref();
  }

  #look(): void {
    const nowUs = clock.wallUs();
    const setBack = nowUs < this.#lookedUs;
    if (nowUs >= this.#nextUs || setBack) this.#o.onTurn();
    this.arm();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
