/**
 * One lasting connection to a gateway: found dead within ten seconds, made anew by itself, its streams raw.
 *
 * The peer must show the role gateway under the gateway intermediate; the host name proves nothing and is not asked.
 */
import { Duplex } from "node:stream";
import { type ChannelCredentials, Client, connectivityState, Metadata } from "@grpc/grpc-js";
import type { Identity, Trust } from "../pki/identity.ts";
import { LinkCredentials } from "./link-credentials.ts";
import type { RawStream } from "./raw-stream.ts";
import { CallFailed, STATUS } from "./status.ts";
import { type ClientCall, ClientStream } from "./stream-ends.ts";

export interface Link {
  /** Before the link is up the stream waits for the attempt under way; where that fails, the stream is lost. */
  stream(path: string, metadata?: Record<string, string>): RawStream;
  /** Rejects with CallFailed. */
  unary(path: string, request: Buffer, deadlineMs: number): Promise<Buffer>;
  /** Told at once if the link is up, then at each change. */
  onState(f: (up: boolean) => void): void;
  isUp(): boolean;
  /** Why the last attempt failed; undefined while the link is up. */
  fault(): string | undefined;
  /** Addresses of this machine from which its connections stand. */
  localAddresses(): readonly string[];
  /** Streams that live break. */
  close(): void;
}

export interface LinkOptions {
  /** host:port */
  readonly target: string;
  /** None: a caller without a certificate, who may only enrol. */
  readonly identity?: Identity;
  readonly trust: Trust;
}

export const RECONNECT_FIRST_MS = 250;
/** A gateway that restarts is back in a second; many agents at one gateway are spread by the library's jitter. */
export const RECONNECT_MAX_MS = 1_000;
/** A gateway is trusted, and an app list or SRP of 10,000 apps is one message. */
export const RECEIVE_BYTES_MAX = 4 * 1024 * 1024;
/** An attempt that hangs before TLS (packets dropped, no answer) is given up after this and made anew. */
const ATTEMPT_MS = 6_000;
/** A name's new address is found this soon after the old one stopped answering. */
const RESOLVE_AGAIN_MS = 1_000;
/** HTTP/2 has 2^30 stream ids a connection; at a quarter of them the next is made first, then this one ends. */
export const STREAMS_A_CONNECTION = 2 ** 28;

const same = (bytes: Buffer): Buffer => bytes;

export function openLink(o: LinkOptions): Link {
  return new GrpcLink(o, STREAMS_A_CONNECTION);
}

export class GrpcLink implements Link {
  readonly #target: string;
  readonly #credentials: LinkCredentials;
  readonly #streamsMax: number;
  #client: Client;
  #successor: Client | undefined;
  #opened = 0;
  #up = false;
  #closed = false;
  #told: (up: boolean) => void = () => {};
  #watchdog: ReturnType<typeof setInterval>;
  #attemptSeen = 0;

  constructor(o: LinkOptions, streamsMax: number) {
    this.#target = o.target;
    this.#streamsMax = streamsMax;
    this.#credentials = new LinkCredentials(o.trust, o.identity);
    this.#client = this.#connect();
    this.#watch(this.#client);
    this.#watchdog = setInterval(() => this.#unstick(), ATTEMPT_MS);
  }

  stream(path: string, metadata: Record<string, string> = {}): RawStream {
    if (this.#closed) return lostStream(new CallFailed(STATUS.CANCELLED, "the link is closed"));
    const client = this.#next();
    const call = client.makeBidiStreamRequest(path, same, same, metadataFrom(metadata));
    return new ClientStream(call as unknown as ClientCall);
  }

  unary(path: string, request: Buffer, deadlineMs: number): Promise<Buffer> {
    if (this.#closed) return Promise.reject(new CallFailed(STATUS.CANCELLED, "the link is closed"));
    const client = this.#next();
    const options = { deadline: Date.now() + deadlineMs };
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, same, same, request, new Metadata(), options, (error, response) => {
        if (error) reject(new CallFailed(error.code, error.details, { cause: error }));
        else if (response === undefined) reject(new CallFailed(STATUS.INTERNAL, "no response"));
        else resolve(response);
      });
    });
  }

  onState(f: (up: boolean) => void): void {
    this.#told = f;
    if (this.#up) queueMicrotask(() => f(this.#up));
  }

  isUp(): boolean {
    return this.#up;
  }

  fault(): string | undefined {
    return this.#up ? undefined : this.#credentials.fault;
  }

  localAddresses(): readonly string[] {
    return this.#credentials.localAddresses();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watchdog);
    this.#client.close();
    this.#successor?.close();
    this.#credentials.destroySockets();
    this.#tell(false);
  }

  #connect(): Client {
    return new Client(this.#target, this.#credentials as ChannelCredentials, {
      "grpc.use_local_subchannel_pool": 1,
      "grpc.initial_reconnect_backoff_ms": RECONNECT_FIRST_MS,
      "grpc.max_reconnect_backoff_ms": RECONNECT_MAX_MS,
      "grpc.dns_min_time_between_resolutions_ms": RESOLVE_AGAIN_MS,
      "grpc.max_receive_message_length": RECEIVE_BYTES_MAX,
      "grpc.max_send_message_length": -1,
      // The gateway must never be reached through somebody's proxy variable.
      "grpc.enable_http_proxy": 0,
      "grpc.service_config_disable_resolution": 1,
      // A retry by the library would deliver twice.
      "grpc.enable_retries": 0,
      "grpc.enable_channelz": 0,
      "grpc.client_idle_timeout_ms": IDLE_NEVER_MS,
    });
  }

  /** Follows one client's state for as long as it is the link's. */
  #watch(client: Client): void {
    const channel = client.getChannel();
    const look = () => {
      if (this.#closed || client !== this.#client) return;
      const state = channel.getConnectivityState(true);
      this.#tell(state === connectivityState.READY);
      // Whoever was told may have closed this link: a channel that is shut down throws when it is watched.
      if (this.#closed || client !== this.#client || state === connectivityState.SHUTDOWN) return;
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
    };
    look();
  }

  #tell(up: boolean): void {
    if (up === this.#up) return;
    this.#up = up;
    this.#told(up);
  }

  /** While down, an attempt starts every second or so; where none has for a while, one hangs in the kernel. */
  #unstick(): void {
    const { attempts } = this.#credentials;
    const stuck = !this.#up && attempts === this.#attemptSeen;
    this.#attemptSeen = attempts;
    if (!stuck) return;
    this.#client.close();
    this.#client = this.#connect();
    this.#watch(this.#client);
  }

  /** The client for one more stream; long before its connection runs out of stream ids, another is made ready. */
  #next(): Client {
    this.#opened += 1;
    if (this.#opened < this.#streamsMax || this.#successor !== undefined) return this.#client;
    const successor = this.#connect();
    this.#successor = successor;
    successor.waitForReady(Date.now() + ATTEMPT_MS, (error) => {
      this.#successor = undefined;
      if (error || this.#closed) return successor.close();
      const retired = this.#client;
      this.#client = successor;
      this.#opened = 0;
      // Its streams go on; the connection ends with the last of them.
      retired.close();
      this.#watch(successor);
    });
    return this.#client;
  }
}

/** The library lets a channel without calls go idle; a link stays. */
const IDLE_NEVER_MS = 2 ** 31 - 1;

function metadataFrom(values: Record<string, string>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(values)) metadata.set(name, value);
  return metadata;
}

/** What a closed link gives: a stream like any other that broke. */
function lostStream(error: CallFailed): RawStream {
  const call = Object.assign(new Duplex({ read() {}, write() {} }), { cancel() {} });
  const stream = new ClientStream(call as unknown as ClientCall);
  call.emit("error", Object.assign(error, { details: error.message }));
  return stream;
}
