/** Whatever a receiver does, each alert is told by itself, in a summary, or as lost; and never too many a minute. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../../core/units.ts";
import type { Alert } from "./alert.ts";
import { GIVE_UP_US, Outbox, QUEUE_MAX } from "./outbox.ts";
import { positionText, readPosition } from "./position.ts";

const alert = (offset: number, atUs: number, rule = "r"): Alert => ({
  ...{ id: `${offset}`, offset, atUs, tenant: "a", action: "block", rule, code: "CGW_POLICY_RULE_BLOCK", user: "sam" },
  ...{ device: "d", app: "wiki", host: "wiki", port: 443, protocol: "tcp", flowId: "f", denialId: "", gateway: "g" },
});
const at = (ms: number) => ms as Instant;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("put" as const), rule: fc.constantFrom("r1", "r2") }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("send-well" as const, "send-badly" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 90_000 }) }) },
);

describe("an outbox", () => {
  it("loses nothing unsaid, keeps the order, and its rate", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 5 }), (steps, perMinute) => {
        const outbox = new Outbox("a");
        const sent: number[] = [];
        let [now, offset, told, single] = [0, 0, 0, -1];
        const send = (well: boolean) => {
          const next = outbox.next(perMinute, at(now), now * 1000);
          if (next === undefined || "waitMs" in next) return;
          sent.push(now);
          if (!well) return outbox.failed(at(now));
          outbox.arrived();
          if ("summary" in next) told += next.summary.count + next.summary.lost;
          else {
            expect(next.alert.offset).toBeGreaterThan(single);
            single = next.alert.offset;
            told += 1;
          }
        };
        for (const one of steps) {
          if (one.do === "put") outbox.put(alert(offset++, now * 1000, one.rule));
          else if (one.do === "wait") now += one.ms;
          else send(one.do === "send-well");
          expect(told + outbox.waiting + outbox.lost).toBe(offset);
          expect(outbox.oldest === undefined || outbox.oldest >= outbox.sentTo).toBe(true);
        }
        // A full bucket, and what came into it meanwhile.
        for (const from of sent) {
          expect(sent.filter((ms) => ms >= from && ms < from + 60_000).length).toBeLessThanOrEqual(2 * perMinute);
        }
        // In the end all is told.
        for (let n = 0; n < 500 && outbox.waiting + outbox.lost > 0; n += 1) {
          now += 60_000;
          send(true);
        }
        expect(told).toBe(offset);
        expect(outbox.sentTo).toBe(offset);
      }),
      { numRuns: 300 },
    );
  });

  it("tells what is beyond the rate in one summary", () => {
    const outbox = new Outbox("a");
    for (let n = 0; n < 10; n += 1) outbox.put(alert(n, n, n < 7 ? "often" : "rarely"));
    const first = outbox.next(2, at(0), 0);
    expect(first).toMatchObject({ alert: { offset: 0 } });
    expect(outbox.next(2, at(0), 0)).toBeUndefined();
    outbox.arrived();
    const rules = [
      { rule: "often", count: 6 },
      { rule: "rarely", count: 3 },
    ];
    expect(outbox.next(2, at(0), 0)).toEqual({
      summary: { tenant: "a", sinceUs: 1, untilUs: 9, count: 9, rules, lost: 0 },
    });
    outbox.arrived();
    expect([outbox.sentTo, outbox.oldest, outbox.waiting]).toEqual([10, undefined, 0]);
    outbox.put(alert(10, 10));
    expect(outbox.next(2, at(0), 0)).toEqual({ waitMs: 30_000 });
    expect(outbox.next(2, at(30_000), 0)).toMatchObject({ alert: { offset: 10 } });
  });

  it("comes later each time where the receiver is away, and gives up what is hours old", () => {
    const outbox = new Outbox("a");
    outbox.put(alert(0, 0));
    for (const waitMs of [1_000, 2_000, 4_000]) {
      expect(outbox.next(100, at(waitMs * 10), 0)).toHaveProperty("alert");
      outbox.failed(at(waitMs * 10));
      expect(outbox.next(100, at(waitMs * 10), 0)).toEqual({ waitMs });
    }
    expect(outbox.next(100, at(100_000), GIVE_UP_US + 1)).toMatchObject({ summary: { count: 0, lost: 1, rules: [] } });
    outbox.arrived();
    expect([outbox.lost, outbox.sentTo]).toEqual([0, 1]);
  });

  it("holds no more than its bound one by one", () => {
    const outbox = new Outbox("a");
    for (let n = 0; n < 3 * QUEUE_MAX; n += 1) outbox.put(alert(n, n, `rule-${n}`));
    const next = outbox.next(10, at(0), 0);
    expect(next).toMatchObject({ summary: { count: 3 * QUEUE_MAX } });
    if (next === undefined || !("summary" in next)) throw new Error("no summary");
    expect(next.summary.rules.length).toBeLessThanOrEqual(51);
    expect(next.summary.rules[0]).toEqual({ rule: "(others)", count: 3 * QUEUE_MAX - 50 });
  });

  it("a later life passes over what was told", () => {
    const outbox = new Outbox("a", 5, 2);
    outbox.put(alert(4, 4));
    expect([outbox.waiting, outbox.lost]).toEqual([0, 2]);
    outbox.put(alert(5, 5));
    expect(outbox.next(60, at(0), 0)).toMatchObject({ summary: { count: 1, lost: 2 } });
  });
});

describe("the position's text", () => {
  it("is read as it was written", () => {
    const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString"));
    const told = fc.dictionary(name, fc.record({ sentTo: fc.maxSafeNat(), lost: fc.nat() }), { maxKeys: 20 });
    fc.assert(
      fc.property(told, (all) => {
        const map = new Map(Object.entries(all));
        expect(readPosition(positionText(map))).toEqual(map);
      }),
    );
  });

  it("garbage is nothing, and many receivers fit", () => {
    for (const text of ["", "{}", "null", '{"v":2,"told":{}}', '{"v":1,"told":{"a":7}}'])
      expect(readPosition(text).size).toBe(0);
    const many = new Map(Array.from({ length: 1_000 }, (_, n) => [`${"t".repeat(63)}/r${n}`, { sentTo: n, lost: 0 }]));
    expect(Buffer.byteLength(positionText(many))).toBeLessThan(64 * 1024);
  });
});
