/** Which spans of a report a gateway takes: the reporter's own, of flows that it carried and whose trace is kept. */
import type { ReportRefusal } from "../core/record/report.ts";
import { type FinishedSpan, SERVICE, SPANS } from "../core/trace/spans.ts";
import type { ExpectedSpans, Maker } from "./expected-spans.ts";

/** What the report says of itself. */
export interface SaidSource {
  readonly service: string;
  readonly instance: string;
}

export type JudgedSpans =
  | { readonly taken: readonly FinishedSpan[]; readonly unexpected: number }
  | { readonly refused: ReportRefusal & ("forged" | "kind") };

/** A report names nobody but its reporter; and of its spans those are taken that were expected of it, each once. */
export function judgeSpans(
  by: Maker,
  { service, instance }: SaidSource,
  spans: readonly FinishedSpan[],
  expected: ExpectedSpans,
): JudgedSpans {
  const role = by.role === "device" ? "agent" : "publisher";
  if (service !== SERVICE[role] || instance !== by.id) return { refused: "forged" };
  if (spans.some(({ name }) => SPANS[name].role !== role)) return { refused: "kind" };
  const taken = spans.flatMap((span) => expected.take(by, span) ?? []);
  return { taken, unexpected: spans.length - taken.length };
}
