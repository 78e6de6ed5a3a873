/**
 * Folds raw records of the control log without ever holding the loop for long: decoding, folding and hashing go on in
 * slices, and others have their turn in between. What has been folded is to be seen when it is sealed, whole.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { ControlRecord, UnknownEvent } from "../../core/control/event.ts";
import { Folding } from "../../core/control/fold.ts";
import { type ControlState, emptyState } from "../../core/control/state.ts";
import { clock } from "../clock.ts";
import type { LogRecord } from "../log/event-log.ts";
import { decodeControlEvent } from "../wire/control-event.ts";
import type { LogChain } from "./log-chain.ts";

/** A slice ends after so long, or with the record that it is at. */
export const SLICE_MS = 0.5;
/** Steps between two counts of what is not hashed yet, which asks every table. */
const COUNTED = 256;
/** Rows whose hashes are made at once. */
const HASHED_ROWS = 16;
/** More rows than this don't wait for the end to be hashed: what stood there before is kept until then. */
const UNHASHED_MAX = 65_536;

/** The log folded to some offset. */
export interface Folded {
  readonly state: ControlState;
  /** Append time of the last record folded, as a running maximum; 0 before the first. */
  readonly timeUs: number;
}

export const NOTHING_FOLDED: Folded = { state: emptyState(), timeUs: 0 };

const UNREADABLE: UnknownEvent = {
  ...{ id: "", tenant: "", atUs: 0, writer: "", critical: false, actor: "", command: "" },
  fact: { type: "unknown" },
};

/** A poison record of whatever writer is folded to nothing: it must not stop the fold, nor what stands behind it. */
export function decoded(value: Uint8Array): ControlRecord["event"] | undefined {
  try {
    return decodeControlEvent(value);
  } catch {
    return undefined;
  }
}

export class SlicedFolding {
  readonly #folding: Folding;
  readonly #chain: LogChain | undefined;
  #timeUs: number;
  #sliceEndMs = 0;
  /** Records that no decoder could read. */
  malformed = 0;

  /** `chain`: the rolling hash of what was folded before, which goes on with what is taken. */
  constructor(from: Folded, chain?: LogChain) {
    this.#folding = new Folding(from.state);
    this.#timeUs = from.timeUs;
    this.#chain = chain;
  }

  get asOf(): number {
    return this.#folding.asOf;
  }

  /** False where a record lies past what is wanted: neither it nor those behind it are folded. */
  async take(records: readonly LogRecord[], past?: (offset: number, timeUs: number) => boolean): Promise<boolean> {
    this.#begin();
    for (const [n, record] of records.entries()) {
      // What is delivered again is in the state, and in the rolling hash.
      if (record.offset <= this.#folding.asOf) continue;
      const timeUs = Math.max(this.#timeUs, record.appendTimeUs);
      if (past?.(record.offset, timeUs)) return false;
      const event = decoded(record.value);
      if (event === undefined) this.malformed += 1;
      this.#chain?.add(record);
      this.#folding.take({ offset: record.offset, appendTimeUs: record.appendTimeUs, event: event ?? UNREADABLE });
      this.#timeUs = timeUs;
      // A rule that names a hundred apps takes a tenth of a millisecond; a look at the clock nothing.
      if (this.#isOver()) await this.#others();
      if (n % COUNTED === 0 && this.#folding.unhashed > UNHASHED_MAX) await this.#hashAll();
    }
    return true;
  }

  /** Nothing may be taken after it. */
  async seal(): Promise<Folded> {
    this.#begin();
    this.#folding.finish();
    await this.#hashAll();
    return { state: this.#folding.seal(), timeUs: this.#timeUs };
  }

  async #hashAll(): Promise<void> {
    while (this.#folding.unhashed > 0) {
      this.#folding.hash(HASHED_ROWS);
      if (this.#isOver()) await this.#others();
    }
  }

  #begin(): void {
    this.#sliceEndMs = clock.now() + SLICE_MS;
  }

  #isOver(): boolean {
    return clock.now() >= this.#sliceEndMs;
  }

  async #others(): Promise<void> {
    await turn();
    this.#begin();
  }
}
