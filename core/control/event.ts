/** Facts of the control log, as they are told: what operators configured, who is enrolled, what is attached where. */
import type { ConfigObject, Kind } from "../config/object.ts";

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
  | { readonly type: "publisher-detached"; readonly attachment: Hex; readonly reason: string };

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
