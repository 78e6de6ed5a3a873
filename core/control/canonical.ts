/** One value, one text, one sequence of bytes: what is hashed to see whether two gateways folded the same state. */
import { isRows } from "./rows.ts";
import type { ControlState } from "./state.ts";

/** JSON with the keys of objects and tables sorted by code units; a table reads as an object, undefined as absent. */
export function canonicalText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return listText(value);
  if (!isRows(value)) return fieldsText(value as Readonly<Record<string, unknown>>);
  const rows = [...value].filter(([, row]) => row !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${rows.map(([key, row]) => `${JSON.stringify(key)}:${canonicalText(row)}`).join(",")}}`;
}

/** Every row that changes is told so: loops, since closures for each field take twice the time. */
function listText(list: readonly unknown[]): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) text += `${i === 0 ? "" : ","}${canonicalText(list[i])}`;
  return `${text}]`;
}

function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(fields).sort();
  let text = "{";
  for (const key of keys) {
    const value = fields[key];
    if (value !== undefined) text += `${text === "{" ? "" : ","}${JSON.stringify(key)}:${canonicalText(value)}`;
  }
  return `${text}}`;
}

/** The bytes of a state; equal for equal states, however they were folded. */
export const canonicalBytes = (state: ControlState): Uint8Array => utf8(canonicalText(state));

/** A lone surrogate becomes U+FFFD, as everywhere. */
export function utf8(text: string): Uint8Array {
  // A UTF-16 unit takes at most three bytes.
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[at++] = unit;
    } else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else {
      let point = text.codePointAt(i)!;
      if (point > 0xffff) {
        i++;
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      } else {
        if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
        bytes[at++] = 0xe0 | (point >> 12);
      }
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.slice(0, at);
}
