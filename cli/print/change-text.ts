/** What a command changes, as people read it: one object a line, under it each field that differs. */
import type { FieldChange } from "../../core/config/field-changes.ts";
import type { Plain } from "../../core/config/located.ts";

export interface ObjectChange {
  readonly kind: string;
  readonly name: string;
  /** created, changed, unchanged, deleted; draining, undrained */
  readonly what: string;
  readonly fields: readonly FieldChange[];
}

const SIGNS: Readonly<Record<string, string>> = { created: "+", changed: "~", deleted: "-" };

/** What is unchanged is counted on one line. */
export function changesText(changes: readonly ObjectChange[]): string {
  const told = changes.filter(({ what }) => what !== "unchanged");
  const same = changes.length - told.length;
  const lines = told.flatMap(({ kind, name, what, fields }) => [
    `${SIGNS[what] ?? " "} ${kind} ${name} ${what}`,
    // Of an object that goes, its name is enough.
    ...(what === "deleted" ? [] : fields.flatMap(fieldLines)),
  ]);
  if (same > 0) lines.push(`  ${same} unchanged`);
  return lines.map((line) => `${line}\n`).join("");
}

function fieldLines(change: FieldChange): string[] {
  if (!("added" in change)) {
    const { field, before, after } = change;
    if (before === null) return [`    + ${field}: ${valueText(after)}`];
    if (after === null) return [`    - ${field}: ${valueText(before)}`];
    return [`    ~ ${field}: ${valueText(before)} -> ${valueText(after)}`];
  }
  const { field, added, removed } = change;
  if (added.length + removed.length === 0) return [`    ~ ${field}: in another order`];
  const line = (sign: string, all: readonly Plain[]) =>
    all.length === 0 ? [] : [`    ${sign} ${field}: ${all.map(valueText).join(", ")}`];
  return [...line("+", added), ...line("-", removed)];
}

const valueText = (value: Plain): string => (typeof value === "string" ? value : JSON.stringify(value));
