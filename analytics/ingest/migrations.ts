/**
 * The migrations of the database, in their order. One that is released never changes: what is to be different comes as
 * a new one. Every statement does nothing where its work is done, since a start may die between any two.
 */
import { FACTS } from "./migrations/0001-facts.ts";
import { FLOWS_AND_DECISIONS } from "./migrations/0002-flows.ts";
import { TRACES } from "./migrations/0003-traces.ts";
import { JUDGED } from "./migrations/0004-judged.ts";
import { PACKETS } from "./migrations/0005-packets.ts";
import { PROCESSES } from "./migrations/0006-processes.ts";
import { NAMES } from "./migrations/0007-names.ts";
import { FLOW_QUESTIONS } from "./migrations/0008-flow-questions.ts";
import { LEASES } from "./migrations/0009-leases.ts";

export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: "facts", statements: FACTS },
  { number: 2, name: "flows and decisions", statements: FLOWS_AND_DECISIONS },
  { number: 3, name: "traces", statements: TRACES },
  { number: 4, name: "what verdicts were made of", statements: JUDGED },
  { number: 5, name: "datagrams of UDP associations", statements: PACKETS },
  { number: 6, name: "processes of flows", statements: PROCESSES },
  { number: 7, name: "questions of names", statements: NAMES },
  { number: 8, name: "questions of flows", statements: FLOW_QUESTIONS },
  { number: 9, name: "leases of stubs", statements: LEASES },
];

/** A migration that the database says was applied, by the checksums that were recorded of it. */
export interface Applied {
  readonly number: number;
  readonly name: string;
  readonly checksums: readonly string[];
}

export type Plan = { readonly apply: readonly Migration[] } | { readonly refused: string };

/** What is still to be applied, or why this database is not ours to change. */
export function planMigrations(
  known: readonly Migration[],
  applied: readonly Applied[],
  checksumOf: (migration: Migration) => string,
): Plan {
  const newer = applied.find(({ number }) => !known.some((one) => one.number === number));
  if (newer !== undefined) {
    const text = `migration ${newer.number} (${newer.name}) stands in the database`;
    return { refused: `${text}, this Wayleave knows ${known.length}: use the Wayleave that applied it` };
  }
  for (const migration of known) {
    const found = applied.find(({ number }) => number === migration.number);
    if (found?.checksums.some((checksum) => checksum !== checksumOf(migration))) {
      const text = `migration ${migration.number} (${migration.name}) was applied in another form than it has here`;
      return { refused: `${text}: an applied migration never changes, undo that and add a new migration` };
    }
  }
  return { apply: known.filter(({ number }) => !applied.some((one) => one.number === number)) };
}
