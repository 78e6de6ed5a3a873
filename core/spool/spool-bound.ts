/**
 * How full a spool may be: what flows owe is reserved before they are allowed, so that it fits whenever it comes; what
 * nobody owes gets only what is left.
 *
 * Used is what stands on the disk. Each file begins with its writer's state, so the files that what is reserved will
 * need are reckoned in, each with a begin as large as the last one.
 */
import { invariant } from "../units.ts";

/**
 * Begins that nobody asks for room: of the file after this one, of the next life's, and of the life after that, which
 * has to be there before the one that it replaces may go.
 */
const FILES_AHEAD = 3;

/** What one flow may still write. */
export class ReservedRoom {
  readonly #bound: SpoolBound;
  #left: number;
  #released = false;

  /** Made by `reserve` alone. */
  constructor(bound: SpoolBound, bytes: number) {
    this.#bound = bound;
    this.#left = bytes;
  }

  get left(): number {
    return this.#left;
  }

  /** Gives back what was not used; once. What is written afterwards must find room as if nothing had been reserved. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#bound.unreserve(this.#left);
    this.#left = 0;
  }

  /** Moves so much of it to `used`; answers how much it could. */
  spend(bytes: number): number {
    const spent = Math.min(bytes, this.#left);
    this.#left -= spent;
    this.#bound.unreserve(spent);
    return spent;
  }

  /** What was spent was not written after all. */
  refund(bytes: number): void {
    if (this.#released) return;
    this.#left += bytes;
    this.#bound.rereserve(bytes);
  }
}

/** What was taken for one record: to be undone where the record was not written. */
export interface Taken {
  readonly bytes: number;
  readonly spent: number;
  readonly room: ReservedRoom | undefined;
}

export class SpoolBound {
  readonly bytes: number;
  readonly #fileBytes: number;
  #used = 0;
  #reserved = 0;
  #beginBytes = 0;

  constructor(bytes: number, fileBytes: number) {
    this.bytes = bytes;
    this.#fileBytes = fileBytes;
  }

  get used(): number {
    return this.#used;
  }

  get reserved(): number {
    return this.#reserved;
  }

  reserve(bytes: number): ReservedRoom | undefined {
    invariant(bytes >= 0, "room is not negative");
    if (!this.#fits(bytes)) return undefined;
    this.#reserved += bytes;
    return new ReservedRoom(this, bytes);
  }

  /** Takes what a record needs: from its room, and beyond that from what is free. Undefined where neither suffices. */
  take(bytes: number, room: ReservedRoom | undefined): Taken | undefined {
    const short = bytes - Math.min(bytes, room?.left ?? 0);
    if (short > 0 && !this.#fits(short)) return undefined;
    const spent = room?.spend(bytes) ?? 0;
    this.#used += bytes;
    return { bytes, spent, room };
  }

  giveBack({ bytes, spent, room }: Taken): void {
    this.#used -= bytes;
    room?.refund(spent);
  }

  /** A file has begun, with so many bytes of header and state. */
  began(bytes: number): void {
    this.#used += bytes;
    this.#beginBytes = bytes;
  }

  /** Files of so many bytes are there from an earlier life. */
  found(bytes: number): void {
    this.#used += bytes;
  }

  deleted(bytes: number): void {
    this.#used -= bytes;
    invariant(this.#used >= 0, "nothing is deleted that was not counted");
  }

  /** For rooms alone. */
  unreserve(bytes: number): void {
    this.#reserved -= bytes;
    invariant(this.#reserved >= 0, "no more is given back than was reserved");
  }

  /** For rooms alone. */
  rereserve(bytes: number): void {
    this.#reserved += bytes;
  }

  #fits(more: number): boolean {
    const owed = this.#reserved + more;
    // A file begins anew after as much as its begin was, if that is more than a file: see the writer.
    const files = Math.floor(owed / Math.max(this.#fileBytes, this.#beginBytes)) + FILES_AHEAD;
    return this.#used + owed + files * this.#beginBytes <= this.bytes;
  }
}
