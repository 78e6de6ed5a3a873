/** A page of metrics as Prometheus reads it, and what on it the table of metrics doesn't know. */
import type { Metric } from "../../../core/metrics/metric.ts";

export interface Page {
  readonly text: string;
  /** By name and labels, as they stand there. */
  readonly series: ReadonlyMap<string, number>;
}

export async function readPage(address: string): Promise<Page> {
  const answer = await fetch(`http://${address}/metrics`);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${address} answers ${answer.status}: ${text}`);
  const series = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const at = line.lastIndexOf(" ");
    const name = line.slice(0, at);
    if (series.has(name)) throw new Error(`${address} tells ${name} twice`);
    series.set(name, Number(line.slice(at + 1)));
  }
  return { text, series };
}

const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;

/** Names that the table doesn't have, and values that are in no label's list. */
export function strangeLabels({ series }: Page, metrics: readonly Metric[]): string[] {
  const known = new Map(metrics.map((metric) => [metric.name, metric]));
  return [...series.keys()].flatMap((one) => {
    const [name = "", labels = ""] = one.split(/[{}]/);
    const metric = known.get(name) ?? known.get(name.replace(/_(bucket|sum|count)$/, ""));
    if (metric === undefined) return [`${name} is in no row of the table`];
    return [...labels.matchAll(LABEL)].flatMap(([, label = "", value = ""]) => {
      const bucket = label === "le" && metric.type === "histogram";
      const closed = bucket || (metric.labels?.[label]?.includes(value) ?? false);
      return closed ? [] : [`${name} has ${label}=${value}, which is in no list`];
    });
  });
}
