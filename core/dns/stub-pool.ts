/**
 * One stub IP per steered name: the address that stands on the device for a private app.
 *
 * The mapping is a security boundary: an address that means another name than the device believes opens a flow to the
 * wrong app. So an address rests long before another name may have it, and the choice of one is deterministic.
 */
import type { Hex } from "../control/event.ts";
import { after, type Instant } from "../units.ts";
import type { Lead } from "./learned-names.ts";

/**
 * A stub IP rests this long before another name may have it, so that a stale resolver cache or a program that keeps
 * its addresses cannot open a flow to the wrong private app.
 */
export const QUARANTINE_MS = 10 * 60_000;

/** Under a wildcard a program may ask for names without end: so many leases are some 20 MB. */
export const LEASES_MAX = 65_536;

/** A name that nobody asked for so long gives its address back. */
export const IDLE_MS = 24 * 3_600_000;

/** An IPv4 range; `base` is its first address as a number. */
export interface StubRange {
  readonly base: number;
  readonly bits: number;
}

export interface Lease {
  readonly name: string;
  readonly address: number;
  /** 16 bytes: this lease and no other; undefined where it was kept by an agent that numbered none. */
  readonly id?: Hex | undefined;
}

export type Allocation =
  | { readonly kind: "leased"; readonly address: number; readonly id: Hex; readonly fresh: boolean }
  | { readonly kind: "exhausted"; readonly retryAt: Instant | undefined };

interface Held {
  readonly address: number;
  readonly id: Hex;
  usedAt: Instant;
  /** How long the name's last question took to be answered; undefined after a restart. */
  lookUpUs?: number;
  /** By which a publisher said that there is such a name; undefined after a restart, and where none was asked. */
  questionId?: Hex | undefined;
}

interface Resting {
  /** Undefined after a restart: the address was used, and by whom is no longer known. */
  readonly name: string | undefined;
  readonly until: Instant;
}

export class StubPool {
  #range: StubRange;
  /** By name, longest unused first. */
  readonly #held = new Map<string, Held>();
  readonly #names = new Map<number, string>();
  /** By address, longest rested first. */
  readonly #resting = new Map<number, Resting>();
  readonly #restingNames = new Map<string, number>();
  #last: number;
  #neverUsed: number;
  readonly #life: Hex;
  #leases = 0;

  /** `life`: 8 bytes that no other pool has had; leases are numbered by them and a count. */
  constructor(range: StubRange, life: Hex = "0".repeat(16)) {
    this.#range = range;
    this.#life = life;
    // The first and the last address of a range look like a network and a broadcast address to some programs.
    this.#neverUsed = range.base + 1;
    this.#last = range.base + 2 ** (32 - range.bits) - 2;
  }

  get range(): StubRange {
    return this.#range;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Addresses that no name may have yet. */
  get resting(): number {
    return this.#resting.size;
  }

  /** All addresses below it have been leased at some time. */
  get highWater(): number {
    return this.#neverUsed;
  }

  contains(address: number): boolean {
    return address >= this.range.base && address < this.range.base + 2 ** (32 - this.range.bits);
  }

  leases(): Lease[] {
    return [...this.#held].map(([name, { address, id }]) => ({ name, address, id }));
  }

  /** The name an address stands for now; a flow to it counts as use. */
  nameOf(address: number, now: Instant): string | undefined {
    const name = this.#names.get(address);
    if (name !== undefined) this.#touch(name, now);
    return name;
  }

  /** The lease's name was asked for, and its answer took so long: microseconds. */
  lookedUp(name: string, tookUs: number): void {
    const held = this.#held.get(name);
    if (held !== undefined) held.lookUpUs = tookUs;
  }

  /** A publisher has said, answering this question, that the lease's name is there. */
  vouched(name: string, questionId: Hex | undefined): void {
    const held = this.#held.get(name);
    if (held !== undefined) held.questionId = questionId;
  }

  /** What led to a flow to the name's stub: a question that was answered by it, else its lease. */
  leadOf(name: string): Lead {
    const { questionId, id, lookUpUs } = this.#held.get(name) ?? {};
    return { questionId: questionId ?? id, dnsUs: lookUpUs };
  }

  /** The name's address. The same name gets the same one for as long as it is leased, and back if it still rests. */
  allocate(name: string, now: Instant): Allocation {
    const held = this.#touch(name, now);
    if (held !== undefined) return { kind: "leased", address: held.address, id: held.id, fresh: false };
    if (this.#held.size >= LEASES_MAX) return { kind: "exhausted", retryAt: this.#nextIdle() };
    const own = this.#restingNames.get(name);
    if (own !== undefined) return this.#lease(name, own, now);
    if (this.#neverUsed <= this.#last) return this.#lease(name, this.#neverUsed++, now);
    for (const [address, { until }] of this.#resting) {
      if (until > now) return { kind: "exhausted", retryAt: until };
      return this.#lease(name, address, now);
    }
    return { kind: "exhausted", retryAt: undefined };
  }

  /** Takes the name's address away, and answers it; from now on it means nothing, and rests. */
  release(name: string, now: Instant): number | undefined {
    const held = this.#held.get(name);
    if (held === undefined) return undefined;
    this.#held.delete(name);
    this.#names.delete(held.address);
    this.#resting.set(held.address, { name, until: after(now, QUARANTINE_MS) });
    this.#restingNames.set(name, held.address);
    return held.address;
  }

  /** Releases what nobody asked for in a day; answers what was released. */
  releaseIdle(now: Instant): Lease[] {
    const released: Lease[] = [];
    for (const [name, { usedAt, address, id }] of this.#held) {
      if (after(usedAt, IDLE_MS) > now) break;
      this.release(name, now);
      released.push({ name, address, id });
    }
    return released;
  }

  /**
   * After a restart: `leases` as they were kept, and the high-water mark. What lies below the mark and is no lease may
   * have been given back only just now, so it rests a whole time from here. Answers the leases that had no number.
   */
  restore(leases: readonly Lease[], highWater: number, now: Instant): Lease[] {
    const numbered: Lease[] = [];
    for (const { name, address, id: known } of leases) {
      const usable = address > this.range.base && address <= this.#last;
      if (!usable || this.#held.has(name) || this.#names.has(address)) continue;
      const id = known ?? this.#nextId();
      if (known === undefined) numbered.push({ name, address, id });
      this.#held.set(name, { address, id, usedAt: now });
      this.#names.set(address, name);
    }
    // Not Math.max(...): a full pool would overflow the stack.
    let highest = 0;
    for (const address of this.#names.keys()) if (address > highest) highest = address;
    const mark = Math.min(Math.max(highWater, highest + 1, this.#neverUsed), this.#last + 1);
    for (let address = this.#neverUsed; address < mark; address++) {
      if (!this.#names.has(address)) this.#resting.set(address, { name: undefined, until: after(now, QUARANTINE_MS) });
    }
    this.#neverUsed = mark;
    return numbered;
  }

  /**
   * Into another range: each name has a new lease there. What was leased before means nothing any more; those addresses
   * are the caller's to keep from anybody else. Where the range is too small the last used have none.
   */
  move(range: StubRange): { readonly released: readonly Lease[]; readonly leased: readonly Lease[] } {
    const released = this.leases();
    const held = [...this.#held];
    for (const table of [this.#held, this.#names, this.#resting, this.#restingNames]) table.clear();
    this.#range = range;
    this.#neverUsed = range.base + 1;
    this.#last = range.base + 2 ** (32 - range.bits) - 2;
    for (const [name, before] of held) {
      if (this.#neverUsed > this.#last) break;
      const address = this.#neverUsed++;
      this.#held.set(name, { ...before, address, id: this.#nextId() });
      this.#names.set(address, name);
    }
    return { released, leased: this.leases() };
  }

  #nextId(): Hex {
    this.#leases += 1;
    return this.#life + this.#leases.toString(16).padStart(16, "0");
  }

  #lease(name: string, address: number, now: Instant): Allocation {
    const rested = this.#resting.get(address)?.name;
    if (rested !== undefined) this.#restingNames.delete(rested);
    this.#resting.delete(address);
    const id = this.#nextId();
    this.#held.set(name, { address, id, usedAt: now });
    this.#names.set(address, name);
    return { kind: "leased", address, id, fresh: true };
  }

  #touch(name: string, now: Instant): Held | undefined {
    const held = this.#held.get(name);
    if (held === undefined) return undefined;
    held.usedAt = now;
    this.#held.delete(name);
    this.#held.set(name, held);
    return held;
  }

  #nextIdle(): Instant | undefined {
    for (const { usedAt } of this.#held.values()) return after(usedAt, IDLE_MS);
    return undefined;
  }
}
