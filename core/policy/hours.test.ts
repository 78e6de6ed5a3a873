import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { normalTime, timeUs } from "../config/time.ts";
import { parseHours, printHours } from "./hours.ts";

const normal = (text: string): string => {
  const hours = parseHours(text);
  return "wrong" in hours ? hours.wrong : printHours(hours);
};

describe("windows of time", () => {
  it("have one normal form", () => {
    expect(normal("mon-fri 08:00-18:00 Europe/Amsterdam")).toBe("mon,tue,wed,thu,fri 08:00-18:00 Europe/Amsterdam");
    expect(normal(" sat-mon,wed  22:00-06:30 ")).toBe("mon,wed,sat,sun 22:00-06:30 UTC");
    expect(normal("00:00-24:00")).toBe("mon,tue,wed,thu,fri,sat,sun 00:00-24:00 UTC");
  });

  it("what is printed is read back as it was", () => {
    const days = fc
      .uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 })
      .map((all) => all.sort((a, b) => a - b));
    const minute = fc.integer({ min: 0, max: 1439 });
    const hours = fc.record({ days, from: minute, to: minute, zone: fc.constantFrom("UTC", "Asia/Kolkata") });
    fc.assert(
      fc.property(
        hours.filter(({ from, to }) => from !== to),
        (window) => expect(parseHours(printHours(window))).toEqual(window),
      ),
    );
  });

  it("what is none is told what to write", () => {
    for (const text of ["", "mon", "mon 8:00-18:00", "mon 24:00-01:00", "mon 08:61-09:00", "foo 08:00-09:00"]) {
      expect(normal(text)).toMatch(/is no window: write mon-fri 08:00-18:00/);
    }
    expect(normal("08:00-08:00")).toMatch(/is empty/);
    expect(normal("08:00-09:00 Mars/Olympus")).toMatch(/is no time zone/);
  });
});

it("moments are RFC 3339, brought to UTC; what no calendar has is none", () => {
  expect(normalTime("2027-01-31T19:00:00+01:00")).toBe("2027-01-31T18:00:00Z");
  expect(normalTime("2027-01-31t18:00:00.250z")).toBe("2027-01-31T18:00:00.25Z");
  expect(timeUs("1970-01-01T00:00:01.000001Z")).toBe(1_000_001);
  for (const text of ["2027-02-30T00:00:00Z", "2027-01-31", "2027-01-31T18:00:00", "1969-12-31T23:59:59Z", "now"]) {
    expect([text, normalTime(text)]).toEqual([text, undefined]);
  }
});
