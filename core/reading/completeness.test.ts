/** What counts as missing, double, dead, dropped and expired. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { type CompletenessInput, judgeCompleteness, type StoredLife } from "./completeness.ts";
import { livesQuery, previousLifeOf, storedLifeOf } from "./completeness-query.ts";

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const KEPT = NOW - 90 * DAY;
const BOOT = "aa".repeat(16);

it("a life of which everything is stored is complete", () => {
  const report = judge({ lives: [life({})] });
  expect(report).toMatchObject({
    complete: true,
    faults: [],
    totals: { produced: 10, stored: 10, missing: 0, double: 0 },
  });
});

it("what a live gateway had produced when it was asked and is not stored is missing", () => {
  const live = [{ source: "g", boot: BOOT, sequence: 12 }];
  const report = judge({ lives: [life({})], live });
  expect(report.sources).toMatchObject([{ produced: 12, produced_known_by: "live-gateway", stored: 10, missing: 2 }]);
  expect(report.faults).toEqual([`2 events of g (life ${BOOT}) are missing`]);
});

it("a live gateway of which nothing is stored yet is not forgotten", () => {
  expect(judge({ live: [{ source: "g", boot: BOOT, sequence: 3 }] }).totals).toMatchObject({ produced: 3, missing: 3 });
});

it("the next life tells how far the one before it came", () => {
  const previous = [{ source: "g", boot: BOOT, sequence: 15, toldAtMs: NOW }];
  expect(judge({ lives: [life({})], previous }).sources).toMatchObject([
    { produced: 15, produced_known_by: "next-life", missing: 5 },
  ]);
  expect(judge({ previous }).totals).toMatchObject({ produced: 15, stored: 0, missing: 15 });
});

it("what a dead life's heartbeats told of is missing, where nobody else can tell: it died with its disk", () => {
  const witnessed = [{ source: "g", boot: BOOT, sequence: 14, toldAtMs: NOW }];
  const report = judge({ lives: [life({})], witnessed });
  expect(report.sources).toMatchObject([{ produced: 14, produced_known_by: "heartbeat", stored: 10, missing: 4 }]);
  expect(report.faults[0]).toMatch(/^4 events of g .* have not come: its heartbeats told of them/);
  expect(judge({ witnessed }).totals).toMatchObject({ produced: 14, stored: 0, missing: 14 });
  const previous = [{ source: "g", boot: BOOT, sequence: 15, toldAtMs: NOW }];
  expect(judge({ lives: [life({})], witnessed, previous }).sources[0]?.produced_known_by).toBe("next-life");
  // Heartbeats are behind what the gateway itself says, or a moment ahead of when it was asked.
  const live = [{ source: "g", boot: BOOT, sequence: 10 }];
  expect(judge({ lives: [life({})], witnessed, live })).toMatchObject({ complete: true, totals: { produced: 10 } });
  expect(judge({ lives: [life({ stored: 14, accounted: 14, rows: 14, highest: 14 })], witnessed }).complete).toBe(true);
  expect(judge({ witnessed: [{ ...witnessed[0]!, toldAtMs: KEPT + DAY }] }).totals).toMatchObject({ missing: 0 });
});

it("a gap in the middle is missing, however old", () => {
  expect(judge({ lives: [life({ stored: 8, accounted: 8, rows: 8 })] }).totals).toMatchObject({
    produced: 10,
    missing: 2,
  });
  const old = life({ stored: 8, accounted: 8, rows: 8, lowestAtMs: KEPT + DAY });
  expect(judge({ lives: [old] }).totals).toMatchObject({ missing: 2, expired: 0 });
});

it("what is absent before the oldest event has expired only where that one is about to", () => {
  const front = { stored: 6, accounted: 6, rows: 6, lowest: 5 };
  expect(judge({ lives: [life({ ...front, lowestAtMs: KEPT + 6 * DAY })] })).toMatchObject({
    complete: true,
    totals: { produced: 10, expired: 4, missing: 0 },
  });
  expect(judge({ lives: [life({ ...front, lowestAtMs: KEPT + 8 * DAY })] }).totals).toMatchObject({
    expired: 0,
    missing: 4,
  });
  const gone = { source: "g", boot: BOOT, sequence: 15 };
  expect(judge({ previous: [{ ...gone, toldAtMs: KEPT + DAY }] }).totals).toMatchObject({ expired: 15, missing: 0 });
});

it("a dead letter is told, and still a fault", () => {
  const report = judge({ lives: [life({ stored: 9, deadLettered: 1, accounted: 10, rows: 9 })] });
  expect(report.totals).toMatchObject({ dead_lettered: 1, missing: 0 });
  expect(report.faults).toEqual([`1 events of g (life ${BOOT}) are dead letters`]);
});

it("a record that is dead and stored besides is no dead letter any more", () => {
  expect(judge({ lives: [life({ deadLettered: 1 })] })).toMatchObject({ complete: true, totals: { dead_lettered: 0 } });
});

it("doubles are found by sequence and by the raw table", () => {
  expect(judge({ lives: [life({ rows: 11 })] }).faults).toEqual([`1 events of g (life ${BOOT}) are stored twice`]);
  expect(judge({ raw: { rows: 11, distinct: 10 } })).toMatchObject({ complete: false });
});

it("dropped optional events are told and no fault", () => {
  expect(judge({ lives: [life({ dropped: 7 })] })).toMatchObject({ complete: true, totals: { dropped: 7 } });
});

it("who can't say what he produced, and records of nobody, keep it from being complete", () => {
  expect(judge({ silent: ["127.0.0.1:8444"] }).faults[0]).toMatch(/127.0.0.1:8444 does not answer/);
  expect(judge({ deadLettersOfNobody: 2 })).toMatchObject({ complete: false, dead_letters_of_nobody: 2 });
});

it("each produced event is stored, dead, expired or missing: exactly one of them", () => {
  const sequences = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(sequences, sequences, fc.integer({ min: 60, max: 80 }), fc.boolean(), (stored, dead, produced, old) => {
      const accounted = new Set([...stored, ...dead]);
      const one = life({
        ...{ stored: stored.length, deadLettered: dead.length, accounted: accounted.size, rows: stored.length },
        ...{ lowest: Math.min(...accounted), highest: Math.max(...accounted), lowestAtMs: old ? KEPT : NOW },
      });
      const { totals } = judge({ lives: [one], live: [{ source: "g", boot: BOOT, sequence: produced }] });
      expect(totals.stored + totals.dead_lettered + totals.expired + totals.missing).toBe(produced);
      const expected = [...Array(produced).keys()].map((at) => at + 1).filter((n) => !accounted.has(n));
      const behindFirst = expected.filter((n) => !old || n > Math.min(...accounted));
      expect(totals.missing).toBe(behindFirst.length);
    }),
  );
});

it("the store is asked for no more of a live source than it had told of", () => {
  const { query, params } = livesQuery([{ source: "g", boot: BOOT, sequence: 12 }]);
  expect(params).toEqual({ boots: [BOOT], bounds: [12] });
  expect(query).toContain("WHERE sequence <= ");
  expect(storedLifeOf(["g", BOOT, "10", "0", "10", "10", "1", "5", "10", "0"])).toMatchObject(life({ lowestAtMs: 5 }));
  expect(previousLifeOf(["g", BOOT, "7", "8"])).toEqual({ source: "g", boot: BOOT, sequence: 7, toldAtMs: 8 });
});

function life(o: Partial<StoredLife>): StoredLife {
  return {
    ...{ source: "g", boot: BOOT, stored: 10, deadLettered: 0, accounted: 10, rows: 10 },
    ...{ lowest: 1, lowestAtMs: NOW, highest: 10, dropped: 0, ...o },
  };
}

function judge(o: Partial<CompletenessInput>) {
  const none = { lives: [], previous: [], witnessed: [], live: [], silent: [], raw: { rows: 0, distinct: 0 } };
  return judgeCompleteness({ ...none, deadLettersOfNobody: 0, keptSinceMs: KEPT, ...o });
}
