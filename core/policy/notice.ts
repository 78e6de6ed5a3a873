/** What a person is told whom a rule blocks: a template's text, with the places in it filled. */
import type { NoticeSpec } from "../config/object.ts";

/** What may stand in braces in a template. */
export const PLACEHOLDERS = ["user", "app", "host", "port", "rule", "code", "denial_id"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Filled, it is still one line on a screen, and has its room in every event of a refusal. */
export const FILLED_LETTERS_MAX = 500;

const PLACE = /\{([^{}]*)\}/g;

const isPlaceholder = (name: string): name is Placeholder => (PLACEHOLDERS as readonly string[]).includes(name);

/** What stands in braces and is no placeholder. */
export const unknownPlaces = (text: string): readonly string[] =>
  [...text.matchAll(PLACE)].map((match) => match[1]!).filter((name) => !isPlaceholder(name));

/** Title and text as one line; places of which nothing is known yet stay as they are. */
export function filled({ title, text }: NoticeSpec, values: Partial<Record<Placeholder, string>>): string {
  const line = title === "" || text === "" ? title + text : `${title}: ${text}`;
  return cut(line.replace(PLACE, (place, name: string) => (isPlaceholder(name) ? (values[name] ?? place) : place)));
}

/** A verdict's notice, once the denial has its id. */
export const withDenialId = (notice: string, denialId: string): string =>
  cut(notice.replaceAll("{denial_id}", denialId));

/** Whole letters, as many as there is room for. */
function cut(text: string): string {
  if (text.length <= FILLED_LETTERS_MAX) return text;
  const short = text.slice(0, FILLED_LETTERS_MAX - 1);
  return `${/[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short}…`;
}
