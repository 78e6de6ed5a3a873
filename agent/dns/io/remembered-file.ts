/** What was private when this device last had an SRP, on disk: replaced whole. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { writeJournal } from "../../io/journal-file.ts";
import type { Srp } from "../../steer.ts";
import { readRemembered, rememberedText } from "../remembered.ts";

export interface RememberedFile {
  /** Undefined: there was none, or none that could be read. */
  readonly before: Srp | undefined;
  /** Written where it differs from what is there. Failures cost this alone, and are told. */
  keep(srp: Srp | undefined): Promise<void>;
}

export async function openRemembered(state: string, log: JsonLog): Promise<RememberedFile> {
  const path = join(state, "private-names.json");
  const warn = (what: string, error: unknown) => void log.warn(what, { file: path, error: errorText(error) });
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (errnoOf(error) !== "ENOENT") warn("what was private before can't be read", error);
    return undefined;
  });
  const before = text === undefined ? undefined : readRemembered(text);
  if (text !== undefined && before === undefined) log.warn("what was private before can't be read", { file: path });
  let written = text;
  let last: Srp | undefined;
  let turn: Promise<void> = Promise.resolve();
  return {
    before,
    keep(srp) {
      if (srp === undefined || srp === last) return turn;
      last = srp;
      turn = turn.then(async () => {
        const next = rememberedText(srp);
        // Of several that came meanwhile the last is enough.
        if (srp !== last || next === written) return;
        await writeJournal(path, next).then(
          () => {
            written = next;
          },
          (error: unknown) => warn("what is private can't be kept for the next start", error),
        );
      });
      return turn;
    },
  };
}
