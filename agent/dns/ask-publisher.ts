/**
 * What the agent asks a publisher of a name, and what it hears: in between lies the path of a flow, so who may not use
 * the app hears a denial.
 */
import type { Hex } from "../../core/control/event.ts";
import type { Code } from "../../core/reason.ts";

export interface Question {
  /** In normal form: lower case, no trailing dot. */
  readonly name: string;
  /** As numbered by IANA: 1 = A, 28 = AAAA, 33 = SRV. */
  readonly type: number;
  /** The app whose name it is by this device's SRP; a hint, the gateway decides. */
  readonly app?: string | undefined;
}

export interface PublisherRecord {
  /** The owner, in normal form: the question's name, or one of the chain of CNAMEs behind it. */
  readonly name: string;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  /** As on the wire, names in it written out (no pointers); at most 65,535 bytes. */
  readonly rdata: Uint8Array;
}

export type PublisherAnswer =
  | {
      readonly kind: "answered";
      /** 0 NOERROR, 3 NXDOMAIN, 5 REFUSED (denied), .. */
      readonly rcode: number;
      readonly records: readonly PublisherRecord[];
      /** Seconds for which the absence of records holds. */
      readonly negativeTtl?: number | undefined;
      /** Of a refusal: why, and by which number it is found again. */
      readonly code?: Code | undefined;
      readonly denialId?: string | undefined;
      /** As the gateway has it on record; 16 bytes. */
      readonly questionId?: Hex | undefined;
    }
  /** Nobody could be asked, or nobody answered in time. */
  | { readonly kind: "unreachable"; readonly code: Code; readonly denialId?: string | undefined };

/** A question of a name waits so long for a publisher: stub resolvers ask again after 5 s. */
export const ASK_MS = 3_000;
