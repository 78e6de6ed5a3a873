/** One value, one text, one sequence of bytes: what is hashed to see whether two gateways folded the same state. */
import type { ControlState } from "./state.ts";

/** JSON with the keys of objects and maps sorted by code units; a map reads like an object, undefined like absent. */
export function canonicalText(value: unknown): string {
  if (value instanceof Map) return fields([...value] as [string, unknown][]);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value === "object" && value !== null) return fields(Object.entries(value));
  return JSON.stringify(value);
}

function fields(entries: [string, unknown][]): string {
  const present = entries.filter(([, value]) => value !== undefined);
  present.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${present.map(([key, value]) => `${JSON.stringify(key)}:${canonicalText(value)}`).join(",")}}`;
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
