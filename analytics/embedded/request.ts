/** What a request asks for, from its target and headers, by the names and meanings of ClickHouse's HTTP interface. */
import { type Exception, exception } from "./exception.ts";
import { type Pair, wrongName } from "./settings.ts";

export interface Head {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Ask {
  /** The statement, or the front of it: the body follows. Undefined: the body is all of it. */
  readonly query: string | undefined;
  readonly database: string;
  /** For a statement that names none. */
  readonly format: string;
  readonly queryId: string | undefined;
  /** Told apart from other settings: by it a running query is found again. */
  readonly comment: string;
  readonly settings: readonly Pair[];
  readonly parameters: readonly Pair[];
  /** Nothing may be changed: the request is a GET. */
  readonly readonly: boolean;
  /** Nothing is sent before all is known. */
  readonly whole: boolean;
  /** How the answer may be packed, best first. */
  readonly packing: Packing | undefined;
  readonly bodyPacking: Packing | undefined;
  readonly hasBody: boolean;
}

export type Packing = "gzip" | "deflate" | "br" | "zstd";
const PACKINGS: readonly Packing[] = ["zstd", "br", "gzip", "deflate"];

export type Reading =
  | { readonly kind: "ping" }
  | { readonly kind: "ask"; readonly ask: Ask }
  | { readonly kind: "refused"; readonly reason: string; readonly status?: number; readonly exception: Exception };

/** Who asks, in any of the three ways that clients have. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** ClickHouse's own default of a query's length bounds what the engine reads; this is what we hold of one in memory. */
export const QUERY_BYTES_MAX = 1024 * 1024;

const PINGS = ["/ping", "/replicas_status"];
const METHODS = ["GET", "HEAD", "POST"];

/** Parameters of the interface that are no settings of the engine. */
const INTERFACE = new Set([
  ...["query", "database", "default_format", "user", "password", "query_id", "wait_end_of_query", "buffer_size"],
  ...["session_id", "session_timeout", "session_check", "close_session", "compress", "decompress", "quota_key", "role"],
  ...["stacktrace", "client_protocol_version", "http_wait_end_of_query", "enable_http_compression", "log_comment"],
]);

/** What a server does and we don't, each with what to do instead. */
const UNSUPPORTED: readonly (readonly [string, string])[] = [
  ["session_id", "sessions are not known here: give settings and parameters with each query"],
  ["compress", "ClickHouse's own block compression is not known here: use enable_http_compression"],
  ["decompress", "ClickHouse's own block compression is not known here: use Content-Encoding"],
  ["role", "roles are not known here"],
];

export function readRequest(head: Head): Reading {
  const [path, text] = splitAt(head.target, "?");
  if (!METHODS.includes(head.method)) {
    return refused("method", exception("BAD_REQUEST_PARAMETER", "GET, HEAD and POST are known here."), 405);
  }
  if (PINGS.includes(path)) return { kind: "ping" };
  if (path !== "/") return refused("path", exception("BAD_REQUEST_PARAMETER", "There is nothing at this path."), 404);
  const fields = formFields(text);
  if (fields === undefined) return malformed("the query string is not UTF-8 in percent-encoding");
  if (head.method !== "POST" && !fields.some(([name]) => name === "query")) return { kind: "ping" };
  const unsupported = UNSUPPORTED.find(([name]) => !["", "0"].includes(lastOf(fields, name) ?? ""));
  if (unsupported !== undefined) return refused("unsupported", exception("NOT_IMPLEMENTED", `${unsupported[1]}.`));
  return judged(head, fields);
}

function judged(head: Head, fields: readonly Pair[]): Reading {
  const header = (name: string) => textOf(head.headers[name]);
  const settings = fields.filter(([name]) => !INTERFACE.has(name) && !name.startsWith("param_"));
  const parameters = fields
    .filter(([name]) => name.startsWith("param_"))
    .map(([name, value]) => [name.slice("param_".length), value] as const);
  const wrong = wrongName(settings, parameters);
  if (wrong !== undefined) return malformed(`${JSON.stringify(wrong)} can't be the name of a setting or parameter`);
  const format = lastOf(fields, "default_format") ?? header("x-clickhouse-format") ?? "TabSeparated";
  if (!/^\w+$/.test(format)) return malformed(`${JSON.stringify(format)} can't be the name of a format`);
  const queryId = lastOf(fields, "query_id") ?? header("x-clickhouse-query-id");
  if (queryId !== undefined && !QUERY_ID.test(queryId)) return malformed("a query_id is up to 200 visible letters");
  const length = Number(header("content-length") ?? 0);
  const hasBody = length > 0 || header("transfer-encoding") !== undefined;
  if (head.method === "POST" && !hasBody && header("content-length") === undefined) {
    return refused("length", exception("HTTP_LENGTH_REQUIRED", "A POST says its Content-Length, or is chunked."));
  }
  if (/^multipart\/form-data/i.test(header("content-type") ?? "")) {
    return refused("unsupported", exception("NOT_IMPLEMENTED", "external tables are not known here."));
  }
  const encoding = header("content-encoding")?.toLowerCase() ?? "";
  const bodyPacking = PACKINGS.find((one) => one === encoding);
  if (bodyPacking === undefined && !["", "identity"].includes(encoding)) {
    const text = `Unknown Content-Encoding; known: ${PACKINGS.join(", ")}.`;
    return refused("unsupported", exception("UNKNOWN_COMPRESSION_METHOD", text));
  }
  return {
    kind: "ask",
    ask: {
      query: lastOf(fields, "query"),
      database: lastOf(fields, "database") ?? header("x-clickhouse-database") ?? "",
      format,
      queryId: queryId === "" ? undefined : queryId,
      comment: lastOf(fields, "log_comment") ?? "",
      settings,
      parameters,
      readonly: head.method !== "POST",
      whole: isOn(lastOf(fields, "wait_end_of_query")) || isOn(lastOf(fields, "http_wait_end_of_query")),
      packing: isOn(lastOf(fields, "enable_http_compression")) ? accepted(header("accept-encoding")) : undefined,
      bodyPacking,
      hasBody,
    },
  };
}

/** It is told back in a header, and is a comment of the running query. */
const QUERY_ID = /^[\x21-\x7e]{0,200}$/;

/** `basic`: what an `Authorization: Basic` held, decoded. Undefined where nothing is shown, or in two ways at once. */
export function credentialsOf(head: Head, basic: string | undefined): Credentials | undefined {
  const fields = formFields(splitAt(head.target, "?")[1]) ?? [];
  const user = textOf(head.headers["x-clickhouse-user"]);
  const key = textOf(head.headers["x-clickhouse-key"]);
  const ways: (Credentials | undefined)[] = [
    user === undefined && key === undefined ? undefined : { user: user ?? "default", password: key ?? "" },
    basic === undefined ? undefined : { user: splitAt(basic, ":")[0], password: splitAt(basic, ":")[1] },
    lastOf(fields, "user") === undefined && lastOf(fields, "password") === undefined
      ? undefined
      : { user: lastOf(fields, "user") ?? "default", password: lastOf(fields, "password") ?? "" },
  ];
  const shown = ways.filter((way) => way !== undefined);
  return shown.length === 1 ? shown[0] : undefined;
}

const refused = (reason: string, exception: Exception, status?: number): Reading =>
  status === undefined ? { kind: "refused", reason, exception } : { kind: "refused", reason, exception, status };

const malformed = (text: string): Reading => refused("malformed", exception("BAD_REQUEST_PARAMETER", `${text}.`));

function accepted(header: string | undefined): Packing | undefined {
  const named = (header ?? "").split(",").map((one) => one.trim().toLowerCase());
  const taken = named.filter((one) => !/;\s*q=0(\.0*)?$/.test(one)).map((one) => splitAt(one, ";")[0].trim());
  // The order is ours: gzip first, since what packs better packs slower.
  return (["gzip", "zstd", "br", "deflate"] as const).find((one) => taken.includes(one));
}

const isOn = (text: string | undefined): boolean => text === "1" || text?.toLowerCase() === "true";
const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" ? value : value?.join(", ");
/** The last one counts, as in ClickHouse. */
const lastOf = (fields: readonly Pair[], name: string): string | undefined =>
  fields.findLast(([one]) => one === name)?.[1];

function splitAt(text: string, at: string): [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}

/** Undefined where it can't be decoded. */
export function formFields(text: string): Pair[] | undefined {
  try {
    return text
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => splitAt(pair, "=").map(decoded) as unknown as Pair);
  } catch {
    return undefined;
  }
}

const decoded = (text: string): string => decodeURIComponent(text.replaceAll("+", " "));
