/** ClickHouse's HTTP interface on one loopback port: who asks is judged first, then what; everything is bounded. */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenGuarded } from "../../../io/guarded-sockets.ts";
import type { Address } from "../../config.ts";
import { type Exception, exceptionBody, httpStatusOf } from "../exception.ts";
import { refuseKey, refuseVisit } from "../guard.ts";
import { credentialsOf, type Head, readRequest } from "../request.ts";
import { answerQuery, type Serving } from "./answer.ts";
import { exceptionIn, Fault } from "./fault.ts";
import { Reply } from "./reply.ts";

export interface HttpListener {
  readonly port: number;
  /** Refusals by reason. */
  refused(): Record<string, number>;
  close(): Promise<void>;
}

/** A pool of ten for each part that asks, and a person's tools. */
const CONNECTIONS_MAX = 256;
/** Parameters may stand in the address: long lists of ids do. */
const HEADER_BYTES_MAX = 128 * 1024;
const HEADERS_MS = 10_000;
/** A body that is not there by then comes from somebody who means to hold the connection. */
const REQUEST_MS = 600_000;
/** What clients expect of a server; theirs must be shorter, or they write into a connection that is being closed. */
const KEEP_ALIVE_MS = 10_000;
/** So long a refused body is still read, for the client that only looks at the answer when it has sent all. */
const LINGER_MS = 1000;

const LIMITS = {
  maxHeaderSize: HEADER_BYTES_MAX,
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: 1000,
};

const DISPLAY_NAME = "wayleave";

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

export async function openHttp(o: { listen: Address; key: string; serving: Serving }): Promise<HttpListener> {
  const counts = new Map<string, number>();
  const count = (reason: string) => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const key = sha256(o.key);
  const door: Door = {
    isKey: (text) => timingSafeEqual(sha256(text), key),
    listen: { ...o.listen },
    serving: o.serving,
    count,
  };
  const server = createServer(LIMITS, (request, response) => void serve(request, response, door));
  server.maxConnections = CONNECTIONS_MAX;
  const guarded = await listenGuarded(server, { ...o.listen, host: o.listen.host.replace(/^\[|\]$/g, "") }, count);
  door.listen.port = guarded.port;
  return {
    port: door.listen.port,
    refused: () => Object.fromEntries(counts),
    close: () => guarded.close(),
  };
}

interface Door {
  readonly isKey: (text: string) => boolean;
  readonly listen: { host: string; port: number };
  readonly serving: Serving;
  readonly count: (reason: string) => void;
}

async function serve(request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> {
  const reply = new Reply(response);
  response.setHeader("x-clickhouse-server-display-name", DISPLAY_NAME);
  try {
    await admitted(request, reply, door);
  } catch (error) {
    const reason = error instanceof Fault ? error.reason : undefined;
    if (reason === undefined) door.serving.counters.failed += 1;
    else door.count(reason);
    if (reply.begun) return reply.cut();
    if (reply.gone.aborted) return;
    refuse(request, response, reply, error, door.serving.engine.version);
  }
}

async function admitted(request: IncomingMessage, reply: Reply, door: Door): Promise<void> {
  const { headers, method = "", url = "" } = request;
  const head: Head = { method, target: url, headers };
  const fetchSite = headers["sec-fetch-site"] as string | undefined;
  const stranger = refuseVisit({ host: headers.host, origin: headers.origin, fetchSite }, door.listen);
  if (stranger !== undefined) throw new Fault(stranger.exception, stranger.reason);
  const reading = readRequest(head);
  if (reading.kind === "ping") return reply.whole(200, PLAIN, method === "HEAD" ? "" : "Ok.\n");
  const keyless = refuseKey(credentialsOf(head, basicOf(headers.authorization)), door.isKey);
  if (keyless !== undefined) throw new Fault(keyless.exception, keyless.reason);
  if (reading.kind === "refused") throw new Refused(reading.exception, reading.reason, reading.status);
  await answerQuery(reading.ask, request, reply, door.serving);
}

const PLAIN = { "content-type": "text/plain; charset=UTF-8" };

/** A refusal whose status is of HTTP's own, not the code's. */
class Refused extends Fault {
  readonly status: number | undefined;

  constructor(exception: Exception, reason: string, status: number | undefined) {
    super(exception, reason);
    this.status = status;
  }
}

/** Undefined for a header in any other form. */
function basicOf(header: string | undefined): string | undefined {
  const found = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? "");
  return found === null ? undefined : Buffer.from(found[1]!, "base64").toString("utf8");
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  error: unknown,
  version: string,
): void {
  const exception = exceptionIn(error);
  const status = (error instanceof Refused ? error.status : undefined) ?? httpStatusOf(exception.code);
  const headers = { ...PLAIN, "x-clickhouse-exception-code": String(exception.code) };
  if (request.complete) return reply.whole(status, headers, exceptionBody(exception, version));
  // What is left of the body is not worth the reading.
  request.resume();
  const { socket } = request;
  response.once("finish", () => setTimeout(() => socket.destroy(), LINGER_MS).unref());
  reply.whole(status, { ...headers, connection: "close" }, exceptionBody(exception, version));
}
