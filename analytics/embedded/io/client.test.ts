/** The official client against the embedded engine: it can't tell it from a server. */
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ClickHouseError } from "../../../io/clickhouse/client.ts";
import { type Kit, openKit } from "./test-kit.ts";

let kit: Kit;
let client: ReturnType<Kit["client"]>;
beforeAll(async () => {
  kit = await openKit();
  client = kit.client();
});
afterAll(async () => {
  expect(await kit.close()).toBe(true);
});

const json = async <T>(query: string, more: object = {}): Promise<T> =>
  (await client.query({ query, format: "JSONEachRow", ...more })).json() as Promise<T>;
const rowsIn = async (table: string): Promise<number> =>
  (await json<{ n: number }[]>(`SELECT count() AS n FROM ${table}`))[0]!.n;
const failure = async (work: Promise<unknown>): Promise<{ code: string; type: string | undefined }> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClickHouseError)) throw new Error(`not of ClickHouse: ${String(error)}`);
  return { code: error.code, type: error.type };
};

it("pings, with and without a query", async () => {
  expect(await client.ping()).toEqual({ success: true });
  expect(await client.ping({ select: true })).toEqual({ success: true });
  expect(await kit.client({ key: "wrong" }).ping({ select: true })).toMatchObject({ success: false });
});

it("makes tables in the database wayleave, which can hold every kind of view", async () => {
  await client.command({ query: "CREATE TABLE events (a UInt64, s String) ENGINE = MergeTree ORDER BY a" });
  await client.command({
    query: "CREATE MATERIALIZED VIEW hourly REFRESH EVERY 1 HOUR ENGINE = Memory AS SELECT count() AS n FROM events",
  });
  expect(
    await json("SELECT database, engine FROM system.tables WHERE name = 'events' AND database != 'system'"),
  ).toEqual([{ database: "wayleave", engine: "MergeTree" }]);
});

describe("inserts", () => {
  beforeAll(() =>
    client.command({ query: "CREATE TABLE i (a UInt64, s String DEFAULT 'x') ENGINE = MergeTree ORDER BY a" }),
  );
  const emptied = () => client.command({ query: "TRUNCATE TABLE i" });

  it("arrays, columns and nothing at all", async () => {
    await client.insert({ table: "i", values: [{ a: 1, s: "it's" }, { a: 2 }], format: "JSONEachRow" });
    await client.insert({ table: "i", values: [[3]], columns: ["a"], format: "JSONCompactEachRow" });
    await client.insert({ table: "i", values: [], format: "JSONEachRow" });
    expect(await json("SELECT * FROM i ORDER BY a")).toEqual([
      { a: 1, s: "it's" },
      { a: 2, s: "x" },
      { a: 3, s: "x" },
    ]);
    await emptied();
  });

  it("a stream of 50,000 rows as one insert, packed too", async () => {
    const rows = () =>
      Readable.from(
        (function* () {
          for (let a = 0; a < 50_000; a++) yield { a, s: `row ${a}` };
        })(),
        { objectMode: true },
      );
    const done = await client.insert({ table: "i", values: rows(), format: "JSONEachRow" });
    expect(done.summary?.written_rows).toBe("50000");
    await kit.client({ packed: true }).insert({ table: "i", values: rows(), format: "JSONEachRow" });
    expect(await rowsIn("i")).toBe(100_000);
    expect(
      await json("SELECT count() AS parts FROM system.parts WHERE table = 'i' AND level = 0 AND rows = 50000"),
    ).toEqual([{ parts: 2 }]);
    await emptied();
    expect(kit.bodiesLeft()).toEqual([]);
  });

  it("values in the statement, with parameters", async () => {
    const query_params = { a: 7, s: "it's {a}" };
    await client.command({ query: "INSERT INTO i VALUES ({a:UInt64}, {s:String})", query_params });
    expect(await json("SELECT * FROM i")).toEqual([{ a: 7, s: "it's {a}" }]);
    await emptied();
  });

  it("raw bytes by exec", async () => {
    const values = Readable.from([Buffer.from('1,"a\n\nb"\n'), Buffer.from("2,c\n")], { objectMode: false });
    const { stream } = await client.exec({ query: "INSERT INTO i FORMAT CSV", values });
    await stream.toArray();
    expect(await json("SELECT s FROM i ORDER BY a")).toEqual([{ s: "a\n\nb" }, { s: "c" }]);
    await emptied();
  });
});

describe("queries", () => {
  it("with parameters of every shape", async () => {
    const query_params = {
      text: 'it\'s \\ "q" \n\t é',
      list: ["a'b", "c"],
      day: new Date("2026-01-02T03:04:05Z"),
      table: "events",
      none: null,
      map: { k: 1 },
    };
    const query = `SELECT {text:String} AS text, {list:Array(String)} AS list, {day:DateTime('UTC')} AS day,
      {none:Nullable(String)} AS none, {map:Map(String, UInt8)} AS map,
      (SELECT count() FROM {table:Identifier}) AS n`;
    expect(await json(query, { query_params })).toEqual([
      {
        text: query_params.text,
        list: query_params.list,
        day: "2026-01-02 03:04:05",
        none: null,
        map: { k: 1 },
        n: 0,
      },
    ]);
  });

  it("with settings of their own, which no other query sees", async () => {
    const query =
      "SELECT getSetting('max_block_size') AS a, getSetting('async_insert') AS b, getSetting('max_threads') AS c";
    const own = await json(query, { clickhouse_settings: { max_block_size: "1234", max_threads: 1 } });
    expect(own).toEqual([{ a: 1234, b: false, c: 1 }]);
    const others = await Promise.all(Array.from({ length: 8 }, () => json(query)));
    for (const one of others) expect(one).toEqual([{ a: 65_409, b: false, c: 2 }]);
  });

  it("with parameters that no other query sees", async () => {
    await json("SELECT {secret:String} AS s", { query_params: { secret: "s" } });
    expect(await failure(json("SELECT {secret:String} AS s"))).toEqual({
      code: "456",
      type: "UNKNOWN_QUERY_PARAMETER",
    });
  });

  it("in every format, packed too", async () => {
    const packed = kit.client({ packed: true });
    for (const format of ["JSON", "JSONCompact", "JSONEachRow", "JSONCompactEachRow", "CSV", "TSVWithNames"] as const) {
      const query = "SELECT number AS n, 'x' AS s FROM numbers(3)";
      const [plain, small] = await Promise.all(
        [client, packed].map(async (one) => (await one.query({ query, format: format as "JSON" })).text()),
      );
      expect(plain).toContain("2");
      if (format !== "JSON" && format !== "JSONCompact") expect(small).toBe(plain);
    }
  });

  it("300,000 rows as a stream", async () => {
    const result = await client.query({ query: "SELECT number AS n FROM numbers(300000)", format: "JSONEachRow" });
    let rows = 0;
    let sum = 0;
    for await (const piece of result.stream<{ n: string }>()) {
      for (const row of piece) {
        rows += 1;
        sum += Number(row.json().n);
      }
    }
    expect({ rows, sum }).toEqual({ rows: 300_000, sum: (300_000 * 299_999) / 2 });
  });

  it("tell what they did", async () => {
    const { query_id, response_headers } = await client.query({ query: "SELECT 1", query_id: "mine-1" });
    expect(query_id).toBe("mine-1");
    expect(response_headers).toMatchObject({ "x-clickhouse-query-id": "mine-1", "x-clickhouse-format": "JSON" });
  });
});

it("fails with ClickHouse's own codes", async () => {
  const run = (query: string) => failure(client.command({ query }));
  expect(await run("SELECT nosuch")).toEqual({ code: "47", type: "UNKNOWN_IDENTIFIER" });
  expect(await run("SELECT * FROM nosuch")).toEqual({ code: "60", type: "UNKNOWN_TABLE" });
  expect(await run("SELECT 1 +")).toEqual({ code: "62", type: "SYNTAX_ERROR" });
  expect(await run("SELECT toUInt8('x')")).toMatchObject({ code: "6" });
  expect(await run("SELECT 1; SELECT 2")).toMatchObject({ code: "62" });
  expect(
    await failure(client.command({ query: "SELECT 1", clickhouse_settings: { nosuch: 1 } as never })),
  ).toMatchObject({ code: "115" });
  expect(await failure(kit.client({ key: "wrong" }).query({ query: "SELECT 1" }))).toEqual({
    code: "516",
    type: "AUTHENTICATION_FAILED",
  });
  expect(await failure(kit.client({ database: "nosuch" }).query({ query: "SELECT 1" }))).toMatchObject({ code: "81" });
  const bad = client.insert({ table: "events", values: ['{"a": "x"}'], format: "JSONEachRow" });
  expect(await failure(bad)).toMatchObject({ code: "27" });
});

it("a query that is aborted, or whose answer is closed, ends in the engine too", async () => {
  const like = "query LIKE '%endless%' AND query NOT LIKE '%processes%'";
  const runs = (n: number) => async () =>
    (await json<{ n: number }[]>(`SELECT count() AS n FROM system.processes WHERE ${like}`))[0]!.n === n;
  for (const format of ["JSON", "JSONEachRow"] as const) {
    const query = "SELECT count() AS endless FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))";
    const abort = new AbortController();
    const aborted = client.query({ query, format, abort_signal: abort.signal }).catch((error: Error) => error.message);
    await until(runs(1));
    abort.abort();
    expect(await aborted).toMatch(/abort/i);
    await until(runs(0));
  }
  const query = "SELECT number AS endless FROM numbers(100000000000) WHERE sipHash64(number) % 10 = 0";
  const answer = await client.query({ query, format: "JSONEachRow" });
  expect(await runs(1)()).toBe(true);
  answer.close();
  await until(runs(0));
  await until(async () => kit.serving.turns.running === 0);
  expect(kit.serving.counters.cancelled).toBe(3);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 200) throw new Error("it never came to hold");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
