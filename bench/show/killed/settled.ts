/** What the record holds of an estate's flows once everything has settled, and whether an event stands twice. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openClickHouse } from "../../../io/clickhouse/client.ts";
import { type Estate, until } from "../estate.ts";
import type { Row, Told, ToldFlows } from "./told.ts";

/** Every life is ended and every event stored within this, once nothing is killed any more. */
const SETTLED_MS = 90_000;

/** The rows of our flows when none of them is open any more, or at the bound as they are. */
export async function settled(estate: Estate, flows: ToldFlows, since: string): Promise<Row[]> {
  let rows: Row[] = [];
  const look = async () => {
    const ran = await estate.wayleave("events", "--since", since, "-o", "json");
    if (ran.exit !== 0) throw new Error(`events: ${ran.stderr}`);
    rows = (JSON.parse(ran.stdout) as Row[]).filter((row) => flows.isMine(row.host));
    return flows.against(rows).length === 0 ? true : undefined;
  };
  await until("the record agrees with what programs were told", look, SETTLED_MS).catch(() => undefined);
  return rows;
}

export async function rawCounts(estate: Estate): Promise<{ total: number; distinct: number }> {
  const url = `http://${estate.runFile().endpoints.clickhouse}`;
  const key = readFileSync(join(estate.data, "keys", "clickhouse.key"), "utf8").trim();
  const client = openClickHouse({ url, key, database: "wayleave" });
  try {
    const query = "SELECT toUInt32(count()) AS total, toUInt32(uniqExact(event_id)) AS distinct FROM network_events";
    const answer = await client.query({ query, format: "JSONEachRow" });
    const [row] = await answer.json<{ total: number; distinct: number }>();
    return row!;
  } finally {
    await client.close();
  }
}

export function sumOf(flows: ToldFlows): { [told in Told]?: number } {
  const sums: { [told in Told]?: number } = {};
  for (const told of flows.told.values()) sums[told] = (sums[told] ?? 0) + 1;
  return sums;
}
