/** Time travel: the control log folded to some moment of its past. */

import type { ControlState } from "../../core/control/state.ts";
import { type Moment, printMoment } from "../../core/history/moment.ts";
import { timeText } from "../json-log.ts";
import type { EventLog } from "../log/event-log.ts";
import { CONTROL_TOPIC } from "./control-topic.ts";
import { type Folded, NOTHING_FOLDED, SlicedFolding } from "./sliced-folding.ts";

/** The moment isn't in the log, or can't be reached. The text says what to ask instead. */
export class NoSuchMoment extends Error {
  override readonly name = "NoSuchMoment";
  readonly code = "WL_MOMENT_UNKNOWN";
}

/**
 * The state at the last offset up to the moment. It is folded from the newest of `bases` that isn't past it, or from
 * the log's begin; in slices, so that the loop goes on. Throws NoSuchMoment for an offset past the log's end, and for
 * a time before its first record.
 */
export async function stateAt(log: EventLog, at: Moment, bases: readonly Folded[] = []): Promise<ControlState> {
  return (await foldedAt(log, at, bases)).state;
}

/** As `stateAt`, with the append time of the last record folded. */
export async function foldedAt(log: EventLog, at: Moment, bases: readonly Folded[] = []): Promise<Folded> {
  const end = await log.endOffset(CONTROL_TOPIC, 0);
  if ("offset" in at && at.offset >= end) {
    const last = end === 0 ? "the log is empty" : `the log's last is @${end - 1}`;
    throw new NoSuchMoment(`${printMoment(at)} is not in the log: ${last}`);
  }
  const base = newest(bases, at);
  const reached = "offset" in at ? at.offset : end - 1;
  const found = base.state.asOf >= reached ? base : await foldOn(log, base, at, reached);
  if (found.state.asOf >= 0) return found;
  throw new NoSuchMoment(`nothing was in the log at ${printMoment(at)}: ${await beginOf(log, end)}`);
}

function newest(bases: readonly Folded[], at: Moment): Folded {
  const usable = bases.filter(({ state, timeUs }) => ("offset" in at ? state.asOf <= at.offset : timeUs <= at.timeUs));
  return usable.reduce((best, one) => (one.state.asOf > best.state.asOf ? one : best), NOTHING_FOLDED);
}

async function foldOn(log: EventLog, base: Folded, at: Moment, reached: number): Promise<Folded> {
  const folding = new SlicedFolding(base);
  const past = (offset: number, timeUs: number) => offset > reached || ("timeUs" in at && timeUs > at.timeUs);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let over = false;
  const follower = log.follow(CONTROL_TOPIC, 0, base.state.asOf + 1, async (records) => {
    // A batch may be on its way here when enough has come: what is sealed must not be written.
    if (over) return;
    const all = await folding.take(records, past);
    over = !all || folding.asOf >= reached;
    if (over) resolve();
  });
  // Closed by us it fulfils, which says nothing; a log that fails rejects.
  follower.done.catch(reject);
  await promise.finally(() => follower.close());
  return folding.seal();
}

async function beginOf(log: EventLog, end: number): Promise<string> {
  if (end === 0) return "the log is empty";
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const follower = log.follow(CONTROL_TOPIC, 0, 0, (records) => resolve(records[0]!.appendTimeUs));
  follower.done.catch(reject);
  const timeUs = await promise.finally(() => follower.close());
  return `it begins at ${timeText(timeUs)}`;
}
