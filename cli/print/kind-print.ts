/** Questions, near misses and leases as tables for people. */
import { clockText } from "../../core/reading/flow-view.ts";
import { type Kind, type KindRow, textIn } from "../../core/reading/kinds.ts";
import { durationText } from "../../core/record/amounts.ts";
import { type Column, columnsFor } from "./columns.ts";
import { nothing, type RowPrinter } from "./row-print.ts";

export function kindTable(
  kind: Kind,
  sample: readonly KindRow[],
  o: { readonly width: number | undefined; readonly today: string },
): RowPrinter<KindRow> {
  const rows = sample.length === 0 ? [TYPICAL] : sample;
  const { head, line } = columnsFor(columnsOf(kind, o.today), rows, o.width);
  return { begin: head, row: line, end: nothing };
}

/** Makes the widths of a table whose rows nobody knows yet. */
const TYPICAL: KindRow = {
  ...{ time: "2026-01-02T03:04:05.000000Z", user: "somebody@corp.example", device: "some-laptop", app: "some-app" },
  ...{ host: "some-app.corp.example", port: 443, type: "AAAA", rcode: "NXDOMAIN", answers: "10.20.30.40", count: null },
  ...{ reason: "AGT_STEER_PORT_MISS", denial_id: "ABC-123", duration_us: 12_345, change: "released" },
  ...{ stub: "100.100.100.100", stub6: "fd12:3456:789a::6464:6464", publisher_name: "some-publisher" },
};

const or = (cell: KindRow[string] | undefined): string => (cell === null || cell === undefined ? "-" : String(cell));

function columnsOf(kind: Kind, today: string): Column<KindRow>[] {
  const time: Column<KindRow> = { title: "time", cell: (row) => clockText(textIn(row, "time"), today) };
  const user: Column<KindRow> = { title: "user", cell: (row) => or(row["user"]), least: 10, leave: 2 };
  const device: Column<KindRow> = { title: "device", cell: (row) => or(row["device"]), least: 8, leave: 6 };
  const app: Column<KindRow> = { title: "app", cell: (row) => or(row["app"]), least: 6, leave: 5 };
  const name: Column<KindRow> = { title: "name", cell: (row) => or(row["host"]), least: 16 };
  if (kind === "lease") {
    return [
      ...[time, user, device],
      { title: "change", cell: changeText },
      name,
      { title: "stub", cell: (row) => or(row["stub"]) },
      { title: "ipv6 stub", cell: (row) => or(row["stub6"]), leave: 4 },
    ];
  }
  if (kind === "near-miss") {
    return [
      ...[time, user, device, app],
      { title: "destination", cell: (row) => `${or(row["host"])}:${or(row["port"])}`, least: 16 },
      { title: "protocol", cell: (row) => or(row["protocol"]), leave: 3 },
      { title: "reason", cell: (row) => or(row["reason"]), least: 12, leave: 1 },
    ];
  }
  return [
    ...[time, user, name],
    { title: "type", cell: (row) => or(row["type"]) },
    { title: "answer", cell: answerText, least: 12 },
    { title: "denial", cell: (row) => or(row["denial_id"]) },
    app,
    { title: "publisher", cell: (row) => or(row["publisher_name"]), least: 8, leave: 4 },
    { title: "took", cell: (row) => durationText(Number(row["duration_us"] ?? 0)), right: true, leave: 3 },
  ];
}

/** Addresses say more than that there were some; a code says more than the server's failure. */
function answerText(row: KindRow): string {
  const { answers, rcode, reason, how } = row;
  if (answers !== null && answers !== undefined) return or(answers);
  if (reason !== null && reason !== undefined) return `${or(rcode)} ${or(reason)}`;
  return how === "origin" ? "at its origin" : or(rcode);
}

const changeText = ({ change, count }: KindRow): string =>
  change === "untold" ? `${or(count ?? null)} untold` : or(change ?? null);
