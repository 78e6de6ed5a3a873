/** OTLP over HTTP on one loopback port: spans come in, and are answered for when they are stored. */
import { createHash, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Received, receive } from "../../../core/trace/received-span.ts";
import { clock } from "../../../io/clock.ts";
import { errorText } from "../../../io/errors.ts";
import { guardSockets } from "../../../io/guarded-sockets.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import { decodeExport, encodeExported, encodeStatus } from "../../../io/wire/otlp.ts";
import { decodeExportJson, exportedJson, statusJson } from "../../../io/wire/otlp-json.ts";
import type { Address } from "../../config.ts";
import * as otlp from "../otlp-request.ts";
import { StoreFault } from "./event-store.ts";
import { SpansBusy, type SpanWriter } from "./span-writer.ts";

export interface OtlpListener {
  readonly port: number;
  /** Refusals by reason. */
  refused(): Record<string, number>;
  counters(): Record<string, number>;
  /** Takes nothing more, and answers what was taken. */
  close(): Promise<void>;
}

/** Gateways keep one or two each; a few programs of this machine besides. */
const CONNECTIONS_MAX = 64;
/** All bodies that are on their way in, or are being read: twice what one may have when it is unpacked. */
const BODIES_BYTES_MAX = 16 * 1024 * 1024;
const HEADER_BYTES_MAX = 16_384;
const HEADERS_MS = 10_000;
/** A body that is not there by then comes from somebody who means to hold the connection. */
const REQUEST_MS = 15_000;
/** Longer than exporters wait between two exports: a connection that closes under one costs it a second try. */
const KEEP_ALIVE_MS = 65_000;
/** So long a refused body is still read, for the client that only looks at the answer when it has sent all. */
const LINGER_MS = 1000;
/** For the last insert: then what was not answered is cut, and its senders send it again. */
const CLOSE_MS = 2000;

const LIMITS = {
  maxHeaderSize: HEADER_BYTES_MAX,
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: 1000,
};

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
const unpack = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

class Refused extends Error {
  override readonly name = "Refused";
  readonly refusal: otlp.Refusal;

  constructor(refusal: otlp.Refusal) {
    super(refusal.text);
    this.refusal = refusal;
  }
}

export async function openOtlp(o: { listen: Address; key: string; writer: SpanWriter }): Promise<OtlpListener> {
  const counts = new Map<string, number>();
  const count = (reason: string) => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const key = sha256(o.key);
  const taking: Taking = {
    ...{ door: { port: 0, isKey: (text) => timingSafeEqual(sha256(text), key) }, writer: o.writer, count },
    ...{ counters: { otlp_exports: 0, spans_rejected: 0 }, bodies: 0, closing: false },
  };
  const answering = new Set<Promise<void>>();
  const server = createServer(LIMITS, (request, response) => {
    const answer = serve(request, response, taking).finally(() => answering.delete(answer));
    answering.add(answer);
  });
  server.maxConnections = CONNECTIONS_MAX;
  const open = guardSockets(server, count);
  server.listen(o.listen);
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  taking.door = { ...taking.door, port };
  return {
    port,
    refused: () => Object.fromEntries(counts),
    counters: () => ({ ...taking.counters, ...o.writer.counters() }),
    close: async () => {
      if (taking.closing) return;
      taking.closing = true;
      const closed = once(server, "close");
      server.close();
      o.writer.flush();
      await Promise.race([Promise.allSettled(answering), sleep(CLOSE_MS, undefined, { ref: false })]);
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

interface Taking {
  door: { readonly port: number; readonly isKey: (text: string) => boolean };
  readonly writer: SpanWriter;
  readonly count: (reason: string) => void;
  readonly counters: { otlp_exports: number; spans_rejected: number };
  bodies: number;
  closing: boolean;
}

/** Never rejects. */
async function serve(request: IncomingMessage, response: ServerResponse, taking: Taking): Promise<void> {
  const encoding = otlp.encodingOf(request.headers["content-type"]);
  try {
    const outcome = await exported(request, taking);
    taking.counters.otlp_exports += 1;
    taking.counters.spans_rejected += outcome.rejected;
    const body = encoding === "json" ? exportedJson(outcome) : encodeExported(outcome);
    end(response, 200, otlp.mediaOf(encoding ?? "protobuf"), body);
  } catch (error) {
    const refusal = refusalOf(error);
    taking.count(refusal.reason);
    if (response.destroyed || request.socket.destroyed) return;
    refuse(request, response, encoding, refusal);
  }
}

async function exported(request: IncomingMessage, taking: Taking): Promise<Received> {
  const { headers, method = "", url = "" } = request;
  const head: otlp.Head = {
    ...{ method, target: url, host: headers.host, origin: headers.origin, authorization: headers.authorization },
    ...{ contentType: headers["content-type"], contentEncoding: headers["content-encoding"] },
    contentLength: headers["content-length"],
  };
  const asked = otlp.askedOf(head, taking.door);
  if ("refused" in asked) throw new Refused(asked.refused);
  if (taking.closing) throw new Refused(otlp.storeAway("analytics is ending: send this again"));
  const received = await read(request, asked, taking);
  await taking.writer.write(received.spans, received.size);
  return received;
}

/** The spans of a body. What it takes is given back when they are read. */
async function read(
  request: IncomingMessage,
  { encoding, packed }: { encoding: otlp.Encoding; packed: boolean },
  taking: Taking,
): Promise<Received> {
  let held = 0;
  const hold = (bytes: number) => {
    if (taking.bodies + bytes > BODIES_BYTES_MAX) throw new Refused(otlp.busy("too many exports are under way"));
    held += bytes;
    taking.bodies += bytes;
  };
  try {
    const pieces: Buffer[] = [];
    // Who sends too much is to hear of it: the connection stays.
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      hold(piece.length);
      pieces.push(piece);
      if (held > otlp.BODY_BYTES_MAX) throw new Refused(otlp.TOO_LARGE);
    }
    const body = Buffer.concat(pieces);
    const bytes = packed ? await unpacked(body, hold) : body;
    const sent = encoding === "json" ? decodeExportJson(bytes.toString("utf8")) : decodeExport(bytes);
    return receive(sent, BigInt(clock.wallUs()) * 1000n);
  } finally {
    taking.bodies -= held;
  }
}

async function unpacked(body: Buffer, hold: (bytes: number) => void): Promise<Buffer> {
  try {
    const bytes = await unpack(body, { maxOutputLength: otlp.UNPACKED_BYTES_MAX });
    hold(bytes.length);
    return bytes;
  } catch (error) {
    if (error instanceof Refused) throw error;
    const { code } = error as { code?: unknown };
    throw new Refused(code === "ERR_BUFFER_TOO_LARGE" ? otlp.TOO_LARGE : otlp.malformed("the body is not gzip"));
  }
}

function refusalOf(error: unknown): otlp.Refusal {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof MalformedMessage) return otlp.malformed(errorText(error));
  if (error instanceof SpansBusy) return otlp.busy(error.message);
  if (error instanceof StoreFault) {
    // The rows were made here: that the store refuses them is a fault of ours, and the same again next time.
    if (error.kind === "rows") return { status: 500, reason: "refused by the store", text: error.message };
    return otlp.storeAway("ClickHouse is away: send this again");
  }
  const cut = error instanceof Error && "code" in error && error.code === "ECONNRESET";
  return { status: cut ? 400 : 500, reason: cut ? "cut off" : "failed", text: errorText(error) };
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  encoding: otlp.Encoding | undefined,
  refusal: otlp.Refusal,
): void {
  const { status, text, again } = refusal;
  if (again !== undefined) response.setHeader("retry-after", again);
  if (status === 405) response.setHeader("allow", "POST");
  if (status === 401) response.setHeader("www-authenticate", "Bearer");
  if (!request.complete) {
    // What is left of the body is not worth the reading.
    request.resume();
    response.setHeader("connection", "close");
    const { socket } = request;
    response.once("finish", () => setTimeout(() => socket.destroy(), LINGER_MS).unref());
  }
  if (encoding === undefined) return end(response, status, "text/plain; charset=UTF-8", `${text}\n`);
  const code = otlp.grpcCodeOf(status);
  end(
    response,
    status,
    otlp.mediaOf(encoding),
    encoding === "json" ? statusJson(code, text) : encodeStatus(code, text),
  );
}

function end(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
