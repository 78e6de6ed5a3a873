/**
 * What a hop knows of the datagrams of one association: what passed it, what the ends have delivered, what was dropped
 * where, and how many nobody accounts for.
 *
 * Each end tells its tally from the flow's begin; a tally counts what its sender and the hops behind it have dropped,
 * so no drop is counted twice.
 */
import { other, type Side } from "../relay/relay.ts";
import { addDrops, type DropCounts, type DropReason, dropsFrom, laterDrops, NO_DROPS, sumDrops } from "./drops.ts";

export interface Tally {
  readonly deliveredBytes: number;
  readonly deliveredDatagrams: number;
  readonly drops: DropCounts;
}

export const NO_TALLY: Tally = { deliveredBytes: 0, deliveredDatagrams: 0, drops: NO_DROPS };

/** The datagrams of an association, for its record. */
export interface DatagramCounts {
  /** Delivered at the far end. */
  readonly clientPackets: number;
  readonly serverPackets: number;
  readonly drops: DropCounts;
  /** Passed here, neither delivered nor counted as dropped: under way, or lost with a hop that died. */
  readonly clientPacketsUntold: number;
  readonly serverPacketsUntold: number;
}

export class DatagramAccount {
  readonly #passed = { downstream: 0, upstream: 0 };
  readonly #told = { downstream: NO_TALLY, upstream: NO_TALLY };
  #own: DropCounts = NO_DROPS;

  /** So many came from this leg. */
  received(from: Side, datagrams = 1): void {
    this.#passed[from] += datagrams;
  }

  /** Dropped here. */
  dropped(reason: DropReason, from: Side, count: number): void {
    this.#own = addDrops(this.#own, reason, from, count);
  }

  /** False: it tells of more than has passed here, which nobody can have delivered. */
  told(side: Side, tally: Tally): boolean {
    if (tally.deliveredDatagrams > this.#passed[other(side)]) return false;
    const before = this.#told[side];
    this.#told[side] = {
      deliveredBytes: Math.max(before.deliveredBytes, tally.deliveredBytes),
      deliveredDatagrams: Math.max(before.deliveredDatagrams, tally.deliveredDatagrams),
      drops: laterDrops(before.drops, tally.drops),
    };
    return true;
  }

  /** What is told on, of what this leg's end has told: with what was dropped here. */
  toldOn(side: Side): Tally {
    const tally = this.#told[side];
    return { ...tally, drops: sumDrops(tally.drops, this.#own) };
  }

  counts(): DatagramCounts {
    const { downstream, upstream } = this.#told;
    const drops = sumDrops(this.#own, sumDrops(downstream.drops, upstream.drops));
    return {
      clientPackets: upstream.deliveredDatagrams,
      serverPackets: downstream.deliveredDatagrams,
      drops,
      // What an end dropped before it was sent here never passed here: only what lies behind is taken off.
      clientPacketsUntold: this.#untold("downstream", sumDrops(this.#own, upstream.drops), upstream),
      serverPacketsUntold: this.#untold("upstream", sumDrops(this.#own, downstream.drops), downstream),
    };
  }

  #untold(from: Side, drops: DropCounts, { deliveredDatagrams }: Tally): number {
    return Math.max(0, this.#passed[from] - deliveredDatagrams - dropsFrom(drops, from));
  }
}
