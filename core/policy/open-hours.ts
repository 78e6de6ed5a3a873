/** Whether weekly windows are open at a moment, and when that may change next. */
import { type Hours, parseHours } from "./hours.ts";
import type { Zone } from "./zone.ts";

/** Hours made ready: minutes of the week in the zone, Monday 00:00 = 0; from included, to excluded. */
export interface OpenHours {
  readonly zone: Zone;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

const DAY_MIN = 1440;
const WEEK_MIN = 7 * DAY_MIN;
/** 1970 began on a Thursday. */
const EPOCH_MIN = 3 * DAY_MIN;
const MINUTE_US = 60_000_000;

/** What nobody could have written is never open. */
export function openHours(text: string, zoneOf: (name: string) => Zone): OpenHours | undefined {
  const hours = parseHours(text);
  return "wrong" in hours ? undefined : { zone: zoneOf(hours.zone), spans: spansOf(hours) };
}

function spansOf({ days, from, to }: Hours): OpenHours["spans"] {
  return days.flatMap((day) => {
    const begin = day * DAY_MIN + from;
    const end = day * DAY_MIN + (to > from ? to : to + DAY_MIN);
    if (end <= WEEK_MIN) return [{ from: begin, to: end }];
    // Sunday's night goes on in Monday's morning.
    return [
      { from: begin, to: WEEK_MIN },
      { from: 0, to: end - WEEK_MIN },
    ];
  });
}

/** Is one of the windows open? `atUs`: microseconds since 1970. */
export function isOpen(windows: readonly OpenHours[], atUs: number): boolean {
  const minute = Math.floor(atUs / MINUTE_US);
  for (const { zone, spans } of windows) {
    const now = weekMinute(minute, zone);
    for (const { from, to } of spans) if (from <= now && now < to) return true;
  }
  return false;
}

/** The first moment after `atUs` at which the answer may be another: a window's edge, or a shift of its zone. */
export function nextEdgeUs(windows: readonly OpenHours[], atUs: number): number {
  const minute = Math.floor(atUs / MINUTE_US);
  let next = Number.POSITIVE_INFINITY;
  for (const { zone, spans } of windows) {
    const now = weekMinute(minute, zone);
    next = Math.min(next, zone.until(minute));
    for (const { from, to } of spans) {
      for (const edge of [from, to]) next = Math.min(next, minute + (modulo(edge - now - 1, WEEK_MIN) + 1));
    }
  }
  return next * MINUTE_US;
}

const weekMinute = (minute: number, zone: Zone): number => modulo(minute + zone.ahead(minute) + EPOCH_MIN, WEEK_MIN);

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
