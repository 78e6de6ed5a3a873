/** Takes back that the system's resolver is us: at the end, at the next start after a crash, by `agent --undo`. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeJournal } from "../../io/journal-file.ts";
import { type ResolverJournal, readResolverJournal, resolverJournalText } from "../resolver-journal.ts";
import { putBack, textOf } from "./resolv-conf-file.ts";

const fileOf = (state: string): string => join(state, "resolver.journal");

export const noteResolver = (state: string, journal: ResolverJournal): Promise<void> =>
  writeJournal(fileOf(state), resolverJournalText(journal));

/** True: it was us until now. Throws where it can't be taken back. */
export function undoResolver(state: string): boolean {
  const journal = readResolverJournal(textOf(fileOf(state)));
  const wasOurs = journal !== undefined && putBack(journal.path, journal.ours, journal.before);
  rmSync(fileOf(state), { force: true });
  return wasOurs;
}
