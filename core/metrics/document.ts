/** The table of metrics for people: docs/metrics.md holds it between two marks. */
import { CODES } from "./label-values.ts";
import type { Metric } from "./metric.ts";

export const TABLE_BEGINS = "<!-- metrics: printed by sim/metrics-document.ts -->";
export const TABLE_ENDS = "<!-- metrics end -->";
/** Longer lists are told by what is in them. */
const VALUES_SHOWN = 16;

export function tableText(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ name, type, parts, labels = {}, help }) => {
    const cells = [`\`${name}\``, type, parts.length > 5 ? "all" : parts.join(", "), labelsText(labels), help];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| metric | type | parts | labels | what it says |", "| - | - | - | - | - |", ...rows].join("\n");
}

function labelsText(labels: NonNullable<Metric["labels"]>): string {
  const texts = Object.entries(labels).map(([label, values]) => {
    const codes = CODES.every((code) => values.includes(code));
    const others = values.filter((value) => !codes || !CODES.includes(value));
    if (others.length > VALUES_SHOWN) return `\`${label}\`: a word of its listener, or a code of the catalogue`;
    return `\`${label}\`: ${[...(codes ? ["a code of the catalogue"] : []), ...others].join(", ")}`;
  });
  return texts.join("; ");
}
