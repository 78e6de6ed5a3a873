/** Which connections are given up when this device's addresses change. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { after, type Instant } from "../core/units.ts";
import { firstLook, GONE_MAX, isGone, look, MAY_RETURN_MS, type OwnAddresses } from "./own-addresses.ts";

const T = 50_000 as Instant;
const WIRELESS = "192.0.2.7";
const CABLE = "198.51.100.9";
const seen = (before: OwnAddresses, addresses: readonly string[], now = T) => look(before, addresses, now).next;

describe("own addresses", () => {
  it("give up an address at once when another one has come in its place", () => {
    const moved = look(firstLook(["127.0.0.1", WIRELESS]), ["127.0.0.1", CABLE], T);
    expect(moved.appeared).toBe(true);
    expect(isGone(moved.next, WIRELESS, T)).toBe(true);
    expect(isGone(moved.next, CABLE, T)).toBe(false);
  });

  it("give up an address that left before the other one came", () => {
    const away = seen(firstLook([WIRELESS]), []);
    expect(isGone(away, WIRELESS, after(T, 60_000))).toBe(false);
    expect(isGone(seen(away, [CABLE], after(T, 60_000)), WIRELESS, after(T, 60_000))).toBe(true);
  });

  it("keep an address that comes back", () => {
    const back = look(seen(firstLook([WIRELESS]), []), [WIRELESS], after(T, 500));
    expect(back.appeared).toBe(true);
    expect(isGone(back.next, WIRELESS, after(T, 60_000))).toBe(false);
  });

  it("wait a little for an address beside which others were there already", () => {
    const unplugged = seen(firstLook([WIRELESS, CABLE]), [WIRELESS]);
    expect(isGone(unplugged, CABLE, after(T, MAY_RETURN_MS - 1))).toBe(false);
    expect(isGone(unplugged, CABLE, after(T, MAY_RETURN_MS))).toBe(true);
  });

  it("leave addresses of the machine or its link alone out of it", () => {
    const before = firstLook(["127.0.0.1", "::1", "fe80::1", "169.254.1.1", WIRELESS]);
    const after1 = look(before, [WIRELESS, "fe80::2"], T);
    expect(after1.appeared).toBe(false);
    for (const local of ["127.0.0.1", "::1", "fe80::1", "169.254.1.1"]) {
      expect(isGone(after1.next, local, after(T, 60_000))).toBe(false);
    }
  });

  it("never give up an address that is there, and remember a bounded number", () => {
    const address = fc.integer({ min: 1, max: 200 }).map((n) => `203.0.113.${n}`);
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(address, { maxLength: 40 }), { maxLength: 30 }), (looks) => {
        let [own, now] = [firstLook([]), T];
        for (const addresses of looks) {
          now = after(now, 500);
          own = seen(own, addresses, now);
          expect(own.gone.size).toBeLessThanOrEqual(GONE_MAX);
          for (const one of addresses) expect(isGone(own, one, after(now, 60_000))).toBe(false);
        }
      }),
    );
  });
});
