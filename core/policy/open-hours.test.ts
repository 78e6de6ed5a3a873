/** Windows of time against a clock on the wall, in zones whose clocks shift. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DAYS } from "./hours.ts";
import { isOpen, nextEdgeUs, openHours } from "./open-hours.ts";
import { Zone } from "./zone.ts";

const MINUTE_US = 60_000_000;
const at = (text: string): number => Date.parse(text) * 1000;
const zoneOf = (name: string) => new Zone(name);
const windows = (text: string) => [openHours(text, zoneOf)!];

describe("windows of time", () => {
  it("open and close by the clock on the wall of their zone, in summer and in winter", () => {
    const office = windows("mon-fri 08:00-18:00 Europe/Amsterdam");
    expect(isOpen(office, at("2027-01-25T06:59:59Z"))).toBe(false);
    expect(isOpen(office, at("2027-01-25T07:00:00Z"))).toBe(true);
    expect(isOpen(office, at("2027-01-25T17:00:00Z"))).toBe(false);
    expect(isOpen(office, at("2027-07-26T06:00:00Z"))).toBe(true);
    expect(isOpen(office, at("2027-07-25T09:00:00Z"))).toBe(false);
  });

  it("go on past midnight, and from Sunday's night into Monday", () => {
    const night = windows("sun 22:00-06:00 UTC");
    expect(isOpen(night, at("2027-01-24T22:00:00Z"))).toBe(true);
    expect(isOpen(night, at("2027-01-25T05:59:00Z"))).toBe(true);
    expect(isOpen(night, at("2027-01-25T06:00:00Z"))).toBe(false);
    expect(isOpen(night, at("2027-01-25T22:30:00Z"))).toBe(false);
  });

  it("change at no other moment than the next edge says, whatever the zone", () => {
    const zone = fc.constantFrom("UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    const minute = fc.integer({ min: 0, max: 1439 });
    const begin = fc.integer({
      min: at("2026-01-01T00:00:00Z") / MINUTE_US,
      max: at("2029-01-01T00:00:00Z") / MINUTE_US,
    });
    const zones = new Map<string, Zone>();
    const kept = (name: string) => zones.get(name) ?? zones.set(name, new Zone(name)).get(name)!;
    fc.assert(
      fc.property(zone, fc.constantFrom(...DAYS), minute, minute, begin, (name, day, from, to, minuteUtc) => {
        fc.pre(from !== to);
        const clock = (of: number) =>
          `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
        const open = [openHours(`${day} ${clock(from)}-${clock(to)} ${name}`, kept)!];
        const now = minuteUtc * MINUTE_US;
        const edge = nextEdgeUs(open, now);
        expect(edge).toBeGreaterThan(now);
        const before = isOpen(open, now);
        // A few moments between, the last of them right before the edge.
        for (const share of [0.1, 0.5, 0.9]) expect(isOpen(open, now + (edge - now) * share)).toBe(before);
        expect(isOpen(open, edge - 1)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});

it("a zone's clocks are ahead as the runtime shows them, also right before and after a shift", () => {
  const zone = new Zone("Europe/Amsterdam");
  const shift = at("2027-03-28T01:00:00Z") / MINUTE_US;
  expect([zone.ahead(shift - 1), zone.ahead(shift), zone.until(shift - 1)]).toEqual([60, 120, shift]);
  const island = new Zone("Australia/Lord_Howe");
  expect(island.ahead(at("2027-07-01T00:00:00Z") / MINUTE_US)).toBe(630);
  expect(island.ahead(at("2027-01-01T00:00:00Z") / MINUTE_US)).toBe(660);
});
