/** Facts of the network log about names: what a device asked of a publisher, and what it was answered. */
import type { Hex } from "../control/event.ts";

/** A question that reached a Client Gateway. It may be lost where the record is full: it is counted then. */
export interface DnsAnswered {
  readonly type: "dns-answered";
  /** 16 bytes; the device hears it with the answer. */
  readonly questionId: Hex;
  /** "" where no session was found. */
  readonly sessionId: Hex;
  readonly user: string;
  readonly device: string;
  readonly gateway: string;
  readonly name: string;
  /** As numbered by IANA. */
  readonly dnsType: number;
  readonly rcode: number;
  readonly how: DnsHow;
  /** Addresses and targets of the answer in text, at most ANSWERS_TOLD_MAX of them. */
  readonly answers: readonly string[];
  /** Seconds; 0 where there is no record. */
  readonly ttl: number;
  readonly app: string;
  readonly publisher: string;
  /** A code of the catalogue, or "". */
  readonly reason: string;
  readonly denialId: string;
  /** From the question to its answer at this gateway, and of it the publisher's name servers. */
  readonly durationUs: number;
  readonly resolveUs: number;
  /** Its spans are kept. */
  readonly traceKept?: true;
}

/** A publisher said it; nobody was asked, for the app has an origin; policy refused it; nobody answered. */
export type DnsHow = "publisher" | "origin" | "refused" | "failed";
export const DNS_HOWS: readonly DnsHow[] = ["publisher", "origin", "refused", "failed"];

/** An event has a bound; longer sets of addresses are told by their beginning. */
export const ANSWERS_TOLD_MAX = 8;
