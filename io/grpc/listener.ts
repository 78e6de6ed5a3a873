/**
 * A gateway's one TLS port: TLS 1.3, a verified certificate, and the services that its role may call.
 *
 * The wire is gRPC; messages pass as raw bytes, for whoever serves a path knows what they are.
 */
import type http2 from "node:http2";
import tls from "node:tls";
import { Metadata, Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import type { Identity, Trust } from "../pki/identity.ts";
import { Admission, HANDSHAKE_MS, type Peer, type Refused, type Role } from "./admission.ts";
import { serverOptions } from "./http2-limits.ts";
import type { RawStream } from "./raw-stream.ts";
import { CallFailed, STATUS } from "./status.ts";
import { ServerStream } from "./stream-ends.ts";

export type { Peer, Refused, Role };

interface Offered {
  readonly path: string;
  readonly roles: readonly (Role | "none")[];
  /** Refused with UNAUTHENTICATED once the caller's leaf has expired, though its connection be older. Default false. */
  readonly needsValidLeaf?: boolean;
}

export type Service =
  | (Offered & {
      readonly kind: "stream";
      serve(call: RawStream, peer: Peer, metadata: Map<string, string>): void;
    })
  | (Offered & {
      readonly kind: "unary";
      /** A CallFailed is answered with its status; any other error with INTERNAL, and told to `onFault`. */
      serve(request: Buffer, peer: Peer): Promise<Buffer>;
    });

export interface Listener {
  readonly port: number;
  /** Connections by role (`sessions_device`, ...), `handshaking`, `streams`, and `refused_<reason>`. */
  counts(): Record<string, number>;
  /** New connections and new handshakes get this identity; those that live keep theirs. */
  rotate(identity: Identity): void;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  readonly identity: Identity;
  readonly trust: Trust;
  onRefused(reason: string): void;
  /** An error that a service threw and that is no answer: a fault of ours. */
  onFault?(path: string, error: unknown): void;
  readonly services: readonly Service[];
}

/** Four full data frames, or an enrolment, or an `apply` of thousands of lines; a stranger can make us hold no more. */
export const RECEIVE_BYTES_MAX = 262_144;

// What the platform refuses by default is refused on every socket of the process, whoever opens it.
tls.DEFAULT_MIN_VERSION = "TLSv1.3";

const same = (bytes: Buffer): Buffer => bytes;

export async function openListener(o: ListenerOptions): Promise<Listener> {
  const refusals = new Map<string, number>();
  const refused = (reason: Refused) => {
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
    o.onRefused(reason);
  };
  const admission = new Admission(o.trust, o.identity.spiffe.tenant, refused);
  const arrival = new Arrival();
  const paths = new Set(o.services.map(({ path }) => path));
  let streams = 0;
  const credentials = new ListenerCredentials(o.identity, o.trust, (server) => {
    admission.guard(server);
    server.prependListener("stream", (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => {
      if (!paths.has(headers[":path"] ?? "")) refused("unknown-path");
      streams += 1;
      stream.once("close", () => (streams -= 1));
      arrival.stream = stream;
    });
  });
  const server = new Server({
    "grpc.max_receive_message_length": RECEIVE_BYTES_MAX,
    "grpc.max_send_message_length": -1,
    "grpc.enable_channelz": 0,
  });
  for (const service of o.services) register(server, service, { admission, arrival, refused, fault: o.onFault });
  const port = await bind(server, `${o.host.includes(":") ? `[${o.host}]` : o.host}:${o.port}`, credentials);
  return {
    port,
    counts() {
      const counts: Record<string, number> = { ...admission.counts(), streams };
      for (const [reason, count] of refusals) counts[`refused_${reason}`] = count;
      return counts;
    },
    rotate: (identity) => credentials.rotate(identity),
    close() {
      // forceShutdown leaves handshakes and what has not spoken HTTP/2 yet; they would hold the process.
      admission.closeSessions();
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

const bind = (server: Server, address: string, credentials: ServerCredentials): Promise<number> =>
  new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });

/** The library calls a handler in the turn in which the HTTP/2 stream arrives, and doesn't say which stream it was. */
class Arrival {
  stream: http2.ServerHttp2Stream | undefined;

  take(): http2.ServerHttp2Stream | undefined {
    const { stream } = this;
    this.stream = undefined;
    return stream;
  }
}

interface Gate {
  readonly admission: Admission;
  readonly arrival: Arrival;
  refused(reason: Refused): void;
  readonly fault: ListenerOptions["onFault"] | undefined;
}

function register(server: Server, service: Service, gate: Gate): void {
  // A unary call is a stream of one message each way: as one it is judged when it arrives, not once it was read.
  const handle = (call: ServerDuplexStream<Buffer, Buffer>) => serveCall(call, service, gate);
  server.register(service.path, handle, same, same, "bidi");
}

function serveCall(call: ServerDuplexStream<Buffer, Buffer>, service: Service, gate: Gate): void {
  const http2Stream = gate.arrival.take();
  const peer = gate.admission.peerOf(http2Stream?.session);
  const stream = new ServerStream(call, () => http2Stream?.close(RESET_CANCEL));
  if (peer === undefined || !service.roles.includes(peer.role)) {
    gate.refused("role");
    stream.fail(STATUS.PERMISSION_DENIED, "not for this role");
    return;
  }
  if (expired(stream, service, peer, gate)) return;
  if (service.kind === "unary") {
    serveUnary(stream, service, peer, gate);
    return;
  }
  // Headers at once: a caller in another language may wait for them before it sends.
  call.sendMetadata(new Metadata());
  try {
    service.serve(stream, peer, metadataOf(call.metadata));
  } catch (error) {
    gate.fault?.(service.path, error);
    stream.fail(STATUS.INTERNAL, "internal error");
  }
}

/** The handshake judged the leaf as it was then; connections last for days. */
function expired(stream: ServerStream, service: Service, peer: Peer, gate: Gate): boolean {
  if (!service.needsValidLeaf || Date.now() < peer.leafEndsAtMs) return false;
  gate.refused("cert-expired");
  stream.fail(STATUS.UNAUTHENTICATED, "the certificate has expired");
  return true;
}

function serveUnary(stream: ServerStream, service: Service & { kind: "unary" }, peer: Peer, gate: Gate): void {
  let request: Buffer | undefined;
  stream.onMessage((message) => {
    if (request !== undefined) stream.fail(STATUS.INVALID_ARGUMENT, "more than one request");
    request = message;
  });
  stream.onEnd(async () => {
    if (request === undefined) return stream.fail(STATUS.INVALID_ARGUMENT, "no request");
    // A call that was begun in time and held open since is none.
    if (expired(stream, service, peer, gate)) return;
    try {
      stream.send(await service.serve(request, peer));
      stream.end();
    } catch (error) {
      if (error instanceof CallFailed) return stream.fail(error.code, error.message);
      gate.fault?.(service.path, error);
      stream.fail(STATUS.INTERNAL, "internal error");
    }
  });
}

/** HTTP/2's CANCEL. */
const RESET_CANCEL = 8;

function metadataOf(metadata: Metadata): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(metadata.getMap())) {
    if (typeof value === "string") values.set(name, value);
  }
  return values;
}

/** The library's own credentials demand a certificate or ask for none; ours ask, and Admission judges. */
class ListenerCredentials extends ServerCredentials {
  readonly #trust: Trust;

  constructor(identity: Identity, trust: Trust, onServer: (server: http2.Http2SecureServer) => void) {
    const options: http2.SecureServerOptions = {
      ...serverOptions(onServer),
      minVersion: "TLSv1.3",
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_MS,
      ALPNProtocols: ["h2"],
    };
    super(options, contextOf(identity, trust));
    this.#trust = trust;
  }

  rotate(identity: Identity): void {
    this.updateSecureContextOptions(contextOf(identity, this.#trust));
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

const contextOf = (identity: Identity, trust: Trust) => ({
  minVersion: "TLSv1.3" as const,
  key: identity.key,
  cert: identity.chain,
  // The intermediates too: a peer need not send what we have pinned.
  ca: [trust.root, ...Object.values(trust.intermediates).map((certificate) => certificate.toString())],
});
