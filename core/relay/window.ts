/**
 * How much may be under way between the two ends of a flow, and when the receiving end tells what it has delivered.
 *
 * The window bounds what a stalled reader costs on the whole path; the relays between know nothing of it.
 */
import { after, type Instant } from "../units.ts";

/** A new flow's window: a reader that never reads costs this much, in all places together. */
export const WINDOW_MIN = 256 * 1024;
/** Twice 50 MB/s x 20 ms with room: past this a flow gains nothing that its memory is worth. */
export const WINDOW_MAX = 8 * 1024 * 1024;
/**
 * What an end may send behind its open before it is answered: a request or a TLS hello, and no upload. The hop that was
 * asked holds it, and is asked by many.
 */
export const EARLY_MAX = 32 * 1024;
/** A whole window acked within this time has earned a larger one. */
export const GROW_WITHIN_MS = 1_000;
/**
 * A window doubles at most once in this time. Kernels take megabytes in a moment for a reader that reads nothing, and
 * acks for those must not make it a large window to be stalled with.
 */
export const GROW_EVERY_MS = 250;
/** A quarter of the smallest window: the sender gets word three times before it must stop. */
export const ACK_EVERY = 64 * 1024;
/** A reader that rests with less than that still tells, so that the counts of a quiet flow are true. */
export const ACK_IDLE_MS = 50;

/** The sending end's side of it. */
export class SendWindow {
  #size = WINDOW_MIN;
  #sent = 0;
  #acked = 0;
  /** The bytes up to `#goal`, sent since `#since`, are the window that is being timed. */
  #goal: number | undefined;
  #since = 0 as Instant;
  #growAt: Instant | undefined;

  get size(): number {
    return this.#size;
  }

  get sent(): number {
    return this.#sent;
  }

  get acked(): number {
    return this.#acked;
  }

  /** How many bytes may be sent now. */
  get room(): number {
    return Math.max(0, this.#size - (this.#sent - this.#acked));
  }

  onSent(bytes: number, now: Instant): void {
    this.#growAt ??= after(now, GROW_EVERY_MS);
    if (this.#goal === undefined) {
      this.#goal = this.#sent + this.#size;
      this.#since = now;
    }
    this.#sent += bytes;
  }

  /** False: the offset is one that was never sent. An older offset than the last changes nothing. */
  onAck(offset: number, now: Instant): boolean {
    if (offset > this.#sent) return false;
    if (offset <= this.#acked) return true;
    this.#acked = offset;
    if (this.#goal === undefined || offset < this.#goal) return true;
    this.#goal = undefined;
    this.#judge(now);
    return true;
  }

  /** A whole window has been acked. */
  #judge(now: Instant): void {
    if (now > after(this.#since, GROW_WITHIN_MS)) {
      // A reader that has become slow gives back what it does not use.
      this.#size = Math.max(WINDOW_MIN, this.#size / 2);
    } else if (this.#growAt !== undefined && now >= this.#growAt) {
      this.#size = Math.min(WINDOW_MAX, this.#size * 2);
      this.#growAt = after(now, GROW_EVERY_MS);
    }
  }
}

/** The receiving end's side: which deliveries are worth a word. */
export class Acker {
  #delivered = 0;
  #told = 0;
  #idleAt: Instant | undefined;

  get delivered(): number {
    return this.#delivered;
  }

  /** The offset to tell now, or undefined. */
  onDelivered(bytes: number, now: Instant): number | undefined {
    this.#delivered += bytes;
    if (this.#delivered - this.#told >= ACK_EVERY) return this.#tell();
    this.#idleAt = after(now, ACK_IDLE_MS);
    return undefined;
  }

  nextDeadline(): Instant | undefined {
    return this.#idleAt;
  }

  onTick(now: Instant): number | undefined {
    return this.#idleAt !== undefined && now >= this.#idleAt ? this.#tell() : undefined;
  }

  /** The last word before the leg is ended; undefined if it has been said. */
  last(): number | undefined {
    return this.#delivered > this.#told ? this.#tell() : undefined;
  }

  #tell(): number {
    this.#told = this.#delivered;
    this.#idleAt = undefined;
    return this.#told;
  }
}
