/** Marks, records and batches: doubles go, gaps are told, and a range read again is the same batch, byte for byte. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { NetworkEvent } from "../../core/record/network-event.ts";
import type { Instant } from "../../core/units.ts";
import { networkEvents } from "../../sim/arbitrary-events.ts";
import { BATCH_LIMITS, type BatchLimits, halves } from "./batch.ts";
import { type Batch, Gathering, type Read } from "./gathering.ts";
import { type Mark, Marks } from "./marks.ts";
import { marksRoom, readRecord, recordText } from "./record.ts";

const NOW = 0 as Instant;
const APPENDED_US = 1_800_000_000_000_000;
const ROOM = marksRoom(65_536);

const LIVES = [
  { source: "gw-a", boot: "a".repeat(32) },
  { source: "gw-a", boot: "b".repeat(32) },
  { source: "gw-b", boot: "c".repeat(32) },
];

/** A log as gateways make it: each life's events in order, some appended a second time, some never. */
const logs = fc
  .record({
    events: fc.array(networkEvents, { minLength: 4, maxLength: 4 }),
    steps: fc.array(fc.record({ life: fc.nat({ max: 2 }), again: fc.nat({ max: 5 }), skips: fc.nat({ max: 9 }) }), {
      ...{ minLength: 1, maxLength: 80 },
    }),
  })
  .map(({ events, steps }) => {
    const next = [0, 0, 0];
    const log: NetworkEvent[] = [];
    for (const { life, again, skips } of steps) {
      if (skips === 0) next[life]! += 1;
      const sequence = (next[life]! += 1);
      // What a gateway repeats is the end of what it wrote.
      for (let s = Math.max(1, sequence - (again > 3 ? again : 0)); s <= sequence; s++) {
        const id = `${life}${s.toString(16)}`.padStart(32, "0");
        log.push({ ...events[s % 4]!, ...LIVES[life]!, sequence: s, id });
      }
    }
    return log;
  });

const small = (rows: number): BatchLimits => ({ ...BATCH_LIMITS, rows });
const open = (limits: BatchLimits) => new Gathering({ topic: "t", partition: 0, limits, marksRoom: ROOM });

/** All batches of the log from an offset on; marks that are not known are as the table has them: nothing. */
function batchesOf(
  log: readonly NetworkEvent[],
  limits: BatchLimits,
  from = 0,
  marks: readonly Mark[] = [],
  ends: number[] = [],
) {
  const gathering = open(limits);
  gathering.begin(marks, ends);
  const batches: Batch[] = [];
  for (let offset = from; offset < log.length; offset++) {
    const event = log[offset]!;
    if (!gathering.isKnown(event)) gathering.learn({ source: event.source, boot: event.boot, sequence: 0 });
    gathering.add({ is: "event", event }, new Uint8Array(9), { partition: 0, offset, appendTimeUs: APPENDED_US }, NOW);
    if (gathering.isFull) batches.push(gathering.close());
  }
  if (gathering.range !== undefined) batches.push(gathering.close());
  return batches;
}

const sum = (batches: readonly Batch[], of: (batch: Batch) => number): number =>
  batches.reduce((all, batch) => all + of(batch), 0);

it("each event is stored once, whatever the cut, and every sequence that is missing is told", () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 50 }), (log, rows) => {
      const batches = batchesOf(log, small(rows));
      const unique = new Set(log.map(({ id }) => id)).size;
      // A skipped sequence that a later repetition brings is a double of nothing, and comes too late: it stays missing.
      const stored = sum(batches, ({ counts }) => counts.stored);
      expect(stored + sum(batches, ({ counts }) => counts.doubles)).toBe(log.length);
      expect(stored).toBeLessThanOrEqual(unique);
      const highest = LIVES.map(({ boot }) =>
        log.filter((e) => e.boot === boot).reduce((a, e) => Math.max(a, e.sequence), 0),
      );
      const missing = batches.flatMap(({ counts }) => counts.gaps).reduce((all, gap) => all + gap.missing, 0);
      expect(stored + missing).toBe(highest.reduce((a, b) => a + b));
      expect(batches.map(({ from }) => from)).toEqual([0, ...batches.slice(0, -1).map(({ to }) => to)]);
    }),
  );
});

it("a range that is read again with its record's marks is the same batch, byte for byte", () => {
  fc.assert(
    fc.property(logs, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (log, rows, others) => {
      for (const batch of batchesOf(log, small(rows))) {
        const { marks, pending } = readRecord(recordText({ marks: batch.marks, pending: { to: batch.to } }));
        const [again] = batchesOf(log, small(others), batch.from, marks, [pending!.to]);
        expect(again).toEqual(batch);
      }
    }),
  );
});

it("a refused range's halves are two batches with the same rows", () => {
  fc.assert(
    fc.property(logs, (log) => {
      const [whole] = batchesOf(log, BATCH_LIMITS);
      const ends = halves(0, log.length).map(([, end]) => end);
      const parts = batchesOf(log, BATCH_LIMITS, 0, whole!.marks, ends);
      expect(sum(parts, ({ counts }) => counts.stored)).toBe(whole!.counts.stored);
      expect(parts.at(-1)!.to).toBe(whole!.to);
    }),
  );
});

it("what is no event is buried with what could be read of it, and its sequence is not missing", () => {
  const gathering = open(BATCH_LIMITS);
  gathering.begin([{ ...LIVES[0]!, sequence: 4 }], []);
  const envelope = { ...sample(), ...LIVES[0]!, sequence: 5 };
  const place = { partition: 0, offset: 7, appendTimeUs: APPENDED_US };
  const broken: Read = { is: "malformed", error: "role is none", envelope };
  gathering.add(broken, Buffer.from("x"), place, NOW);
  gathering.add({ is: "malformed", error: "?", envelope: undefined }, Buffer.from("y"), { ...place, offset: 8 }, NOW);
  gathering.add(
    { is: "event", event: { ...sample(), ...LIVES[0]!, sequence: 6 } },
    Buffer.from("z"),
    { ...place, offset: 9 },
    NOW,
  );
  // Appended again by a gateway that had no answer.
  gathering.add(broken, Buffer.from("x"), { ...place, offset: 10 }, NOW);
  const { counts, deadLetters } = gathering.close();
  expect(counts).toMatchObject({ read: 4, stored: 1, deadLetters: 2, doubles: 1, gaps: [] });
  expect(Buffer.from(deadLetters!).includes("role is none")).toBe(true);
});

it("a source with a name that no gateway has is buried, since its mark would not fit into a record", () => {
  const gathering = open(BATCH_LIMITS);
  const event = { ...sample(), source: "g".repeat(60_000) };
  gathering.add({ is: "event", event }, Buffer.from("x"), { partition: 0, offset: 0, appendTimeUs: APPENDED_US }, NOW);
  const batch = gathering.close();
  expect(batch.counts).toMatchObject({ stored: 0, deadLetters: 1 });
  expect(recordText({ marks: batch.marks, pending: { to: 1 } }).length).toBeLessThan(1000);
});

it("a record fits its bound however many sources there are, and forgets the longest silent first", () => {
  const marks = new Marks();
  const name = (n: number) => `gateway "${n}" \\ ü`;
  for (let n = 0; n < 3000; n++) {
    marks.learn({ source: name(n), boot: n.toString(16).padStart(32, "0"), sequence: 0 });
    marks.judge(name(n), n.toString(16).padStart(32, "0"), Number.MAX_SAFE_INTEGER);
    if (n % 100 === 99) {
      const text = recordText({ marks: marks.close(ROOM), pending: { to: Number.MAX_SAFE_INTEGER } });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    }
  }
  const kept = marks.close(ROOM).map(({ source }) => source);
  expect(kept.length).toBeGreaterThan(400);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => name(3000 - kept.length + i)));
  expect(marks.knows(name(0), "0".repeat(32))).toBe(false);
});

it("a batch ends before the marks of its own lives outgrow a record", () => {
  const gathering = open(BATCH_LIMITS);
  let offset = 0;
  for (; !gathering.isFull; offset++) {
    const event = {
      ...sample(),
      source: `s${offset}`.repeat(100),
      boot: offset.toString(16).padStart(32, "0"),
      sequence: 1,
    };
    gathering.learn({ source: event.source, boot: event.boot, sequence: 0 });
    gathering.add({ is: "event", event }, new Uint8Array(1), { partition: 0, offset, appendTimeUs: APPENDED_US }, NOW);
  }
  const { marks } = gathering.close();
  expect(marks).toHaveLength(offset);
  expect(Buffer.byteLength(recordText({ marks, pending: { to: offset } }))).toBeLessThan(65_536);
});

it.each([
  ["no JSON", "{", /can't be read: it is "\{"/],
  ["another form", '{"form":2,"marks":[]}', /its form is 2, this Wayleave reads 1; use the Wayleave that wrote it/],
  ["no marks", '{"form":1}', /it has no marks/],
  ["a mark that is none", '{"form":1,"marks":[["a","b",-1]]}', /a mark is \["a","b",-1\]/],
  ["an end that is none", '{"form":1,"marks":[],"to":1.5}', /"to" is 1.5/],
])("a position's record is refused: %s", (_what, text, says) => {
  expect(() => readRecord(text)).toThrow(says);
});

const sample = (): NetworkEvent => fc.sample(networkEvents, { numRuns: 1, seed: 7 })[0]!;
