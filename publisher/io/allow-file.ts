/**
 * The local allow file of a publisher's operator, read again when it changes; a bad change leaves the last good one.
 */
import { statSync } from "node:fs";
import { readConfigFile } from "../../io/config-file.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { type AllowRule, judgeAllow } from "../allow.ts";

const LOOK_EVERY_MS = 500;

export interface AllowFile {
  /** Undefined: no file is configured. A file that could not be read yet allows nothing. */
  rules(): readonly AllowRule[] | undefined;
  close(): void;
}

export function openAllowFile(path: string | undefined, log: JsonLog): AllowFile {
  if (path === undefined) return { rules: () => undefined, close: () => {} };
  let rules: readonly AllowRule[] = [];
  let seen = "";
  const look = () => {
    const stat = statSync(path, { throwIfNoEntry: false });
    const now = stat === undefined ? "absent" : `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
    if (now === seen) return;
    seen = now;
    try {
      const judged = judgeAllow(readConfigFile(path));
      if (judged.mistakes.length === 0) rules = judged.rules;
      else log.error("the allow file is not taken", { path, mistakes: judged.mistakes });
    } catch (error) {
      log.error("the allow file is not taken", { path, error });
    }
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { rules: () => rules, close: () => clearInterval(timer) };
}
