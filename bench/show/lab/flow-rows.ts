/** The rows of a lab's flows, as its operator asks for them. */
import type { ShowLab } from "./in-place.ts";

export type Row = Readonly<Record<string, unknown>>;

/** Asks until the rows are without faults, or the time is over; answers what was found of the last. */
export async function rowsOf<Found extends { readonly faults: readonly string[] }>(
  lab: ShowLab,
  withinMs: number,
  look: (rows: readonly Row[]) => Found,
): Promise<Found> {
  const end = performance.now() + withinMs;
  for (;;) {
    const text = await lab.must("pop-1", "wayleave", "events", "--since", "20m", "-o", "json");
    const found = look(JSON.parse(text) as Row[]);
    if (found.faults.length === 0 || performance.now() > end) return found;
  }
}
