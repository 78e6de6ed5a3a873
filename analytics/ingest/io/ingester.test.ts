/** The ingester between a real log and the real engine. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { NETWORK_SHAPE, NETWORK_TOPIC } from "../../../core/record/network-event.ts";
import { openJsonLog } from "../../../io/json-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { BATCH_LIMITS } from "../batch.ts";
import { type EventStore, openEventStore, StoreFault } from "./event-store.ts";
import { INGEST_GROUP, type Ingester, openIngester } from "./ingester.ts";
import { append, caughtUp, recordOf, TrialSource, until } from "./trial-events.ts";
import { TrialRig } from "./trial-rig.ts";

let rig: TrialRig;
let events: EventLog;
let logs = 0;
const open: Ingester[] = [];
const said: string[] = [];

beforeAll(async () => {
  rig = await TrialRig.start();
});
afterAll(() => rig?.close());
beforeEach(async () => {
  await rig.empty();
  events = await openEmbeddedLog(join(rig.folder, `log-${++logs}`));
  await events.createTopic(NETWORK_TOPIC, NETWORK_SHAPE);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await events.close();
});

const ingest = (o: { store?: EventStore; rows?: number; ageMs?: number } = {}): Ingester => {
  const limits = { ...BATCH_LIMITS, rows: o.rows ?? BATCH_LIMITS.rows, ageMs: o.ageMs ?? BATCH_LIMITS.ageMs };
  const log = openJsonLog({ service: "test", level: "warn", write: (line) => said.push(line) });
  const ingester = openIngester({ events, store: o.store ?? rig.store, log, limits });
  open.push(ingester);
  return ingester;
};

const raw = async () => {
  const [row] = await rig.rows<{ rows: number; ids: number }>(
    "SELECT count() AS rows, uniqExact(event_id) AS ids FROM network_events",
  );
  return row!;
};

it("an event is a row, and its flow one, well within a second", async () => {
  const ingester = ingest();
  await until(ingester, caughtUp);
  const gateway = new TrialSource("gateway-1");
  for (let n = 1; n <= 3; n++) {
    await append(events, [gateway.refused()]);
    const appended = performance.now();
    while ((await rig.count("SELECT count() FROM flows")) < n) await sleep(10);
    expect(performance.now() - appended).toBeLessThan(5000);
  }
  const [flow] = await rig.rows(
    "SELECT flow_status, policy, reason, denial_id, publisher_name, client_bytes FROM flows",
  );
  expect(flow).toEqual({
    ...{ flow_status: "closed", policy: "(default deny)", reason: "CGW_POLICY_DEFAULT_DENY", denial_id: "ABC-123" },
    ...{ publisher_name: null, client_bytes: 0 },
  });
  expect(await rig.count("SELECT count() FROM policy_decisions WHERE action = 'block'")).toBe(3);
});

it("what a gateway appends again is dropped, what is missing is told, what is no event is buried", async () => {
  const gateway = new TrialSource("gateway-1");
  const first = Array.from({ length: 40 }, () => gateway.refused());
  gateway.sequence += 5;
  const second = Array.from({ length: 10 }, () => gateway.refused());
  const garbage = { key: "k", value: Buffer.from("no event at all") };
  await append(events, [...first, ...first.slice(20), ...second, garbage, ...second, ...first]);
  said.length = 0;
  const status = await until(ingest({ rows: 30 }), caughtUp);
  expect(status.counters).toMatchObject({
    ...{ events_read: 121, events_stored: 50, dropped_doubles: 70, dead_letters: 1, gaps: 1, missing: 5 },
  });
  expect(await raw()).toEqual({ rows: 50, ids: 50 });
  const [letter] = await rig.rows("SELECT log_offset, error, bytes FROM dead_letters");
  expect(letter).toEqual({ log_offset: 70, error: expect.stringContaining("not a message"), bytes: "no event at all" });
  expect(said.join("")).toContain('"msg":"events are missing"');
});

it("a fact of a newer writer is stored with its envelope", async () => {
  const gateway = new TrialSource("gateway-1");
  const { value, key } = recordOf(gateway.event({ type: "app-list-taken", publisher: "p", apps: 1 }));
  // Field 31 becomes field 1000, which is of no writer yet.
  const message = Buffer.from(value);
  const at = message.lastIndexOf(Buffer.from([0xfa, 0x01]));
  await append(events, [{ key, value: Buffer.concat([message.subarray(0, at), Buffer.from([0xc2, 0x3e, 1, 63])]) }]);
  const status = await until(ingest(), caughtUp);
  expect(status.counters).toMatchObject({ unknown_facts: 1, dead_letters: 0 });
  expect(await rig.rows("SELECT kind, source, sequence FROM network_events")).toEqual([
    { kind: "unknown", source: "gateway-1", sequence: 1 },
  ]);
});

it("a life whose mark was lost finds it again in the table", async () => {
  const gateway = new TrialSource("gateway-1");
  const records = Array.from({ length: 50 }, () => gateway.refused());
  await append(events, records);
  const first = ingest();
  await until(first, caughtUp);
  await first.close();
  const { epoch } = await events.takePosition(INGEST_GROUP, NETWORK_TOPIC);
  await events.commitPosition(INGEST_GROUP, NETWORK_TOPIC, 0, epoch, 0, "");
  await append(events, [...records.slice(45), gateway.refused()]);
  const status = await until(ingest({ rows: 7 }), caughtUp);
  expect(status.counters).toMatchObject({ events_stored: 1, dropped_doubles: 55, gaps: 0 });
  expect(await raw()).toEqual({ rows: 51, ids: 51 });
});

it("rows that ClickHouse refuses are found among many, and they alone are buried", async () => {
  const gateway = new TrialSource("gateway-1");
  const poison = (n: number) => [137, 138, 512, 999].includes(n);
  const records = Array.from({ length: 1000 }, (_, n) => gateway.refused(poison(n) ? { srpVersion: 666 } : {}));
  await rig.client.command({ query: "ALTER TABLE network_events ADD CONSTRAINT no_beast CHECK srp_version != 666" });
  try {
    await append(events, records);
    const status = await until(ingest({ rows: 600 }), caughtUp);
    expect(status.counters).toMatchObject({ events_stored: 996, dead_letters: 4, gaps: 0 });
    expect(await raw()).toEqual({ rows: 996, ids: 996 });
    const letters = await rig.rows("SELECT log_offset, source, sequence FROM dead_letters ORDER BY log_offset");
    expect(letters).toEqual([137, 138, 512, 999].map((n) => ({ log_offset: n, source: "gateway-1", sequence: n + 1 })));
    expect(await rig.count("SELECT count() FROM dead_letters WHERE error NOT LIKE '%469%'")).toBe(0);
  } finally {
    await rig.client.command({ query: "ALTER TABLE network_events DROP CONSTRAINT no_beast" });
  }
}, 60_000);

it("while ClickHouse is away nothing is lost or skipped, and the status says so", async () => {
  const gateway = new TrialSource("gateway-1");
  await append(events, [gateway.refused()]);
  const ingester = ingest();
  await until(ingester, caughtUp);
  await rig.trial.kill();
  await append(
    events,
    Array.from({ length: 2000 }, () => gateway.refused()),
  );
  const away = await until(ingester, ({ clickhouse_state: state }) => state === "away");
  expect(away.why).toMatch(/ECONNREFUSED|socket hang up|ECONNRESET/);
  expect(away.counters["lag"]).toBeGreaterThan(0);
  await rig.trial.start();
  await until(ingester, caughtUp);
  expect(await raw()).toEqual({ rows: 2001, ids: 2001 });
}, 60_000);

it("an error that is not of the rows buries nobody: without its table it waits", async () => {
  const gateway = new TrialSource("gateway-1");
  const ingester = ingest();
  await until(ingester, caughtUp);
  await rig.client.command({ query: "RENAME TABLE network_events TO elsewhere" });
  await append(events, [gateway.refused()]);
  const { why } = await until(ingester, ({ clickhouse_state: state }) => state === "away");
  expect(why).toContain("code 60");
  await rig.client.command({ query: "RENAME TABLE elsewhere TO network_events" });
  const status = await until(ingester, caughtUp);
  expect(status.counters).toMatchObject({ events_stored: 1, dead_letters: 0 });
});

it("who was taken over from stores no more, and says so", async () => {
  const gateway = new TrialSource("gateway-1");
  const first = ingest();
  await until(first, caughtUp);
  const second = ingest();
  await until(second, caughtUp);
  await append(
    events,
    Array.from({ length: 300 }, () => gateway.refused()),
  );
  const { why } = await until(first, ({ state }) => state === "fenced");
  expect(why).toBe("another ingester has taken over");
  await until(second, caughtUp);
  expect(await raw()).toEqual({ rows: 300, ids: 300 });
});

it("an insert whose answer was lost is sent again under its token", async () => {
  const gateway = new TrialSource("gateway-1");
  await append(
    events,
    Array.from({ length: 500 }, () => gateway.refused()),
  );
  let lost = 0;
  const store: EventStore = {
    ...rig.store,
    insert: async (...rows) => {
      await rig.store.insert(...rows);
      if (lost++ % 2 === 0) throw new StoreFault("away", "the answer was lost", undefined);
    },
  };
  await until(ingest({ store, rows: 100 }), caughtUp);
  expect(lost).toBe(10);
  expect(await raw()).toEqual({ rows: 500, ids: 500 });
  expect(await rig.count("SELECT count() FROM policy_decisions")).toBe(500);
});

it("rows that are stored while a view was not yet fed reach it by the same token, once", async () => {
  const gateway = new TrialSource("gateway-1");
  const ingester = ingest();
  await until(ingester, caughtUp);
  // The view's own table refuses, when the facts are stored already.
  await rig.client.command({ query: "ALTER TABLE policy_decisions ADD CONSTRAINT shut CHECK host = ''" });
  await append(
    events,
    Array.from({ length: 20 }, () => gateway.refused()),
  );
  const { why } = await until(ingester, ({ clickhouse_state: state }) => state === "away");
  expect(why).toContain("stored, but a view failed: code 469");
  expect(await raw()).toEqual({ rows: 20, ids: 20 });
  expect(await rig.count("SELECT count() FROM policy_decisions")).toBe(0);
  await rig.client.command({ query: "ALTER TABLE policy_decisions DROP CONSTRAINT shut" });
  await until(ingester, caughtUp);
  expect(await raw()).toEqual({ rows: 20, ids: 20 });
  expect(await rig.count("SELECT count() FROM policy_decisions")).toBe(20);
  expect(await rig.count("SELECT count() FROM flows")).toBe(20);
}, 60_000);

it("a wrong key is told, and nothing is lost", async () => {
  const store = openEventStore({ url: rig.trial.url, key: "wrong" });
  const ingester = ingest({ store });
  const { why, state } = await until(ingester, ({ clickhouse_state: is }) => is === "away");
  expect(state).toBe("starting");
  expect(why).toMatch(/516|193|[Aa]uthentication/);
  await ingester.close();
  await store.close();
});
