/** What the status page says of the record: how far behind it is, and the last flows in it. */

import { clockText, type FlowRow, lifeText, outcomeOf, outcomeText } from "../core/reading/flow-view.ts";
import { bytesText, durationText } from "../core/record/amounts.ts";
import { type Cells, escaped, section, stateCell } from "./page-table.ts";

export interface RecordView {
  /** "away": ClickHouse does not answer, or not in time; `flows` are those of the last time that it did. */
  readonly state: "here" | "away";
  /** Why it is away, and what to do. */
  readonly why: string;
  /** Events that gateways have written and that are not stored yet; null where that is not known. */
  readonly events_behind: number | null;
  /** Age of the newest event that is stored, while others wait; 0 where none does; null where it is not known. */
  readonly behind_s: number | null;
  readonly last_flows: readonly FlowRow[];
}

/** What is known besides the store itself. */
export interface Waiting {
  /** Records of the log behind the ingester's position; undefined where the ingester does not say. */
  readonly lag: number | undefined;
  /** What each gateway's spool still holds; undefined where a gateway does not say. */
  readonly unshipped: readonly (number | undefined)[];
}

/** `newestMs`: when the log took the newest event that is stored. */
export function behind(waiting: Waiting, newestMs: number | undefined, nowMs: number) {
  const { lag, unshipped } = waiting;
  const known = lag !== undefined && unshipped.every((one) => one !== undefined);
  const events = known ? unshipped.reduce((sum: number, one) => sum + (one ?? 0), lag) : null;
  const age = newestMs === undefined ? null : Math.max(0, Math.round((nowMs - newestMs) / 1000));
  return { events_behind: events, behind_s: events === 0 ? 0 : age };
}

const COLUMNS = [
  ...["Began", "User", "App", "Destination", "Outcome", "Denial"],
  ...["Rule", "Publisher", "Sent", "Received", "Took"],
];

export function recordSection(record: RecordView, at: string): string {
  const rows = record.last_flows.toReversed().map((flow) => rowOf(flow, at.slice(0, 10)));
  const fresh = record.state === "here" && record.behind_s === 0;
  const state = `<p class="${fresh ? "good" : "bad"}">${escaped(text(record))}</p>`;
  return `${section("Last flows", COLUMNS, rows)}\n${state}`;
}

function text({ state, why, events_behind, behind_s }: RecordView): string {
  const age = behind_s === null ? "" : `, its newest event is ${durationText(behind_s * 1_000_000)} old`;
  const waiting = events_behind === null ? "events may be waiting" : `${events_behind} events wait to be stored`;
  const how = events_behind === 0 ? "Nothing waits to be stored" : `It is behind: ${waiting}${age}`;
  if (state === "away") return `The record can't be read now. ${why}. What stands here was read before. ${how}.`;
  return events_behind === 0 ? "The record is up to date." : `The record is there. ${how}.`;
}

function rowOf(flow: FlowRow, today: string): Cells {
  const or = (cell: string | null) => cell ?? "";
  const outcome = outcomeOf(flow);
  return [
    ...[clockText(flow.start_time, today), or(flow.user), or(flow.app), `${or(flow.host)}:${flow.port ?? ""}`],
    ...[stateCell(outcomeText(flow), outcome === "open" || outcome === "closed"), or(flow.denial_id), or(flow.policy)],
    ...[or(flow.publisher_name), bytesText(flow.client_bytes ?? 0), bytesText(flow.server_bytes ?? 0), lifeText(flow)],
  ];
}
