/** What stands of two tenants in the raw tables of an estate. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openClickHouse } from "../../../io/clickhouse/client.ts";
import type { Estate } from "../estate.ts";

export const SPANS_OF_FLOWS = `otel_traces AS s INNER JOIN (SELECT trace_id, any(tenant) AS tenant FROM flows
  WHERE trace_id IS NOT NULL GROUP BY trace_id) AS f ON s.TraceId = f.trace_id`;

/** On the raw tables: what would be there if anything of one tenant stood under the other. */
export const MIXED: readonly (readonly [string, string])[] = [
  [
    "flows whose events have two tenants",
    `SELECT count() FROM (SELECT flow_id FROM network_events WHERE kind IN ('flow-decided', 'segment-opened',
      'segment-ended') GROUP BY flow_id HAVING uniqExact(tenant) > 1)`,
  ],
  [
    "reports under another tenant than their reporter's",
    `SELECT count() FROM network_events WHERE reported_by != '' AND splitByChar('/', reported_by)[4] != tenant`,
  ],
  [
    "spans under another tenant than their flow's",
    `SELECT count() FROM ${SPANS_OF_FLOWS} WHERE s.ResourceAttributes['wayleave.tenant'] != f.tenant`,
  ],
  [
    "flows that left by the other's publisher",
    `SELECT count() FROM (SELECT app_addr FROM flows WHERE app_addr IS NOT NULL
      GROUP BY app_addr HAVING uniqExact(tenant) > 1)`,
  ],
];

export async function ask(estate: Estate, query: string): Promise<unknown[]> {
  const key = readFileSync(join(estate.data, "keys", "clickhouse.key"), "utf8").trim();
  const client = openClickHouse({ url: `http://${estate.runFile().endpoints.clickhouse}`, key, database: "wayleave" });
  try {
    return await (await client.query({ query, format: "JSONCompactEachRow" })).json<unknown>();
  } finally {
    await client.close();
  }
}
