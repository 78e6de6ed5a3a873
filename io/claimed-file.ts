/** A file that says whose something is: of those who write it at once one does, the others hear that it is there. */
import { linkSync, rmSync, writeFileSync } from "node:fs";
import { errnoOf } from "./errors.ts";

/** False: it is there already. Whole when it appears, readable by its owner alone. */
export function claimFile(file: string, text: string): boolean {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  try {
    linkSync(beside, file);
    return true;
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(beside, { force: true });
  }
}
