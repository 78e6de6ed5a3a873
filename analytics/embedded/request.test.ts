/** What a request asks for, and who asks. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { refuseKey, refuseVisit } from "./guard.ts";
import { type Ask, credentialsOf, formFields, type Head, readRequest } from "./request.ts";
import { literal, setStatement } from "./settings.ts";

const get = (target: string, headers: Head["headers"] = {}): Head => ({ method: "GET", target, headers });
const post = (target: string, headers: Head["headers"] = {}): Head => ({
  method: "POST",
  target,
  headers: { "content-length": "9", ...headers },
});

function ask(head: Head): Ask {
  const reading = readRequest(head);
  if (reading.kind !== "ask") throw new Error(JSON.stringify(reading));
  return reading.ask;
}

const refusal = (head: Head) => {
  const reading = readRequest(head);
  return reading.kind === "refused" ? `${reading.reason} ${reading.exception.code}` : reading.kind;
};

describe("a request", () => {
  it("names statement, database, format, id, settings and parameters", () => {
    const target =
      "/?query=SELECT+%7Bx%3AString%7D&database=d&default_format=JSON&query_id=q-1&max_threads=1&param_x=a%20b%2Bc";
    expect(ask(get(target))).toMatchObject({
      query: "SELECT {x:String}",
      database: "d",
      format: "JSON",
      queryId: "q-1",
      settings: [["max_threads", "1"]],
      parameters: [["x", "a b+c"]],
      readonly: true,
      hasBody: false,
    });
  });

  it("says the same in headers", () => {
    const headers = { "x-clickhouse-database": "d", "x-clickhouse-format": "CSV", "x-clickhouse-query-id": "q" };
    expect(ask(post("/", headers))).toMatchObject({ database: "d", format: "CSV", queryId: "q", query: undefined });
    expect(ask(post("/"))).toMatchObject({ database: "", format: "TabSeparated", readonly: false, hasBody: true });
  });

  it("is packed as it says, and answered packed only where that is asked for twice", () => {
    expect(ask(post("/", { "content-encoding": "gzip" })).bodyPacking).toBe("gzip");
    expect(ask(post("/", { "accept-encoding": "gzip" })).packing).toBeUndefined();
    expect(ask(post("/?enable_http_compression=1")).packing).toBeUndefined();
    const both = (header: string) => ask(post("/?enable_http_compression=1", { "accept-encoding": header })).packing;
    expect(both("br, gzip")).toBe("gzip");
    expect(both("br;q=1.0, gzip;q=0")).toBe("br");
    expect(both("identity")).toBeUndefined();
  });

  it("that looks whether we live gets an answer", () => {
    for (const target of ["/ping", "/replicas_status", "/", "/?user=x"])
      expect(readRequest(get(target)).kind).toBe("ping");
  });

  it.each([
    ["of an unknown method", { ...get("/"), method: "PUT" }, "method 408"],
    ["for an unknown path", get("/play"), "path 408"],
    ["with broken percent-encoding", get("/?query=%zz"), "malformed 408"],
    ["with a name that is more than a name", get("/?query=1&a%3D1%2Cb=2"), "malformed 408"],
    ["with a parameter that is more than a name", get("/?query=1&param_a%20b=2"), "malformed 408"],
    ["with a line end in its id", get("/?query=1&query_id=a%0d%0ab"), "malformed 408"],
    ["for a session", get("/?query=1&session_id=s"), "unsupported 48"],
    ["packed in ClickHouse's own blocks", post("/?decompress=1"), "unsupported 48"],
    ["packed in a way nobody knows", post("/", { "content-encoding": "lzma" }), "unsupported 89"],
    ["with external tables", post("/", { "content-type": "multipart/form-data; boundary=x" }), "unsupported 48"],
    ["with a body of no said length", { ...post("/"), headers: {} }, "length 381"],
  ])("%s is refused", (_, head, expected) => {
    expect(refusal(head)).toBe(expected);
  });

  it("of any letters is read or refused", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, query) => {
        readRequest(get(`/${path}?${query}`));
        readRequest(post(`/?${query}`));
      }),
    );
  });

  it("says in its address whatever was put into it", () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(pairs, (fields) => {
        const text = fields
          .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
          .join("&");
        expect(formFields(text)).toEqual(fields);
      }),
    );
  });
});

describe("who asks", () => {
  const shown = (target: string, headers: Head["headers"] = {}, basic?: string) =>
    credentialsOf(get(target, headers), basic);
  const isKey = (text: string) => text === "k";
  const admitted = (...args: Parameters<typeof shown>) => refuseKey(shown(...args), isKey) === undefined;

  it("is known by headers, by Basic, or by the address", () => {
    expect(admitted("/", { "x-clickhouse-user": "default", "x-clickhouse-key": "k" })).toBe(true);
    expect(admitted("/", { "x-clickhouse-key": "k" })).toBe(true);
    expect(admitted("/", {}, "wayleave:k")).toBe(true);
    expect(admitted("/?user=default&password=k")).toBe(true);
    expect(admitted("/?password=k")).toBe(true);
  });

  it("is nobody with a wrong key, none, another name, or two ways at once", () => {
    expect(admitted("/")).toBe(false);
    expect(admitted("/?user=default")).toBe(false);
    expect(admitted("/?user=root&password=k")).toBe(false);
    expect(admitted("/", {}, "default:x")).toBe(false);
    expect(admitted("/?password=k", { "x-clickhouse-key": "k" })).toBe(false);
    expect(refuseKey(undefined, isKey)?.exception).toMatchObject({ code: 516, name: "AUTHENTICATION_FAILED" });
  });

  it("is no page of another site, and no name that was pointed at this machine", () => {
    const listen = { host: "127.0.0.1", port: 8123 };
    const visit = { host: "127.0.0.1:8123", origin: undefined, fetchSite: undefined };
    expect(refuseVisit(visit, listen)).toBeUndefined();
    expect(refuseVisit({ ...visit, host: "LOCALHOST:8123" }, listen)).toBeUndefined();
    expect(
      refuseVisit({ ...visit, origin: "http://localhost:8123", fetchSite: "same-origin" }, listen),
    ).toBeUndefined();
    for (const host of [undefined, "evil.example:8123", "127.0.0.1", "127.0.0.1:80"])
      expect(refuseVisit({ ...visit, host }, listen)?.reason).toBe("host");
    for (const origin of ["null", "https://evil.example", "http://127.0.0.1:8080"])
      expect(refuseVisit({ ...visit, origin }, listen)?.reason).toBe("origin");
    expect(refuseVisit({ ...visit, fetchSite: "cross-site" }, listen)?.reason).toBe("origin");
  });
});

describe("settings and parameters", () => {
  it("go into one statement, readonly last", () => {
    expect(setStatement([], [])).toBe("");
    const settings = [
      ["readonly", "1"],
      ["max_threads", "2"],
    ] as const;
    expect(setStatement(settings, [["x", "it's"]])).toBe("SET param_x = 'it\\'s', max_threads = '2', readonly = '1'");
  });

  it("hold any letters without ending their string", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(literal(text).slice(1, -1).replace(/\\./gs, "")).not.toMatch(/['\\\0]/);
      }),
    );
  });
});
