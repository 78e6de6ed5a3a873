/**
 * Flows that changed since somebody last looked: by when their events were stored, which is the one order that a store
 * keeps. A block of events becomes visible a moment after its time, so each look begins a little before the last one's
 * end, and what was printed already is known by its printer.
 */
import { conditions, type FlowFilters, flowColumns, type Query } from "./flows-query.ts";

/** An insert that takes longer than this from its time to its visibility would not be seen. */
export const VISIBLE_WITHIN_MS = 10_000;

/** Events are found by when they happened; one that was stored later than this after that is not noticed. */
const STORED_WITHIN_MS = 24 * 3_600_000;

/** What of a look's range there is: how many events, the oldest flow among them, the newest time of storing. */
export const lookQuery = (fromMs: number): Query => ({
  query: `SELECT count(), toUnixTimestamp64Milli(min(flow_at)), toUnixTimestamp64Milli(max(inserted_at))
    FROM network_events WHERE ${STORED_SINCE} AND ${OF_FLOWS}`,
  params: since(fromMs),
});

/**
 * The flows of those events, as they are now, however long ago they began. `oldestMs` spares the store the rest of the
 * record.
 */
export function changedQuery(filters: FlowFilters, fromMs: number, oldestMs: number): Query {
  const { where, params } = conditions({ ...filters, sinceUs: undefined });
  where.push("flow_at >= fromUnixTimestamp64Milli({oldest_ms:Int64}, 'UTC')");
  where.push(`flow_id IN (SELECT flow_id FROM network_events WHERE ${STORED_SINCE} AND ${OF_FLOWS})`);
  return {
    query: `SELECT ${flowColumns()} FROM flows WHERE ${where.join(" AND ")} ORDER BY start_time, flow_id`,
    params: { ...params, oldest_ms: oldestMs, ...since(fromMs) },
  };
}

export const STORE_CLOCK: Query = { query: "SELECT toUnixTimestamp64Milli(now64(3))", params: {} };

const since = (fromMs: number) => ({ stored_from_ms: fromMs, told_from_ms: fromMs - STORED_WITHIN_MS });
const STORED_SINCE = [
  "inserted_at >= fromUnixTimestamp64Milli({stored_from_ms:Int64})",
  "at >= fromUnixTimestamp64Milli({told_from_ms:Int64})",
].join(" AND ");
const OF_FLOWS = "kind IN ('flow-decided', 'segment-opened', 'segment-active', 'segment-ended')";

/** What was printed of which flow: bounded, the longest untouched is forgotten, and would be printed again. */
export class PrintedFlows {
  readonly #most: number;
  readonly #printed = new Map<string, string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** True where this form of the flow is new; it is remembered. */
  isNew(flowId: string, form: string): boolean {
    const before = this.#printed.get(flowId);
    this.#printed.delete(flowId);
    this.#printed.set(flowId, form);
    if (this.#printed.size > this.#most) this.#printed.delete(this.#printed.keys().next().value!);
    return before !== form;
  }

  get size(): number {
    return this.#printed.size;
  }
}
