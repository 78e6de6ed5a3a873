/** A flow as the record tells it: one row, whatever became of it. Fields, their order and their forms are promised. */
import { isCode, REASONS } from "../reason.ts";
import { durationText } from "../record/amounts.ts";

/** What a field is in JSON; every one of them may be null where the flow has none. */
export type FieldForm = "text" | "number" | "time" | "flag";

/** In the order in which they are printed. A name is never used again for another meaning. */
export const FLOW_FIELDS = {
  flow_id: "text",
  flow_status: "text",
  start_time: "time",
  end_time: "time",
  user: "text",
  device: "text",
  src_ip: "text",
  src_port: "number",
  app: "text",
  host: "text",
  port: "number",
  protocol: "text",
  action: "text",
  policy: "text",
  reason: "text",
  denial_id: "text",
  publisher_name: "text",
  client_gateway: "text",
  publisher_gateway: "text",
  egress_addr: "text",
  app_addr: "text",
  client_bytes: "number",
  server_bytes: "number",
  bytes_exact: "flag",
  dns_us: "number",
  decide_us: "number",
  route_us: "number",
  dispatch_us: "number",
  resolve_us: "number",
  connect_us: "number",
  first_byte_us: "number",
  as_of: "number",
  config_rev: "number",
  srp_version: "number",
  trace_id: "text",
  trace_kept: "flag",
  segments: "number",
  client_packets: "number",
  server_packets: "number",
  packets_dropped: "number",
  drop_reasons: "text",
  process: "text",
  process_path_hash: "text",
  process_uid: "number",
  question_id: "text",
} as const satisfies Record<string, FieldForm>;

export type FlowField = keyof typeof FLOW_FIELDS;

interface Forms {
  readonly text: string;
  readonly number: number;
  readonly time: string;
  readonly flag: boolean;
}

export type FlowRow = { readonly [F in FlowField]: Forms[(typeof FLOW_FIELDS)[F]] | null };

export const FLOW_COLUMNS = Object.keys(FLOW_FIELDS) as FlowField[];

/** The store's cells, in the order of FLOW_COLUMNS. */
export function flowOf(cells: readonly unknown[]): FlowRow {
  if (cells.length !== FLOW_COLUMNS.length)
    throw new RangeError(`a flow has ${FLOW_COLUMNS.length} columns, the store sent ${cells.length}`);
  const row: Record<string, unknown> = {};
  for (let at = 0; at < cells.length; at += 1) {
    const field = FLOW_COLUMNS[at]!;
    row[field] = cellValue(FLOW_FIELDS[field], cells[at]);
  }
  return row as FlowRow;
}

/** What the store sent for one cell, as JSON has it; absent is null, never "". */
export function cellValue(form: FieldForm, cell: unknown): string | number | boolean | null {
  if (cell === null || cell === undefined || cell === "") return null;
  if (form === "number") return Number(cell);
  if (form === "flag") return cell === true || cell === 1 || cell === "true" || cell === "1";
  return form === "time" ? timeOf(String(cell)) : String(cell);
}

/** The store prints `2026-01-02 03:04:05.678901`, in UTC; RFC 3339 wants its letters. */
export const timeOf = (text: string): string => (text.endsWith("Z") ? text : `${text.replace(" ", "T")}Z`);

/** What became of a flow, in one word. */
export type Outcome = "open" | "closed" | "blocked" | "terminated" | "failed";

export function outcomeOf(row: Pick<FlowRow, "flow_status" | "action" | "reason">): Outcome {
  if (row.flow_status !== "closed") return "open";
  const kind = row.reason !== null && isCode(row.reason) ? REASONS[row.reason].class : undefined;
  if (kind === "N") return "closed";
  if (kind === "R") return "terminated";
  return row.action === "block" && kind === "D" ? "blocked" : "failed";
}

/** A flow that went well needs no code. */
export function outcomeText(flow: FlowRow): string {
  const outcome = outcomeOf(flow);
  return outcome === "open" || outcome === "closed" ? outcome : `${outcome} ${flow.reason ?? ""}`.trimEnd();
}

/** How long it lived; "-" while it does, and where it never did. */
export function lifeText({ start_time, end_time }: FlowRow): string {
  if (start_time === null || end_time === null || start_time >= end_time) return "-";
  return durationText(usOf(end_time) - usOf(start_time));
}

/** In UTC, like every other form. `today` as 2026-01-02: flows of another day show theirs. */
export function clockText(time: string | null, today: string): string {
  if (time === null) return "-";
  return time.startsWith(today) ? time.slice(11, 19) : `${time.slice(5, 10)} ${time.slice(11, 19)}`;
}

/** Of a time as `timeOf` gives it: milliseconds are all that Date takes. */
export function usOf(time: string): number {
  const found = /\.(\d{1,6})Z$/.exec(time);
  const seconds = Date.parse(found === null ? time : `${time.slice(0, found.index)}Z`);
  return seconds * 1000 + Number((found?.[1] ?? "0").padEnd(6, "0"));
}
