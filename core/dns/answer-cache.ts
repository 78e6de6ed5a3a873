/**
 * What publishers said of names, for as long as they said so: an owned table, bounded. Names that don't exist are kept
 * as well, and who was denied an app hears the same for a moment.
 */
import { after, type Instant } from "../units.ts";

/** Some 4 MB of small answers; the one that was kept longest goes. */
export const KEPT_MAX = 8_192;

interface Kept<Answer> {
  readonly answer: Answer;
  readonly since: Instant;
  readonly until: Instant;
}

export class AnswerCache<Answer> {
  readonly #kept = new Map<string, Kept<Answer>>();

  get size(): number {
    return this.#kept.size;
  }

  /** The answer, and for how many whole seconds it was kept by now. */
  get(key: string, now: Instant): { readonly answer: Answer; readonly ageS: number } | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (now >= kept.until) {
      this.#kept.delete(key);
      return undefined;
    }
    return { answer: kept.answer, ageS: Math.floor((now - kept.since) / 1_000) };
  }

  /** Of no second nothing is kept. */
  keep(key: string, answer: Answer, seconds: number, now: Instant): void {
    this.#kept.delete(key);
    if (seconds <= 0) return;
    if (this.#kept.size >= KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, { answer, since: now, until: after(now, seconds * 1_000) });
  }

  /** What one may ask has changed. */
  clear(): void {
    this.#kept.clear();
  }
}
