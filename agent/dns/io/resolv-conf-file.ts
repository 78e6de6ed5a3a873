/** The file by which programs of this machine find their resolver. */
import { readFileSync } from "node:fs";
import { errnoOf } from "../../../io/errors.ts";

export const RESOLV_CONF = "/etc/resolv.conf";

/** What it says, through links; "" where there is none. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return "";
    throw error;
  }
}
