/** What led to the flows of a lab's record: each that came by a name has its question or its lease, found by its id. */
import { isIP } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Row } from "./flow-rows.ts";
import type { ShowLab } from "./in-place.ts";

export interface Led {
  readonly questions: number;
  readonly leases: number;
  readonly faults: readonly string[];
}

const LOOK_EVERY_MS = 1_000;

/** From a lease to its event: a round of reports, and the ingester; `withinMs` for all of them together. */
export async function ledRows(lab: ShowLab, rows: readonly Row[], withinMs: number): Promise<Led> {
  const named = rows.filter((row) => isIP(String(row["host"])) === 0);
  for (const end = performance.now() + withinMs; ; await pause(LOOK_EVERY_MS)) {
    const [questions, leases] = [await idsOf(lab, "dns", "question_id"), await idsOf(lab, "lease", "lease_id")];
    const isTold = (of: ReadonlyMap<string, string>, { question_id, host }: Row) =>
      of.get(String(question_id)) === host;
    const [byQuestion, rest] = parted(named, (row) => isTold(questions, row));
    const [byLease, without] = parted(rest, (row) => isTold(leases, row));
    const faults = without.map((row) => `nothing led to ${row["host"]}:${row["port"]}: ${row["question_id"]}`);
    if (faults.length > 0 && performance.now() < end) continue;
    return { questions: byQuestion.length, leases: byLease.length, faults };
  }
}

/** The name of each, by its id. */
async function idsOf(lab: ShowLab, kind: string, id: string): Promise<ReadonlyMap<string, string>> {
  const text = await lab.must("pop-1", "wayleave", "events", "--kind", kind, "--since", "30m", "-o", "json");
  return new Map((JSON.parse(text) as Row[]).map((row) => [String(row[id]), String(row["host"])]));
}

function parted(rows: readonly Row[], is: (row: Row) => boolean): [Row[], Row[]] {
  return [rows.filter(is), rows.filter((row) => !is(row))];
}
