/** Mistakes of a configuration file with the line on which each field stands, so that they can be found. */
import { readFileSync } from "node:fs";
import { type Located, printMistake } from "../core/config/located.ts";
import { readYaml } from "./yaml.ts";

/** One line for each mistake: file, line, field, what is wrong. `field` as in `proxy.listen`, `gateways[1]`. */
export function printMistakes(
  file: string,
  mistakes: readonly { readonly field: string; readonly text: string }[],
): string {
  const root = readYaml(file, readFileSync(file, "utf8")).documents[0]?.root;
  return mistakes
    .map(({ field, text }) => `${printMistake({ file, line: root ? lineOf(root, field) : 0, field, text })}\n`)
    .join("");
}

/** The deepest part of the field that is there. */
function lineOf(root: Located, field: string): number {
  let at = root;
  let line = root.line;
  for (const part of field.split(/[.[\]]+/).filter((text) => text !== "")) {
    const entry = at.is === "map" ? at.entries.findLast(({ key }) => key === part) : undefined;
    const next = entry?.value ?? (at.is === "list" ? at.items[Number(part)] : undefined);
    if (next === undefined) break;
    line = entry?.line ?? next.line;
    at = next;
  }
  return line;
}
