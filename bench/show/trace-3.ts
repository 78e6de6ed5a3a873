/**
 * trace.3: a real OpenTelemetry collector, named to `up`, gets the same trees.
 *
 * The judge that reads ClickHouse reads what the collector wrote, and each outcome's tree is the one that the system's
 * own store has of that outcome.
 */
import type { FlowRow } from "../../core/reading/flow-view.ts";
import { prng } from "../../io/trial-prng.ts";
import { type Estate, startEstate, until } from "./estate.ts";
import { SLOW_MS } from "./trace/behaviours.ts";
import { type Collector, startCollector } from "./trace/collector.ts";
import { judge, outcomeOf } from "./trace/judge.ts";
import { OUTCOMES, prepare, produce } from "./trace/outcomes.ts";
import { produceAll, settledRows } from "./trace/produced.ts";
import { settled, storedSpans } from "./trace/stored.ts";
import type { StoredSpan } from "./trace/trees.ts";

const SERVED_MS = 60_000;

interface Told {
  readonly rows: readonly FlowRow[];
  readonly spans: readonly StoredSpan[];
  readonly counts: Record<string, number>;
}

export async function show(o: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = { seed: o.seed };
  let collector: Collector | undefined;
  try {
    collector = await startCollector(o.progress);
    const there = collector;
    const theirs = await tell(o, ["--otlp", there.endpoint], () => settled(() => there.spans()));
    const own = await tell(o, [], (estate) => storedSpans(estate));
    for (const [name, { rows, spans, counts }] of Object.entries({ collector: theirs, own })) {
      const seen = judge(rows, spans, counts, 1);
      figures[name] = seen.figures;
      failures.push(...seen.failures.map((failure) => `${name}: ${failure}`));
    }
    const [one, other] = [shapes(theirs), shapes(own)];
    figures["shapes"] = one.size;
    for (const [outcome, shape] of one)
      if (other.get(outcome) !== shape)
        failures.push(`${outcome}: the collector has ${shape}, the store ${other.get(outcome)}`);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await collector?.stop();
  }
  return { figures, failures };
}

async function tell(
  { short, seed, progress }: Parameters<typeof show>[0],
  words: readonly string[],
  spansOf: (estate: Estate) => Promise<StoredSpan[]>,
): Promise<Told> {
  progress(`flows of all outcomes, up ${words.join(" ")}`);
  const estate = await startEstate({ split: true, more: [...words, "--trace-slow-ms", String(SLOW_MS / 2)] });
  const apps = await prepare(estate).catch(async (error: unknown) => {
    await estate.stop();
    throw error;
  });
  try {
    const first = OUTCOMES["closed_by_program"]!;
    await until("a flow", async () => (await produce(estate, first)) > 0 || undefined, SERVED_MS);
    const { total, counts } = await produceAll(estate, short ? 100 : 500, prng(seed));
    const rows = await settledRows(estate, total + 1 - counts["left_early"]!);
    return { rows, spans: await spansOf(estate), counts };
  } finally {
    await apps.close();
    await estate.stop();
  }
}

/** Of each outcome its tree as text: names, whose they are, what they stand under, how they ended. */
function shapes({ rows, spans }: Told): Map<string, string> {
  const byTrace = Map.groupBy(spans, ({ trace }) => trace);
  const found = new Map<string, string>();
  for (const row of rows) {
    const outcome = Object.entries(OUTCOMES).find(([, one]) => one === outcomeOf(row))?.[0];
    const own = byTrace.get(row.trace_id ?? "");
    if (outcome === undefined || own === undefined || found.has(outcome)) continue;
    const name = new Map(own.map((span) => [span.span, span.name]));
    const lines = own.map((span) => {
      const { service, instance, reportedBy, status } = span;
      return [span.name, name.get(span.parent) ?? "", service, instance, reportedBy, status].join(" ");
    });
    found.set(outcome, lines.sort().join("; "));
  }
  return found;
}
