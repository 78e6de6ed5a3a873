/** Prints the table of metrics into docs/metrics.md, between its marks: `bin/node sim/metrics-document.ts`. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TABLE_BEGINS, TABLE_ENDS, tableText } from "../core/metrics/document.ts";
import { METRICS } from "../core/metrics/table.ts";

const file = join(import.meta.dirname, "..", "docs", "metrics.md");
const text = readFileSync(file, "utf8");
const [before, rest] = text.split(`${TABLE_BEGINS}\n`);
const after = rest?.split(TABLE_ENDS)[1];
if (before === undefined || after === undefined) throw new Error(`${file} has not both marks of the table`);
writeFileSync(file, `${before}${TABLE_BEGINS}\n\n${tableText(METRICS)}\n\n${TABLE_ENDS}${after}`);
