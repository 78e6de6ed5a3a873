/** What the store is asked about completeness: each a query, and its rows as plain values. */
import type { LiveSource, PreviousLife, StoredLife } from "./completeness.ts";
import type { Query } from "./flows-query.ts";

/**
 * Every life that the store knows, by bitmaps of its sequences: exact, and small where numbers follow each other. Of a
 * live source only what it had produced when it was asked: what comes since is still under way.
 */
export function livesQuery(live: readonly LiveSource[]): Query {
  const place = "indexOf({boots:Array(String)}, boot)";
  const bound = `if(${place} = 0, toUInt64(-1), {bounds:Array(UInt64)}[${place}])`;
  const query = `
    SELECT source, boot, groupBitmapIf(sequence, kept), groupBitmapIf(sequence, NOT kept), groupBitmap(sequence),
      countIf(kept), min(sequence), toInt64(min(toUnixTimestamp64Milli(told_at))), max(sequence),
      sumIf(told_dropped, kept)
    FROM (
      SELECT source, ${bootText("boot")} AS boot, sequence, appended_at AS told_at, true AS kept,
        if(kind = 'events-dropped', count, 0) AS told_dropped
      FROM network_events
      UNION ALL
      SELECT source, ${bootText("boot")}, sequence, appended_at, false, 0 FROM dead_letters WHERE sequence > 0
    )
    WHERE sequence <= ${bound}
    GROUP BY source, boot`;
  return { query, params: { boots: live.map(({ boot }) => boot), bounds: live.map(({ sequence }) => sequence) } };
}

export const PREVIOUS_QUERY: Query = {
  query: `
    SELECT source, ${bootText("previous_boot")}, max(previous_sequence), min(toUnixTimestamp64Milli(appended_at))
    FROM network_events WHERE kind = 'source-started' AND previous_sequence > 0 GROUP BY 1, 2`,
  params: {},
};

export const NOBODY_QUERY: Query = { query: "SELECT count() FROM dead_letters WHERE sequence = 0", params: {} };

/** By groups that may go to the disk: a set of all ids would not fit in what a query may take. */
export const RAW_QUERY: Query = {
  query: "SELECT sum(rows), count() FROM (SELECT event_id, count() AS rows FROM network_events GROUP BY event_id)",
  params: {},
};

/** The form in which everybody else names a life. */
function bootText(column: string): string {
  return `lower(replaceAll(toString(${column}), '-', ''))`;
}

export const storedLifeOf = (cells: readonly unknown[]): StoredLife => {
  const [source, boot, ...rest] = cells;
  const [stored, deadLettered, accounted, rows, lowest, lowestAtMs, highest, dropped] = rest.map(Number);
  return {
    ...{ source: String(source), boot: String(boot), stored: stored!, deadLettered: deadLettered! },
    ...{ accounted: accounted!, rows: rows!, lowest: lowest!, lowestAtMs: lowestAtMs!, highest: highest! },
    dropped: dropped!,
  };
};

export const previousLifeOf = ([source, boot, sequence, toldAtMs]: readonly unknown[]): PreviousLife => {
  return { source: String(source), boot: String(boot), sequence: Number(sequence), toldAtMs: Number(toldAtMs) };
};
