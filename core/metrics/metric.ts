/**
 * A row of the table of metrics: its name, its labels with all the values that they may have, and which of a part's own
 * counters it is made of. What is in no row is not told; a value that is in no list is told as `other`.
 */

/** The processes that serve metrics. `up` tells of the parts that it keeps. */
export const METRIC_PARTS = ["gateway", "publisher", "agent", "analytics", "clickhouse", "up"] as const;
export type MetricPart = (typeof METRIC_PARTS)[number];

/** What stands for every value that its label's list does not have. */
export const OTHER = "other";

/** Where series come from, among the names that a part gives its readings. */
export type Origin =
  /** One series. A counter that is not there yet is 0; a gauge that is not there is not known. */
  | { readonly key: string; readonly labels?: Labels; readonly scale?: number }
  /** One for each reading whose name begins so; what follows is the value of the label `into`. */
  | { readonly prefix: string; readonly into: string; readonly labels?: Labels };

export type Labels = Readonly<Record<string, string>>;

export interface Metric {
  /** By Prometheus' conventions: base units, `_total` for what only ascends. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly parts: readonly MetricPart[];
  /** All values of each label. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly from: readonly Origin[];
}

/** A row that is one reading. */
export const plain =
  (parts: readonly MetricPart[], type: "counter" | "gauge") =>
  (name: string, key: string, help: string): Metric => ({ name, type, help, parts, from: [{ key }] });

/** A row whose only label is filled from what follows a prefix. */
export const byRest =
  (parts: readonly MetricPart[], type: "counter" | "gauge") =>
  (name: string, prefix: string, into: string, values: readonly string[], help: string): Metric => ({
    ...{ name, type, help, parts, labels: { [into]: values }, from: [{ prefix, into }] },
  });
