/** `wayleave events`: flows of the record, as a table for people and in forms for programs. */
import type { FlowRow } from "../../core/reading/flow-view.ts";
import { clock } from "../../io/clock.ts";
import { timeText } from "../../io/json-log.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import { type EventFlags, type EventsAsked, judgeEvents, LIMIT_DEFAULT } from "../event-flags.ts";
import {
  csvPrinter,
  type FlowPrinter,
  jsonLinesPrinter,
  jsonPrinter,
  SAMPLE_ROWS,
  TYPICAL_FLOW,
  tablePrinter,
} from "../print/flow-print.ts";
import { usage } from "./fault.ts";
import { follow } from "./follow.ts";
import { Output } from "./output.ts";
import { withRecord } from "./record.ts";

export async function events(data: string, flags: EventFlags): Promise<void> {
  const judged = judgeEvents(flags, clock.wallUs());
  if ("wrong" in judged) throw usage(judged.wrong);
  const asked = judged.value;
  await withRecord(data, async ({ reader, run }) => {
    const out = new Output();
    if (asked.follow === "no") await printOnce(reader, asked, out);
    else await follow({ reader, run, asked, out, printer: printerOf(asked, [TYPICAL_FLOW]) });
  });
}

async function printOnce(reader: RecordReader, asked: EventsAsked, out: Output): Promise<void> {
  const rows = reader.flows(asked.filters, { signal: out.leaving });
  try {
    const count = await print(asked, rows, out);
    await out.flush();
    if (asked.limitByDefault && count === LIMIT_DEFAULT)
      process.stderr.write(`wayleave: these are the newest ${LIMIT_DEFAULT}: --limit or --since shows more\n`);
  } catch (error) {
    // The query was ended because nobody reads its answer any more.
    if (!out.gone) throw error;
  }
}

/** Answers how many were printed. */
async function print(asked: EventsAsked, handfuls: AsyncGenerator<FlowRow[]>, out: Output): Promise<number> {
  let printer: FlowPrinter | undefined;
  let count = 0;
  for await (const flows of handfuls) {
    if (flows.length === 0) continue;
    // Widths of a table are known by its first rows.
    if (printer === undefined) await out.add((printer = printerOf(asked, flows.slice(0, SAMPLE_ROWS))).begin);
    for (const flow of flows) {
      await out.add(printer.row(flow, count++));
      if (out.gone) return count;
    }
  }
  if (printer === undefined) await out.add((printer = printerOf(asked, [])).begin);
  await out.add(printer.end(count));
  return count;
}

function printerOf(asked: EventsAsked, sample: readonly FlowRow[]): FlowPrinter {
  if (asked.format === "json") return jsonPrinter;
  if (asked.format === "jsonl") return jsonLinesPrinter;
  if (asked.format === "csv") return csvPrinter;
  return tablePrinter(sample, { width: process.stdout.columns, today: timeText(clock.wallUs()).slice(0, 10) });
}
