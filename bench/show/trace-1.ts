/**
 * trace.1: flows of all outcomes; their spans in ClickHouse form one tree each, of the shape that the outcome has,
 * without an orphan; row and trace agree. Then with a tenth of the ordinary ones kept: the share is right, and every
 * refused, failed or slow flow is there.
 */
import { prng } from "../../io/trial-prng.ts";
import { startEstate, until } from "./estate.ts";
import { SLOW_MS } from "./trace/behaviours.ts";
import { judge } from "./trace/judge.ts";
import { OUTCOMES, prepare, produce } from "./trace/outcomes.ts";
import { produceAll, settledRows } from "./trace/produced.ts";
import { storedSpans } from "./trace/stored.ts";

const SERVED_MS = 60_000;
const RATIO = 0.1;

export async function show(o: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = { seed: o.seed };
  for (const ratio of [1, RATIO]) {
    const seen = await oneRatio(ratio, o).catch((error: unknown) => ({ figures: {}, failures: [String(error)] }));
    figures[`ratio_${ratio}`] = seen.figures;
    failures.push(...seen.failures.map((failure) => `ratio ${ratio}: ${failure}`));
  }
  return { figures, failures };
}

type Options = Parameters<typeof show>[0];

async function oneRatio(ratio: number, { short, seed, progress }: Options) {
  const count = short ? 400 : 2_000;
  progress(`ratio ${ratio}: starting`);
  const more = ["--trace-ratio", String(ratio), "--trace-slow-ms", String(SLOW_MS / 2)];
  const estate = await startEstate({ split: true, more });
  const apps = await prepare(estate).catch(async (error: unknown) => {
    await estate.stop();
    throw error;
  });
  try {
    const first = OUTCOMES["closed_by_program"]!;
    await until(
      "a flow to the apps just published",
      async () => (await produce(estate, first)) > 0 || undefined,
      SERVED_MS,
    );
    progress(`ratio ${ratio}: ${count} flows`);
    const made = await produceAll(estate, count, prng(seed));
    const rows = await settledRows(estate, made.total + 1 - made.counts["left_early"]!);
    const spans = await storedSpans(estate);
    return judge(rows, spans, made.counts, ratio);
  } finally {
    await apps.close();
    await estate.stop();
  }
}
