/**
 * What one receiver is still to be told: an owned table, bounded, one owner.
 *
 * A receiver gets so many messages a minute and no more. What is beyond that is told in summaries, which say how many
 * of which rule. What could not be told for hours is given up and counted, and the next summary says so. So each alert
 * is told by itself, in a summary, or as lost.
 */
import type { Instant } from "../../core/units.ts";
import type { Alert } from "./alert.ts";

export interface Summary {
  readonly tenant: string;
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly count: number;
  /** By rule, the most frequent first. */
  readonly rules: readonly { readonly rule: string; readonly count: number }[];
  /** Alerts before these that were given up. */
  readonly lost: number;
}

export type Message = { readonly alert: Alert } | { readonly summary: Summary };

export const PER_MINUTE_DEFAULT = 60;
/** Told one by one; what is beyond is told in a summary. Some 500 bytes each. */
export const QUEUE_MAX = 1_000;
/** Named in a summary; the rest is counted together. */
const RULES_MAX = 50;
const OTHERS = "(others)";
/** A receiver that is away for longer has missed them. */
export const GIVE_UP_US = 6 * 3_600_000_000;
const AGAIN_MS = 1_000;
const AGAIN_MS_MAX = 60_000;

interface Tally {
  readonly sinceUs: number;
  untilUs: number;
  readonly from: number;
  to: number;
  count: number;
  readonly rules: Map<string, number>;
}

export class Outbox {
  readonly #tenant: string;
  #queue: Alert[] = [];
  #tally: Tally | undefined;
  #sending: (Message & { readonly from: number; readonly to: number }) | undefined;
  #tokens: number | undefined;
  #refilledAt: Instant | undefined;
  #notBefore = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #sentTo: number;
  #lost: number;

  /** `sentTo`: what stands before this offset was told. */
  constructor(tenant: string, sentTo = 0, lost = 0) {
    this.#tenant = tenant;
    this.#sentTo = sentTo;
    this.#lost = lost;
  }

  get sentTo(): number {
    return this.#sentTo;
  }

  get lost(): number {
    return this.#lost;
  }

  get waiting(): number {
    const sending = this.#sending === undefined ? 0 : "alert" in this.#sending ? 1 : this.#sending.summary.count;
    return this.#queue.length + (this.#tally?.count ?? 0) + sending;
  }

  /** The first offset that was not told yet. */
  get oldest(): number | undefined {
    return this.#sending?.from ?? this.#tally?.from ?? this.#queue[0]?.offset;
  }

  put(alert: Alert): void {
    if (alert.offset < this.#sentTo) return;
    // In their order: what comes behind a tally belongs to it.
    if (this.#tally !== undefined) return this.#gather(alert);
    this.#queue.push(alert);
    if (this.#queue.length > QUEUE_MAX) this.#gatherAll();
  }

  /** What to send now, or when to ask again; undefined where nothing waits, and while something is being sent. */
  next(perMinute: number, now: Instant, nowUs: number): Message | { readonly waitMs: number } | undefined {
    if (this.#sending !== undefined) return undefined;
    this.#giveUp(nowUs);
    if (this.#queue.length === 0 && this.#tally === undefined && this.#lost === 0) return undefined;
    const tokens = this.#refill(perMinute, now);
    const waitMs = Math.max(this.#notBefore - now, tokens < 1 ? ((1 - tokens) * 60_000) / perMinute : 0);
    if (waitMs > 0) return { waitMs: Math.ceil(waitMs) };
    this.#tokens = tokens - 1;
    // The last message of this minute tells all that waits; so does the first after some were lost.
    if (this.#lost > 0 || (this.#queue.length > 1 && tokens < 2)) this.#gatherAll();
    const [first] = this.#queue;
    if (this.#tally !== undefined || first === undefined) return this.#summary(nowUs);
    this.#queue.shift();
    this.#sending = { alert: first, from: first.offset, to: first.offset + 1 };
    return { alert: first };
  }

  /** What was sent has arrived. */
  arrived(): void {
    if (this.#sending === undefined) return;
    this.#sentTo = Math.max(this.#sentTo, this.#sending.to);
    if ("summary" in this.#sending) this.#lost -= this.#sending.summary.lost;
    this.#sending = undefined;
    this.#failures = 0;
  }

  /** It may have arrived, or not: it is sent again, later each time. */
  failed(now: Instant): void {
    const sending = this.#sending;
    if (sending === undefined) return;
    this.#sending = undefined;
    this.#notBefore = now + Math.min(AGAIN_MS_MAX, AGAIN_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    if ("alert" in sending) {
      if (this.#tally === undefined) this.#queue.unshift(sending.alert);
      else this.#tally = merged(tallyOf(sending.alert), this.#tally);
    } else if (sending.summary.count > 0) {
      const again = tallyOfSummary(sending.summary, sending);
      // What came meanwhile is behind it.
      const queued = this.#queue.splice(0);
      this.#tally = this.#tally === undefined ? again : merged(again, this.#tally);
      for (const alert of queued) this.#gather(alert);
    }
  }

  #refill(perMinute: number, now: Instant): number {
    const gained = ((now - (this.#refilledAt ?? now)) * perMinute) / 60_000;
    this.#refilledAt = now;
    this.#tokens = Math.min(perMinute, (this.#tokens ?? perMinute) + Math.max(0, gained));
    return this.#tokens;
  }

  #giveUp(nowUs: number): void {
    const before = nowUs - GIVE_UP_US;
    let gone = 0;
    while (gone < this.#queue.length && this.#queue[gone]!.atUs < before) gone += 1;
    for (const alert of this.#queue.splice(0, gone)) this.#lose(1, alert.offset + 1);
    if (this.#tally !== undefined && this.#tally.untilUs < before) {
      this.#lose(this.#tally.count, this.#tally.to);
      this.#tally = undefined;
    }
  }

  #lose(count: number, to: number): void {
    this.#lost += count;
    this.#sentTo = Math.max(this.#sentTo, to);
  }

  #gatherAll(): void {
    for (const alert of this.#queue.splice(0)) this.#gather(alert);
  }

  #gather(alert: Alert): void {
    const tally = this.#tally;
    if (tally === undefined) this.#tally = tallyOf(alert);
    else {
      tally.untilUs = Math.max(tally.untilUs, alert.atUs);
      tally.to = alert.offset + 1;
      count(tally, alert.rule, 1);
    }
  }

  #summary(nowUs: number): Message {
    const tally = this.#tally;
    this.#tally = undefined;
    const rules = [...(tally?.rules ?? [])].map(([rule, count]) => ({ rule, count }));
    const summary: Summary = {
      ...{ tenant: this.#tenant, count: tally?.count ?? 0, lost: this.#lost },
      ...{ sinceUs: tally?.sinceUs ?? nowUs, untilUs: tally?.untilUs ?? nowUs },
      rules: rules.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    };
    this.#sending = { summary, from: tally?.from ?? this.#sentTo, to: tally?.to ?? this.#sentTo };
    return { summary };
  }
}

const tallyOf = ({ atUs, offset, rule }: Alert): Tally => ({
  ...{ sinceUs: atUs, untilUs: atUs, from: offset, to: offset + 1, count: 1, rules: new Map([[rule, 1]]) },
});

const tallyOfSummary = (
  { sinceUs, untilUs, count, rules }: Summary,
  { from, to }: { from: number; to: number },
): Tally => ({
  ...{ sinceUs, untilUs, from, to, count, rules: new Map(rules.map((one) => [one.rule, one.count])) },
});

function merged(first: Tally, then: Tally): Tally {
  const all: Tally = {
    ...first,
    rules: new Map(first.rules),
    untilUs: Math.max(first.untilUs, then.untilUs),
    to: then.to,
  };
  for (const [rule, n] of then.rules) count(all, rule, n);
  return all;
}

function count(tally: Tally, rule: string, n: number): void {
  const name = tally.rules.has(rule) || tally.rules.size < RULES_MAX ? rule : OTHERS;
  tally.rules.set(name, (tally.rules.get(name) ?? 0) + n);
  tally.count += n;
}
