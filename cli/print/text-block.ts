/** Names and what is said of them, one below the other: how answers about one thing are put to a person. */
import { printable } from "./columns.ts";

/** Rows whose second cell is absent are left out. */
export function block(rows: readonly (readonly [string, string | null])[]): string {
  const shown = rows.flatMap(([name, text]) => (text === null ? [] : [[printable(name), printable(text)] as const]));
  const width = shown.reduce((most, [name]) => Math.max(most, name.length), 0);
  return shown.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd()).join("\n");
}
