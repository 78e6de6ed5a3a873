/** The listener of one part's page of metrics: few and small requests, and bounded time for each. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { refuseVisit } from "../../core/metrics/guard.ts";
import { PAGE_TYPE } from "../../core/metrics/page.ts";
import { listenGuarded } from "../guarded-sockets.ts";

export interface PageServer {
  readonly port: number;
  /** Refusals by reason. */
  refused(): Record<string, number>;
  close(): Promise<void>;
}

export interface PageServerOptions {
  readonly listen: { readonly host: string; readonly port: number };
  /** The page as it is now. */
  readonly page: () => Promise<string>;
  /** For tests: a request must be there within this. */
  readonly requestMs?: number;
}

/** A Prometheus holds one; a second one beside it, and people who look. */
export const CONNECTIONS_MAX = 16;
const HEADER_BYTES_MAX = 16_384;
/** Headers that are not there by then come from somebody who means to hold the connection. */
const REQUEST_MS = 10_000;
/** Longer than a Prometheus waits between two scrapes, so that it keeps its connection. */
const IDLE_MS = 70_000;
/** A connection on which nothing moves, an answer that is not taken among them. */
const STILL_MS = 80_000;

const limits = (requestMs: number) => ({
  maxHeaderSize: HEADER_BYTES_MAX,
  headersTimeout: requestMs,
  requestTimeout: requestMs,
  keepAliveTimeout: IDLE_MS,
  connectionsCheckingInterval: Math.min(1000, requestMs),
});

export async function openPageServer(o: PageServerOptions): Promise<PageServer> {
  const counts = new Map<string, number>();
  const refuse = (reason: string) => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const listen = { ...o.listen };
  const page = shared(o.page);
  const server = createServer(limits(o.requestMs ?? REQUEST_MS), (request, response) => {
    serve(request, response, listen, page, refuse).catch(() => {
      refuse("failed");
      response.destroy();
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.setTimeout(STILL_MS, (socket) => socket.destroy());
  const guarded = await listenGuarded(server, o.listen, refuse);
  listen.port = guarded.port;
  return {
    port: listen.port,
    refused: () => Object.fromEntries(counts),
    close: () => guarded.close(),
  };
}

/** Who asks while a page is being made gets that one: many readers cost what one does. */
function shared(make: () => Promise<string>): () => Promise<string> {
  let making: Promise<string> | undefined;
  return () => {
    making ??= make().finally(() => {
      making = undefined;
    });
    return making;
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  listen: { readonly host: string; readonly port: number },
  page: () => Promise<string>,
  refuse: (reason: string) => void,
): Promise<void> {
  const { headers, method = "", url: target = "" } = request;
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  // A body is not read: it ends the connection.
  if (hasBody) response.setHeader("connection", "close");
  const { host, origin } = headers;
  const fetchSite = headers["sec-fetch-site"] as string | undefined;
  const refusal = refuseVisit({ method, target, host, origin, fetchSite, hasBody }, listen);
  if (refusal !== undefined) {
    refuse(refusal.reason);
    return end(response, method, refusal.status, "text/plain; charset=utf-8", `${refusal.text}\n`);
  }
  end(response, method, 200, PAGE_TYPE, await page());
}

function end(response: ServerResponse, method: string, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    ...(status === 405 ? { allow: "GET, HEAD" } : {}),
  });
  response.end(method === "HEAD" ? "" : body);
}
