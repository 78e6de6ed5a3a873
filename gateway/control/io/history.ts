/**
 * The control log folded to any moment of the past, on a view of the log of its own: the loop that moves bytes never
 * waits for it. What was folded for the last questions is where the next ones begin.
 */
import type { Moment } from "../../../core/history/moment.ts";
import { CONTROL_TOPIC } from "../../../io/control/control-topic.ts";
import { type Folded, NOTHING_FOLDED } from "../../../io/control/sliced-folding.ts";
import type { Snapshots } from "../../../io/control/snapshots.ts";
import { foldedAt } from "../../../io/control/state-at.ts";
import type { EventLog, LogRecord } from "../../../io/log/event-log.ts";

/** States of the last questions. What one was folded from another they share; each may be of a large estate. */
const KEPT_MAX = 6;
/** A snapshot is read where it spares so many. */
const WORTH_EVENTS = 5_000;

export class History {
  readonly #log: EventLog;
  readonly #snapshots: Pick<Snapshots, "before"> | undefined;
  #logId: string | undefined;
  /** The last that was asked for is the last. */
  readonly #kept: Folded[] = [];

  constructor(log: EventLog, snapshots?: Pick<Snapshots, "before">) {
    this.#log = log;
    this.#snapshots = snapshots;
  }

  /** Throws NoSuchMoment, or the log's fault. */
  async at(moment: Moment | "now"): Promise<Folded> {
    const end = moment === "now" ? await this.#log.endOffset(CONTROL_TOPIC, 0) : 0;
    if (moment === "now" && end === 0) return NOTHING_FOLDED;
    const at: Moment = moment === "now" ? { offset: end - 1 } : moment;
    const snapshot = await this.#snapshotFor(at);
    const folded = await foldedAt(this.#log, at, snapshot === undefined ? this.#kept : [...this.#kept, snapshot]);
    const known = this.#kept.findIndex(({ state }) => state.asOf === folded.state.asOf);
    if (known !== -1) this.#kept.splice(known, 1);
    this.#kept.push(folded);
    if (this.#kept.length > KEPT_MAX) this.#kept.shift();
    return folded;
  }

  /** Where there is no state kept that is as good: reading one takes as long as folding thousands of events. */
  async #snapshotFor(at: Moment): Promise<Folded | undefined> {
    if (this.#snapshots === undefined) return undefined;
    this.#logId ??= (await foldedAt(this.#log, { offset: 0 })).state.logId;
    const least = this.#kept
      .filter(({ state, timeUs }) => ("offset" in at ? state.asOf <= at.offset : timeUs <= at.timeUs))
      .reduce((most, { state }) => Math.max(most, state.asOf), 0);
    return this.#snapshots.before(at, this.#logId, least + WORTH_EVENTS);
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
