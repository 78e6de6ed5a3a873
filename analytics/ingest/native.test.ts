/** Blocks of the Native format as the real engine reads them: every type, and every field of every fact. */

import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Judged, JudgedAgain, SessionTold } from "../../core/record/judged.ts";
import type { NetworkEvent, NetworkFact } from "../../core/record/network-event.ts";
import type { PacketsTold } from "../../core/record/packets-told.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { facts, networkEvents } from "../../sim/arbitrary-events.ts";
import { EventRows } from "./event-rows.ts";
import { flowAtMs } from "./flow-at.ts";
import { microseconds, TrialRig } from "./io/trial-rig.ts";
import {
  clearColumns,
  coarseTime,
  columnNames,
  fewTexts,
  flag,
  list,
  maybeNumber,
  nativeBlock,
  text,
  time,
  u32,
  u64,
  uuid,
} from "./native.ts";

let rig: TrialRig;
beforeAll(async () => {
  rig = await TrialRig.start();
});
afterAll(() => rig?.close());

const columns = {
  ...{ row: u32(), a_flag: flag(), a_u32: u32(), a_u64: u64(), a_time: time(), a_coarse: coarseTime(), a_uuid: uuid() },
  ...{ a_text: text(), a_few: fewTexts(), a_maybe: maybeNumber(), a_list: list(), a_pair: list("one", "two") },
};

const words = fc.oneof(
  fc.constant(""),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ minLength: 120, maxLength: 300 }),
);
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((value) => Buffer.from(value).toString("hex"));
const times = fc.nat({ max: 9_007_199_254_740_000 });

const someRows = fc.array(
  fc.record(
    {
      ...{ a_flag: fc.boolean(), a_u32: fc.nat({ max: 0xffff_ffff }), a_u64: fc.maxSafeNat(), a_time: times },
      ...{ a_coarse: fc.nat({ max: 9_000_000_000_000 }), a_uuid: bytes16, a_text: words, a_few: words },
      ...{ a_maybe: fc.maxSafeNat(), a_list: fc.array(words, { maxLength: 4 }) },
      a_pair: fc.array(fc.tuple(words, words), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 40 },
);

const NOTHING = {
  ...{ a_flag: false, a_u32: 0, a_u64: 0, a_time: 0, a_coarse: 0, a_text: "", a_few: "", a_maybe: null },
  ...{ a_uuid: "0".repeat(32), a_list: [], a_pair: [] },
};

it("whatever a row sets, and leaves out, is what the engine reads", async () => {
  const typed = Object.entries(columns).map(([name, column]) => `${name} ${column.type}`);
  await rig.client.command({ query: `CREATE TABLE all_types (${typed.join(", ")}) ENGINE = Memory` });
  await fc.assert(
    fc.asyncProperty(someRows, async (rows) => {
      await rig.client.command({ query: "TRUNCATE TABLE all_types" });
      clearColumns(columns);
      for (const [at, row] of rows.entries()) {
        columns.row.set(at, at);
        for (const [name, value] of Object.entries(row)) {
          const listed = name === "a_list" ? (value as string[]).map((one) => [one]) : value;
          columns[name as "a_text"].set(at, listed as string);
        }
      }
      await rig.store.insert("all_types", columnNames(columns), nativeBlock(columns, rows.length), "");
      const found = await rig.rows("SELECT * FROM all_types ORDER BY row");
      const plain = found.map(({ row: _, ...one }) => ({
        ...{ ...one, a_uuid: String(one["a_uuid"]).replaceAll("-", "") },
        ...{ a_time: microseconds(one["a_time"]), a_coarse: microseconds(one["a_coarse"])! / 1000 },
      }));
      expect(plain).toEqual(rows.map((row) => ({ ...NOTHING, ...wellFormed(row) })));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

/** As UTF-8 has it. */
const wellFormed = (row: object): object =>
  JSON.parse(JSON.stringify(row), (_, value) => (typeof value === "string" ? value.toWellFormed() : value));

it.each([1, 256, 257, 65_536, 65_537])("%d different texts in a column of few", async (different) => {
  await rig.client.command({ query: "CREATE OR REPLACE TABLE few (one LowCardinality(String)) ENGINE = Memory" });
  const few = { one: fewTexts() };
  for (let row = 0; row < different; row++) few.one.set(row, row === 0 ? "" : `text ${row}`);
  await rig.store.insert("few", "one", nativeBlock(few, different), "");
  expect(await rig.count("SELECT uniqExact(one) FROM few")).toBe(different);
  expect(await rig.rows("SELECT one FROM few ORDER BY length(one), one LIMIT 2")).toEqual(
    [{ one: "" }, { one: "text 1" }].slice(0, different),
  );
});

it("an event's fields are its row's columns", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(networkEvents, { minLength: 1, maxLength: 60 }),
      fc.array(facts, { minLength: 30, maxLength: 30 }),
      async (some, more) => {
        await rig.empty();
        const events = [...some, ...more.map((fact, i): NetworkEvent => ({ ...some[i % some.length]!, fact }))];
        const rows = new EventRows();
        const appendTimeUs = 1_800_000_000_123_456;
        for (const [at, event] of events.entries()) rows.add(event, { partition: 3, offset: at + 1, appendTimeUs });
        await rig.store.insert("network_events", rows.names, rows.take(), `t${++tokens}`);
        const found = await rig.rows(`SELECT * FROM network_events ORDER BY log_offset`);
        expect(found.map(told)).toEqual(
          events.map((event, at) => ({
            ...told(columnsOf(event)),
            ...{ log_offset: at + 1, log_partition: 3, appended_at: appendTimeUs },
          })),
        );
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

it("a fact of a newer writer is a row of its envelope", async () => {
  await rig.empty();
  const [event] = fc.sample(networkEvents, 1);
  const rows = new EventRows();
  rows.add({ ...event!, fact: { type: "unknown" } }, { partition: 0, offset: 5, appendTimeUs: 1_800_000_000_000_000 });
  await rig.store.insert("network_events", rows.names, rows.take(), `t${++tokens}`);
  const [row] = await rig.rows("SELECT kind, source, sequence FROM network_events");
  expect(row).toEqual({ kind: "unknown", source: event!.source, sequence: event!.sequence });
});

let tokens = 0;

const TIMES = ["at", "flow_at", "appended_at", "judged_at"];
const IDS = ["event_id", "boot", "flow_id"];

/** A row without what says nothing, and without the hour of its storing. */
function told(row: Record<string, unknown>): Record<string, unknown> {
  const plain = Object.entries(row).map(([name, value]): [string, unknown] => {
    if (TIMES.includes(name) && typeof value === "string") return [name, microseconds(value)];
    if (IDS.includes(name)) return [name, String(value).replaceAll("-", "").replace(/^0+$/, "")];
    return [name, value];
  });
  const says = ([name, value]: [string, unknown]): boolean =>
    name !== "inserted_at" && value !== "" && value !== null && value !== false && value !== 0 && String(value) !== "";
  return Object.fromEntries(plain.filter(says));
}

const RENAMED: Readonly<Record<string, string>> = { considered: "rules_considered", id: "event_id", type: "kind" };
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const rulesOf = (considered: readonly { rule: string; firstFailed: string }[]) =>
  considered.map(({ rule, firstFailed }) => [rule, firstFailed]);

/** What a verdict was made of. Its versions are the envelope's, as the recorder sees to. */
const NESTED: Readonly<Record<string, (value: never) => object>> = {
  judged: ({ userName, atUs, inputs }: Judged) => ({ userName, judgedAt: atUs, inputsHash: inputs }),
  verdict: ({ host, port, app, policy, code, considered }: JudgedAgain) => ({
    ...{ judgedHost: host, judgedPort: port },
    ...{ judgedApp: app, judgedPolicy: policy, judgedCode: code, judgedRules: rulesOf(considered) },
  }),
  packets: ({ clientPackets, serverPackets, drops }: PacketsTold) => ({
    ...{ clientPackets, serverPackets },
    packetsDropped: drops.reduce((sum, one) => sum + one.clientPackets + one.serverPackets, 0),
    dropReasons: drops.map((one) => `${one.clientPackets + one.serverPackets} ${one.reason}`).join(", "),
  }),
  process: ({ name, pathHash, uid }: ProcessTold) => ({
    ...{ process: name, processPathHash: pathHash },
    ...(uid === undefined ? {} : { processUid: uid }),
  }),
  inputs: ({ hash, accessMethod, os, ...rest }: SessionTold) => ({
    ...{ inputsHash: hash, sessionMethod: accessMethod, system: os, ...rest },
  }),
};

/** The names of the plain type, as columns are called: found anew, not by the code that is tried. */
function columnsOf({ fact, atUs, report, ...envelope }: NetworkEvent): Record<string, unknown> {
  const { type, ...fields } = plain(fact);
  const reported = report && { reportBoot: report.boot, reportSequence: report.sequence };
  const flat: Record<string, unknown> = { ...envelope, ...reported, kind: type };
  for (const [name, value] of Object.entries(fields)) {
    if (name === "segment" || name === "timings") Object.assign(flat, value);
    else if (name === "kind") flat["dropped_kind"] = value;
    else if (name in NESTED) Object.assign(flat, NESTED[name]!(value as never));
    else
      flat[name] = Array.isArray(value)
        ? value.map((one) => (typeof one === "object" ? Object.values(one) : one))
        : value;
  }
  const named = Object.entries(flat).map(([name, value]) => [RENAMED[name] ?? snake(name), value]);
  return { ...Object.fromEntries(named), at: atUs, ...flowTime(fact) };
}

/** What stands in columns of other names, or in none. */
function plain(fact: NetworkFact): Record<string, unknown> {
  if (fact.type === "pair-moved") {
    const { from, to: publisher, why: reason, ...rest } = fact;
    return { ...rest, publisher, reason, candidates: [[from, "", reason]] };
  }
  if (fact.type === "dns-answered") {
    const { name: host, how: dnsHow, ...rest } = fact;
    return { ...rest, host, dnsHow };
  }
  if (fact.type === "stub-leases") {
    const { untold, leases, ...rest } = fact;
    const told = leases.map(({ atUs, ...one }) => ({ ...one, atUs: `${atUs}` }));
    return { ...rest, count: untold, leases: told };
  }
  if (!("candidates" in fact)) return { ...fact };
  return { ...fact, candidates: fact.candidates.map(({ latencyBucket: _, ...named }) => named) };
}

function flowTime(fact: NetworkFact): object {
  const id = "segment" in fact ? fact.segment.flowId : "flowId" in fact ? fact.flowId : undefined;
  return id === undefined ? {} : { flow_at: flowAtMs(id) * 1000 };
}
