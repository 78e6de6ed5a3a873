/** How long something took, counted in buckets: what a scrape reads at any moment, and any number of them. */

export interface HistogramReading {
  /** Upper bounds, seconds, ascending; above the last one there is one bucket more. */
  readonly bounds: readonly number[];
  /** One for each bound and one more; each of its bucket alone. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** From a hop on one machine to what a person gives up on. */
export const SETUP_BOUNDS: readonly number[] = [
  ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  ...[1, 2.5, 5, 10],
];

/** One owner; reading changes nothing. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[] = SETUP_BOUNDS) {
    this.#bounds = bounds;
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(seconds: number): void {
    let at = 0;
    while (at < this.#bounds.length && seconds > this.#bounds[at]!) at += 1;
    this.#counts[at]! += 1;
    this.#sum += seconds;
  }

  read(): HistogramReading {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sum };
  }
}
