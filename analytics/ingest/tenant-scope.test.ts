/** A reader of one tenant on the real engine: by no query does it see another's rows. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { flowsQuery } from "../../core/reading/flows-query.ts";
import { changedQuery, lookQuery } from "../../core/reading/follow-query.ts";
import { tableFilters } from "../../core/reading/tenant-scope.ts";
import { bearersQuery, consideredQuery } from "../../core/reading/why-query.ts";
import { spansQuery } from "../../core/trace/trace-query.ts";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { RECORD_DATABASE, RecordReader } from "../../io/record-reader.ts";
import { TrialRig } from "./io/trial-rig.ts";

let rig: TrialRig;
const readers: RecordReader[] = [];
const BOOT = "00112233-4455-6677-8899-aabbccddeeff";
const TRACE = "0af7651916cd43dd8448eb211c80319c";

beforeAll(async () => {
  rig = await TrialRig.start();
  // Both the same but for the tenant: user, host, denial id, trace.
  for (const tenant of ["a", "b"]) {
    await rig.client.command({
      query: `INSERT INTO network_events (tenant, source, boot, sequence, kind, flow_id, segment, role, gateway, at,
          appended_at, host, port, user, denial_id)
        VALUES ('${tenant}', 'g', '${BOOT}', 1, 'flow-decided', generateUUIDv7(), 0, 'client', 'g', now64(6), now64(6),
          'wiki', 443, 'sam', 'AAA-AAA')`,
    });
    await rig.client.command({
      query: `INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, ResourceAttributes)
        VALUES (now64(9), '${TRACE}', '${tenant}', 'open', 'g', map('wayleave.tenant', '${tenant}'))`,
    });
  }
});
afterAll(async () => {
  for (const reader of readers) await reader.close();
  await rig?.close();
});

function readerOf(tenant: string): RecordReader {
  const at = { url: rig.trial.url, key: rig.trial.key, database: RECORD_DATABASE };
  const reader = new RecordReader(openClickHouse(at), "here", tenant);
  readers.push(reader);
  return reader;
}

async function flowIds(reader: RecordReader): Promise<string[]> {
  const found: string[] = [];
  for await (const flows of reader.flows({ probes: true })) found.push(...flows.map(({ flow_id }) => flow_id!));
  return found;
}

it("of flows, decisions, denials, spans and changes", async () => {
  const [all, a, b] = [readerOf("shared"), readerOf("a"), readerOf("b")];
  const [ids, ofA, ofB] = [await flowIds(all), await flowIds(a), await flowIds(b)];
  expect([ids.length, ofA.length, ofB.length]).toEqual([2, 1, 1]);
  expect(new Set([...ofA, ...ofB])).toEqual(new Set(ids));
  const [foreign] = ofB as [string];
  expect(await a.flowsOf(flowsQuery({ flowIds: [foreign], probes: true }))).toEqual([]);
  expect(await a.all(consideredQuery(foreign))).toEqual([]);
  expect(await b.all(consideredQuery(foreign))).toHaveLength(1);
  expect((await a.all(bearersQuery("AAA-AAA"))).flat()).toEqual(ofA);
  expect((await a.all(spansQuery(TRACE))).map(([spanId]) => spanId)).toEqual(["a"]);
  expect(Number((await a.all(lookQuery(0)))[0]![0])).toBe(1);
  expect((await a.flowsOf(changedQuery({ probes: true }, 0, 0))).map(({ flow_id }) => flow_id)).toEqual(ofA);
});

it("whatever the query says", async () => {
  const a = readerOf("a");
  for (const table of ["network_events", "flow_segments", "flows", "policy_decisions"]) {
    const query = `SELECT DISTINCT tenant FROM ${table} WHERE tenant = 'b' OR 1 UNION ALL SELECT tenant FROM ${table}`;
    expect(new Set((await a.all({ query, params: {} })).flat())).toEqual(new Set(["a"]));
  }
});

it("every table that knows tenants has its condition", async () => {
  const rows = await rig.rows<{ table: string }>(`SELECT DISTINCT table FROM system.columns WHERE name = 'tenant'
    AND database = '${RECORD_DATABASE}' AND table IN (SELECT name FROM system.tables WHERE engine LIKE '%MergeTree')`);
  const filters = tableFilters("a", RECORD_DATABASE)!;
  expect(rows.length).toBeGreaterThan(3);
  for (const { table } of rows) expect(filters).toContain(`'${RECORD_DATABASE}.${table}'`);
});
