/**
 * What traces cost: flows with traces off, with one in a hundred kept, and with all kept, in one interleaved run, each
 * round on fresh processes. `up --split` as for the bench data-plane; CPU is that of the path and of the record apart.
 */
import { Load } from "./load/load.ts";
import type { BenchOptions } from "./main.ts";
import { tableText } from "./markdown.ts";
import { type Busy, busyText, newBusy, onFresh } from "./paths/fresh.ts";
import { type Amounts, FULL, QUICK } from "./paths/measure.ts";
import { cellsOf, cellTextOf, note, OPEN_ROWS, type Rounds, ratioText } from "./paths/rows.ts";
import { wayleave } from "./paths/wayleave-path.ts";

export const ROUNDS = 3;

/** As `--trace-ratio` of `up` takes them. */
const SETTINGS = [
  { name: "off", ratio: "off", title: "off" },
  { name: "kept_1", ratio: "0.01", title: "1 % kept" },
  { name: "kept_100", ratio: "1", title: "all kept" },
] as const;

export interface TracingResult {
  readonly busy: Busy;
  readonly figures: ReturnType<typeof cellsOf>;
  readonly rounds: Rounds;
}

export async function bench({ rounds, quick, progress }: BenchOptions): Promise<TracingResult> {
  const load = await Load.build();
  try {
    const found: Rounds = {};
    const busy = newBusy();
    const amounts: Amounts = quick ? QUICK : FULL;
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, ratio, title } of SETTINGS) {
        const say = (what: string) => progress(`round ${round} of ${rounds}, traces ${title}: ${what}`);
        const kind = wayleave(load, { more: ["--trace-ratio", ratio] });
        const figures = await onFresh(load, kind, busy, async (stand) => {
          say("warming up");
          await stand.warmUp();
          return stand.opens(amounts, say);
        });
        note(found, name, figures);
      }
    }
    return { busy, figures: cellsOf(found), rounds: found };
  } finally {
    load.close();
  }
}

export function markdown({ rounds, busy }: TracingResult): string {
  const head = ["traces", ...SETTINGS.map(({ title }) => title), "1 % to off", "all to off"];
  const rows = OPEN_ROWS.map(({ figure, label }) => [
    label,
    ...SETTINGS.map(({ name }) => cellTextOf(rounds, name, figure)),
    ratioText(rounds, "kept_1", "off", figure),
    ratioText(rounds, "kept_100", "off", figure),
  ]);
  return `${tableText(head, rows)}\n\n${busyText(busy)}`;
}
