/** Series as a page in Prometheus' text format, version 0.0.4. */
import type { Family, Point } from "./families.ts";
import type { HistogramReading } from "./histogram.ts";
import type { Labels } from "./metric.ts";

export const PAGE_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const pageOf = (families: readonly Family[]): string => families.map(familyText).join("");

function familyText({ metric: { name, help, type }, points }: Family): string {
  const lines = points.flatMap(({ labels, value }) =>
    typeof value === "number" ? [line(name, labels, value)] : histogramLines(name, { labels, value }),
  );
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function histogramLines(name: string, { labels, value }: Point<HistogramReading>): string[] {
  const { bounds, counts, sum } = value;
  let below = 0;
  const buckets = counts.map((count, at) => {
    below += count;
    const le = at < bounds.length ? String(bounds[at]) : "+Inf";
    return line(`${name}_bucket`, { ...labels, le }, below);
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, below)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text).replaceAll('"', '\\"')}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
