/** What the official client does against a server, done against the embedded ClickHouse: each a sentence that holds. */
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";

export interface Face {
  readonly url: string;
  readonly key: string;
}

/** As anybody makes one; its own lines about the errors that are asked for here say nothing. */
export const officialClient = (url: string, password: string, more: object = {}): ClickHouseClient =>
  createClient({ url, password, log: { level: ClickHouseLogLevel.OFF }, ...more });

/** Throws where it doesn't hold. */
export type Check = (client: ClickHouseClient, face: Face) => Promise<void>;

/** Rows of the stream that is to come through whole. */
const STREAMED = 300_000;
const INSERTED = 100_000;
/** A cancelled query must have ended well before it would have by itself. */
const ABORT_WITHIN_MS = 5000;

export function equal(is: unknown, wanted: unknown, what: string): void {
  const [a, b] = [JSON.stringify(is), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a}, wanted ${b}`);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return String((error as { code?: unknown }).code);
  }
  return "no error";
}

async function rows<T>(client: ClickHouseClient, query: string, more: object = {}): Promise<T[]> {
  return (await client.query({ query, format: "JSONEachRow", ...more })).json<T>();
}

const table = (name: string, columns: string): { query: string } => ({
  query: `CREATE OR REPLACE TABLE show5.${name} (${columns}) ENGINE = MergeTree ORDER BY a`,
});

export const CLIENT_CHECKS: Readonly<Record<string, Check>> = {
  "ping answers": async (client) => equal((await client.ping()).success, true, "ping"),

  "a command makes a database and a table": async (client) => {
    await client.command({ query: "CREATE DATABASE IF NOT EXISTS show5 ENGINE = Atomic" });
    await client.command(table("one", "a UInt64, b String"));
    equal(await rows(client, "EXISTS TABLE show5.one"), [{ result: 1 }], "EXISTS");
  },

  "exec streams an answer in the format that the statement names": async (client) => {
    const { stream } = await client.exec({ query: "SELECT number, 'x' FROM numbers(3) FORMAT CSV" });
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    equal(text, '0,"x"\n1,"x"\n2,"x"\n', "CSV");
  },

  "an array is inserted, and its summary tells how many": async (client) => {
    const values = [
      { a: 1, b: "it's" },
      { a: 2, b: 'tab\t"quoted"\n' },
    ];
    const { executed, summary } = await client.insert({ table: "show5.one", values, format: "JSONEachRow" });
    equal([executed, summary?.written_rows], [true, "2"], "insert");
    const found = await rows<{ a: string; b: string }>(client, "SELECT a, b FROM show5.one ORDER BY a");
    equal(
      found.map(({ b }) => b),
      values.map(({ b }) => b),
      "what was inserted",
    );
  },

  "a stream of 100,000 rows is inserted whole, as one block under one token": async (client) => {
    await client.command({
      query: `CREATE OR REPLACE TABLE show5.streamed (a UInt64, b String) ENGINE = MergeTree ORDER BY a
        SETTINGS non_replicated_deduplication_window = 100`,
    });
    const insert = () =>
      client.insert({
        ...{ table: "show5.streamed", format: "JSONEachRow", clickhouse_settings: { insert_deduplication_token: "t" } },
        values: Readable.from(
          (function* () {
            for (let a = 0; a < INSERTED; a += 1) yield { a, b: `row ${a}` };
          })(),
        ),
      });
    await insert();
    equal(await rows(client, "SELECT count() AS n FROM show5.streamed"), [{ n: INSERTED }], "rows");
    await insert();
    equal(await rows(client, "SELECT count() AS n FROM show5.streamed"), [{ n: INSERTED }], "rows after a resend");
  },

  "columns, CSV, TSV and compact rows are inserted": async (client) => {
    await client.command(table("forms", "a UInt64, b String DEFAULT 'none'"));
    const into = { table: "show5.forms" };
    await client.insert({ ...into, values: [[1]], columns: ["a"], format: "JSONCompactEachRow" });
    await client.insert({ ...into, values: Readable.from(["2,two\n"], { objectMode: false }), format: "CSV" });
    await client.insert({
      ...into,
      values: Readable.from(["3\tthree\n"], { objectMode: false }),
      format: "TabSeparated",
    });
    const found = await rows<{ b: string }>(client, "SELECT b FROM show5.forms ORDER BY a");
    equal(
      found.map(({ b }) => b),
      ["none", "two", "three"],
      "forms",
    );
  },

  "Native and RowBinary go out and come back as they were": async (client) => {
    await client.command(table("binary", "a UInt64, b LowCardinality(String), c Array(Nullable(UInt8))"));
    for (const format of ["Native", "RowBinary"]) {
      const columns = "number AS a, toLowCardinality(toString(number % 7)) AS b, [1, NULL] AS c";
      const { stream } = await client.exec({ query: `SELECT ${columns} FROM numbers(1000) FORMAT ${format}` });
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      const back = await client.exec({
        query: `INSERT INTO show5.binary FORMAT ${format}`,
        values: Readable.from([Buffer.concat(chunks)], { objectMode: false }),
      });
      for await (const _ of back.stream);
    }
    equal(
      await rows(client, "SELECT count() AS n, sum(a) AS s FROM show5.binary"),
      [{ n: 2000, s: 999_000 }],
      "binary",
    );
  },

  "parameters of every kind arrive as they are, and no later query sees them": async (client) => {
    const params = { s: 'it\'s \\ "q"\n\t', n: 42, list: ["a'b", "c"], t: new Date(1_700_000_000_000), name: "one" };
    const query = `SELECT {s:String} AS s, {n:UInt32} AS n, {list:Array(String)} AS list,
      toUnixTimestamp({t:DateTime('UTC')}) AS t, (SELECT count() FROM show5.{name:Identifier}) AS rows`;
    equal(
      await rows(client, query, { query_params: params }),
      [{ s: params.s, n: 42, list: params.list, t: 1_700_000_000, rows: 2 }],
      "parameters",
    );
    equal(await codeOf(rows(client, "SELECT {n:UInt32}")), "456", "a parameter that was not given");
  },

  "settings hold for their query alone": async (client) => {
    const ask = "SELECT getSetting('max_threads') AS n";
    const [before] = await rows<{ n: number }>(client, ask);
    const own = { clickhouse_settings: { max_threads: 1 } };
    equal(await rows(client, ask, own), [{ n: 1 }], "a setting");
    equal(await rows(client, ask), [before], "afterwards");
    const limited = { clickhouse_settings: { max_result_rows: "10", result_overflow_mode: "throw" } };
    equal(await codeOf(rows(client, "SELECT * FROM numbers(1000)", limited)), "396", "a limit");
  },

  "300,000 rows are streamed, each once and in order": async (client) => {
    const query = `SELECT number AS n, repeat('x', 50) AS s FROM numbers(${STREAMED})`;
    let next = 0;
    for await (const some of (await client.query({ query, format: "JSONEachRow" })).stream()) {
      for (const row of some) equal(Number(row.json<{ n: unknown }>().n), next++, "the next row");
    }
    equal(next, STREAMED, "rows");
  },

  "compression goes both ways": async (_, { url, key }) => {
    const packed = officialClient(url, key, { compression: { request: true, response: true } });
    await packed.command(table("packed", "a UInt64"));
    const values = Array.from({ length: 5000 }, (_, a) => ({ a }));
    await packed.insert({ table: "show5.packed", values, format: "JSONEachRow" });
    equal(
      await rows(packed, "SELECT count() AS n, sum(a) AS s FROM show5.packed"),
      [{ n: 5000, s: 12_497_500 }],
      "packed",
    );
    await packed.close();
  },

  "errors have their codes": async (client, { url }) => {
    equal(await codeOf(rows(client, "SELEC 1")), "62", "no statement");
    equal(await codeOf(rows(client, "SELECT nothing")), "47", "an unknown name");
    equal(await codeOf(rows(client, "SELECT * FROM show5.nowhere")), "60", "an unknown table");
    equal(await codeOf(rows(client, "SELECT 1 FROM nowhere.at_all")), "81", "an unknown database");
    equal(await codeOf(rows(client, "SELECT throwIf(number = 2) FROM numbers(3)")), "395", "throwIf");
    const broken = {
      table: "show5.one",
      format: "CSV",
      values: Readable.from(["x,y,z\n"], { objectMode: false }),
    } as const;
    if (!/^(6|27|53|72)$/.test(await codeOf(client.insert(broken)))) throw new Error("broken rows have another code");
    const stranger = officialClient(url, "guessed");
    equal(await codeOf(rows(stranger, "SELECT 1")), "516", "a wrong key");
    await stranger.close();
  },

  "an abort ends the query itself, not only the waiting": async (client) => {
    const ending = new AbortController();
    const query_id = randomUUID();
    const patient = "max_block_size = 1, function_sleep_max_microseconds_per_block = 0";
    const query = `SELECT sum(sleepEachRow(0.1)) FROM numbers(600) SETTINGS ${patient}`;
    const asked = rows(client, query, { abort_signal: ending.signal, query_id });
    setTimeout(() => ending.abort(), 300);
    if ((await codeOf(asked)) === "no error") throw new Error("it was not aborted");
    const from = performance.now();
    const running = `SELECT count() AS n FROM system.processes WHERE query_id = '${query_id}'`;
    for (;;) {
      const [left] = await rows<{ n: unknown }>(client, running);
      if (Number(left?.n) === 0) return;
      if (performance.now() - from > ABORT_WITHIN_MS) throw new Error("the query runs on");
    }
  },

  "several queries run at once": async (client) => {
    const from = performance.now();
    const slow = rows(client, "SELECT sleep(2) AS z");
    equal(await rows(client, "SELECT 1 AS one"), [{ one: 1 }], "beside a slow one");
    if (performance.now() - from > 1900) throw new Error("a short query waited for a long one");
    await slow;
  },
};
