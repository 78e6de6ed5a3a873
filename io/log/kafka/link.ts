/** One connection to one broker: opened within a deadline, each request with its own, and thrown away at any fault. */
import net from "node:net";
import tls from "node:tls";
import {
  apiKeys,
  Connection,
  type ConnectionOptions,
  facade,
  type KafkaError,
  type RequestName,
  requestFor,
  type Sasl,
  SILENT,
  type Versions,
} from "./kafkajs.ts";

export interface LinkSettings {
  readonly clientId: string;
  readonly tls: tls.ConnectionOptions | undefined;
  readonly sasl: Sasl | undefined;
}

/** The connection is at fault, so nothing is known of what was under way on it. */
export class LinkFault extends Error {
  override readonly name = "LinkFault";
  /** Trying again can't help: wrong password, foreign certificate. Somebody must change something. */
  readonly refused: boolean;
  constructor(text: string, cause: unknown, refused = false) {
    super(text, { cause });
    this.refused = refused;
  }
}

/** A broker's answer is at most one batch beyond what is asked for; anything longer is no broker. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
const CONNECT_MS = 5000;
/** Within it a broker that lives answers any request that doesn't wait by design. */
export const ANSWER_MS = 5000;
const KEEP_ALIVE_MS = 30_000;

export class Link {
  readonly address: string;
  readonly #connection: Connection;
  readonly #hasSasl: boolean;
  #socket: net.Socket | undefined;
  #versions: Versions = {};
  #dead: LinkFault | undefined;
  readonly #death = Promise.withResolvers<never>();

  private constructor(address: string, { clientId, tls: secure, sasl }: LinkSettings) {
    this.address = address;
    this.#death.promise.catch(() => {});
    this.#hasSasl = sasl !== undefined;
    const at = address.lastIndexOf(":");
    const [host, port] = [address.slice(0, at).replace(/^\[|\]$/g, ""), Number(address.slice(at + 1))];
    const socketFactory: ConnectionOptions["socketFactory"] = ({ onConnect }) =>
      this.#dial(host, port, secure, onConnect);
    this.#connection = new Connection({
      ...{ host, port, clientId, socketFactory, logger: SILENT },
      ssl: secure ?? null,
      // A copy each, since kafkajs keeps the running handshake's state in it.
      sasl: sasl === undefined ? null : { ...sasl },
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      // Its own check runs ten times a second on every idle connection; each request has a timer of ours.
      enforceRequestTimeout: false,
    });
    scheduleOnlyWhenPending(this.#connection);
  }

  static async open(address: string, settings: LinkSettings): Promise<Link> {
    const link = new Link(address, settings);
    try {
      await link.#within(CONNECT_MS, "connecting", link.#begin(settings));
    } catch (error) {
      link.close(error as Error);
      throw link.#dead;
    }
    return link;
  }

  get isUsable(): boolean {
    // Past the session's lifetime that the broker gave at authentication a new connection is made, not a new handshake
    // amid requests.
    return this.#dead === undefined && (!this.#hasSasl || this.#connection.isAuthenticated());
  }

  /** Rejects with a LinkFault, or with what the broker answered. */
  async request<T>(
    name: RequestName,
    args: object,
    o: {
      /** How long the broker may hold it by design. */
      readonly waitsMs?: number;
      readonly version?: number;
      /** In place of kafkajs's own. */
      readonly decode?: (payload: Buffer) => Promise<unknown>;
      readonly parse?: (decoded: never) => Promise<unknown>;
    } = {},
  ): Promise<T> {
    if (this.#dead !== undefined) throw this.#dead;
    const asked = requestFor(this.#versions, name, o.version)(args);
    const { decode, parse } = asked.response;
    const response = { decode: o.decode ?? decode, parse: o.parse ?? parse };
    // What can't be written is the asker's fault, so it is written before the connection can be blamed.
    const written = await asked.request.encode();
    const request = { ...asked.request, encode: async () => written };
    const sent = { ...asked, request, response, logResponseError: false };
    try {
      return (await this.#within(ANSWER_MS + (o.waitsMs ?? 0), name, this.#connection.send(sent))) as T;
    } catch (error) {
      if (isAnswer(error)) throw error;
      this.close(error as Error);
      throw this.#dead;
    }
  }

  close(cause: Error = new Error("closed")): void {
    if (this.#dead !== undefined) return;
    this.#dead =
      cause instanceof LinkFault ? cause : new LinkFault(`${this.address}: ${cause.message}`, cause, isRefusal(cause));
    this.#socket?.destroy();
    this.#connection.requestQueue.rejectAll(this.#dead);
    this.#connection.requestQueue.destroy();
    this.#death.reject(this.#dead);
  }

  async #begin({ sasl }: LinkSettings): Promise<void> {
    await this.#connection.connect();
    const ask = requestFor({}, "ApiVersions", 2)({});
    const { apiVersions } = (await this.#connection.send({ ...ask, logResponseError: false })) as {
      apiVersions: { apiKey: number; minVersion: number; maxVersion: number }[];
    };
    this.#versions = Object.fromEntries(apiVersions.map(({ apiKey, ...range }) => [apiKey, range]));
    this.#connection.setVersions(this.#versions);
    this.#connection.setSupportAuthenticationProtocol(this.#versions[apiKeys.SaslAuthenticate] !== undefined);
    if (sasl !== undefined) await this.#connection.authenticate();
  }

  #dial(host: string, port: number, secure: tls.ConnectionOptions | undefined, onConnect: () => void) {
    const named = net.isIP(host) === 0 ? { servername: host } : {};
    const socket =
      secure === undefined
        ? net.connect({ host, port }, onConnect)
        : tls.connect({ host, port, ...named, ...secure }, onConnect);
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    // A socket may close without "end": kafkajs would wait for answers for ever.
    socket.on("error", (error) => this.close(error));
    socket.on("close", () => this.close(new Error("the broker closed the connection")));
    return facade(socket, () => {
      if (this.#connection.bytesNeeded > ANSWER_BYTES_MAX) throw new Error("an answer longer than any broker's");
    });
  }

  async #within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`no answer to ${what} within ${ms} ms`)), ms);
    try {
      return await Promise.race([work, late.promise, this.#death.promise]);
    } finally {
      clearTimeout(timer);
      // Whichever lost the race may still reject.
      work.catch(() => {});
    }
  }
}

/** Answers of a broker have a type; everything else says that the connection can't be trusted any more. */
const isAnswer = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as KafkaError).type !== undefined ||
    error.name === "KafkaJSAggregateError" ||
    error.name === "KafkaJSDeleteTopicRecordsError" ||
    error.name === "KafkaJSServerDoesNotSupportApiKey");

const isRefusal = (error: Error & { readonly code?: string }): boolean =>
  error.name === "KafkaJSSASLAuthenticationError" ||
  (error as KafkaError).type === "SASL_AUTHENTICATION_FAILED" ||
  /CERT|VERIFY|ERR_TLS|ERR_SSL|EPROTO/.test(error.code ?? "");

/**
 * kafkajs schedules its next look at pending requests after every answer, by a delay that is negative where nothing is
 * throttled: a warning of Node's, and a loop of one millisecond. It is needed only while something is pending.
 */
function scheduleOnlyWhenPending({ requestQueue: queue }: Connection): void {
  let timer: NodeJS.Timeout | undefined;
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length === 0 || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        queue.checkPendingRequests();
      },
      Math.max(queue.throttledUntil - Date.now(), 10),
    );
  };
}
