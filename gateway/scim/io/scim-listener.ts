/**
 * SCIM 2.0 over HTTP(S): a directory provisions the users and groups of the tenant whose token it shows.
 *
 * What it writes becomes commands like any operator's: decided, appended, answered when this gateway has folded them,
 * and on record.
 */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { listenGuarded } from "../../../io/guarded-sockets.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Recorder } from "../../io/recorder.ts";
import { type Caller, callerOf, ScimRate, strangerOf } from "../admit.ts";
import type { ScimConfig } from "../config.ts";
import { badSyntax, faultBody, ScimFault } from "../scim-fault.ts";
import type { ScimAnswer, ScimRequest } from "../serve.ts";
import { ScimWriter } from "./scim-writer.ts";

export interface ScimListenerOptions {
  readonly config: ScimConfig;
  /** This gateway's: it hears directories of tenants that it serves. */
  readonly tenant: string;
  readonly control: ControlLog;
  readonly recorder: Pick<Recorder, "record" | "reserve">;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

export interface ScimListener {
  readonly port: number;
  /** Refusals by reason. */
  refused(): Record<string, number>;
  close(): Promise<void>;
}

/** A directory keeps some, with several workers. */
const CONNECTIONS_MAX = 64;
const HEADER_BYTES_MAX = 16_384;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** A group of MEMBERS_MAX. */
const BODY_BYTES_MAX = 2 * 1024 * 1024;
/** All bodies that are on their way in. */
const BODIES_BYTES_MAX = 16 * 1024 * 1024;
const BASE = "/scim/v2";
const MEDIA = "application/scim+json; charset=utf-8";
const LIMITS = {
  ...{ maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS },
  ...{ keepAliveTimeout: KEEP_ALIVE_MS, connectionsCheckingInterval: 1000 },
};

export async function openScim(o: ScimListenerOptions): Promise<ScimListener> {
  const counts = new Map<string, number>();
  const refused = (reason: string) => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const config = { ...o.config };
  const serving: Serving = {
    ...{ o, config, refused, rate: new ScimRate(), writer: new ScimWriter(o) },
    ...{ scheme: config.tls === undefined ? "http" : "https", bodies: 0 },
  };
  const server = serverOf(config, (request, response) => {
    serve(request, response, serving).catch((error: unknown) => {
      o.log.error("a SCIM request failed", { error: String(error) });
      response.destroy();
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  const guarded = await listenGuarded(server, config, refused);
  config.port = guarded.port;
  return {
    port: config.port,
    refused: () => Object.fromEntries(counts),
    close: () => guarded.close(),
  };
}

interface Serving {
  readonly o: ScimListenerOptions;
  readonly config: ScimConfig;
  readonly scheme: string;
  readonly rate: ScimRate;
  readonly writer: ScimWriter;
  readonly refused: (reason: string) => void;
  bodies: number;
}

function serverOf({ tls }: ScimConfig, hear: (request: IncomingMessage, response: ServerResponse) => void): Server {
  if (tls === undefined) return createHttp(LIMITS, hear);
  if ((statSync(tls.key).mode & 0o077) !== 0)
    throw new Error(`scim.key_file: ${tls.key} can be read by others than its owner: chmod 600 ${tls.key}`);
  const pair = { cert: readFileSync(tls.certificate), key: readFileSync(tls.key), minVersion: "TLSv1.2" as const };
  return createHttps({ ...LIMITS, ...pair }, hear) as unknown as Server;
}

async function serve(request: IncomingMessage, response: ServerResponse, on: Serving): Promise<void> {
  try {
    end(request, response, await answered(request, on));
  } catch (error) {
    const fault = error instanceof ScimFault ? error : on.writer.faultOf(error);
    on.refused(String(fault.status));
    if (fault.status >= 500) on.o.log.warn("a SCIM request failed", { status: fault.status, error: fault.message });
    if (response.destroyed || request.socket.destroyed) return;
    if (fault.again !== undefined) response.setHeader("retry-after", fault.again);
    if (fault.status === 401) response.setHeader("www-authenticate", 'Bearer realm="scim"');
    if (fault.status === 405) response.setHeader("allow", fault.message.split(": ")[1] ?? "GET");
    end(request, response, { status: fault.status, body: faultBody(fault) });
  }
}

async function answered(request: IncomingMessage, on: Serving): Promise<ScimAnswer> {
  const { headers, method = "", url = "" } = request;
  const stranger = strangerOf({ host: headers.host, origin: headers.origin }, on.config);
  if (stranger !== undefined) throw stranger;
  const caller = callerIn(headers.authorization, on);
  on.rate.spend(caller, clock.now());
  const asked = targetOf(url);
  const body = method === "POST" || method === "PUT" || method === "PATCH" ? await bodyOf(request, on) : undefined;
  const scim: ScimRequest = {
    ...{ method, body, ...asked, base: `${on.scheme}://${headers.host}${BASE}` },
    ...{ ifMatch: headers["if-match"], ifNoneMatch: headers["if-none-match"] },
  };
  on.o.count("scim_requests");
  return on.writer.answer(scim, caller, request.socket.remoteAddress ?? "");
}

function callerIn(authorization: string | undefined, { o }: Serving): Caller {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i.exec(authorization ?? "")?.[1];
  const hash = createHash("sha256")
    .update(token ?? "")
    .digest("hex");
  const caller = token === undefined ? undefined : callerOf(o.control.state, o.tenant, hash);
  if (caller === undefined) throw new ScimFault(401, "no bearer token, or one that is not good: wayleave scim token");
  return caller;
}

function targetOf(url: string): Pick<ScimRequest, "path" | "query"> {
  const parsed = URL.parse(url, "http://scim");
  const rest = parsed?.pathname.startsWith(`${BASE}/`) ? parsed.pathname.slice(BASE.length + 1) : undefined;
  if (parsed === null || rest === undefined) throw new ScimFault(404, `nothing is here: the service is at ${BASE}`);
  // Names of parameters are written in several ways.
  const query = new Map([...parsed.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  try {
    return { path: rest.replace(/\/$/, "").split("/").map(decodeURIComponent), query };
  } catch {
    throw badSyntax("the path is not well encoded");
  }
}

async function bodyOf(request: IncomingMessage, on: Serving): Promise<unknown> {
  const media = (request.headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  if (media !== "application/scim+json" && media !== "application/json")
    throw new ScimFault(415, "the body must be application/scim+json");
  let held = 0;
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      held += piece.length;
      on.bodies += piece.length;
      if (held > BODY_BYTES_MAX) throw new ScimFault(413, `the body has more than ${BODY_BYTES_MAX} bytes`);
      if (on.bodies > BODIES_BYTES_MAX) throw new ScimFault(503, "too much is under way", undefined, 5);
      pieces.push(piece);
    }
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw badSyntax("the body is no JSON");
    throw error;
  } finally {
    on.bodies -= held;
  }
}

function end(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, version, location }: ScimAnswer,
): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  if (version !== undefined) response.setHeader("etag", version);
  if (location !== undefined) response.setHeader("location", location);
  if (body !== undefined) response.setHeader("content-type", MEDIA);
  // What is left of a body that was refused is not worth the reading.
  if (!request.complete) {
    request.resume();
    response.setHeader("connection", "close");
  }
  const length = status === 204 || status === 304 ? {} : { "content-length": Buffer.byteLength(text) };
  response.writeHead(status, { ...length, "cache-control": "no-store" });
  response.end(text);
}
