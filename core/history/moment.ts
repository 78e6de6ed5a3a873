/** A moment of the control log: an offset, or a time, which means the last offset that was appended by then. */
import { printTime, timeUs } from "../config/time.ts";

export type Moment = { readonly offset: number } | { readonly timeUs: number };

/** `@4711` or RFC 3339; undefined if the text is neither. */
export function parseMoment(text: string): Moment | undefined {
  const offset = /^@(\d{1,15})$/.exec(text)?.[1];
  if (offset !== undefined) return { offset: Number(offset) };
  const us = timeUs(text);
  return us === undefined ? undefined : { timeUs: us };
}

export const printMoment = (at: Moment): string => ("offset" in at ? `@${at.offset}` : printTime(at.timeUs));

/** What is said of a text that is no moment. */
export const NO_MOMENT = "is no moment: write a time as 2027-01-31T18:00:00Z, or an offset as @4711";
