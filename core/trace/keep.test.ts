/** What keeps a trace, and how clocks are compared. */
import { describe, expect, it } from "@jest/globals";
import { clockOffsetUs } from "./clock-offset.ts";
import { keepsEnd, keepsFirstByte, keepsOpened } from "./keep.ts";

const RULE = { ratio: 0.1, slowUs: 1_000_000 };

describe("a trace is kept", () => {
  it("of an opened flow by its share, or where it was slow or a publisher was asked in vain", () => {
    expect(keepsOpened(RULE, { us: 10, failedTries: false, die: 0.0999 })).toBe(true);
    expect(keepsOpened(RULE, { us: 10, failedTries: false, die: 0.1 })).toBe(false);
    expect(keepsOpened(RULE, { us: 1_000_000, failedTries: false, die: 0.9 })).toBe(true);
    expect(keepsOpened(RULE, { us: 10, failedTries: true, die: 0.9 })).toBe(true);
  });

  it("by none of the share at 0, and by all at 1", () => {
    expect(keepsOpened({ ...RULE, ratio: 0 }, { us: 10, failedTries: false, die: 0 })).toBe(false);
    expect(keepsOpened({ ...RULE, ratio: 1 }, { us: 10, failedTries: false, die: 1 - Number.EPSILON })).toBe(true);
  });

  it("where the app's first byte was slow, and where neither end has ended it", () => {
    expect([999_999, 1_000_000].map((us) => keepsFirstByte(RULE, us))).toEqual([false, true]);
    expect((["client", "app", "system"] as const).map(keepsEnd)).toEqual([false, false, true]);
  });
});

describe("a clock's offset", () => {
  it("is what remains when both ways took as long", () => {
    const ahead = 5_000_000;
    expect(
      clockOffsetUs({ askedUs: 1_000, receivedUs: 1_300 + ahead, answeredUs: 9_000 + ahead, heardUs: 9_300 }),
    ).toBe(ahead);
    expect(clockOffsetUs({ askedUs: 1_000, receivedUs: 300, answeredUs: 8_000, heardUs: 9_300 })).toBe(-1_000);
  });

  it("is none where the ways' own times may explain it", () => {
    expect(clockOffsetUs({ askedUs: 1_000, receivedUs: 1_900, answeredUs: 2_000, heardUs: 2_010 })).toBe(0);
    expect(clockOffsetUs({ askedUs: 1_000, receivedUs: 3_000, answeredUs: 3_100, heardUs: 2_010 })).toBe(1_545);
  });

  it("is not known of a hop that tells no readings", () => {
    expect(clockOffsetUs({ askedUs: 1, receivedUs: 0, answeredUs: 5, heardUs: 6 })).toBeUndefined();
    expect(clockOffsetUs({ askedUs: 1, receivedUs: 2, answeredUs: 0, heardUs: 6 })).toBeUndefined();
  });
});
