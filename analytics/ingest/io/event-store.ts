/** The tables of the record as the ingester sees them: what it inserts, under which token, and what they remember. */
import { Readable } from "node:stream";
import { type ClickHouseClient, openClickHouse } from "../../../io/clickhouse/client.ts";
import { errorText } from "../../../io/errors.ts";
import { isOfTheRows } from "../faults.ts";
import type { Mark } from "../marks.ts";
import { MigrationRefused, migrate } from "./migrate.ts";

export interface EventStore {
  /** Makes the tables. */
  prepare(): Promise<void>;
  /** All of the block is stored, once, however often it is inserted under this token. Throws StoreFault. */
  insert(table: string, columns: string, block: Uint8Array, token: string): Promise<void>;
  /** The last sequence that is stored of each of these lives, in this partition; 0 of one that is not there. */
  marksOf(partition: number, lives: readonly Omit<Mark, "sequence">[]): Promise<Mark[]>;
  /** Whether any event of this range of the log, which begins with that append time, is stored. */
  holds(partition: number, from: number, to: number, appendTimeUs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** "rows": these rows will be refused again. "away": nothing is known, or nothing could be done; it may pass. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly kind: "rows" | "away";
  constructor(kind: "rows" | "away", text: string, cause: unknown) {
    super(text, { cause });
    this.kind = kind;
  }
}

/** An insert of a full batch takes a second on a busy laptop. What was sent is sent again under its token. */
const TIMEOUT_MS = 30_000;

/**
 * An insert must be one block, or a retry would meet some of its tokens and not others; it is stored when it is
 * acknowledged; a token is good for the views too; and a batch whose times are wild may touch many partitions.
 */
const INSERT_SETTINGS = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  max_insert_threads: 1,
  max_partitions_per_insert_block: 0,
  wait_end_of_query: 1,
} as const;

export const DATABASE = "wayleave";

export interface EventStoreOptions {
  readonly url: string;
  /** The password of the user `default`. */
  readonly key: string;
}

export function openEventStore(o: EventStoreOptions): EventStore {
  const client = openClickHouse({ ...o, database: DATABASE, timeoutMs: TIMEOUT_MS });
  const judged = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw faultOf(error);
    });
  return {
    prepare: () => judged(prepare(o)),
    insert: (table, columns, block, token) => judged(insert(client, table, columns, block, token)),
    marksOf: (partition, lives) => judged(marksOf(client, partition, lives)),
    holds: (...range) => judged(holds(client, ...range)),
    close: () => client.close(),
  };
}

async function prepare(o: EventStoreOptions): Promise<void> {
  // No statement can name a database that isn't there as its own.
  const server = openClickHouse({ ...o, timeoutMs: TIMEOUT_MS });
  const client = openClickHouse({ ...o, database: DATABASE, timeoutMs: TIMEOUT_MS });
  try {
    await server.command({ query: `CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic` });
    await migrate(client);
  } finally {
    await Promise.all([server.close(), client.close()]);
  }
}

/** Throws what the client throws; `faultOf` says what it means. */
export async function insert(
  client: ClickHouseClient,
  table: string,
  columns: string,
  block: Uint8Array,
  token: string,
): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (${columns}) FORMAT Native`,
    values: Readable.from([block], { objectMode: false }),
    clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: token } as Record<string, string | number>,
  });
  // The answer is empty; the connection is free for the next request when it has been read.
  for await (const _ of stream);
}

async function marksOf(client: ClickHouseClient, partition: number, lives: readonly Omit<Mark, "sequence">[]) {
  const query = `SELECT source, life AS boot, toUInt64(max(sequence)) AS sequence FROM (
      SELECT source, lower(replaceAll(toString(boot), '-', '')) AS life, sequence FROM network_events
      WHERE log_partition = {partition:UInt32} AND boot IN (SELECT toUUID(arrayJoin({boots:Array(String)})))
      UNION ALL
      SELECT source, boot, sequence FROM dead_letters
      WHERE log_partition = {partition:UInt32} AND boot IN {boots:Array(String)}
    ) GROUP BY source, life`;
  const answer = await client.query({
    ...{ query, format: "JSONEachRow", query_params: { partition, boots: lives.map(({ boot }) => boot) } },
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  const found = await answer.json<Mark>();
  return lives.map(({ source, boot }): Mark => {
    const mark = found.find((one) => one.source === source && one.boot === boot);
    return { source, boot, sequence: mark?.sequence ?? 0 };
  });
}

async function holds(client: ClickHouseClient, partition: number, from: number, to: number, appendTimeUs: number) {
  const query = `SELECT log_offset FROM network_events WHERE log_partition = {partition:UInt32}
    AND log_offset >= {from:UInt64} AND log_offset < {to:UInt64}
    AND appended_at >= fromUnixTimestamp64Micro({us:Int64}) LIMIT 1`;
  const query_params = { partition, from, to, us: appendTimeUs };
  const answer = await client.query({ query, format: "JSONEachRow", query_params });
  return (await answer.json()).length > 0;
}

/** A StoreFault, but for a database that is not ours. */
export function faultOf(error: unknown): unknown {
  if (error instanceof MigrationRefused) return error;
  const code = exceptionCodeOf(error);
  if (code === undefined) return new StoreFault("away", errorText(error), error);
  return new StoreFault(isOfTheRows(code) ? "rows" : "away", `code ${code}: ${errorText(error)}`, error);
}

/** Of what ClickHouse itself answered; a connection's own errors have words for a code. */
function exceptionCodeOf(error: unknown): number | undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^\d+$/.test(code) ? Number(code) : undefined;
}
