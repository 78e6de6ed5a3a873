/**
 * Whom a gateway judges lost, by the heartbeats that it reads. The laws:
 *
 * W1. Who doesn't see its own heartbeat come back judges nobody: it reads the log too late, or can't write it, and so
 *     can't know whether others do. One that comes back says that all that was appended before it has been read.
 * W2. Silence is measured on the observer's own monotonic clock, from the reading. Whoever was blind (it has just
 *     begun, was frozen, the log was away) grants everybody a full lease from when it sees again.
 * W3. A life is judged, never a name: the next life of that gateway is another one.
 * W4. Lost means: not chosen for new flows. Nothing else follows from it.
 */
import type { Hex } from "../control/event.ts";
import type { Instant } from "../units.ts";
import { BEAT_EVERY_MS, BLIND_AFTER_MS, type Heartbeat, LEASE_MS, leaseKey, TURN_MS, TURNS_MAX } from "./heartbeat.ts";

/** A life of a gateway, as the control log has it. */
export interface Life {
  readonly gateway: string;
  readonly epoch: Hex;
}

export interface Lease {
  readonly heartbeat: Heartbeat;
  /** When it was read here. */
  readonly heardAt: Instant;
}

/** Boots remembered; past it those go first that were heard longest ago and are no present life's. */
export const LEASES_MAX = 4_096;
/** Own heartbeats under way: older ones say nothing that counts any more. */
const SENT_KEPT = Math.ceil(BLIND_AFTER_MS / BEAT_EVERY_MS) + 1;

export class LeaseWatch {
  readonly #gateway: string;
  readonly #boot: Hex;
  readonly #leases = new Map<string, Lease>();
  readonly #sent = new Map<number, Instant>();
  /** When each present life was first seen in the control log: for those that have not spoken yet. */
  #seen = new Map<Hex, Instant>();
  /** All that was appended by then has been read. */
  #confirmedAt = Number.NEGATIVE_INFINITY as Instant;
  #sightedSince = Number.POSITIVE_INFINITY as Instant;

  constructor(gateway: string, boot: Hex) {
    this.#gateway = gateway;
    this.#boot = boot;
  }

  /** An own heartbeat is handed to the log now. */
  sent(beat: number, now: Instant): void {
    this.#sent.set(beat, now);
    for (const old of this.#sent.keys()) {
      if (this.#sent.size <= SENT_KEPT) break;
      this.#sent.delete(old);
    }
  }

  /** In the order of the log. */
  heard(heartbeat: Heartbeat, now: Instant): void {
    const key = leaseKey(heartbeat);
    // Behind the others: the first of the table was heard longest ago.
    this.#leases.delete(key);
    this.#leases.set(key, { heartbeat, heardAt: now });
    if (this.#leases.size > LEASES_MAX) this.#forgetOldest();
    if (heartbeat.gateway !== this.#gateway || heartbeat.boot !== this.#boot) return;
    const sentAt = this.#sent.get(heartbeat.beat);
    if (sentAt === undefined) return;
    if (!this.isSighted(now) && now - sentAt <= BLIND_AFTER_MS) this.#sightedSince = now;
    this.#confirmedAt = Math.max(this.#confirmedAt, sentAt) as Instant;
  }

  /** A tombstone: nothing of that boot is owed. */
  forgotten(key: string): void {
    this.#leases.delete(key);
  }

  isSighted(now: Instant): boolean {
    return now - this.#confirmedAt <= BLIND_AFTER_MS;
  }

  /** Of the lives that the control log has, those whose lease ran out. To be asked each LOOK_EVERY_MS. */
  judge(present: readonly Life[], now: Instant): Life[] {
    this.#seen = new Map(present.map(({ epoch }) => [epoch, this.#seen.get(epoch) ?? now]));
    if (!this.isSighted(now)) return [];
    const heard = new Map([...this.#leases.values()].map(({ heartbeat, heardAt }) => [heartbeat.epoch, heardAt]));
    const silentMs = ({ epoch }: Life): number =>
      now - Math.max(this.#sightedSince, heard.get(epoch) ?? this.#seen.get(epoch)!);
    const others = present.filter(({ gateway }) => gateway !== this.#gateway);
    const before = others.filter((one) => one.gateway < this.#gateway && silentMs(one) < LEASE_MS).length;
    const patienceMs = LEASE_MS + Math.min(before, TURNS_MAX) * TURN_MS;
    return others.filter((one) => silentMs(one) >= patienceMs);
  }

  /** Of every boot that has not said its last word, those heard longest ago first. */
  leases(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  /** Of a present life; undefined until its first heartbeat was read. */
  leaseOf(epoch: Hex): Lease | undefined {
    for (const lease of this.#leases.values()) if (lease.heartbeat.epoch === epoch) return lease;
    return undefined;
  }

  #forgetOldest(): void {
    for (const [key, { heartbeat }] of this.#leases) {
      if (this.#seen.has(heartbeat.epoch)) continue;
      this.#leases.delete(key);
      return;
    }
    this.#leases.delete(this.#leases.keys().next().value!);
  }
}
