/** `wayleave events`: flows of the record, or events of another kind, as a table or in forms for programs. */
import { createHash } from "node:crypto";
import type { FlowRow } from "../../core/reading/flow-view.ts";
import type { Query } from "../../core/reading/flows-query.ts";
import { changedQuery, lookQuery } from "../../core/reading/follow-query.ts";
import { KIND_EXTRAS, type Kind, type KindRow, kindColumns, kindQuery, kindRowOf } from "../../core/reading/kinds.ts";
import { clock } from "../../io/clock.ts";
import { timeText } from "../../io/json-log.ts";
import type { Bounds, RecordReader } from "../../io/record-reader.ts";
import { type EventFlags, type EventsAsked, judgeEvents, LIMIT_DEFAULT } from "../event-flags.ts";
import { csvPrinter, TYPICAL_FLOW, tablePrinter } from "../print/flow-print.ts";
import { kindTable } from "../print/kind-print.ts";
import { csvPrinterOf, jsonLinesPrinter, jsonPrinter, type RowPrinter, SAMPLE_ROWS } from "../print/row-print.ts";
import { usage } from "./fault.ts";
import { follow, type Watched } from "./follow.ts";
import { Output } from "./output.ts";
import { withRecord } from "./record.ts";

export async function events(data: string, flags: EventFlags): Promise<void> {
  const judged = judgeEvents(flags, clock.wallUs());
  if ("wrong" in judged) throw usage(judged.wrong);
  const asked = judged.value;
  await withRecord(data, async ({ reader, run }) => {
    const out = new Output();
    const { kind } = asked;
    if (kind === "flow") {
      const printer = (sample: readonly FlowRow[]) => flowPrinter(asked, sample);
      if (asked.follow === "no") return printOnce(asked, reader.flows(asked.filters, bounded(out)), out, printer);
      return follow({ reader, run, out, watched: flowsWatched(reader, asked), printer: printer([TYPICAL_FLOW]) });
    }
    const printer = (sample: readonly KindRow[]) => kindPrinter(kind, asked, sample);
    if (asked.follow === "no")
      return printOnce(
        asked,
        rowsOf(reader, kindQuery(kind, asked.ofKind), (cells) => kindRowOf(kind, cells), bounded(out)),
        out,
        printer,
      );
    const watched = kindWatched(reader, kind, asked);
    const byRow = printer([]);
    return follow({ reader, run, out, watched, printer: { ...byRow, row: ({ row }, at) => byRow.row(row, at) } });
  });
}

const bounded = (out: Output): Bounds => ({ signal: out.leaving });

async function printOnce<Row>(
  asked: EventsAsked,
  rows: AsyncIterable<readonly Row[]>,
  out: Output,
  printer: (sample: readonly Row[]) => RowPrinter<Row>,
): Promise<void> {
  try {
    const count = await print(rows, out, printer);
    await out.flush();
    if (asked.limitByDefault && count === LIMIT_DEFAULT)
      process.stderr.write(`wayleave: these are the newest ${LIMIT_DEFAULT}: --limit or --since shows more\n`);
  } catch (error) {
    // The query was ended because nobody reads its answer any more.
    if (!out.gone) throw error;
  }
}

/** Answers how many were printed. */
async function print<Row>(
  handfuls: AsyncIterable<readonly Row[]>,
  out: Output,
  printerFor: (sample: readonly Row[]) => RowPrinter<Row>,
): Promise<number> {
  let printer: RowPrinter<Row> | undefined;
  let count = 0;
  for await (const rows of handfuls) {
    if (rows.length === 0) continue;
    // Widths of a table are known by its first rows.
    if (printer === undefined) await out.add((printer = printerFor(rows.slice(0, SAMPLE_ROWS))).begin);
    for (const row of rows) {
      await out.add(printer.row(row, count++));
      if (out.gone) return count;
    }
  }
  if (printer === undefined) await out.add((printer = printerFor([])).begin);
  await out.add(printer.end(count));
  return count;
}

const screen = () => ({ width: process.stdout.columns, today: timeText(clock.wallUs()).slice(0, 10) });

function flowPrinter({ format }: EventsAsked, sample: readonly FlowRow[]): RowPrinter<FlowRow> {
  if (format === "json") return jsonPrinter;
  if (format === "jsonl") return jsonLinesPrinter;
  return format === "csv" ? csvPrinter : tablePrinter(sample, screen());
}

function kindPrinter(kind: Kind, { format }: EventsAsked, sample: readonly KindRow[]): RowPrinter<KindRow> {
  if (format === "json") return jsonPrinter;
  if (format === "jsonl") return jsonLinesPrinter;
  return format === "csv" ? csvPrinterOf(kindColumns(kind)) : kindTable(kind, sample, screen());
}

type Cells = readonly unknown[];

/** `of`: what each row is to be. */
async function* rowsOf<Row>(reader: RecordReader, query: Query, of: (cells: Cells) => Row, bounds: Bounds) {
  for await (const some of reader.rows(query, bounds)) yield some.map(of);
}

function flowsWatched(reader: RecordReader, asked: EventsAsked): Watched<FlowRow> {
  const closedOnly = asked.follow === "closed";
  return {
    backlog: asked.backlog ? (bounds) => reader.flows(asked.filters, bounds) : undefined,
    async look(fromMs, bounds) {
      const [[count, oldest, newest]] = (await reader.all(lookQuery(fromMs), bounds)) as [[string, string, string]];
      if (Number(count) === 0) return undefined;
      const rows = await reader.flowsOf(changedQuery(asked.filters, fromMs, Number(oldest)), bounds);
      return { rows, newestMs: Number(newest) };
    },
    idOf: (flow) => flow.flow_id!,
    formOf: (flow) => (closedOnly ? (flow.flow_status === "closed" ? "closed" : undefined) : digest(flow)),
  };
}

const digest = (flow: FlowRow): string =>
  createHash("sha256").update(JSON.stringify(flow)).digest("base64url").slice(0, 22);

/** With what no two rows share. */
interface Keyed {
  readonly key: string;
  readonly row: KindRow;
}

function kindWatched(reader: RecordReader, kind: Kind, { backlog, ofKind }: EventsAsked): Watched<Keyed> {
  const keyed = (cells: Cells): Keyed => ({ key: String(cells.at(-KIND_EXTRAS)), row: kindRowOf(kind, cells) });
  return {
    backlog: backlog ? (bounds) => rowsOf(reader, kindQuery(kind, ofKind), keyed, bounds) : undefined,
    async look(fromMs, bounds) {
      const found = await reader.all(kindQuery(kind, { ...ofKind, sinceUs: undefined }, fromMs), bounds);
      const newestMs = found.reduce((most, cells) => Math.max(most, Number(cells.at(-1))), 0);
      return found.length === 0 ? undefined : { rows: found.map(keyed), newestMs };
    },
    idOf: ({ key }) => key,
    // An event never changes.
    formOf: () => "",
  };
}
