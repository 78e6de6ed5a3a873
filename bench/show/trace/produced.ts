/** Flows of all outcomes, many at once, and their rows when all is told. */
import type { FlowRow } from "../../../core/reading/flow-view.ts";
import { type Estate, until } from "../estate.ts";
import { OUTCOMES, produce } from "./outcomes.ts";

const AT_ONCE = 24;
/** The promise is 5 s from a flow's end. The rest is for a machine that has all of them to do at once. */
export const STORED_MS = 60_000;

/** By their shares, in a seeded order. */
export async function produceAll(estate: Estate, count: number, random: () => number) {
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
export async function settledRows(estate: Estate, atLeast: number): Promise<FlowRow[]> {
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
