/**
 * Whether gateways hold the same state: hashes of equal offsets are compared, as heartbeats tell them.
 *
 * A gateway is in few states while the log is busy, and hears of others' a moment later or earlier: it remembers its
 * own, and of each other one the newest that it has not reached yet.
 */
import type { Hex } from "../control/event.ts";
import type { Heartbeat } from "./heartbeat.ts";

/** Own states remembered: at a hundred changes a second, those of the last 40 s. */
export const STATES_KEPT = 4_096;
/** Gateways of which a state that lies ahead is remembered. */
const AHEAD_MAX = 256;

export interface Differing {
  readonly gateway: string;
  readonly asOf: number;
  readonly stateHash: Hex;
  readonly own: Hex;
}

export class Divergence {
  readonly #foldVersion: number;
  readonly #own = new Map<number, Hex>();
  readonly #ahead = new Map<string, Heartbeat>();
  #reached = -1;
  readonly counts = { states_compared: 0, states_differing: 0 };

  constructor(foldVersion: number) {
    this.#foldVersion = foldVersion;
  }

  /** This gateway's state at an offset. Answers with those of others that differ from it. */
  note(asOf: number, hash: Hex): Differing[] {
    this.#own.set(asOf, hash);
    this.#reached = Math.max(this.#reached, asOf);
    if (this.#own.size > STATES_KEPT) this.#own.delete(this.#own.keys().next().value!);
    const found: Differing[] = [];
    for (const [gateway, heartbeat] of this.#ahead) {
      if (heartbeat.asOf > asOf) continue;
      this.#ahead.delete(gateway);
      const differing = this.#compare(heartbeat);
      if (differing !== undefined) found.push(differing);
    }
    return found;
  }

  /** Another gateway's state; undefined where it is the same, or can't be compared. */
  hear(heartbeat: Heartbeat): Differing | undefined {
    if (heartbeat.foldVersion !== this.#foldVersion || heartbeat.asOf < 0) return undefined;
    if (heartbeat.asOf <= this.#reached) return this.#compare(heartbeat);
    if (this.#ahead.size < AHEAD_MAX || this.#ahead.has(heartbeat.gateway)) {
      this.#ahead.set(heartbeat.gateway, heartbeat);
    }
    return undefined;
  }

  #compare({ gateway, asOf, stateHash }: Heartbeat): Differing | undefined {
    const own = this.#own.get(asOf);
    if (own === undefined) return undefined;
    this.counts.states_compared += 1;
    if (own === stateHash) return undefined;
    this.counts.states_differing += 1;
    return { gateway, asOf, stateHash, own };
  }
}
