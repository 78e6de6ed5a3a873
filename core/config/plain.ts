/** Between values that remember their lines and plain ones, for what is judged as plain values. */
import type { Located } from "./located.ts";

export function plainOf(value: Located): unknown {
  switch (value.is) {
    case "map":
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plainOf(entry.value)]));
    case "list":
      return value.items.map(plainOf);
    case "scalar":
      return value.value;
  }
}

/** The deepest part of the field that is there, such as `log.kafka.brokers[1]`; the first part is the value itself. */
export function lineOf(value: Located, field: string): number {
  let at = value;
  for (const part of field.split(/[.[]/).slice(1)) {
    const index = /^(\d+)\]$/.exec(part)?.[1];
    const next =
      index === undefined
        ? at.is === "map" && at.entries.findLast(({ key }) => key === part)?.value
        : at.is === "list" && at.items[Number(index)];
    if (next === undefined || next === false) break;
    at = next;
  }
  return at.line;
}
