/**
 * Datagrams that wait for their way on, oldest first: so many, so many bytes, so long, and no more.
 *
 * An owned table. Who waits longer than the bound is dropped, for whoever sent it has given it up or sent it again; at
 * the bound of count or bytes the oldest goes, for the newest says most. What is dropped is told, never kept.
 */
import { after, type Instant } from "../units.ts";
import type { DropReason } from "./drops.ts";

export interface WaitingBounds {
  readonly count: number;
  readonly bytes: number;
  readonly ageMs: number;
}

/**
 * On the way: 100 ms is longer than a full connection takes to come free, and shorter than what a call or a game can
 * use. As much as comes in that time at 40 Mbit/s.
 */
export const ON_THE_WAY: WaitingBounds = { count: 512, bytes: 512 * 1024, ageMs: 100 };
/**
 * While the association is being opened: a program's first datagrams are questions, whose answer is of use for as long
 * as the program waits (a second or more); they are few.
 */
export const WHILE_OPENING: WaitingBounds = { count: 32, bytes: 128 * 1024, ageMs: 2_000 };

/** Bytes, of which only their number matters here. */
export interface Bytes {
  readonly length: number;
}

interface Waiting<Datagram> {
  readonly bytes: Datagram;
  /** How many datagrams these are: several may stand in one message. */
  readonly datagrams: number;
  readonly since: Instant;
}

/** Taken entries are cut off in one piece once there are so many: shifting each would move the rest each time. */
const CUT_AT = 64;

export class WaitingDatagrams<Datagram extends Bytes> {
  readonly #bounds: WaitingBounds;
  readonly #dropped: (reason: DropReason, count: number) => void;
  readonly #queue: Waiting<Datagram>[] = [];
  #first = 0;
  #bytes = 0;
  #datagrams = 0;

  constructor(bounds: WaitingBounds, dropped: (reason: DropReason, count: number) => void) {
    this.#bounds = bounds;
    this.#dropped = dropped;
  }

  /** Datagrams. */
  get size(): number {
    return this.#datagrams;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(bytes: Datagram, now: Instant, datagrams = 1): void {
    this.expire(now);
    const { count, bytes: most } = this.#bounds;
    if (bytes.length > most || datagrams > count) return this.#dropped("full", datagrams);
    let over = 0;
    while (this.size + datagrams > count || this.#bytes + bytes.length > most) over += this.#shift()?.datagrams ?? 0;
    if (over > 0) this.#dropped("full", over);
    this.#queue.push({ bytes, datagrams, since: now });
    this.#bytes += bytes.length;
    this.#datagrams += datagrams;
  }

  /** Of the oldest that may still go; undefined: there is none. */
  peek(now: Instant): Datagram | undefined {
    this.expire(now);
    return this.#queue[this.#first]?.bytes;
  }

  take(now: Instant): Datagram | undefined {
    this.expire(now);
    return this.#shift()?.bytes;
  }

  expire(now: Instant): void {
    let stale = 0;
    for (let head = this.#queue[this.#first]; head !== undefined; head = this.#queue[this.#first]) {
      if (now < after(head.since, this.#bounds.ageMs)) break;
      stale += this.#shift()?.datagrams ?? 0;
    }
    if (stale > 0) this.#dropped("stale", stale);
  }

  /** Nothing waits any more. */
  dropAll(reason: DropReason): void {
    const { size } = this;
    this.#queue.length = 0;
    this.#first = 0;
    this.#bytes = 0;
    this.#datagrams = 0;
    if (size > 0) this.#dropped(reason, size);
  }

  #shift(): Waiting<Datagram> | undefined {
    const head = this.#queue[this.#first];
    if (head === undefined) return undefined;
    this.#bytes -= head.bytes.length;
    this.#datagrams -= head.datagrams;
    this.#first += 1;
    if (this.#first >= CUT_AT || this.#first === this.#queue.length) {
      this.#queue.splice(0, this.#first);
      this.#first = 0;
    }
    return head;
  }
}
