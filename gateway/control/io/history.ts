/**
 * The control log folded to any moment of the past, on a view of the log of its own: the loop that moves bytes never
 * waits for it. What was folded for the last questions is where the next ones begin.
 */
import type { Moment } from "../../../core/control/moment.ts";
import { CONTROL_TOPIC } from "../../../io/control/control-topic.ts";
import { type Folded, NOTHING_FOLDED } from "../../../io/control/sliced-folding.ts";
import { foldedAt } from "../../../io/control/state-at.ts";
import type { EventLog, LogRecord } from "../../../io/log/event-log.ts";

/** States of the last questions: what any two have in common they share. */
const KEPT_MAX = 16;

export class History {
  readonly #log: EventLog;
  /** The last that was asked for is the last. */
  readonly #kept: Folded[] = [];

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** Throws NoSuchMoment, or the log's fault. */
  async at(moment: Moment | "now"): Promise<Folded> {
    const end = moment === "now" ? await this.#log.endOffset(CONTROL_TOPIC, 0) : 0;
    if (moment === "now" && end === 0) return NOTHING_FOLDED;
    const folded = await foldedAt(this.#log, moment === "now" ? { offset: end - 1 } : moment, this.#kept);
    const known = this.#kept.findIndex(({ state }) => state.asOf === folded.state.asOf);
    if (known !== -1) this.#kept.splice(known, 1);
    this.#kept.push(folded);
    if (this.#kept.length > KEPT_MAX) this.#kept.shift();
    return folded;
  }

  /** Every record up to the log's end of now, in batches; the next comes after `onBatch`. Answers the last offset. */
  async read(onBatch: (records: readonly LogRecord[]) => Promise<void>): Promise<number> {
    const last = (await this.#log.endOffset(CONTROL_TOPIC, 0)) - 1;
    if (last < 0) return last;
    const follower = this.#log.follow(CONTROL_TOPIC, 0, 0, async (records) => {
      await onBatch(records.filter(({ offset }) => offset <= last));
      if (records.at(-1)!.offset >= last) follower.close();
    });
    await follower.done;
    return last;
  }
}
