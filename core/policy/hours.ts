/** Weekly windows of time: `mon-fri 08:00-18:00 Europe/Amsterdam`. */

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export interface Hours {
  /** Indexes into DAYS, ascending: days on which the window begins. */
  readonly days: readonly number[];
  /** Minutes of the day, from included, to excluded; where `to` is not after `from` the window ends on the next day. */
  readonly from: number;
  readonly to: number;
  /** IANA time zone. */
  readonly zone: string;
}

const FORM = /^(?:([a-z,-]+) )?(\d\d):(\d\d)-(\d\d):(\d\d)(?: ([A-Za-z0-9_+/-]+))?$/;
const DAY_MIN = 1440;

/** Days are every day where none is said, the zone is UTC. */
export function parseHours(text: string): Hours | { readonly wrong: string } {
  const match = FORM.exec(text.trim().replace(/\s+/g, " "));
  const days = match === null ? undefined : daysOf(match[1] ?? "mon-sun");
  const from = match === null ? DAY_MIN : minutesOf(match[2]!, match[3]!);
  const to = match === null ? 0 : minutesOf(match[4]!, match[5]!);
  if (match === null || days === undefined || from >= DAY_MIN || to > DAY_MIN) {
    return { wrong: `${JSON.stringify(text)} is no window: write mon-fri 08:00-18:00 Europe/Amsterdam` };
  }
  const zone = match[6] ?? "UTC";
  if (!isZone(zone)) return { wrong: `${JSON.stringify(zone)} is no time zone: write it as Europe/Amsterdam` };
  if (from === to) return { wrong: `${JSON.stringify(text)} is empty: for a whole day write 00:00-24:00` };
  return { days, from, to, zone };
}

export const printHours = ({ days, from, to, zone }: Hours): string =>
  `${days.map((day) => DAYS[day]).join(",")} ${clockOf(from)}-${clockOf(to)} ${zone}`;

/** Minute 60 and above makes it past the day's end. */
const minutesOf = (hour: string, minute: string): number =>
  Number(minute) > 59 ? DAY_MIN + 1 : Number(hour) * 60 + Number(minute);

const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

function daysOf(text: string): number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last, more] = part.split("-").map((day) => DAYS.indexOf(day as (typeof DAYS)[number]));
    if (first === undefined || first < 0 || last === -1 || more !== undefined) return undefined;
    // fri-mon goes round the week's end.
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === (last ?? first)) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

/** As they were written: there are some hundreds, and to ask the system for one costs as much as a whole rule. */
const knownZones = new Set<string>();
/** A zone may be written in upper and lower case. */
const KNOWN_MAX = 2_000;

function isZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
    if (known && knownZones.size < KNOWN_MAX) knownZones.add(zone);
    return known;
  } catch {
    return false;
  }
}
