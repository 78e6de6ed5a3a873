/** Takes back what capture changes on a machine: at the end, at the next start after a crash, by `agent --undo`. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../../../io/errors.ts";
import { writeJournal } from "../../io/journal-file.ts";
import { type Journal, journalOf, journalText, readJournal } from "../journal.ts";
import { CAPTURE_PRIORITY, undoCommands } from "../routes.ts";
import { TABLE } from "../rules.ts";
import { bootId, networkId, run, SystemFault } from "./system.ts";

/** Rules that are deleted one by one: more than there can be gateways' addresses. */
const REPEATS_MAX = 10_000;

const fileOf = (state: string): string => join(state, "capture.journal");

/** Resolves when it is on disk: only then may anything be changed. */
export const noteCapture = (state: string): Promise<void> =>
  writeJournal(fileOf(state), journalText(journalOf(bootId(), networkId())));

/** Undefined: nothing was noted, or of an earlier run of the machine, of which nothing is left. */
export function notedCapture(state: string): Journal | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(state), "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
  const journal = readJournal(text);
  return journal?.boot === bootId() ? journal : undefined;
}

/** True: something may have been there. Throws where it can't be taken back. */
export async function undoCapture(state: string): Promise<boolean> {
  const journal = notedCapture(state);
  if (journal === undefined) {
    rmSync(fileOf(state), { force: true });
    return false;
  }
  // A namespace that is gone took everything with it.
  if (journal.network === networkId()) await undoAll(journal.filterTable);
  rmSync(fileOf(state), { force: true });
  return true;
}

async function undoAll(filterTable: string): Promise<void> {
  for (const { command, often } of undoCommands(filterTable)) {
    for (let n = 0; n < (often ? REPEATS_MAX : 1); n += 1) {
      try {
        await run(command);
      } catch (error) {
        // It isn't there (any more). What can't be done for lack of rights shows below.
        if (error instanceof SystemFault) break;
        throw error;
      }
    }
  }
  // Whoever may not change rules may still see them.
  const left = await Promise.all(["-4", "-6"].map((family) => run(["ip", [family, "rule", "show"]])));
  if (
    left
      .join("\n")
      .split("\n")
      .some((line) => line.startsWith(`${CAPTURE_PRIORITY}:`))
  ) {
    throw new SystemFault("what capture changed can't be taken back: that takes root, or CAP_NET_ADMIN");
  }
}

/** Whether somebody captures in this network namespace. */
export async function isCapturing(): Promise<boolean> {
  const listed = await run(["nft", ["list", "tables", "inet"]]).catch(() => "");
  return listed.split("\n").some((line) => line.trim() === `table inet ${TABLE}`);
}
