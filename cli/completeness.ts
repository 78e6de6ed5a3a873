/** The answer of `wayleave completeness` for a person. */
import type { CompletenessReport, LifeReport } from "../core/reading/completeness.ts";
import { columnsFor } from "./print/columns.ts";

export function completenessText(report: CompletenessReport): string {
  const { head, line } = columnsFor(COLUMNS, report.sources, undefined);
  const { totals, raw } = report;
  const blocks = [
    report.sources.length === 0
      ? "no source has written anything yet\n"
      : `${head}${report.sources.map(line).join("")}`,
    `raw table: ${raw.rows} rows, ${raw.distinct_events} different events\n`,
    report.complete
      ? `complete: ${totals.produced} events produced, none missing, none double\n`
      : `not complete:\n${report.faults.map((fault) => `  ${fault}\n`).join("")}`,
  ];
  return blocks.join("\n");
}

const count = (title: string, of: (life: LifeReport) => number) => ({
  title,
  right: true,
  cell: (life: LifeReport) => String(of(life)),
});

const COLUMNS = [
  { title: "source", cell: (life: LifeReport) => life.source },
  // The whole of it stands in the other forms: here it tells lives apart.
  { title: "life", cell: (life: LifeReport) => life.boot.slice(0, 8) },
  { title: "known by", cell: (life: LifeReport) => life.produced_known_by },
  count("produced", (life) => life.produced),
  count("stored", (life) => life.stored),
  count("dead letters", (life) => life.dead_lettered),
  count("dropped", (life) => life.dropped),
  count("expired", (life) => life.expired),
  count("missing", (life) => life.missing),
  count("double", (life) => life.double),
];
