/** A part's readings as series of the table: the one place where a counter becomes a metric. */
import type { HistogramReading } from "./histogram.ts";
import { type Labels, type Metric, type MetricPart, type Origin, OTHER } from "./metric.ts";
import { METRICS } from "./table.ts";

/** What a part says of itself, by its own names: as it stands in its status file. */
export interface Readings {
  /** What ascends, and what stands so now. Undefined: not known now. */
  readonly counters: Readonly<Record<string, number | undefined>>;
  /** Refusals by listener, then by reason. */
  readonly refused: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly histograms?: Readonly<Record<string, HistogramReading>>;
}

export interface Point<Value = number | HistogramReading> {
  readonly labels: Labels;
  readonly value: Value;
}

export interface Family {
  readonly metric: Metric;
  readonly points: readonly Point[];
}

/** Refusals are readings like others under this prefix. */
export const REFUSED = "refused/";

export function familiesOf(part: MetricPart, readings: Readings, metrics: readonly Metric[] = METRICS): Family[] {
  const rows = metrics.filter(({ parts }) => parts.includes(part));
  const named = namedReadings(readings);
  const exact = exactKeys(rows);
  return rows.flatMap((metric) => {
    const points = metric.type === "histogram" ? histograms(metric, readings) : numbers(metric, named, exact);
    return points.length === 0 ? [] : [{ metric, points }];
  });
}

/** Readings that no row of the table takes: the table was forgotten when they were made. */
export function untold(part: MetricPart, readings: Readings, metrics: readonly Metric[] = METRICS): string[] {
  const rows = metrics.filter(({ parts }) => parts.includes(part));
  const exact = exactKeys(rows);
  const prefixes = rows.flatMap(({ from }) => from.flatMap((one) => ("prefix" in one ? [one.prefix] : [])));
  const names = [...namedReadings(readings).keys(), ...Object.keys(readings.histograms ?? {})];
  return names.filter((name) => !exact.has(name) && !prefixes.some((prefix) => name.startsWith(prefix)));
}

function namedReadings({ counters, refused }: Readings): Map<string, number> {
  const named = new Map<string, number>();
  for (const [key, value] of Object.entries(counters)) {
    if (value !== undefined && Number.isFinite(value)) named.set(key, value);
  }
  for (const [listener, reasons] of Object.entries(refused)) {
    for (const [reason, count] of Object.entries(reasons)) named.set(`${REFUSED}${listener}/${reason}`, count);
  }
  return named;
}

const exactKeys = (rows: readonly Metric[]): Set<string> =>
  new Set(rows.flatMap(({ from }) => from.flatMap((one) => ("key" in one ? [one.key] : []))));

function numbers(metric: Metric, named: ReadonlyMap<string, number>, exact: ReadonlySet<string>): Point<number>[] {
  const sums = new Map<string, { readonly labels: Labels; value: number }>();
  const add = (labels: Labels, value: number) => {
    const closed = closedLabels(metric, labels);
    const series = JSON.stringify(closed);
    const known = sums.get(series);
    // Values outside the list share one series: a second one is added to it.
    if (known === undefined) sums.set(series, { labels: closed, value });
    else known.value += value;
  };
  for (const origin of metric.from) {
    for (const { labels, value } of valuesOf(origin, metric, named, exact)) add(labels, value);
  }
  return [...sums.values()];
}

function valuesOf(
  origin: Origin,
  metric: Metric,
  named: ReadonlyMap<string, number>,
  exact: ReadonlySet<string>,
): { readonly labels: Labels; readonly value: number }[] {
  const labels = origin.labels ?? {};
  if ("key" in origin) {
    const value = named.get(origin.key) ?? (metric.type === "counter" ? 0 : undefined);
    return value === undefined ? [] : [{ labels, value: value * (origin.scale ?? 1) }];
  }
  return [...named].flatMap(([name, value]) => {
    if (!name.startsWith(origin.prefix) || exact.has(name)) return [];
    return [{ labels: { ...labels, [origin.into]: name.slice(origin.prefix.length) }, value }];
  });
}

function histograms(metric: Metric, { histograms = {} }: Readings): Point<HistogramReading>[] {
  return metric.from.flatMap((origin) => {
    const value = "key" in origin ? histograms[origin.key] : undefined;
    return value === undefined ? [] : [{ labels: closedLabels(metric, origin.labels ?? {}), value }];
  });
}

/** In the order of the table, and no value that its list does not have. */
function closedLabels({ labels: known = {} }: Metric, given: Labels): Labels {
  return Object.fromEntries(
    Object.entries(known).map(([label, values]) => {
      const value = given[label] ?? OTHER;
      return [label, values.includes(value) ? value : OTHER];
    }),
  );
}
