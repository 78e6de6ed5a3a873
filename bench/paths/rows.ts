/** The figures of a path as rows of a table, and figures of several rounds as a median with its range. */
import { type Cell, cellText, numberText } from "../markdown.ts";
import { BULKS, type Figures, IDLE_FLOWS, WIDE } from "./measure.ts";

export interface Row {
  readonly figure: string;
  readonly label: string;
}

const bulkLabel = (one: (typeof BULKS)[number]): string =>
  `bulk ${one.up ? "up" : "down"}, ${one.flows} flow${one.flows > 1 ? "s" : ""}`;

export const OPEN_ROWS: readonly Row[] = [
  { figure: "setup.p50_ms", label: "set-up, one after another, p50 (ms)" },
  { figure: "setup.p99_ms", label: "set-up, one after another, p99 (ms)" },
  { figure: "connects.per_s", label: `flows a second, ${WIDE} at a time` },
  { figure: "connects.p99_ms", label: `set-up, ${WIDE} at a time, p99 (ms)` },
  { figure: "connects.cpu_ms_per_flow", label: "CPU of the path a flow (ms)" },
  { figure: "connects.record_cpu_ms_per_flow", label: "CPU of the record a flow (ms)" },
  { figure: "connects.load_cpu_ms_per_flow", label: "CPU of generator and app a flow (ms)" },
];

export const PATH_ROWS: readonly Row[] = [
  ...BULKS.map((one) => ({ figure: `${one.figure}.mb_per_s`, label: `${bulkLabel(one)} (MB/s)` })),
  ...BULKS.map((one) => ({ figure: `${one.figure}.cpu_s_per_gb`, label: `${bulkLabel(one)}, CPU of the path (s/GB)` })),
  ...BULKS.map((one) => ({
    ...{ figure: `${one.figure}.load_cpu_s_per_gb`, label: `${bulkLabel(one)}, CPU of generator and app (s/GB)` },
  })),
  ...OPEN_ROWS,
  { figure: "ping.p50_us", label: "1 KiB there and back, p50 (us)" },
  { figure: "ping.p99_us", label: "1 KiB there and back, p99 (us)" },
  ...IDLE_FLOWS.map((flows) => ({
    ...{ figure: `idle_${flows}.kb_per_flow`, label: `memory of an idle flow, ${flows} open (KB)` },
  })),
  { figure: "base.mb", label: "memory of the path without flows (MB)" },
  { figure: "base.record_mb", label: "memory of the record without flows (MB)" },
];

/** Of each path (or setting) and figure, one value a round. */
export type Rounds = Record<string, Record<string, number[]>>;

export function note(rounds: Rounds, name: string, figures: Figures): void {
  const own = (rounds[name] ??= {});
  for (const [figure, value] of Object.entries(figures)) (own[figure] ??= []).push(value);
}

export const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

export const cellOf = (values: readonly number[]): Cell => ({
  ...{ median: medianOf(values), least: Math.min(...values), most: Math.max(...values), rounds: [...values] },
});

/** Of each name, each figure's median and range. */
export const cellsOf = (rounds: Rounds): Record<string, Record<string, Cell>> =>
  Object.fromEntries(
    Object.entries(rounds).map(([name, figures]) => [
      name,
      Object.fromEntries(Object.entries(figures).map(([figure, values]) => [figure, cellOf(values)])),
    ]),
  );

/** Ours against another's in the same round, since rounds differ more than paths in one: the median of these. */
export function ratioText(rounds: Rounds, ours: string, others: string, figure: string): string {
  const [a, b] = [rounds[ours]?.[figure], rounds[others]?.[figure]];
  if (a === undefined || b === undefined) return "";
  return numberText(medianOf(a.map((value, at) => value / b[at]!)));
}

export const cellTextOf = (rounds: Rounds, name: string, figure: string): string => {
  const values = rounds[name]?.[figure];
  return values === undefined ? "" : cellText(cellOf(values));
};
