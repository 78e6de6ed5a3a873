/** Rows and spans of the same flows: does each say what the other says, and is each tree of its outcome's shape? */
import type { FlowRow } from "../../../core/reading/flow-view.ts";
import type { SpanName } from "../../../core/trace/spans.ts";
import { OUTCOMES, type Outcome } from "./outcomes.ts";
import { expectedSpans, faultsOfTree, orphansOf, type StoredSpan } from "./trees.ts";

const FAULTS_SHOWN = 10;

/** `ratio`: of ordinary flows, as the estate was told. `counts`: how many of each outcome were asked for. */
export function judge(
  rows: readonly FlowRow[],
  spans: readonly StoredSpan[],
  counts: Record<string, number>,
  ratio: number,
) {
  const faults: string[] = [];
  const byTrace = Map.groupBy(spans, ({ trace }) => trace);
  let ordinary = { all: 0, kept: 0 };
  for (const row of rows) {
    const own = byTrace.get(row.trace_id ?? "") ?? [];
    byTrace.delete(row.trace_id ?? "");
    const outcome = outcomeOf(row);
    const which = `${row.host}:${row.port} ${row.reason} (${row.flow_id})`;
    if (outcome === undefined) faults.push(`${which}: no outcome that was asked for`);
    if (row.trace_kept !== own.length > 0)
      faults.push(`${which}: trace_kept is ${row.trace_kept}, ${own.length} spans`);
    if (outcome?.always && !row.trace_kept) faults.push(`${which}: is not kept`);
    if (outcome !== undefined && !outcome.always)
      ordinary = { all: ordinary.all + 1, kept: ordinary.kept + (row.trace_kept ? 1 : 0) };
    if (outcome === undefined || own.length === 0) continue;
    const failsAt = outcome.program === "leaves" ? furthest(own) : outcome.failsAt;
    const names = expectedSpans(failsAt, failsAt === "resolve");
    const wanted = { names, failsAt, reason: row.reason ?? "" };
    faults.push(...faultsOfTree(row, own, wanted).map((fault) => `${which}: ${fault}`));
  }
  const orphans = orphansOf(spans);
  if (orphans.length > 0) faults.push(`${orphans.length} orphans, such as ${JSON.stringify(orphans[0])}`);
  if (byTrace.size > 0) faults.push(`${byTrace.size} traces of no row, such as ${[...byTrace.keys()][0]}`);
  faults.push(...shareFaults(ordinary, ratio));
  const figures = {
    ...{ flows: rows.length, outcomes: counts, kept: rows.filter((row) => row.trace_kept).length },
    ...{ spans: spans.length, orphans: orphans.length, ordinary, faults: faults.length },
  };
  return { figures, failures: faults.slice(0, FAULTS_SHOWN) };
}

/** A program that leaves is heard of by whichever hop holds the open then. */
const furthest = (spans: readonly StoredSpan[]): SpanName =>
  (["connect", "lock", "dispatch", "route"] as const).find((name) => spans.some((span) => span.name === name)) ??
  "decide";

/** What `up` itself has asked for to see that all is ready. */
const READINESS: readonly (string | null)[] = ["wiki.corp.example", "echo.corp.example"];

/** Rows don't say what the program meant; what they say suffices. */
export function outcomeOf(row: FlowRow): Outcome | undefined {
  if (READINESS.includes(row.host)) return OUTCOMES["closed_by_program"];
  const fits = Object.values(OUTCOMES).filter(
    ({ host, port, reasons }) => row.host === host && row.port === port && reasons.includes(row.reason ?? ""),
  );
  return fits[0];
}

/** Five standard deviations: once in two million runs by chance. */
function shareFaults({ all, kept }: { readonly all: number; readonly kept: number }, ratio: number): string[] {
  const deviation = Math.sqrt(all * ratio * (1 - ratio));
  if (Math.abs(kept - all * ratio) <= 5 * deviation) return [];
  return [`of ${all} ordinary flows ${kept} are kept, not about ${Math.round(all * ratio)}`];
}
