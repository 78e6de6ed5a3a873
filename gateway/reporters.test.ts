/** The table of reporters: what each may send, what is remembered of each, and its bounds. */
import { describe, expect, it } from "@jest/globals";
import { after, type Instant } from "../core/units.ts";
import {
  BOOTS_REMEMBERED,
  BURST,
  isTaken,
  REPORTS_A_MINUTE,
  Reporters,
  STREAMS_PER_REPORTER_MAX,
  spend,
  take,
} from "./reporters.ts";

const T0 = 1_000 as Instant;

describe("a quota", () => {
  it("is a burst at once, then so many a minute, and never grows past the burst", () => {
    const place = new Reporters().open("one", T0)!;
    const spent = (now: Instant) => {
      let count = 0;
      while (spend(place, now)) count += 1;
      return count;
    };
    expect(spent(T0)).toBe(BURST);
    expect(spent(after(T0, 1))).toBe(0);
    expect(spent(after(T0, 10_000))).toBe(REPORTS_A_MINUTE / 6);
    expect(spent(after(T0, 3_600_000))).toBe(BURST);
    // Many tries in vain don't cost what comes back.
    for (let ms = 1; ms <= 1_000; ms++) spend(place, after(T0, 3_600_000 + ms / 2));
    expect(spent(after(T0, 3_601_000))).toBe(1);
  });

  it("is one for all streams of a reporter, and outlives them", () => {
    const reporters = new Reporters();
    const first = reporters.open("one", T0)!;
    for (let n = 0; n < BURST; n++) spend(first, T0);
    first.streams -= 1;
    expect(spend(reporters.open("one", T0)!, T0)).toBe(false);
    expect(spend(reporters.open("other", T0)!, T0)).toBe(true);
  });
});

describe("the table", () => {
  it("gives a reporter its share of streams", () => {
    const reporters = new Reporters();
    const places = Array.from({ length: STREAMS_PER_REPORTER_MAX }, () => reporters.open("one", T0)!);
    expect(reporters.open("one", T0)).toBeUndefined();
    expect(reporters.open("other", T0)).toBeDefined();
    places[0]!.streams -= 1;
    expect(reporters.open("one", T0)).toBe(places[0]);
  });

  it("at its bound forgets who was not heard of longest and has no stream, and nobody else", () => {
    const reporters = new Reporters(3);
    const [one, two, three] = ["one", "two", "three"].map((name) => reporters.open(name, T0)!);
    expect(reporters.open("four", T0)).toBeUndefined();
    for (const place of [two!, three!]) place.streams -= 1;
    take(three!, { boot: "b", sequence: 1 });
    expect(reporters.open("four", T0)).toBeDefined();
    expect(reporters.size).toBe(3);
    expect(reporters.open("three", T0)).toBe(three);
    expect(reporters.open("one", T0)).toBe(one);
    expect(reporters.open("two", T0)).toBeUndefined();
  });

  it("remembers the last sequence of each of a reporter's last lives", () => {
    const place = new Reporters().open("one", T0)!;
    const boots = Array.from({ length: BOOTS_REMEMBERED }, (_, n) => `boot-${n}`);
    for (const boot of boots) take(place, { boot, sequence: 5 });
    for (const boot of boots) {
      expect(isTaken(place, { boot, sequence: 5 })).toBe(true);
      expect(isTaken(place, { boot, sequence: 4 })).toBe(true);
      expect(isTaken(place, { boot, sequence: 6 })).toBe(false);
    }
    take(place, { boot: boots[0]!, sequence: 6 });
    take(place, { boot: "newer", sequence: 1 });
    expect(isTaken(place, { boot: boots[1]!, sequence: 5 })).toBe(false);
    expect(isTaken(place, { boot: boots[0]!, sequence: 6 })).toBe(true);
    expect(place.taken.size).toBe(BOOTS_REMEMBERED);
  });
});
