/**
 * record.2: SIGKILL to each process at seeded moments under 200 flows: no row is missing, none is there twice.
 *
 * Among the moments are those between a spool's write and its acknowledgement, between an insert and its commit, and
 * in mid-insert. The record agrees with what programs were told, and `completeness` finds nothing missing.
 */
import { join } from "node:path";
import { prng } from "../../io/trial-prng.ts";
import { startLoadApp } from "../load-app.ts";
import { type Estate, startEstate, until } from "./estate.ts";
import { rawCounts, settled, sumOf } from "./killed/settled.ts";
import { ToldFlows } from "./killed/told.ts";

const FLOWS = 200;
/** Of these so many are refused by policy. */
const BLOCKED_SHARE = 0.2;
const HANG_MS = 15_000;
/** Between two kills of the same part, so that `up` forgives them. */
const HEALTH_MS = 65_000;
const BACK_MS = 20_000;
/** Loaded into every part: SIGUSR2 makes it end itself, by SIGKILL, at the next moment that hurts most. */
const AT_MOMENT = `--import=${join(import.meta.dirname, "killed", "at-moment.ts")}`;

type Part = { readonly name: string; readonly kind: string; readonly pid: number };

export async function show({ short, seed, progress }: { short: boolean; seed: number; progress: (t: string) => void }) {
  const failures: string[] = [];
  const random = prng(seed);
  const app = await startLoadApp();
  const figures: Record<string, unknown> = { seed };
  let estate: Estate | undefined;
  try {
    estate = await startEstate({ nodeOptions: AT_MOMENT });
    const since = new Date().toISOString();
    const flows = await ToldFlows.publishedAt(estate, app.port);
    await until("a flow to the app just published", () => served(flows), 60_000);
    const kills = await killAll(estate, flows, { rounds: short ? 1 : 20, random, progress, short });
    progress("every life ends, every event is stored");
    const rows = await settled(estate, flows, since);
    failures.push(...flows.against(rows).slice(0, 20));
    const raw = await rawCounts(estate);
    if (raw.total !== raw.distinct) failures.push(`the raw table holds ${raw.total - raw.distinct} events twice`);
    const complete = await estate.wayleave("completeness", "-o", "json", "--within", "30s");
    if (complete.exit !== 0) failures.push(`completeness: exit ${complete.exit}: ${complete.stdout}${complete.stderr}`);
    Object.assign(figures, { ...sumOf(flows), kills, rows: rows.length, events: raw.total });
    if ((sumOf(flows)["hung"] ?? 0) > 0) failures.push(`${sumOf(flows)["hung"]} programs hung`);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await estate?.stop();
    await app.close();
  }
  return { figures, failures };
}

const served = async (flows: ToldFlows) => ((await flows.live(0, false, HANG_MS)) === "success" ? true : undefined);

interface Killing {
  readonly rounds: number;
  readonly random: () => number;
  readonly progress: (text: string) => void;
  readonly short: boolean;
}

/** Answers how often each part was killed, and how many of these ended themselves at their worst moment. */
async function killAll(estate: Estate, flows: ToldFlows, o: Killing): Promise<Record<string, number>> {
  const parts = estate.runFile().parts.filter(({ kind }) => kind !== "demo");
  const counts: Record<string, number> = {};
  for (let round = 1; round <= o.rounds; round += 1) {
    const began = performance.now();
    for (const { name } of parts) {
      o.progress(`${name}: kill ${round} of ${o.rounds}`);
      // The short form takes each part's worst moment; the long one turns about.
      const atWorst = o.short || round % 2 === 1;
      const how = await killOnce(estate, flows, name, { ...o, atWorst });
      counts[`${name} ${how}`] = (counts[`${name} ${how}`] ?? 0) + 1;
    }
    const rest = HEALTH_MS - (performance.now() - began);
    if (round < o.rounds && rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  return counts;
}

async function killOnce(
  estate: Estate,
  flows: ToldFlows,
  name: string,
  o: Killing & { readonly atWorst: boolean },
): Promise<"at its worst moment" | "at random"> {
  const part = (): Part | undefined => estate.runFile().parts.find((one) => one.name === name);
  const lives = Array.from({ length: FLOWS }, async () => {
    await new Promise((resolve) => setTimeout(resolve, o.random() * 1_500));
    await flows.live(o.random() * 1_500, o.random() < BLOCKED_SHARE, HANG_MS);
  });
  await new Promise((resolve) => setTimeout(resolve, o.random() * 1_500));
  const { pid } = part()!;
  const gone = () => (part()?.pid !== pid ? true : undefined);
  if (o.atWorst) process.kill(pid, "SIGUSR2");
  // A part that has no such moment before its flows are over is killed all the same.
  const byItself = o.atWorst && (await until("its moment", gone, 2_500).catch(() => undefined)) === true;
  if (!byItself && part()?.pid === pid) process.kill(pid, "SIGKILL");
  await until(`${name} is back`, () => (part() !== undefined ? gone() : undefined), BACK_MS);
  await Promise.all(lives);
  await until(`a new flow after the kill of ${name}`, () => served(flows), BACK_MS);
  return byItself ? "at its worst moment" : "at random";
}
