/** Facts of the control log, as they are told: what operators configured, who is enrolled, what is attached where. */
import type { ConfigObject, Kind } from "../config/object.ts";
import type { Protocol } from "../net/port-range.ts";

/** Bytes (ids, hashes, epochs) are lower-case hex text, so that they compare and sort as values. */
export type Hex = string;

export type Fact =
  | { readonly type: "log-created"; readonly logId: Hex; readonly trustDomain: string }
  | { readonly type: "object-put"; readonly object: ConfigObject }
  | { readonly type: "object-deleted"; readonly kind: Kind; readonly name: string }
  | {
      readonly type: "token-issued";
      readonly tokenHash: Hex;
      readonly role: TokenRole;
      readonly name: string;
      readonly expiresAtUs: number;
    }
  | { readonly type: "token-spent"; readonly tokenHash: Hex; readonly spiffeId: string }
  | { readonly type: "token-revoked"; readonly tokenHash: Hex }
  | {
      readonly type: "certificate-issued";
      readonly spiffeId: string;
      readonly fingerprint: Hex;
      readonly notAfterUs: number;
    }
  | {
      readonly type: "gateway-joined";
      readonly gateway: string;
      readonly epoch: Hex;
      readonly address: string;
      readonly roles: readonly string[];
    }
  | { readonly type: "gateway-left"; readonly gateway: string; readonly epoch: Hex }
  | {
      readonly type: "publisher-attached";
      readonly publisher: string;
      readonly gateway: string;
      readonly gatewayEpoch: Hex;
      readonly instance: Hex;
      readonly tunnel: number;
      readonly attachment: Hex;
    }
  | { readonly type: "publisher-detached"; readonly attachment: Hex; readonly reason: string }
  /** First of its command's facts, in one append: they count if no object expected was written since. */
  | { readonly type: "command-guarded"; readonly expected: readonly Expected[] }
  /** The lease of this life of a gateway ran out, as `judge` saw it. */
  | { readonly type: "gateway-lost"; readonly gateway: string; readonly epoch: Hex; readonly judge: string }
  | {
      readonly type: "drain-set";
      readonly kind: "gateway" | "publisher";
      readonly name: string;
      readonly draining: boolean;
    }
  | {
      readonly type: "attachment-changed";
      readonly attachment: Hex;
      readonly band: Band;
      readonly draining: boolean;
      /** Of `core/routing/latency.ts`; -1: not measured. */
      readonly latencyBucket: number;
    }
  | {
      readonly type: "health-changed";
      readonly attachment: Hex;
      readonly app: string;
      readonly host: string;
      readonly port: number;
      readonly protocol: Protocol;
      readonly status: HealthStatus;
      /** A code of the catalogue where it is down; "" else. */
      readonly code: string;
    };

/** The revision of an object on which a command was decided. */
export interface Expected {
  readonly kind: Kind;
  /** "" for all objects of the kind together; for Policy always: the ordered rules are one object. */
  readonly name: string;
  /** Offset of the event that wrote it last; -1: it did not exist. */
  readonly revision: number;
}

/** A publisher's declared load. */
export const BANDS = ["normal", "high", "full"] as const;
export type Band = (typeof BANDS)[number];

export const HEALTH_STATUSES = ["up", "down", "unknown"] as const;
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

export type FactType = Fact["type"];

/** What a one-time token may enrol. */
export type TokenRole = "device" | "publisher";

/** What the writer says beside the fact. */
export interface Envelope {
  readonly id: Hex;
  readonly tenant: string;
  /** Writer's wall clock: for reading only; the log's append time is what orders. */
  readonly atUs: number;
  readonly writer: string;
  readonly critical: boolean;
  readonly actor: string;
  /** Of the facts that one guarded command appended together; "": the fact stands for itself. */
  readonly command: Hex;
}

export type ControlEvent = Envelope & { readonly fact: Fact };

/** An event where it stands in the log. `event` is absent where this reader doesn't know the fact. */
export interface ControlRecord {
  readonly offset: number;
  readonly appendTimeUs: number;
  readonly event: ControlEvent | UnknownEvent;
}

/** Written by a newer writer: skipped unless critical. */
export type UnknownEvent = Envelope & { readonly fact: { readonly type: "unknown" } };
