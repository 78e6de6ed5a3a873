/**
 * The configuration as it stood at any revision, of the events that make it up. States that were passed on the way are
 * kept, so that one may go back without beginning anew.
 */
import type { ControlRecord } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import { type ControlState, emptyState } from "../control/state.ts";

/** Records between two kept states. */
const KEPT_EVERY = 1_000;

/** Facts that make up what is configured, and those that say whether they count. */
const CONFIGURING: readonly string[] = ["command-guarded", "object-put", "object-deleted"];

/** Of the control log, what a tenant's configuration is folded of. */
export const configures = ({ tenant: of, fact }: ControlRecord["event"], tenant: string): boolean =>
  of === tenant && CONFIGURING.includes(fact.type);

export class Configurations {
  readonly #records: ControlRecord[] = [];
  /** The state before the record of this index. */
  readonly #kept: { readonly next: number; readonly state: ControlState }[] = [{ next: 0, state: emptyState() }];
  #last = this.#kept[0]!;

  /** In the order of the log. Facts of other kinds, or of others, change nothing here. */
  add(record: ControlRecord): void {
    this.#records.push(record);
  }

  get records(): number {
    return this.#records.length;
  }

  /** As folded to this offset. */
  at(offset: number): ControlState {
    const from = this.#last.state.asOf <= offset ? this.#last : this.#nearest(offset);
    let { next, state } = from;
    while (next < this.#records.length && this.#records[next]!.offset <= offset) {
      const cut = Math.min(next + KEPT_EVERY - (next % KEPT_EVERY), this.#upTo(offset, next));
      state = fold(state, this.#records.slice(next, cut));
      next = cut;
      if (next % KEPT_EVERY === 0 && next > this.#kept.at(-1)!.next) this.#kept.push({ next, state });
    }
    this.#last = { next, state };
    return state;
  }

  /** As the last record left it. */
  now(): ControlState {
    return this.at(this.#records.at(-1)?.offset ?? -1);
  }

  #nearest(offset: number) {
    return this.#kept.findLast(({ state }) => state.asOf <= offset) ?? this.#kept[0]!;
  }

  /** Index behind the last record up to the offset. */
  #upTo(offset: number, from: number): number {
    let [low, high] = [from, this.#records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#records[middle]!.offset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
