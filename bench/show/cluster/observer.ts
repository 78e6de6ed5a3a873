/**
 * Reads the log of a cluster by itself: folds it record by record, and holds what gateways say of their states, in
 * heartbeats and answers, against its own state at the very offset.
 */

import { stateHash } from "../../../core/control/digest.ts";
import type { Hex } from "../../../core/control/event.ts";
import { LEASE_TOPIC } from "../../../core/lease/heartbeat.ts";
import { CONTROL_TOPIC } from "../../../io/control/control-topic.ts";
import { decoded, type Folded, NOTHING_FOLDED, SlicedFolding } from "../../../io/control/sliced-folding.ts";
import type { EventLog, Follower, LogRecord } from "../../../io/log/event-log.ts";
import { decodeHeartbeat } from "../../../io/wire/heartbeat.ts";

export interface Loss {
  /** By this process's monotonic clock. */
  readonly atMs: number;
  readonly gateway: string;
  readonly judge: string;
  /** False: somebody else's judgement of that life was folded before. */
  readonly news: boolean;
}

export class Observer {
  readonly #followers: Follower[] = [];
  readonly #hashes: Hex[] = [];
  /** Said of offsets that were not folded here yet. */
  #early: { readonly gateway: string; readonly asOf: number; readonly hash: Hex }[] = [];
  readonly #offsets = new Map<number, Set<string>>();
  #folded: Folded = NOTHING_FOLDED;
  readonly losses: Loss[] = [];
  readonly differing: string[] = [];
  compared = 0;

  constructor(log: EventLog) {
    this.#followers.push(
      log.follow(CONTROL_TOPIC, 0, 0, (records) => this.#control(records)),
      log.follow(LEASE_TOPIC, 0, 0, (records) => this.#beats(records)),
    );
  }

  get state() {
    return this.#folded.state;
  }

  /** Offsets of which two gateways or more have told their state. */
  get sharedOffsets(): number {
    return [...this.#offsets.values()].filter(({ size }) => size > 1).length;
  }

  said(gateway: string, asOf: number, hash: Hex): void {
    if (asOf < 0) return;
    const own = this.#hashes[asOf];
    if (own === undefined) return void this.#early.push({ gateway, asOf, hash });
    this.compared += 1;
    const told = this.#offsets.get(asOf) ?? new Set();
    this.#offsets.set(asOf, told.add(gateway));
    if (own !== hash) this.differing.push(`${gateway} at offset ${asOf}: ${hash}, not ${own}`);
  }

  close(): void {
    for (const follower of this.#followers) follower.close();
  }

  async #control(records: readonly LogRecord[]): Promise<void> {
    for (const record of records) {
      const fact = decoded(record.value)?.fact;
      if (fact?.type === "gateway-lost") {
        const news = this.state.gateways.get(fact.gateway)?.epoch === fact.epoch;
        this.losses.push({ atMs: performance.now(), gateway: fact.gateway, judge: fact.judge, news });
      }
      const folding = new SlicedFolding(this.#folded);
      await folding.take([record]);
      this.#folded = await folding.seal();
      this.#hashes[record.offset] = stateHash(this.state);
    }
    for (const { gateway, asOf, hash } of this.#early.splice(0)) this.said(gateway, asOf, hash);
  }

  #beats(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      if (value.byteLength === 0) continue;
      const { gateway, asOf, stateHash: hash } = decodeHeartbeat(value);
      this.said(gateway, asOf, hash);
    }
  }
}
