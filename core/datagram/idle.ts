/**
 * When an association is over: UDP says no goodbye, so silence does.
 *
 * As Linux' connection tracking judges it: a question and its answer are soon forgotten, an exchange is kept.
 */
import type { Side } from "../relay/relay.ts";
import { after, type Instant } from "../units.ts";

export interface IdleTimes {
  /** Without a datagram for so long: one that has only asked, or only been answered at once. */
  readonly questionMs: number;
  /** One that goes both ways for longer. RFC 4787 asks for two minutes at least. */
  readonly exchangeMs: number;
}

export const IDLE_TIMES: IdleTimes = { questionMs: 30_000, exchangeMs: 120_000 };
/** What goes both ways after that is an exchange. */
export const EXCHANGE_AFTER_MS = 2_000;

export class IdleWatch {
  readonly #times: IdleTimes;
  readonly #exchangeFrom: Instant;
  #lastAt: Instant;
  readonly #late = { downstream: false, upstream: false };
  readonly #ever = { downstream: false, upstream: false };

  constructor(times: IdleTimes, now: Instant) {
    this.#times = times;
    this.#lastAt = now;
    this.#exchangeFrom = after(now, EXCHANGE_AFTER_MS);
  }

  heard(side: Side, now: Instant): void {
    this.#lastAt = now;
    this.#ever[side] = true;
    if (now >= this.#exchangeFrom) this.#late[side] = true;
  }

  /** Both sides have spoken, and one of them late. */
  get isExchange(): boolean {
    const { downstream, upstream } = this.#ever;
    return downstream && upstream && (this.#late.downstream || this.#late.upstream);
  }

  /** When it will be over if nothing more is heard. It never moves back. */
  get deadline(): Instant {
    return after(this.#lastAt, this.isExchange ? this.#times.exchangeMs : this.#times.questionMs);
  }
}
