/**
 * What of kafkajs is used, typed: a connection, the requests of the protocol, the decoder of record batches.
 *
 * Its own producer, consumer and cluster are not (decision 0023 says why). These modules stand below its public
 * interface, so the version is pinned exactly, and this file alone knows where they are.
 */
import { createRequire } from "node:module";
import type { Socket } from "node:net";

const require = createRequire(import.meta.url);

export interface SocketFacade {
  on(event: string, listener: (...args: never[]) => void): unknown;
  write(data: Uint8Array, encoding?: BufferEncoding): unknown;
  end(): unknown;
  unref(): unknown;
}

export type SocketFactory = (o: {
  readonly host: string;
  readonly port: number;
  readonly ssl: object | null;
  readonly onConnect: () => void;
}) => SocketFacade;

export interface Sasl {
  readonly mechanism: "scram-sha-256" | "scram-sha-512";
  readonly username: string;
  readonly password: string;
}

export type Versions = Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number }>>;

export interface ProtocolRequest {
  readonly request: { readonly apiName: string; encode(): Promise<unknown> };
  readonly response: { decode(payload: Buffer): Promise<unknown>; parse(decoded: never): Promise<unknown> };
}

export interface Connection {
  bytesNeeded: number;
  readonly requestQueue: {
    pending: unknown[];
    throttledUntil: number;
    scheduleCheckPendingRequests(): void;
    checkPendingRequests(): void;
    rejectAll(error: Error): void;
    destroy(): void;
  };
  connect(): Promise<unknown>;
  authenticate(): Promise<void>;
  isAuthenticated(): boolean;
  setVersions(versions: Versions): void;
  setSupportAuthenticationProtocol(isSupported: boolean): void;
  send(request: ProtocolRequest & { readonly logResponseError: boolean }): Promise<unknown>;
}

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly clientId: string;
  readonly socketFactory: SocketFactory;
  readonly ssl: object | null;
  readonly sasl: Sasl | null;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
  readonly logger: unknown;
}

export type RequestName =
  | "AddOffsetsToTxn"
  | "AlterConfigs"
  | "ApiVersions"
  | "CreateTopics"
  | "DeleteRecords"
  | "DescribeConfigs"
  | "EndTxn"
  | "Fetch"
  | "GroupCoordinator"
  | "InitProducerId"
  | "ListGroups"
  | "ListOffsets"
  | "Metadata"
  | "OffsetFetch"
  | "Produce"
  | "SaslAuthenticate"
  | "TxnOffsetCommit";

interface Definition {
  protocol(o: { readonly version: number }): (args: object) => ProtocolRequest;
}

export interface Decoder {
  readInt8(): number;
  readInt16(): number;
  readInt32(): number;
  readInt64(): { toString(): string };
  readBytes(length?: number): Buffer;
  readString(): string;
  readArray<T>(reader: (decoder: Decoder) => T): T[];
  canReadBytes(length: number): boolean;
}

export interface DecodedRecord {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | Buffer[] | null>>;
  readonly isControlRecord: boolean;
}

/** `type` is the name of the protocol's error, where a broker gave one. */
export interface KafkaError extends Error {
  readonly type?: string;
  readonly retriable?: boolean;
  readonly errors?: readonly KafkaError[];
}

export const Connection = require("kafkajs/src/network/connection") as new (o: ConnectionOptions) => Connection;
export const Decoder = require("kafkajs/src/protocol/decoder") as new (bytes: Buffer) => Decoder;
export const apiKeys = require("kafkajs/src/protocol/requests/apiKeys") as Readonly<Record<RequestName, number>>;
export const decodeRecordBatch = require("kafkajs/src/protocol/recordBatch/v0/decoder") as (
  decoder: Decoder,
) => Promise<{
  readonly firstOffset: string;
  readonly lastOffsetDelta: number;
  readonly records: readonly DecodedRecord[];
}>;

const protocol = require("kafkajs/src/protocol/requests") as {
  readonly requests: Readonly<Record<RequestName, Definition>>;
  lookup(versions: Versions): (apiKey: number, definition: Definition) => (args: object) => ProtocolRequest;
};

/** The newest form of a request that both sides know, or the one asked for. */
export function requestFor(versions: Versions, name: RequestName, version?: number): (args: object) => ProtocolRequest {
  const definition = protocol.requests[name];
  return version === undefined
    ? protocol.lookup(versions)(apiKeys[name], definition)
    : definition.protocol({ version });
}

/** The protocol's error of a number, with its name as `type`. */
export const errorFromCode = (
  require("kafkajs/src/protocol/error") as { createErrorFromCode(code: number): KafkaError }
).createErrorFromCode;

const silent = () => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent, namespace: () => logger };
/** Its log would name hosts and whole errors at levels of its own; faults tell what there is to say. */
export const SILENT: unknown = logger;

/** What a connection may do with a socket; anything thrown on its data ends the socket, not the process. */
export function facade(socket: Socket, afterData: () => void): SocketFacade {
  return {
    on(event, listener) {
      if (event !== "data") return socket.on(event, listener as (...args: unknown[]) => void);
      return socket.on("data", (chunk: Buffer) => {
        try {
          (listener as (chunk: Buffer) => void)(chunk);
          afterData();
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
    },
    write: (data, encoding) => socket.write(data, encoding),
    end: () => socket.end(),
    unref: () => socket.unref(),
  };
}
