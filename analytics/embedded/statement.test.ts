/** Where a statement ends, where its data begin, and what no server would take. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readStatement, type Statement } from "./statement.ts";
import { tokensOf } from "./tokens.ts";

const read = (sql: string, readonly = false) => readStatement(sql, { readonly });

function insertOf(sql: string): Extract<Statement, { kind: "insert" }> & { data: string } {
  const statement = read(sql);
  if (statement.kind !== "insert") throw new Error(`${statement.kind}: ${JSON.stringify(statement)}`);
  return { ...statement, data: sql.slice(statement.dataAt) };
}

describe("an insert", () => {
  it.each([
    ["INSERT INTO t FORMAT TSV\na\tb\n", "INSERT INTO t ", "TSV", "a\tb\n"],
    ['insert into t format JSONEachRow {"a":1}', "insert into t ", "JSONEachRow", '{"a":1}'],
    ["INSERT INTO t VALUES (1), (2)", "INSERT INTO t ", "Values", " (1), (2)"],
    ["INSERT INTO t(a, b)VALUES(1, 2)", "INSERT INTO t(a, b)", "Values", "(1, 2)"],
    ["INSERT INTO db.t (* EXCEPT(n)) FORMAT CSV\r\n1", "INSERT INTO db.t (* EXCEPT(n)) ", "CSV", "1"],
    ['INSERT INTO `a b`."c;d" FORMAT Native\n', 'INSERT INTO `a b`."c;d" ', "Native", ""],
    [
      "INSERT INTO {d:Identifier}.{t:Identifier} VALUES (1)",
      "INSERT INTO {d:Identifier}.{t:Identifier} ",
      "Values",
      " (1)",
    ],
    [
      "/* why */ INSERT -- how\n INTO TABLE t FORMAT TSV\n\n\n",
      "/* why */ INSERT -- how\n INTO TABLE t ",
      "TSV",
      "\n\n",
    ],
    ["INSERT INTO FUNCTION null('a String') FORMAT TSV\nx", "INSERT INTO FUNCTION null('a String') ", "TSV", "x"],
    ["INSERT INTO format (values) FORMAT TSV\nx", "INSERT INTO format (values) ", "TSV", "x"],
    ["INSERT INTO values VALUES (1); SELECT 2", "INSERT INTO values ", "Values", " (1); SELECT 2"],
    ["INSERT INTO t FORMAT RowBinary\n'\"`/*--$$(", "INSERT INTO t ", "RowBinary", "'\"`/*--$$("],
  ])("%j ends where its data begin", (sql, into, format, data) => {
    expect(insertOf(sql)).toMatchObject({ into, format, data, settings: "" });
  });

  it("keeps its settings, which stand before the format", () => {
    const sql = "INSERT INTO t (a) SETTINGS async_insert = 0, log_comment = 'FORMAT x' FORMAT TSV\n1";
    const { into, settings, format, data } = insertOf(sql);
    expect({ into, settings, format, data }).toEqual({
      into: "INSERT INTO t (a) ",
      settings: "SETTINGS async_insert = 0, log_comment = 'FORMAT x' ",
      format: "TSV",
      data: "1",
    });
  });

  it("that selects its rows has no data", () => {
    for (const sql of [
      "INSERT INTO t SELECT * FROM u",
      "INSERT INTO t (a) WITH 1 AS x SELECT x",
      "INSERT INTO t (SELECT 1)",
      "INSERT INTO t FROM u SELECT a",
      "INSERT INTO t SETTINGS a = 1 SELECT format, values FROM u",
    ])
      expect(read(sql)).toEqual({ kind: "other", format: undefined });
  });

  it("without its rows is refused: the engine would read them from stdin", () => {
    for (const sql of ["INSERT INTO t", "INSERT INTO t (a, b)", "INSERT INTO t FORMAT", "INSERT"])
      expect(read(sql)).toMatchObject({ kind: "refused", exception: { code: 62 } });
    expect(read("INSERT INTO t SELECT a FROM input('a Int8') FORMAT TSV")).toMatchObject({ exception: { code: 48 } });
    expect(read("INSERT INTO t FROM INFILE '/etc/passwd' FORMAT TSV")).toMatchObject({ exception: { code: 48 } });
  });
});

describe("any other statement", () => {
  it.each([
    ["SELECT 1", "rows", undefined],
    ["(SELECT 1) UNION ALL (SELECT 2) FORMAT CSV", "rows", "CSV"],
    ["WITH 1 AS x SELECT x FORMAT JSON;", "rows", "JSON"],
    ["FROM t SELECT a FORMAT TSV SETTINGS max_threads = 1, a = 'b'", "rows", "TSV"],
    ["SELECT 'FORMAT CSV'", "rows", undefined],
    ["SELECT (SELECT 1 FORMAT CSV)", "rows", undefined],
    ["SELECT format FROM t", "rows", undefined],
    ["SELECT format, a FROM t ORDER BY format DESC", "rows", undefined],
    ["SELECT 1 -- FORMAT CSV", "rows", undefined],
    ["SELECT $x$;FORMAT CSV$x$ FORMAT TSV", "rows", "TSV"],
    ["SHOW TABLES FORMAT JSONEachRow", "other", "JSONEachRow"],
    ["CREATE TABLE t (a Int8) ENGINE = Memory", "other", undefined],
    ["EXPLAIN SELECT 1", "other", undefined],
    ["SELECT 1;;", "refused", undefined],
  ])("%j", (sql, kind, format) => {
    const statement = read(sql);
    expect(statement.kind).toBe(kind);
    if (statement.kind === "rows") expect(statement.format).toBe(format);
  });

  it("is parted from its format, and settings behind that", () => {
    const parts = (sql: string) => {
      const statement = read(sql);
      return statement.kind === "rows" ? [statement.select, statement.format, statement.settings] : [statement.kind];
    };
    expect(parts("SELECT 1 -- one\n ; -- two")).toEqual(["SELECT 1", undefined, ""]);
    expect(parts("SELECT a SETTINGS x = 1 FORMAT TSV;")).toEqual(["SELECT a SETTINGS x = 1 ", "TSV", ""]);
    expect(parts("SELECT 1 format TSV settings a = 1 ;")).toEqual(["SELECT 1 ", "TSV", " settings a = 1"]);
    expect(parts("WITH 1 AS a INSERT INTO t SELECT a")).toEqual(["other"]);
  });

  it("stands alone", () => {
    for (const sql of ["SELECT 1; SELECT 2", "DROP TABLE t; SELECT 1", "SELECT ';'; x"])
      expect(read(sql)).toMatchObject({ kind: "refused", exception: { code: 62 } });
    for (const sql of ["SELECT 1;", "SELECT 1 ; -- done", "SELECT ';' /* ; x */"]) expect(read(sql).kind).toBe("rows");
  });

  it("is SQL, not a word to the engine's command line", () => {
    for (const sql of ["", " ", "-- x", ";", "exit", "QUIT;", "\\q", "??", "?", ".tables", "\\c default", "@x", "1"])
      expect(read(sql)).toMatchObject({ kind: "refused", exception: { code: 62 } });
    expect(read("SELECT 1 INTO OUTFILE '/tmp/x'")).toMatchObject({ exception: { code: 48 } });
  });

  it("changes nothing where nothing may be changed", () => {
    for (const sql of [
      "INSERT INTO t VALUES (1)",
      "INSERT INTO FUNCTION file('x') SELECT 1",
      "WITH 1 AS x INSERT INTO FUNCTION file('x') SELECT x",
      "DROP TABLE t",
      "KILL QUERY WHERE 1",
      "OPTIMIZE TABLE t",
    ])
      expect(read(sql, true)).toMatchObject({ kind: "refused", exception: { code: 164 } });
    for (const sql of ["SELECT 1", "(SELECT 1)", "SHOW TABLES", "DESCRIBE t"])
      expect(read(sql, true).kind).not.toBe("refused");
  });
});

/** All that could look like an end or a beginning. */
const piece = fc.constantFrom(
  ...["'", '"', "`", "\\", "(", ")", "{", "}", ";", "--", "/*", "*/", "\n", "$a$", "$$", "#", " ", "x", "FORMAT"],
  ...["VALUES", "SELECT", "INSERT", "INTO", "SETTINGS", ".", ",", "\u00e9", "\u0000"],
);
const anything = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

it("any text is cut without end or gap: tokens follow one another, and the reading of it ends", () => {
  fc.assert(
    fc.property(anything, (sql) => {
      let at = 0;
      for (const { from, to, text } of tokensOf(sql)) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        expect(sql.slice(from, to)).toBe(text);
        at = to;
      }
      readStatement(sql, { readonly: false });
    }),
    { numRuns: 2000 },
  );
});

it("whatever an insert's data are, they are found whole", () => {
  fc.assert(
    fc.property(anything, fc.constantFrom("TSV", "Native", "JSONEachRow"), (data, format) => {
      const sql = `INSERT INTO t (a) SETTINGS x = 'y' FORMAT ${format}\n${data}`;
      expect(insertOf(sql)).toMatchObject({ data, format, into: "INSERT INTO t (a) " });
      const inline = `INSERT INTO "t" VALUES ${data}`;
      expect(insertOf(inline)).toMatchObject({ data: ` ${data}` });
    }),
    { numRuns: 1000 },
  );
});

it("a string of any letters hides what is in it", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const literal = `'${text.replace(/[\\']/g, (letter) => `\\${letter}`)}'`;
      const [, string, ...rest] = [...tokensOf(`SELECT ${literal}`)];
      expect(string).toMatchObject({ kind: "string", text: literal });
      expect(rest).toEqual([]);
    }),
  );
});
