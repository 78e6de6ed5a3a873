/** Names by which objects speak of each other. */
import type { Fields } from "./read.ts";
import { listOf } from "./read.ts";

/** Names stand in events, certificates and tables. */
export const NAME_LETTERS_MAX = 128;

export type Wrong = { readonly wrong: string };

export function plainName(text: string): string | Wrong {
  if (text === "") return { wrong: "must not be empty" };
  if (text.length > NAME_LETTERS_MAX) return { wrong: `is longer than ${NAME_LETTERS_MAX} letters` };
  if (/\p{C}/u.test(text)) return { wrong: `${JSON.stringify(text)} has letters that can't be printed` };
  return text;
}

export const names = (fields: Fields, key: string): readonly string[] => listOf(fields, key, plainName, (name) => name);
