/** The console's HTTP listener: few and small requests, none of them with a body. */
import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Address } from "../config.ts";
import { admit, cookieName, type Page } from "../guard.ts";
import { STYLE, type SystemView, statusPage } from "../status-page.ts";

export interface ConsoleServer {
  readonly port: number;
  /** Refusals by reason. */
  counts(): Record<string, number>;
  close(): Promise<void>;
}

/** A browser opens six; a few browsers and scripts fit. */
const CONNECTIONS_MAX = 64;
const HEADER_BYTES_MAX = 16_384;
/** Headers that are not there by then come from somebody who means to hold the connection. */
const REQUEST_MS = 10_000;

const LIMITS = {
  maxHeaderSize: HEADER_BYTES_MAX,
  headersTimeout: REQUEST_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: 1000,
};

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

export async function openConsole(o: {
  listen: Address;
  key: string;
  read: () => Promise<SystemView>;
}): Promise<ConsoleServer> {
  const counts = new Map<string, number>();
  const refuse = (reason: string) => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const key = sha256(o.key);
  const isKey = (text: string) => timingSafeEqual(sha256(text), key);
  const server = createServer(LIMITS, (request, response) => {
    serve(request, response).catch(() => {
      refuse("failed");
      response.destroy();
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  const open = guardSockets(server, refuse);
  server.listen(o.listen);
  await once(server, "listening");
  const { port } = server.address() as { port: number };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method = "", url = "" } = request;
    // Nothing here takes a body: one that comes all the same is not read, and ends the connection.
    const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
    if (hasBody) response.setHeader("connection", "close");
    const { host, origin, cookie: shown } = headers;
    const fetchMode = headers["sec-fetch-mode"] as string | undefined;
    const admission = admit({ method, target: url, host, origin, cookie: shown, fetchMode }, { port, isKey });
    const cookie = `${cookieName(port)}=${o.key}; HttpOnly; SameSite=Strict; Path=/`;
    if (admission.kind === "refused") {
      refuse(admission.reason);
      return end(response, method, admission.status, "text/plain", `${admission.text}\n`);
    }
    if (admission.kind === "moved") {
      response.setHeader("set-cookie", cookie).setHeader("location", admission.path);
      return end(response, method, 303, "text/plain", "");
    }
    if (admission.setCookie) response.setHeader("set-cookie", cookie);
    const [type, body] = bodyOf(admission.path, await o.read());
    return end(response, method, 200, type, body);
  }

  return {
    port,
    counts: () => Object.fromEntries(counts),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Counts what is refused before a request stands; the sockets that are open. */
function guardSockets(server: Server, refuse: (reason: string) => void): Set<Socket> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  server.on("drop", () => refuse("connections"));
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    // A peer that went away is no refusal.
    if (error.code === "ECONNRESET") return void socket.destroy();
    refuse("malformed");
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
    else socket.destroy();
  });
  return open;
}

function bodyOf(page: Page, view: SystemView): [string, string] {
  if (page === "/") return ["text/html", statusPage(view)];
  return ["application/json", `${JSON.stringify(view, undefined, 2)}\n`];
}

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const CONTENT_POLICY = [
  ...["default-src 'none'", `style-src 'sha256-${STYLE_HASH}'`, "frame-ancestors 'none'", "base-uri 'none'"],
].join("; ");

function end(response: ServerResponse, method: string, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(body),
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  response.end(method === "HEAD" ? "" : body);
}
