/**
 * The local allow file of a publisher's operator, read again when it changes.
 *
 * At the start a file that is no good stops the publisher; a bad change later leaves the last good list, so that a slip
 * of the pen neither opens anything nor cuts anybody off.
 */
import { statSync } from "node:fs";
import { ConfigUnreadable, readConfigFile } from "../../io/config-file.ts";
import { printMistakes } from "../../io/config-mistakes.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { type AllowRule, judgeAllow } from "../allow.ts";

const LOOK_EVERY_MS = 500;

/** The file can't be read, or isn't a list as it should be. One line of the message a mistake: file, line, field. */
export class AllowFault extends Error {
  override readonly name = "AllowFault";
  readonly code = "WL_ALLOW_FILE";
}

export interface AllowFile {
  /** Undefined: no file is configured. */
  rules(): readonly AllowRule[] | undefined;
  close(): void;
}

/** Throws AllowFault. */
export function openAllowFile(path: string | undefined, log: JsonLog): AllowFile {
  if (path === undefined) return { rules: () => undefined, close: () => {} };
  let seen = markOf(path);
  let rules = readRules(path);
  const look = () => {
    const now = markOf(path);
    if (now === seen) return;
    seen = now;
    try {
      rules = readRules(path);
      log.info("the allow file is taken", { path, rules: rules.length });
    } catch (error) {
      const mistakes = (error as Error).message.trim().split("\n");
      log.error("the allow file is not taken: what it allowed before is in force", { path, mistakes });
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { rules: () => rules, close: () => clearInterval(timer) };
}

/** Another one after each change. */
function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "absent" : `${stat.mtimeMs}/${stat.size}/${stat.ino}`;
}

function readRules(path: string): readonly AllowRule[] {
  let value: unknown;
  try {
    value = readConfigFile(path);
  } catch (cause) {
    if (cause instanceof ConfigUnreadable) throw new AllowFault(`${cause.message}\n`, { cause });
    throw cause;
  }
  const { rules, mistakes } = judgeAllow(value);
  if (mistakes.length > 0) throw new AllowFault(printMistakes(path, mistakes));
  return rules;
}
