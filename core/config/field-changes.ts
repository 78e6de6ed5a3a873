/** What differs between two states of an object, field by field, in the words of its file. */
import type { Plain } from "./located.ts";
import type { ConfigObject } from "./object.ts";
import { toPlain } from "./print.ts";

/** Of a list: what came and went; where neither did, its order changed. Of all else: both values, null = not said. */
export type FieldChange =
  | { readonly field: string; readonly before: Plain; readonly after: Plain }
  | { readonly field: string; readonly added: readonly Plain[]; readonly removed: readonly Plain[] };

/** Fields in the order in which they are printed; `undefined`: the object does not exist. */
export function fieldChanges(before: ConfigObject | undefined, after: ConfigObject | undefined): FieldChange[] {
  const [old, next] = [before && toPlain(before).spec, after && toPlain(after).spec];
  const fields = new Set([...Object.keys(next ?? {}), ...Object.keys(old ?? {})]);
  return [...fields].flatMap((field) => {
    const change = changeOf(field, old?.[field] ?? null, next?.[field] ?? null);
    return change === undefined ? [] : [change];
  });
}

function changeOf(field: string, before: Plain, after: Plain): FieldChange | undefined {
  if (textOf(before) === textOf(after)) return undefined;
  const lists = Array.isArray(before) || Array.isArray(after);
  if (!lists) return { field, before, after };
  const [old, next] = [listOf(before), listOf(after)];
  const without = (some: readonly Plain[], others: readonly Plain[]) => {
    const texts = new Set(others.map(textOf));
    return some.filter((one) => !texts.has(textOf(one)));
  };
  return { field, added: without(next, old), removed: without(old, next) };
}

const listOf = (value: Plain): readonly Plain[] => (Array.isArray(value) ? value : []);
const textOf = (value: Plain): string => JSON.stringify(value);
