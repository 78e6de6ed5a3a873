/**
 * trace.1: flows of all outcomes; their spans in ClickHouse form one tree each, of the shape that the outcome has,
 * without an orphan; row and trace agree. Then with a tenth of the ordinary ones kept: the share is right, and every
 * refused, failed or slow flow is there.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowRow } from "../../core/record/flow-view.ts";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { prng } from "../prng.ts";
import { type Estate, startEstate, until } from "./estate.ts";
import { SLOW_MS } from "./trace/behaviours.ts";
import { OUTCOMES, type Outcome, prepare, produce } from "./trace/outcomes.ts";
import { expectedSpans, faultsOfTree, orphansOf, STORED_SPANS, type StoredSpan } from "./trace/trees.ts";

const AT_ONCE = 24;
const SERVED_MS = 60_000;
/** The promise: of a flow's end. The rest is for a machine that has all of them to do at once. */
const STORED_MS = 60_000;
const RATIO = 0.1;
const FAULTS_SHOWN = 10;

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
    const spans = await storedSpans(estate, rows);
    return judge(rows, spans, made.counts, ratio);
  } finally {
    await apps.close();
    await estate.stop();
  }
}

/** By their shares, in a seeded order. */
async function produceAll(estate: Estate, count: number, random: () => number) {
  const all = Object.entries(OUTCOMES).flatMap(([name, { share }]) =>
    Array.from({ length: (share * count) / 100 }, () => name),
  );
  for (let n = all.length - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    [all[n], all[other]] = [all[other]!, all[n]!];
  }
  const counts: Record<string, number> = {};
  const left = [...all];
  const lane = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      await produce(estate, OUTCOMES[name]!);
      counts[name] = (counts[name] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { total: all.length, counts };
}

/** As many as the last time: a program that left very early may have been no flow. */
async function settledRows(estate: Estate, atLeast: number): Promise<FlowRow[]> {
  let last = -1;
  return await until(
    `the rows of ${atLeast} flows`,
    async () => {
      const ran = await estate.wayleave("events", "--since", "1h", "-o", "json");
      if (ran.exit !== 0) throw new Error(`events: exit ${ran.exit}: ${ran.stderr}`);
      const rows = JSON.parse(ran.stdout) as FlowRow[];
      const still = rows.length === last && rows.every((row) => row.flow_status === "closed");
      last = rows.length;
      return still && rows.length >= atLeast ? rows : undefined;
    },
    STORED_MS,
  );
}

/** All of them, once there are no more to come: as many as the last time, and each kept row has its root. */
async function storedSpans(estate: Estate, rows: readonly FlowRow[]): Promise<StoredSpan[]> {
  const key = readFileSync(join(estate.data, "keys", "clickhouse.key"), "utf8").trim();
  const client = openClickHouse({ url: `http://${estate.runFile().endpoints.clickhouse}`, key });
  const kept = rows.filter((row) => row.trace_kept).length;
  let last = -1;
  try {
    return await until(
      "the spans of all kept flows",
      async () => {
        const answer = await client.query({ query: STORED_SPANS, format: "JSONEachRow" });
        const spans = await answer.json<StoredSpan>();
        const still = spans.length === last && spans.filter(({ name }) => name === "flow").length >= kept;
        last = spans.length;
        return still ? spans : undefined;
      },
      STORED_MS,
    );
  } finally {
    await client.close();
  }
}

function judge(rows: readonly FlowRow[], spans: readonly StoredSpan[], counts: Record<string, number>, ratio: number) {
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
    const names = expectedSpans(outcome.failsAt, outcome.failsAt === "resolve");
    const wanted = { names, failsAt: outcome.failsAt, reason: row.reason ?? "" };
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

/** What `up` itself has asked for to see that all is ready. */
const READINESS: readonly (string | null)[] = ["wiki.corp.example", "echo.corp.example"];

/** Rows don't say what the program meant; what they say suffices. */
function outcomeOf(row: FlowRow): Outcome | undefined {
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
