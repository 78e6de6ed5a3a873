/** What an agent shows of its inside: `agent` of `wayleave status`. Lists are bounded, and say so. */
import type { Lease } from "../core/dns/stub-pool.ts";
import { printIp } from "../core/net/ip.ts";
import type { Srp } from "../core/policy/srp.ts";
import { type EntryWords, entryWords } from "./srp-words.ts";

export interface GatewayInside {
  /** host:port, as configured. */
  readonly address: string;
  readonly state: "idle" | "dialing" | "up" | "draining" | "down";
  /** Its own name, while it has admitted this device. */
  readonly gateway: string | null;
  /** New flows go to it. */
  readonly current: boolean;
  readonly flows: number;
  /** Of the last ping; null until one was answered. */
  readonly round_trip_us: number | null;
}

export interface Inside {
  readonly srp: {
    readonly version: number;
    /** SHA-256, hex. */
    readonly hash: string | null;
    readonly private_domains: readonly string[];
    readonly entries: readonly EntryWords[];
    readonly entries_left_out: number;
  } | null;
  readonly steering: {
    readonly unmatched: "refuse" | "direct";
    readonly capture: boolean;
    readonly stub_range: string;
  };
  readonly gateways: readonly GatewayInside[];
  readonly leases: readonly { readonly name: string; readonly address: string }[];
  readonly leases_left_out: number;
  readonly flows: { readonly live: number; readonly associations: number; readonly opening: number };
}

/** Entries and leases that are told: the status is written each second. */
export const LISTED_MAX = 500;

export interface InsideFacts {
  readonly srp: Srp | undefined;
  readonly srpHash: string | undefined;
  readonly unmatched: "refuse" | "direct";
  readonly capture: boolean;
  readonly stubRange: { readonly base: number; readonly bits: number };
  readonly gateways: readonly GatewayInside[];
  readonly leases: readonly Lease[];
  readonly counters: {
    readonly flows_live: number;
    readonly associations_live: number;
    readonly opens_in_flight: number;
  };
}

export function insideOf({
  srp,
  srpHash,
  unmatched,
  capture,
  stubRange,
  gateways,
  leases,
  counters,
}: InsideFacts): Inside {
  const ip = (address: number) => printIp({ family: 4, words: [address] });
  return {
    srp: srp === undefined ? null : srpInside(srp, srpHash),
    steering: { unmatched, capture, stub_range: `${ip(stubRange.base)}/${stubRange.bits}` },
    gateways,
    leases: leases.slice(0, LISTED_MAX).map(({ name, address }) => ({ name, address: ip(address) })),
    leases_left_out: Math.max(0, leases.length - LISTED_MAX),
    flows: {
      ...{ live: counters.flows_live, associations: counters.associations_live, opening: counters.opens_in_flight },
    },
  };
}

/** Words are made once for each SRP: it is asked for each second. */
const made = new WeakMap<Srp, readonly EntryWords[]>();

function srpInside(srp: Srp, hash: string | undefined): NonNullable<Inside["srp"]> {
  const entries = made.get(srp) ?? srp.entries.slice(0, LISTED_MAX).map(entryWords);
  made.set(srp, entries);
  const left = Math.max(0, srp.entries.length - LISTED_MAX);
  const { version, privateDomains } = srp;
  return { version, hash: hash ?? null, private_domains: privateDomains, entries, entries_left_out: left };
}
