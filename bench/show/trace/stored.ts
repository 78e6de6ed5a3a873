/** The spans in an estate's ClickHouse. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openClickHouse } from "../../../io/clickhouse/client.ts";
import { type Estate, until } from "../estate.ts";
import { STORED_MS } from "./produced.ts";
import { STORED_SPANS, type StoredSpan } from "./trees.ts";

const SETTLED_MS = 5_000;
const LOOK_MS = 250;

/** All that there are once no more have come for a while: the promise is 5 s from a flow's end. */
export async function settled(read: () => Promise<StoredSpan[]> | StoredSpan[]): Promise<StoredSpan[]> {
  let [last, since] = [-1, performance.now()];
  return await until(
    "spans to settle",
    async () => {
      const spans = await read();
      if (spans.length !== last) since = performance.now();
      last = spans.length;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      return performance.now() - since >= SETTLED_MS ? spans : undefined;
    },
    STORED_MS,
  );
}

export const storedSpans = (estate: Estate): Promise<StoredSpan[]> => settled(() => readSpans(estate));

/** As they stand now. */
export async function readSpans(estate: Estate): Promise<StoredSpan[]> {
  const key = readFileSync(join(estate.data, "keys", "clickhouse.key"), "utf8").trim();
  const client = openClickHouse({ url: `http://${estate.runFile().endpoints.clickhouse}`, key });
  try {
    return await (await client.query({ query: STORED_SPANS, format: "JSONEachRow" })).json<StoredSpan>();
  } finally {
    await client.close();
  }
}
