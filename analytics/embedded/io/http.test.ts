/** The HTTP interface as curl sees it: what goes in comes out, and nothing of one request reaches another. */
import { request } from "node:http";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { QUERY_BYTES_MAX } from "../request.ts";
import { BODY_BYTES_MAX } from "./bodies.ts";
import { type Answer, KEY, type Kit, openKit } from "./test-kit.ts";

let kit: Kit;
beforeAll(async () => {
  kit = await openKit();
});
afterAll(async () => {
  expect(await kit.close()).toBe(true);
});

const at = (query: string, more = "") => `/?database=wayleave&query=${encodeURIComponent(query)}${more}`;
const code = (answer: Answer) => `${answer.status} ${answer.headers["x-clickhouse-exception-code"]}`;
const post = (sql: string, more = "") => kit.ask(`/?database=wayleave${more}`, { body: sql });

describe("an insert", () => {
  const TOKEN = "&deduplicate_blocks_in_dependent_materialized_views=1&insert_deduplication_token=";
  beforeAll(async () => {
    const deduplicated = "ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100";
    await kit.sql(`CREATE TABLE d (a UInt64, s String, t DateTime64(6)) ${deduplicated}`);
    await kit.sql(`CREATE TABLE sums (a UInt64, n UInt64) ${deduplicated}`);
    await kit.sql("CREATE MATERIALIZED VIEW summed TO sums AS SELECT a % 7 AS a, count() AS n FROM d GROUP BY a");
    await kit.sql("CREATE TABLE one (s String) ENGINE = MergeTree ORDER BY tuple()");
  });
  const counts = () =>
    kit.sql("SELECT (SELECT count() FROM d), (SELECT sum(n) FROM sums), (SELECT uniq(_part) FROM d)");

  it.each(["Native", "RowBinary", "RowBinaryWithNamesAndTypes", "JSONEachRow", "CSV", "Parquet"])(
    "of %s is one block: sent again with its token it adds nothing, in dependent views neither",
    async (format) => {
      const rows = "SELECT number AS a, concat('x;\\n\\n', toString(number)) AS s, toDateTime64(number, 6) AS t";
      const { body } = await kit.ask(at(`${rows} FROM numbers(100000) FORMAT ${format}`));
      for (let n = 0; n < 2; n++) {
        const sent = await kit.ask(at(`INSERT INTO d FORMAT ${format}`, `${TOKEN}${format}`), { body });
        expect(sent.status).toBe(200);
        expect(JSON.parse(sent.headers["x-clickhouse-summary"] as string)).toMatchObject({ written_rows: "100000" });
        expect(await counts()).toBe("100000\t100000\t1\n");
      }
      await kit.ask(at(`INSERT INTO d FORMAT ${format}`, `${TOKEN}${format}-2`), { body });
      expect(await counts()).toBe("200000\t200000\t2\n");
      expect(await kit.sql("SELECT count() FROM d WHERE s = concat('x;\\n\\n', toString(a))")).toBe("200000\n");
      for (const table of ["d", "sums"]) await kit.sql(`TRUNCATE TABLE ${table}`);
    },
  );

  it("keeps rows behind a blank line, which the engine would have run as a statement", async () => {
    await post("INSERT INTO one FORMAT TSV\na\n\nDROP TABLE one\n\n\nb\n");
    expect(await kit.sql("SELECT groupArray(s) FROM one")).toBe("['a','','DROP TABLE one','','','b']\n");
    await kit.sql("TRUNCATE TABLE one");
  });

  it("may begin in the address, go on in the body, and be packed", async () => {
    for (const [packing, pack] of [
      ["gzip", gzipSync],
      ["zstd", zstdCompressSync],
    ] as const) {
      const headers = { "content-encoding": packing };
      const sent = await kit.ask(at("INSERT INTO one VALUES ('a'),"), { body: pack("('b'), ('c')"), headers });
      expect(sent.status).toBe(200);
    }
    expect(await kit.sql("SELECT count() FROM one")).toBe("6\n");
    await kit.sql("TRUNCATE TABLE one");
  });

  it("of a body that ends early stores nothing", async () => {
    const headers = { "x-clickhouse-key": KEY, "content-length": "1000" };
    const asked = request(`${kit.url}${at("INSERT INTO one FORMAT TSV")}`, { method: "POST", headers, agent: false });
    asked.on("error", () => {});
    asked.write("a\nb\n");
    await until(() => kit.bodiesLeft().length === 1);
    asked.destroy();
    await until(() => kit.bodiesLeft().length === 0);
    expect(await kit.sql("SELECT count() FROM one")).toBe("0\n");
  });

  it("that can't be read says where, and not where on our disk", async () => {
    const answer = await post('INSERT INTO d FORMAT JSONEachRow\n{"a": 1}\n{"a": "x"}\n');
    expect(code(answer)).toBe("400 27");
    expect(answer.text).toContain("(at row 2)");
    expect(answer.text).toContain("(in the body of the request)");
    expect(answer.text).not.toContain(".body");
    expect(await counts()).toBe("0\t0\t0\n");
    expect(kit.bodiesLeft()).toEqual([]);
  });

  it("has a bound, unpacked, and so has a statement", async () => {
    const piece = gzipSync(Buffer.alloc(16 * 1024 * 1024, "a"));
    const body = Buffer.concat(Array.from({ length: BODY_BYTES_MAX / (16 * 1024 * 1024) + 1 }, () => piece));
    const headers = { "content-encoding": "gzip" };
    expect(code(await kit.ask(at("INSERT INTO one FORMAT LineAsString"), { body, headers }))).toBe("413 229");
    expect(code(await post(`SELECT ${" ".repeat(QUERY_BYTES_MAX)} 1`))).toBe("400 62");
    expect(kit.bodiesLeft()).toEqual([]);
    const broken = { body: "no gzip at all", headers };
    expect(code(await kit.ask(at("INSERT INTO one FORMAT TSV"), broken))).toBe("500 271");
  });
});

describe("an answer", () => {
  it("is packed where it is asked for", async () => {
    const headers = { "accept-encoding": "gzip" };
    const target = at("SELECT number FROM numbers(100000)", "&enable_http_compression=1");
    const packed = await kit.ask(target, { headers });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(packed.body).toString().split("\n")).toHaveLength(100_001);
    const plain = await kit.ask(at("SELECT 1"), { headers });
    expect(plain.headers["content-encoding"]).toBeUndefined();
  });

  it("is in the statement's format, the request's, or TSV", async () => {
    const types = async (query: string, more = "") => {
      const { headers, text } = await kit.ask(at(query, more));
      return `${headers["x-clickhouse-format"]} ${text.trim()}`;
    };
    expect(await types("SELECT 1 AS a")).toBe("TabSeparated 1");
    expect(await types("SELECT 1 AS a", "&default_format=JSONEachRow")).toBe('JSONEachRow {"a":1}');
    expect(await types("SELECT 1 AS a FORMAT CSVWithNames", "&default_format=JSON")).toBe('CSVWithNames "a"\n1');
    expect(code(await kit.ask(at("SELECT 1 FORMAT Nosuch")))).toBe("404 73");
    const array = await kit.ask(
      at("SELECT number AS a FROM numbers(200000)", "&default_format=JSONEachRow&output_format_json_array_of_rows=1"),
    );
    expect(JSON.parse(array.text)).toHaveLength(200_000);
  });

  it("that breaks off is cut, not ended; one that is awaited whole fails as a whole", async () => {
    const query = "SELECT throwIf(number = 2000000) FROM numbers(3000000) FORMAT TSV";
    await expect(kit.ask(at(query))).rejects.toThrow(/aborted|socket hang up|ECONNRESET/);
    expect(code(await kit.ask(at(query, "&wait_end_of_query=1")))).toBe("500 395");
  });

  it("is a document whole, however long, in formats with head and foot too", async () => {
    for (const format of [
      "JSON",
      "CSVWithNames",
      "XML",
      "Parquet",
      "JSONCompactEachRowWithNamesAndTypes",
      "Vertical",
    ]) {
      const rows = "SELECT number AS n, (SELECT max(number) FROM numbers(10)) AS m FROM numbers(150000)";
      const query = `${rows} FORMAT ${format}`;
      const streamed = await kit.ask(at(query));
      const whole = await kit.ask(at(query, "&wait_end_of_query=1"));
      const bare = (answer: Answer) =>
        answer.text.replace(/"?elapsed"?[:>] ?[\d.e-]+/, "").replace(/"rows_read".*/s, "");
      expect(streamed.body.length).toBeGreaterThan(10_000);
      expect(bare(streamed)).toBe(bare(whole));
    }
    expect((await kit.ask(at("SELECT 1 WHERE 0 FORMAT JSON"))).text).toContain('"rows": 0');
    expect((await kit.ask(at("SELECT 1 WHERE 0"))).text).toBe("");
  });

  it("that takes long to begin holds up nobody", async () => {
    const slow = "SELECT (SELECT count() FROM numbers(1000000000) WHERE NOT ignore(sipHash64(number)))";
    const asked = request(`${kit.url}${at(slow)}`, { headers: { "x-clickhouse-key": KEY }, agent: false });
    asked.on("error", () => {});
    asked.end();
    await until(() => kit.serving.turns.running === 1);
    const began = performance.now();
    expect((await kit.ask("/ping")).text).toBe("Ok.\n");
    expect(performance.now() - began).toBeLessThan(500);
    asked.destroy();
    await until(() => kit.serving.turns.running === 0);
  });

  it("is made no faster than it is read", async () => {
    const target = at("SELECT number AS slow FROM numbers(1000000000) FORMAT TSV");
    const asked = request(`${kit.url}${target}`, { headers: { "x-clickhouse-key": KEY }, agent: false });
    asked.on("error", () => {});
    asked.end();
    const answered = await new Promise<NodeJS.ReadableStream>((resolve) => asked.once("response", resolve));
    answered.pause();
    const read = async () =>
      Number(
        await kit.sql(
          "SELECT read_rows FROM system.processes WHERE query LIKE '%AS slow FROM%' AND query NOT LIKE '%processes%'",
        ),
      );
    await new Promise((resolve) => setTimeout(resolve, 300));
    const first = await read();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(first).toBeGreaterThan(0);
    expect(await read()).toBe(first);
    expect(first).toBeLessThan(10_000_000);
    asked.destroy();
    await until(() => kit.serving.turns.running === 0);
  });
});

describe("beside each other", () => {
  const endless = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))";

  it("a short query isn't held up by a long one, and an id runs once", async () => {
    const asked = request(`${kit.url}${at(endless, "&query_id=long")}`, {
      headers: { "x-clickhouse-key": KEY },
      agent: false,
    });
    asked.on("error", () => {});
    asked.end();
    await until(() => kit.serving.turns.running === 1);
    const began = performance.now();
    expect(await kit.sql("SELECT 1")).toBe("1\n");
    expect(performance.now() - began).toBeLessThan(2000);
    expect(code(await kit.ask(at("SELECT 1", "&query_id=long")))).toBe("500 216");
    asked.destroy();
    await until(() => kit.serving.turns.running === 0);
    expect((await kit.ask(at("SELECT 1", "&query_id=long"))).status).toBe(200);
  });

  it("nothing set in one request is there in the next", async () => {
    await post("SET max_threads = 1");
    await post("USE system");
    await kit.ask(at("SELECT {p:String}", "&param_p=x&max_block_size=11&readonly=1"));
    await kit.sql("CREATE TEMPORARY TABLE mine (a Int8) ENGINE = Memory");
    const state =
      "SELECT getSetting('max_threads'), getSetting('max_block_size'), getSetting('readonly'), currentDatabase()";
    for (let n = 0; n < 5; n++) expect(await kit.sql(state)).toBe("2\t65409\t0\twayleave\n");
    expect(code(await kit.ask(at("SELECT {p:String}")))).toMatch(/ 456$/);
    expect(code(await kit.ask(at("SELECT * FROM mine")))).toBe("404 60");
    expect(await kit.ask(`/?query=${encodeURIComponent("SELECT currentDatabase()")}`)).toMatchObject({
      text: "default\n",
    });
  });

  it("a GET changes nothing, and can't lift that", async () => {
    await kit.sql("CREATE TABLE kept (a Int8) ENGINE = MergeTree ORDER BY a");
    for (const query of ["DROP TABLE kept", "INSERT INTO kept VALUES (1)", "WITH 1 AS a INSERT INTO kept SELECT a"])
      expect(code(await kit.ask(at(query)))).toBe("500 164");
    expect(code(await kit.ask(at("SELECT 1", "&readonly=0")))).toBe("500 164");
    expect(code(await post("INSERT INTO kept VALUES (1)", "&readonly=1"))).toBe("500 164");
    expect(await kit.sql("SELECT count() FROM kept")).toBe("0\n");
  });

  it("a query has its bound of memory, and the engine lives on", async () => {
    expect(code(await kit.ask(at("SELECT groupArray(number) FROM numbers(100000000)")))).toBe("500 241");
    expect(await kit.sql("SELECT 1")).toBe("1\n");
  });
});

it("refuses strangers, pages of other sites and garbage, and counts them by reason", async () => {
  const evil = { headers: { host: "evil.example" } };
  expect(code(await kit.ask("/ping", evil))).toBe("403 497");
  expect(code(await kit.ask(at("SELECT 1"), { headers: { origin: "https://evil.example" } }))).toBe("403 497");
  expect(code(await kit.ask(at("SELECT 1"), { key: "" }))).toBe("403 516");
  expect(code(await kit.ask(at("SELECT 1"), { key: "wrong", body: "x".repeat(1_000_000) }))).toBe("403 516");
  expect(code(await kit.ask(at("SELECT 1", "&session_id=s")))).toBe("501 48");
  expect((await kit.ask("/play")).status).toBe(404);
  expect((await kit.ask("/", { method: "DELETE" })).status).toBe(405);
  expect(await kit.ask("/replicas_status", { key: "" })).toMatchObject({ status: 200, text: "Ok.\n" });
  expect(await kit.ask("/ping", { key: "", method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  expect(kit.refused()).toMatchObject({ host: 1, origin: 1, key: 2, unsupported: 1, path: 1, method: 1 });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 400) throw new Error("it never came to hold");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
