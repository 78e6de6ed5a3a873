/**
 * The gate of a listener: which connections may begin, who they are, and what a connection may do to the rest.
 *
 * Everything before a verified certificate is bounded here, since anybody may get that far.
 */
import type { X509Certificate } from "node:crypto";
import type http2 from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { mayMeet } from "../../core/tenancy.ts";
import type { Trust } from "../pki/identity.ts";
import { type Role, spiffeText } from "../pki/spiffe.ts";
import { type CertificateFlaw, judgeLeaf } from "../pki/verify.ts";
import {
  DEVICE_RESET_BURST,
  DEVICE_RESETS_PER_SECOND,
  DEVICE_STREAMS_MAX,
  openWindows,
  STRANGER_STREAMS_MAX,
} from "./http2-limits.ts";
import { watchLiveness } from "./liveness.ts";

export type { Role };

/** Who is at the other end, as the handshake verified it. */
export interface Peer {
  /** `none`: a caller without a certificate. */
  readonly role: Role | "none";
  readonly tenant: string;
  readonly id: string;
  readonly spiffe: string;
  readonly address: string;
  readonly leaf?: X509Certificate;
  /** When its leaf expires, milliseconds since 1970: a connection may last beyond that. */
  readonly leafEndsAtMs: number;
}

/** The handshake of an honest peer takes two round trips. */
export const HANDSHAKE_MS = 5_000;
/** Connections that are still in their handshake. Past it the oldest goes: honest ones finish in milliseconds. */
export const HANDSHAKES_MAX = 512;
/** Callers without a certificate: enrolment takes one call, and a whole office enrols in less than this at once. */
export const STRANGERS_MAX = 64;
export const STRANGER_LIFE_MS = 30_000;
/** A stranger's call holds its place so long from its first one on: an honest enrolment is over in less. */
export const STRANGER_CALL_MS = 5_000;

export type Refused =
  | CertificateFlaw
  | "tls-version"
  | "tls-cipher"
  | "tls-alpn"
  | "tls-garbage"
  | "tls-timeout"
  | "tls-cut"
  | "tls-other"
  | "cert-untrusted"
  | "cert-tenant"
  | "handshakes-full"
  | "strangers-full"
  | "stranger-late"
  | "reset-flood"
  | "session-error"
  | "role"
  | "unknown-path";

const TLS_REASONS: readonly (readonly [RegExp, Refused])[] = [
  [/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW/, "tls-version"],
  [/NO_SHARED|NO_SUITABLE|NO_CIPHER/, "tls-cipher"],
  [/ALPN|APPLICATION_PROTOCOL/, "tls-alpn"],
  [/HANDSHAKE_TIMEOUT/, "tls-timeout"],
  [/WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH|LENGTH|RECORD|UNEXPECTED|DECODE|BAD_|INVALID/, "tls-garbage"],
  [/ECONNRESET|EPIPE|ECONNABORTED/, "tls-cut"],
];

export function tlsReason(error: Error & { code?: string }): Refused {
  const text = `${error.code ?? ""} ${error.message}`;
  return TLS_REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? "tls-other";
}

const remote = (socket: Socket): string => `${socket.remoteAddress}:${socket.remotePort}`;

interface Arrived {
  readonly peer: Peer;
  readonly socket: TLSSocket;
}

interface Stranger {
  /** Under way now. */
  calls: number;
  /** When its first call began, as performance.now(); infinite before. */
  firstAt: number;
}

/** How often connections are looked for whose session ended and whose socket did not. */
const SWEEP_MS = 5_000;

export class Admission {
  readonly #trust: Trust;
  readonly #tenant: string;
  readonly #refused: (reason: Refused) => void;
  /** By remote address and port, oldest first. */
  readonly #handshaking = new Map<string, Socket>();
  readonly #peers = new Map<http2.ServerHttp2Session, Arrived>();
  readonly #sweep: ReturnType<typeof setInterval>;
  /** Whose session is being made, in this very turn. */
  #arriving: Arrived | undefined;
  /** Callers without a certificate, oldest first. */
  readonly #strangers = new Map<TLSSocket, Stranger>();

  /** `tenant`: that of the listener's own certificate. */
  constructor(trust: Trust, tenant: string, refused: (reason: Refused) => void) {
    this.#trust = trust;
    this.#tenant = tenant;
    this.#refused = refused;
    this.#sweep = setInterval(() => this.#cutDestroyed(), SWEEP_MS);
    this.#sweep.unref();
  }

  /** Takes over a server of the library before it listens. */
  guard(server: http2.Http2SecureServer): void {
    server.prependListener("connection", (socket: Socket) => this.#begin(socket));
    server.on("tlsClientError", (error: Error) => this.#refused(tlsReason(error)));
    server.on("sessionError", () => this.#refused("session-error"));
    // HTTP/2 hears of a connection only after its certificate was judged.
    const onward = server.listeners("secureConnection") as ((socket: TLSSocket) => void)[];
    server.removeAllListeners("secureConnection");
    server.on("secureConnection", (socket: TLSSocket) => {
      socket.on("error", () => {});
      const peer = this.#admit(socket);
      if (peer === undefined) return void socket.destroy();
      this.#arriving = { peer, socket };
      for (const listener of onward) listener.call(server, socket);
      this.#arriving = undefined;
    });
    server.prependListener("session", (session: http2.ServerHttp2Session) => this.#session(session));
  }

  peerOf(session: http2.Http2Session | undefined): Peer | undefined {
    return session === undefined ? undefined : this.#peers.get(session as http2.ServerHttp2Session)?.peer;
  }

  /** Connections by role. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = { handshaking: this.#handshaking.size };
    for (const { peer } of this.#peers.values())
      counts[`sessions_${peer.role}`] = (counts[`sessions_${peer.role}`] ?? 0) + 1;
    return counts;
  }

  closeSessions(): void {
    for (const socket of this.#handshaking.values()) socket.destroy();
    for (const { socket } of this.#peers.values()) socket.destroy();
    clearInterval(this.#sweep);
  }

  /** A destroyed session first delivers what it had written; to a peer that takes nothing that would be never. */
  #cutDestroyed(): void {
    for (const [session, { socket }] of this.#peers) if (session.destroyed) socket.destroy();
  }

  #begin(socket: Socket): void {
    const name = remote(socket);
    this.#handshaking.set(name, socket);
    socket.once("close", () => {
      if (this.#handshaking.get(name) === socket) this.#handshaking.delete(name);
    });
    if (this.#handshaking.size <= HANDSHAKES_MAX) return;
    const [[oldestName, oldest]] = this.#handshaking as unknown as [[string, Socket]];
    this.#handshaking.delete(oldestName);
    oldest.destroy();
    this.#refused("handshakes-full");
  }

  #admit(socket: TLSSocket): Peer | undefined {
    this.#handshaking.delete(remote(socket));
    const peer = this.#judge(socket);
    if (typeof peer === "string") {
      this.#refused(peer);
      return undefined;
    }
    return peer.role !== "none" || this.#roomForStranger(socket) ? peer : undefined;
  }

  #judge(socket: TLSSocket): Peer | Refused {
    if (socket.alpnProtocol !== "h2") return "tls-alpn";
    const address = remote(socket);
    const leaf = socket.getPeerX509Certificate();
    if (leaf === undefined) return { role: "none", tenant: "", id: "", spiffe: "", address, leafEndsAtMs: 0 };
    const judged = judgeLeaf(leaf, this.#trust, "client", Date.now());
    if (!judged.ok) return judged.flaw;
    if (!socket.authorized) return "cert-untrusted";
    const { role, tenant, id } = judged.spiffe;
    if (!mayMeet(this.#tenant, tenant)) return "cert-tenant";
    const leafEndsAtMs = leaf.validToDate.getTime();
    return { role, tenant, id, spiffe: spiffeText(judged.spiffe), address, leaf, leafEndsAtMs };
  }

  /** Who only holds a place gives it up to who comes: enrolment can't be held shut by connections that do nothing. */
  #roomForStranger(socket: TLSSocket): boolean {
    if (this.#strangers.size >= STRANGERS_MAX) {
      this.#refused("strangers-full");
      const now = performance.now();
      const idle = [...this.#strangers].find(
        ([, { calls, firstAt }]) => calls === 0 || now - firstAt > STRANGER_CALL_MS,
      );
      if (idle === undefined) return false;
      this.#strangers.delete(idle[0]);
      idle[0].destroy();
    }
    this.#strangers.set(socket, { calls: 0, firstAt: Number.POSITIVE_INFINITY });
    const late = setTimeout(() => {
      this.#refused("stranger-late");
      socket.destroy();
    }, STRANGER_LIFE_MS);
    late.unref();
    socket.once("close", () => {
      this.#strangers.delete(socket);
      clearTimeout(late);
    });
    return true;
  }

  #session(session: http2.ServerHttp2Session): void {
    const arrived = this.#arriving;
    if (arrived === undefined) return void session.destroy();
    const { peer, socket } = arrived;
    this.#peers.set(session, arrived);
    socket.once("close", () => this.#peers.delete(session));
    openWindows(session);
    watchLiveness(session, socket);
    if (peer.role === "none") {
      session.settings({ maxConcurrentStreams: STRANGER_STREAMS_MAX });
      this.#countCalls(session, socket);
    }
    if (peer.role === "device") session.settings({ maxConcurrentStreams: DEVICE_STREAMS_MAX });
    if (peer.role === "device" || peer.role === "none") this.#boundResets(session, socket);
  }

  #countCalls(session: http2.ServerHttp2Session, socket: TLSSocket): void {
    const stranger = this.#strangers.get(socket);
    if (stranger === undefined) return;
    session.on("stream", (stream: http2.ServerHttp2Stream) => {
      stranger.calls += 1;
      stranger.firstAt = Math.min(stranger.firstAt, performance.now());
      stream.once("close", () => (stranger.calls -= 1));
    });
  }

  /** The library's guard is lifted for trunks; devices keep its bound, counted here from streams that were reset. */
  #boundResets(session: http2.ServerHttp2Session, socket: TLSSocket): void {
    let left = DEVICE_RESET_BURST;
    let at = performance.now();
    session.on("stream", (stream: http2.ServerHttp2Stream) => {
      stream.once("close", () => {
        if (stream.rstCode === 0 && !stream.aborted) return;
        const now = performance.now();
        left = Math.min(DEVICE_RESET_BURST, left + ((now - at) / 1000) * DEVICE_RESETS_PER_SECOND) - 1;
        at = now;
        if (left >= 0 || socket.destroyed) return;
        this.#refused("reset-flood");
        socket.destroy();
      });
    });
  }
}
