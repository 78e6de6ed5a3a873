/** What the parts of an estate hold in memory, without their garbage; and how one finds out whether that is flat. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { until } from "./estate.ts";
import { collectedMark, pssOf } from "./processes.ts";

export type Part = { readonly name: string; readonly pid: number };

/** Loaded into the parts, so that they can be weighed without their garbage. */
export const COLLECTING = `--import=${join(import.meta.dirname, "collect-on-signal.ts")}`;
/** Between two looks, once a process has collected. */
const STILL_BYTES = 256 * 1024;
const COLLECT_MS = 20_000;
/**
 * The C library's heap grows for some rounds, since what is freed lies scattered, and stands then; what leaks grows
 * with each round. So the measure begins when a round has added less than this, which must come in so many.
 */
const WARM_RATIO = 1.05;
export const WARM_UP_MOST = 12;

/** Bytes, once its garbage is collected. */
export interface Held {
  readonly pss: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly external: number;
}

export const mib = (held: Held) =>
  Object.fromEntries(Object.entries(held).map(([of, bytes]) => [of, Math.round(bytes / 2 ** 20)]));

export async function held(parts: readonly Part[]): Promise<Map<string, Held>> {
  for (const { pid } of parts) {
    rmSync(collectedMark(pid), { force: true });
    process.kill(pid, "SIGUSR2");
  }
  const weights = new Map<string, Held>();
  for (const { name, pid } of parts) {
    await until(`${name} collects`, () => existsSync(collectedMark(pid)) || undefined, COLLECT_MS);
    const { heapUsed, heapTotal, external } = JSON.parse(readFileSync(collectedMark(pid), "utf8"));
    rmSync(collectedMark(pid));
    let last = Number.POSITIVE_INFINITY;
    await until(
      `${name} is still`,
      () => {
        const now = pssOf(pid);
        const still = Math.abs(now - last) < STILL_BYTES;
        last = now;
        return still ? true : undefined;
      },
      COLLECT_MS,
    );
    weights.set(name, { pss: last, heapUsed, heapTotal, external });
  }
  return weights;
}

/** Round after round, until one adds hardly anything. `rounds` past the most: it never did. */
export async function warm(parts: readonly Part[], round: () => Promise<void>, progress: (text: string) => void) {
  let before = await held(parts);
  for (let rounds = 1; rounds <= WARM_UP_MOST; rounds += 1) {
    progress(`warming up, ${rounds} of ${WARM_UP_MOST} at most`);
    await round();
    const after = await held(parts);
    const grown = Math.max(...[...before].map(([name, was]) => after.get(name)!.pss / was.pss));
    before = after;
    if (grown < WARM_RATIO) return { before, rounds };
  }
  return { before, rounds: WARM_UP_MOST + 1 };
}
