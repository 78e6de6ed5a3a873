/** The spans in an estate's ClickHouse. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowRow } from "../../../core/record/flow-view.ts";
import { openClickHouse } from "../../../io/clickhouse/client.ts";
import { type Estate, until } from "../estate.ts";
import { STORED_MS } from "./produced.ts";
import { STORED_SPANS, type StoredSpan } from "./trees.ts";

/** All of them, once there are no more to come: as many as the last time, and each kept row has its root. */
export async function storedSpans(estate: Estate, rows: readonly FlowRow[]): Promise<StoredSpan[]> {
  const key = readFileSync(join(estate.data, "keys", "clickhouse.key"), "utf8").trim();
  const client = openClickHouse({ url: `http://${estate.runFile().endpoints.clickhouse}`, key });
  const kept = rows.filter((row) => row.trace_kept).length;
  let last = -1;
  try {
    return await until(
      "the spans of all kept flows",
      async () => {
        const answer = await client.query({ query: STORED_SPANS, format: "JSONEachRow" });
        const spans = await answer.json<StoredSpan>();
        const still = spans.length === last && spans.filter(({ name }) => name === "flow").length >= kept;
        last = spans.length;
        return still ? spans : undefined;
      },
      STORED_MS,
    );
  } finally {
    await client.close();
  }
}
