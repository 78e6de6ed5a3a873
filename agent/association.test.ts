/** Which association gives way at the bound, and how long one that was refused rests. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Code, REASONS } from "../core/reason.ts";
import type { Instant } from "../core/units.ts";
import { IN_USE_MS, InUse, restMs } from "./association.ts";

const at = (ms: number): Instant => ms as Instant;

describe("associations at the bound", () => {
  it("the one that has been silent for longest gives way, and none that is in use", () => {
    const table = new InUse<string>(2);
    table.add("a", "A", at(0));
    expect(table.giveWay(at(0))).toBeUndefined();
    table.add("b", "B", at(1));
    expect(table.giveWay(at(500))).toBe("none");
    table.use("a", at(600));
    expect(table.giveWay(at(1 + IN_USE_MS))).toBe("B");
    table.delete("b", "another");
    expect(table.size).toBe(2);
    table.delete("b", "B");
    expect([table.size, table.giveWay(at(1_000))]).toEqual([1, undefined]);
  });

  it("are never more, and it is always the longest silent that is named", () => {
    const step = fc.record({ key: fc.nat(12).map(String), later: fc.nat(900) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const table = new InUse<string>(5);
        const usedAt = new Map<string, number>();
        let now = 0;
        for (const { key, later } of steps) {
          now += later;
          if (table.use(key, at(now)) === undefined) {
            const idle = table.giveWay(at(now));
            if (idle === "none") continue;
            if (idle !== undefined) {
              expect(usedAt.get(idle)).toBe(Math.min(...usedAt.values()));
              table.delete(idle, idle);
              usedAt.delete(idle);
            }
            table.add(key, key, at(now));
          }
          usedAt.set(key, now);
          expect(table.size).toBe(usedAt.size);
          expect(table.size).toBeLessThanOrEqual(5);
        }
      }),
    );
  });
});

describe("the next ask", () => {
  it.each<[Code, number]>([
    ["CGW_FLOW_IDLE_TIMEOUT", 0],
    ["AGT_TUNNEL_LOST", 0],
    ["CGW_FLOW_DRAIN", 0],
    ["APP_FLOW_RESET", 1_000],
    ["CGW_SELECT_ALL_DOWN", 1_000],
    ["CGW_POLICY_NO_RULE", 5_000],
    ["CGW_POLICY_REVOKED", 5_000],
  ])("after %s comes after %d ms", (code, ms) => expect(restMs(code)).toBe(ms));

  it("never waits so long that a program has given up, whatever the reason", () => {
    for (const code of Object.keys(REASONS) as Code[]) expect(restMs(code)).toBeLessThanOrEqual(5_000);
  });
});
