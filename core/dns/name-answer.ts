/**
 * A question of a name on its way to a publisher, and the answer on its way back: their shapes and their bounds.
 *
 * Whoever takes one from a peer brings it within these bounds first.
 */
import { NAME_LENGTH_MAX, normalName } from "../net/host-name.ts";

export const TYPE = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, OPT: 41 } as const;
export const RCODE = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;

export interface NameQuestion {
  /** Lower case, no trailing dot. */
  readonly name: string;
  /** As numbered by IANA. */
  readonly type: number;
}

export interface NameRecord {
  /** The owner, in normal form. */
  readonly name: string;
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  /** As on the wire, names in it written out. */
  readonly rdata: Uint8Array;
}

/** What a name server said. */
export interface NameAnswer {
  readonly rcode: number;
  readonly records: readonly NameRecord[];
  /** Seconds for which the absence of records holds. */
  readonly negativeTtl: number;
}

/** What came back of a question: the name server's words, or a code that says why there are none. */
export interface Answered extends NameAnswer {
  /** Of the catalogue, or "". */
  readonly code: string;
  /** Records that the publisher left out, since nothing may be dialled there for the app. */
  readonly leftOut: number;
  /** Time that the publisher's name servers took. */
  readonly resolveUs: number;
  readonly publisherTiming?: NameTiming | undefined;
  readonly gatewayTiming?: NameTiming | undefined;
}

/** One hop's clock readings of a question: microseconds. */
export interface NameTiming {
  /** By its wall clock. */
  readonly receivedAtUs: number;
  /** To its answer. */
  readonly answeredUs: number;
  /** The publisher: its lock. */
  readonly decideUs?: number | undefined;
  /** The Publisher Gateway: to the tunnel. */
  readonly dispatchUs?: number | undefined;
  /** The publisher: its name servers; absent where they were not asked. */
  readonly resolveUs?: number | undefined;
}

/** More than the largest set of addresses or services that programs use; the rest of a larger one is left out. */
export const RECORDS_MAX = 64;
export const RDATA_BYTES_MAX = 4_096;
/** With their owners: an answer is a message among others on its stream. */
export const ANSWER_BYTES_MAX = 16_384;
/** Whatever the zone says: a name that was taken away is gone after this. */
export const TTL_MAX_S = 300;
/** A name that is made anew is found after this. */
export const NEGATIVE_TTL_MAX_S = 60;
/** From a program's question to its answer: its resolver asks again after 5 s. */
export const RESOLVE_MS = 3_000;

/** OPT and the range of RFC 6895 for what is asked and is no data: transfers, ANY, keys of transactions. */
export const isDataType = (type: number): boolean =>
  Number.isInteger(type) && type > 0 && type < 65_536 && type !== TYPE.OPT && !(type >= 128 && type <= 255);

/** The question, if it may be asked at all. */
export function questionOf(name: string, type: number): NameQuestion | undefined {
  const normal = name.length <= NAME_LENGTH_MAX + 1 ? normalName(name) : undefined;
  return normal === undefined || !isDataType(type) ? undefined : { name: normal, type };
}

/**
 * What of an answer is one to the question: the chain of CNAMEs that begins at its name, in order, and the records of
 * its type at the chain's end. Anything else that a name server, or who speaks for one, has put beside is left out.
 */
export function answering({ name, type }: NameQuestion, records: readonly NameRecord[]): NameRecord[] {
  const chain: NameRecord[] = [];
  let owner = name;
  for (let hop = 0; hop < CHAIN_MAX; hop += 1) {
    const here = records.filter((record) => record.name === owner);
    const own = here.filter((record) => record.type === type);
    if (own.length > 0) return [...chain, ...own];
    const alias = here.find((record) => record.type === TYPE.CNAME);
    const target = alias === undefined ? undefined : nameIn(alias.rdata);
    if (alias === undefined || target === undefined || chain.includes(alias)) break;
    chain.push(alias);
    owner = target;
  }
  return chain;
}

/** Aliases of aliases: resolvers follow about so many. */
const CHAIN_MAX = 12;

/** Within the bounds: what is too much is left out, what lives too long is shortened. */
export function bounded({ rcode, records, negativeTtl }: NameAnswer): NameAnswer {
  let room = ANSWER_BYTES_MAX;
  const kept = records.slice(0, RECORDS_MAX).filter(({ name, rdata }) => {
    if (rdata.length > RDATA_BYTES_MAX || name.length + rdata.length > room) return false;
    room -= name.length + rdata.length;
    return true;
  });
  return {
    rcode,
    records: kept.map((record) => ({ ...record, ttl: Math.min(record.ttl, TTL_MAX_S) })),
    negativeTtl: Math.min(negativeTtl, NEGATIVE_TTL_MAX_S),
  };
}

/** A name written out, as rdata of CNAME or PTR hold it; in lower case. Undefined: it is none, or no name of a host. */
export function nameIn(rdata: Uint8Array): string | undefined {
  const labels: string[] = [];
  let at = 0;
  for (;;) {
    const length = rdata[at];
    if (length === undefined || length > 63) return undefined;
    if (length === 0) return at + 1 === rdata.length ? normalName(labels.join(".")) : undefined;
    const label = rdata.subarray(at + 1, at + 1 + length);
    if (label.length < length) return undefined;
    labels.push(String.fromCharCode(...label));
    at += 1 + length;
  }
}

/** The address that an A or AAAA record holds, in text as IPv6's long form or IPv4's; undefined for others. */
export function addressIn({ type, rdata }: Pick<NameRecord, "type" | "rdata">): string | undefined {
  if (type === TYPE.A && rdata.length === 4) return [...rdata].join(".");
  if (type !== TYPE.AAAA || rdata.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, n) => ((rdata[2 * n]! << 8) | rdata[2 * n + 1]!).toString(16));
  return groups.join(":");
}
