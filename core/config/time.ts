/** Moments in text: RFC 3339, in UTC, with as many digits as they have. */

const FORM = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:\d\d)$/;

/** Microseconds since 1970; undefined if the text is no RFC 3339 time, or one before 1970. */
export function timeUs(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone] = match as unknown as string[];
  const civil = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const ms = Date.parse(`${civil}${zone!.toUpperCase()}`);
  // Date.parse turns February 30th into March.
  if (Number.isNaN(ms) || ms < 0 || !new Date(`${civil}Z`).toISOString().startsWith(civil)) return undefined;
  return ms * 1000 + Number(fraction.padEnd(6, "0"));
}

/** The one text of a moment, such as `2027-01-31T18:00:00Z`; undefined as for `timeUs`. */
export function normalTime(text: string): string | undefined {
  const us = timeUs(text);
  return us === undefined ? undefined : printTime(us);
}

export function printTime(us: number): string {
  const seconds = new Date(Math.floor(us / 1_000_000) * 1000).toISOString().slice(0, 19);
  const rest = us % 1_000_000;
  return rest === 0 ? `${seconds}Z` : `${seconds}.${String(rest).padStart(6, "0").replace(/0+$/, "")}Z`;
}
