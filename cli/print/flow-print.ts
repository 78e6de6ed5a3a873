/** Flows in the forms that `wayleave events` prints. */

import {
  clockText,
  FLOW_COLUMNS,
  type FlowField,
  type FlowRow,
  flowOf,
  lifeText,
  outcomeText,
} from "../../core/reading/flow-view.ts";
import { bytesText } from "../../core/record/amounts.ts";
import { type Column, columnsFor } from "./columns.ts";
import { csvPrinterOf, nothing, type RowPrinter } from "./row-print.ts";

export type FlowPrinter = RowPrinter<FlowRow>;

export const csvPrinter: FlowPrinter = csvPrinterOf(FLOW_COLUMNS);

export function tablePrinter(
  sample: readonly FlowRow[],
  o: { readonly width: number | undefined; readonly today: string },
): FlowPrinter {
  const { head, line } = columnsFor(flowColumns(o.today), sample, o.width);
  return { begin: head, row: line, end: nothing };
}

/** Makes the widths of a table whose rows nobody knows yet. */
export const TYPICAL_FLOW: FlowRow = flowOf(
  FLOW_COLUMNS.map((field) => {
    const typical: Partial<Record<FlowField, unknown>> = {
      ...{ flow_status: "closed", start_time: "2026-01-02 03:04:05.000000", end_time: "2026-01-02 03:04:05.500000" },
      ...{ user: "somebody@corp.example", app: "some-app", host: "some-app.corp.example", port: 443, action: "block" },
      ...{ policy: "(default deny)", reason: "CGW_POLICY_RULE_BLOCK", denial_id: "ABC-123" },
      ...{ publisher_name: "some-publisher", client_bytes: 103_000, server_bytes: 103_000 },
    };
    return typical[field] ?? null;
  }),
);

/** `today` as 2026-01-02: flows of another day show theirs. */
function flowColumns(today: string): Column<FlowRow>[] {
  const or = (text: string | null): string => text ?? "-";
  return [
    { title: "time", cell: (flow) => clockText(flow.start_time, today) },
    { title: "user", cell: (flow) => or(flow.user), least: 10, leave: 1 },
    { title: "app", cell: (flow) => or(flow.app), least: 6, leave: 6 },
    { title: "destination", cell: (flow) => `${or(flow.host)}:${flow.port ?? "-"}`, least: 16 },
    { title: "outcome", cell: outcomeText },
    { title: "denial", cell: (flow) => or(flow.denial_id) },
    { title: "policy", cell: (flow) => or(flow.policy), least: 8, leave: 7 },
    { title: "publisher", cell: (flow) => or(flow.publisher_name), least: 8, leave: 5 },
    { title: "up", cell: (flow) => bytesText(flow.client_bytes ?? 0), right: true, leave: 3 },
    { title: "down", cell: (flow) => bytesText(flow.server_bytes ?? 0), right: true, leave: 2 },
    { title: "took", cell: (flow) => lifeText(flow), right: true, leave: 4 },
  ];
}
