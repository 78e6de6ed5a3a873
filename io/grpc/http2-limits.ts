/**
 * HTTP/2 settings and bounds of both ends, with their reasons, and the one place that gets them past the gRPC library.
 *
 * The library makes its HTTP/2 servers and sessions itself and passes on few options. So `http2.createSecureServer`
 * and `http2.connect` are wrapped here, once: a server made with our option and a session on a socket of ours get
 * what they need; anybody else's are made as before.
 */
import http2 from "node:http2";
import type { Socket } from "node:net";

/** Twice bandwidth times round trip of one flow at 50 MB/s and 40 ms. */
export const STREAM_WINDOW_BYTES = 8 * 1024 * 1024;
/**
 * Credited on receipt by the library, so one stalled stream can't starve the others. It is also how much stands in line
 * before a new word on a full connection: more would be seconds of waiting, less would limit a far gateway
 * (at least half of it is free: 8 MiB a round trip).
 */
export const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;
/** Our own headers take about 400 bytes; a stranger's header block is memory before anything is known of him. */
export const HEADER_LIST_BYTES = 8_192;
export const HEADER_PAIRS_MAX = 64;
/**
 * One device's flows: a browser opens hundreds, a port scan tens of thousands. Above the 10,000 flows that an agent and
 * a session may have, and their other streams: what is past it the caller's library holds back without a word.
 */
export const DEVICE_STREAMS_MAX = 10_240;
/** A trunk or a publisher's tunnel carries many devices' flows, and idle streams besides. */
export const TRUNK_STREAMS_MAX = 65_536;
/** Without a certificate there is one thing to ask: Enrol. */
export const STRANGER_STREAMS_MAX = 4;
/** HTTP/2's own guard closes a whole connection at 1,000 resets in a burst; on a trunk that hurts neighbours. */
export const RESET_BURST = 10_000_000;
export const RESET_PER_SECOND = 1_000_000;
/** What the guard allows by default, kept for devices, which we count ourselves. */
export const DEVICE_RESET_BURST = 1_000;
export const DEVICE_RESETS_PER_SECOND = 33;
/** Settings, pings and other frames without effect: a flood of them costs us more than it costs its sender. */
export const INVALID_FRAMES_MAX = 100;
export const OUTSTANDING_PINGS_MAX = 10;

/** Global symbols: several copies of this file in one process share one wrapper. */
const ON_SERVER = Symbol.for("wayleave.http2.server");
const ON_SESSION = Symbol.for("wayleave.http2.session");
const WRAPPED = Symbol.for("wayleave.http2.wrapped");

export type OnServer = (server: http2.Http2SecureServer) => void;
export type OnSession = (session: http2.ClientHttp2Session) => void;

/** Options that make the library's next server ours. */
export function serverOptions(onServer: OnServer): http2.SecureServerOptions {
  const options = {
    settings: {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: TRUNK_STREAMS_MAX,
      maxHeaderListSize: HEADER_LIST_BYTES,
      enableConnectProtocol: false,
    },
    maxHeaderListPairs: HEADER_PAIRS_MAX,
    maxOutstandingPings: OUTSTANDING_PINGS_MAX,
    maxSessionInvalidFrames: INVALID_FRAMES_MAX,
    streamResetBurst: RESET_BURST,
    streamResetRate: RESET_PER_SECOND,
    [ON_SERVER]: onServer,
  };
  return options;
}

/** Marks a connected socket: the session that is made on it gets our windows and is handed to `onSession`. */
export function markSocket(socket: Socket, onSession: OnSession): void {
  (socket as Marked)[ON_SESSION] = onSession;
}

/** Both windows are needed: without the connection's, one round trip carries 64 KiB. */
export function openWindows(session: http2.Http2Session): void {
  try {
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  } catch {
    // The session ended before it began; whoever waits for it hears so.
  }
}

interface Marked extends Socket {
  [ON_SESSION]?: OnSession;
}

type Create = typeof http2.createSecureServer & { [WRAPPED]?: true };

function wrap(): void {
  const { createSecureServer, connect } = http2;
  if ((createSecureServer as Create)[WRAPPED]) return;
  const create = (options: http2.SecureServerOptions, ...rest: []) => {
    const server = createSecureServer(options, ...rest);
    (options as { [ON_SERVER]?: OnServer })[ON_SERVER]?.(server);
    return server;
  };
  http2.createSecureServer = Object.assign(create, { [WRAPPED]: true }) as typeof createSecureServer;
  http2.connect = ((authority: string, options: http2.SecureClientSessionOptions, ...rest: []) => {
    const socket = options?.createConnection?.(new URL(authority), options) as Marked | undefined;
    const onSession = socket?.[ON_SESSION];
    if (socket === undefined || onSession === undefined) return connect(authority, options, ...rest);
    const settings = {
      ...options.settings,
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxHeaderListSize: HEADER_LIST_BYTES,
      enablePush: false,
    };
    const session = connect(authority, { ...options, settings, createConnection: () => socket }, ...rest);
    session.once("connect", () => openWindows(session));
    onSession(session);
    return session;
  }) as typeof connect;
}

wrap();
