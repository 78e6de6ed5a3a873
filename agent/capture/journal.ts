/** What capture notes on disk before it changes anything, so that whoever comes after a crash takes it back. */
import { TABLE } from "./rules.ts";

export interface Journal {
  /** The run of the machine in which it was written: after the next start nothing of it is there. */
  readonly boot: string;
  /** The network namespace, as the machine numbers it. */
  readonly network: string;
  readonly filterTable: string;
}

export const journalOf = (boot: string, network: string): Journal => ({ boot, network, filterTable: TABLE });
export const journalText = (journal: Journal): string => `${JSON.stringify(journal)}\n`;

/** Undefined where it is no journal of ours: a torn one was written before anything was changed. */
export function readJournal(text: string): Journal | undefined {
  try {
    const { boot, network, filterTable } = JSON.parse(text) as Partial<Journal>;
    if (typeof boot !== "string" || typeof network !== "string") return undefined;
    // A name that is handed to a program: ours, and no other.
    return filterTable === TABLE ? { boot, network, filterTable } : undefined;
  } catch {
    return undefined;
  }
}
