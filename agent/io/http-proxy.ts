/**
 * HTTP/1.x as a proxy hears it: CONNECT, and requests in absolute form, whose head is rewritten for the app.
 *
 * One request a connection: what follows the request's body is never passed on, for it may be meant for another app.
 */
import { splitHostPort } from "../config.ts";
import type { BodyLength } from "./request-body.ts";

export type HttpHead =
  | { readonly kind: "connect"; readonly host: string; readonly port: number }
  | {
      readonly kind: "absolute";
      readonly host: string;
      readonly port: number;
      readonly head: Buffer;
      readonly body: BodyLength;
    }
  | { readonly kind: "bad"; readonly status: number; readonly reason: string; readonly text: string };

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([\x21-\x7e]+) HTTP\/1\.[01]$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** RFC 9110 7.6.1, without Transfer-Encoding: the body passes as it is framed. Trailer describes the body, too. */
const HOP_BY_HOP = new Set([
  ...["connection", "proxy-connection", "keep-alive", "proxy-authorization", "proxy-authenticate", "te", "upgrade"],
  "http2-settings",
]);

type Field = readonly [name: string, value: string];

/** `bytes` ends with the empty line. */
export function readHttpHead(bytes: Buffer): HttpHead {
  const [first = "", ...lines] = bytes.toString("latin1", 0, bytes.length - 4).split("\r\n");
  const request = REQUEST_LINE.exec(first);
  if (request === null) return bad("http-request-line", "The request line is malformed.");
  const fields = readFields(lines);
  if (fields === undefined) return bad("http-header", "A header line is malformed.");
  const [, method, target] = request as unknown as [string, string, string];
  if (method === "CONNECT") {
    const found = splitHostPort(target);
    if (found === undefined || found.port === 0) return bad("http-target", "CONNECT wants host:port.");
    return { kind: "connect", ...found };
  }
  return readAbsolute(method, target, fields);
}

function readAbsolute(method: string, target: string, fields: readonly Field[]): HttpHead {
  const uri = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^#]*)$/i.exec(target);
  if (uri === null) return bad("http-origin-form", "This is a proxy: ask for a whole http:// address.");
  const [, scheme, authority, rest] = uri as unknown as [string, string, string, string];
  if (scheme.toLowerCase() !== "http") return bad("http-scheme", "Only http:// is asked in this form: use CONNECT.");
  const found = splitHostPort(/:\d+$/.test(authority) ? authority : `${authority}:80`);
  if (found === undefined || found.port === 0 || authority.includes("@"))
    return bad("http-target", "The address names no host.");
  const body = bodyOf(fields);
  if (body === undefined) return bad("http-body", "The body's length is stated in two ways, or in none that is known.");
  const path = rest === "" ? (method === "OPTIONS" ? "*" : "/") : rest.startsWith("/") ? rest : `/${rest}`;
  const named = namedByConnection(fields);
  const kept = fields.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase()));
  const lines = [
    `${method} ${path} HTTP/1.1`,
    // The target says which host is meant, whatever the program wrote into Host.
    `Host: ${authority}`,
    ...kept.filter(([name]) => name.toLowerCase() !== "host").map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
  ];
  return { kind: "absolute", ...found, head: Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body };
}

function readFields(lines: readonly string[]): Field[] | undefined {
  const fields: Field[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, "");
    // A line that begins with a blank continues the last one: what programs read into that differs, so we read nothing.
    if (colon < 1 || !TOKEN.test(name) || !FIELD_VALUE.test(value)) return undefined;
    fields.push([name, value]);
  }
  return fields;
}

/** Fields that the program says are for us alone. Those that frame the body or name the host can't be taken away so. */
function namedByConnection(fields: readonly Field[]): Set<string> {
  const all = fields.filter(([name]) => /^(proxy-)?connection$/i.test(name));
  const named = new Set(all.flatMap(([, value]) => value.split(",").map((name) => name.trim().toLowerCase())));
  for (const name of ["host", "content-length", "transfer-encoding"]) named.delete(name);
  return named;
}

/** Undefined where two readers could see two different ends: the way requests are smuggled. */
function bodyOf(fields: readonly Field[]): BodyLength | undefined {
  const of = (wanted: string) => fields.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  const lengths = of("content-length");
  const codings = of("transfer-encoding");
  if (codings.length > 0) {
    const last = codings.join(",").split(",").at(-1)!.trim().toLowerCase();
    return lengths.length === 0 && codings.length === 1 && last === "chunked" ? "chunked" : undefined;
  }
  if (lengths.length === 0) return 0;
  return lengths.length === 1 && /^\d{1,15}$/.test(lengths[0]!) ? Number(lengths[0]) : undefined;
}

const bad = (reason: string, text: string, status = 400): HttpHead => ({ kind: "bad", status, reason, text });
