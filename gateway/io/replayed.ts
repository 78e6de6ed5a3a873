/**
 * What a gateway's spool held when it was opened: the segments that an earlier life left open, and that life's
 * name.
 *
 * Each file of the spool begins with a state that replaces all that was known before it, so events are kept as bytes,
 * and only those behind the last state are decoded: a spool full to its bound costs a start no more than one file does.
 */
import type { Hex } from "../../core/control/event.ts";
import { LiveSegments } from "../../core/spool/live-segments.ts";
import type { Replayed } from "../../io/spool/spool.ts";
import { decodeSpooled } from "./spooled-event.ts";

export class ReplayedSpool {
  /** "" where there was none. */
  previousBoot: Hex = "";
  previousSequence = 0;
  /** Events and states that passed their checksum and yet could not be read. */
  malformed = 0;
  #states: Buffer[] = [];
  /** A row of states that has not been closed yet, and the file that it stands in. */
  #row: Buffer[] = [];
  #rowOf = "";
  #events: Buffer[] = [];

  hear(record: Replayed): void {
    const { boot, sequence } = record;
    if (record.kind === "state") {
      // A row that was cut by a crash or by damage is followed by another that begins anew.
      if (this.#rowOf !== `${boot}/${sequence}`) this.#row = [];
      this.#rowOf = `${boot}/${sequence}`;
      this.#row.push(Buffer.from(record.bytes));
      return;
    }
    if (record.kind === "stated") {
      this.#states = this.#row;
      this.#events = [];
    } else this.#events.push(Buffer.from(record.bytes));
    this.#row = [];
    if (boot !== this.previousBoot) this.previousSequence = 0;
    this.previousBoot = boot;
    this.previousSequence = Math.max(this.previousSequence, record.kind === "event" ? sequence : sequence - 1);
  }

  /** What is open after all that was heard, which is forgotten. */
  segments(): LiveSegments {
    const live = new LiveSegments();
    for (const state of this.#states.splice(0)) if (!live.restore(state.toString())) this.malformed += 1;
    for (const bytes of this.#events.splice(0)) {
      try {
        const { fact, atUs, ...about } = decodeSpooled(bytes);
        if (fact.type !== "unknown") live.tell(fact, about, atUs);
      } catch {
        this.malformed += 1;
      }
    }
    return live;
  }
}
