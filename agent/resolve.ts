/**
 * Step 2 of the life of a flow: what a program is told when it asks for a name.
 *
 * A private name with an app has its stub, IPv4 and IPv6, and no other record, so that nothing goes round us; or the
 * app's publisher is asked, where the app says so, and where only a wildcard says that there may be such a name. A
 * private name without an app does not exist. All other names are the system's own resolver's.
 */
import { isDataType } from "../core/dns/name-answer.ts";
import { addressOfReverse } from "../core/dns/reverse-name.ts";
import type { Lease, StubPool } from "../core/dns/stub-pool.ts";
import { type StubPrefix, stub4In, stub6Of } from "../core/dns/stub-prefix.ts";
import { normalName } from "../core/net/host-name.ts";
import { type Ip, printIp } from "../core/net/ip.ts";
import type { Code } from "../core/reason.ts";
import type { Instant } from "../core/units.ts";
import type { PublisherAnswer, PublisherRecord, Question } from "./dns/ask-publisher.ts";
import type { Found, SteerTable } from "./steer.ts";

/** As numbered by IANA. */
export const TYPE = { A: 1, CNAME: 5, SOA: 6, PTR: 12, AAAA: 28, OPT: 41, ANY: 255 } as const;

export interface Resolver {
  /** Undefined before the first SRP. */
  readonly table: SteerTable | undefined;
  /** What was private in this device's life before; stands in until there is an SRP. */
  readonly remembered?: SteerTable | undefined;
  readonly pool: StubPool;
  /** Undefined: stubs have IPv4 addresses alone. */
  readonly prefix: StubPrefix | undefined;
  /** Names of our own gateways, which are looked up before there is any SRP. */
  readonly ownNames: ReadonlySet<string>;
  /** A publisher can be asked. Where none can, names have stubs. */
  readonly asks: boolean;
}

export type Resolved =
  | {
      readonly kind: "stub";
      readonly name: string;
      readonly ip: Ip;
      /** A new lease: it must be on disk before the answer leaves. */
      readonly fresh?: Lease;
    }
  /** The name has no record of the type; absence is told by the zone's SOA. */
  | { readonly kind: "nodata"; readonly zone: string }
  | { readonly kind: "nxdomain"; readonly zone: string; readonly code?: Code }
  /** PTR of a stub. */
  | { readonly kind: "pointer"; readonly name: string }
  | { readonly kind: "forward" }
  /** No name has records of the type: 0, transfers of zones, what only stands beside others (RFC 6895, 3.1). */
  | { readonly kind: "no-data-type" }
  /** Then `resolveAsked`. */
  | { readonly kind: "ask-publisher"; readonly question: Question; readonly found: Found }
  /** What the publisher said. */
  | {
      readonly kind: "records";
      readonly rcode: number;
      readonly records: readonly PublisherRecord[];
      readonly zone: string;
      readonly negativeTtl?: number | undefined;
      readonly code?: Code | undefined;
      readonly denialId?: string | undefined;
    }
  /** `early`: the first SRP may tell more. */
  | {
      readonly kind: "servfail";
      readonly code: Code;
      readonly denialId?: string | undefined;
      readonly early?: true;
    };

export interface AskedName {
  /** As it came: any case. */
  readonly name: string;
  readonly type: number;
}

export function resolve({ name: asked, type }: AskedName, by: Resolver, now: Instant): Resolved {
  const name = normalName(asked);
  if (name !== undefined && by.ownNames.has(name)) return { kind: "forward" };
  if (by.table === undefined) return resolveEarly(asked, name, by);
  if (name === undefined) return resolveOdd(asked, by.table);
  const found = by.table.steer(name);
  if (found.kind === "app") return resolveFound(name, type, found, by, now);
  if (found.kind === "private") {
    const zone = by.table.domainOf(name)!;
    return by.table.hasBelow(name)
      ? { kind: "nodata", zone }
      : { kind: "nxdomain", zone, code: "AGT_STEER_NOT_ENTITLED" };
  }
  return resolveReverse(name, type, by, now) ?? { kind: "forward" };
}

/** Before the first SRP. */
function resolveEarly(asked: string, name: string | undefined, by: Resolver): Resolved {
  const { remembered } = by;
  const unknown = { kind: "servfail", code: "AGT_TUNNEL_GATEWAY_UNREACHABLE" } as const;
  // Where nothing is known of what is ours, "refused" would be believed.
  if (remembered === undefined) return unknown;
  const isOurs =
    name === undefined
      ? resolveOdd(asked, remembered).kind !== "forward"
      : remembered.steer(name).kind !== "elsewhere" || isOurReverse(name, remembered, by);
  return isOurs ? { ...unknown, early: true } : { kind: "forward" };
}

function isOurReverse(name: string, table: SteerTable, by: Resolver): boolean {
  const ip = addressOfReverse(name);
  if (ip === undefined) return false;
  const found = table.steer(printIp(ip));
  return stubIn(ip, by) !== undefined || (found.kind === "app" && found.usePublisherDns);
}

/** What no host can be called: below a private domain it must not leave this device all the same. */
function resolveOdd(asked: string, table: SteerTable): Resolved {
  const zone = table.domainOf(asked.replace(/\.$/, "").toLowerCase());
  return zone === undefined ? { kind: "forward" } : { kind: "nxdomain", zone };
}

function resolveFound(name: string, type: number, found: Found, by: Resolver, now: Instant): Resolved {
  if (by.asks && (found.usePublisherDns || found.wildcard)) {
    // Of a name that is to have a stub only its being there is asked.
    return askFor(name, found.usePublisherDns ? type : TYPE.A, TYPE.A, found);
  }
  return stubOf(name, type, by, now);
}

/** `any`: what is asked in place of any type at all, of which a part is an answer (RFC 8482). */
function askFor(name: string, type: number, any: number, found: Found): Resolved {
  const asked = type === TYPE.ANY ? any : type;
  if (!isDataType(asked)) return { kind: "no-data-type" };
  return { kind: "ask-publisher", question: { name, type: asked, app: found.app }, found };
}

function stubOf(name: string, type: number, by: Resolver, now: Instant): Resolved {
  const wants6 = type === TYPE.AAAA && by.prefix !== undefined;
  const zone = by.table?.domainOf(name) ?? name;
  if (!wants6 && type !== TYPE.A && type !== TYPE.ANY) return { kind: "nodata", zone };
  const lease = by.pool.allocate(name, now);
  if (lease.kind === "exhausted") return { kind: "servfail", code: "AGT_DNS_STUB_EXHAUSTED" };
  const { address, fresh, id } = lease;
  const ip: Ip = wants6 ? stub6Of(by.prefix!, address) : { family: 4, words: [address] };
  return { kind: "stub", name, ip, ...(fresh ? { fresh: { name, address, id } } : {}) };
}

/** After "ask-publisher": `asked` is the program's question. */
export function resolveAsked(
  asked: AskedName,
  { question, found }: { readonly question: Question; readonly found: Found },
  answer: PublisherAnswer,
  by: Resolver,
  now: Instant,
): Resolved {
  // Never a stub on a guess: a name that isn't there would have one.
  if (answer.kind === "unreachable") return { kind: "servfail", code: answer.code, denialId: answer.denialId };
  const { rcode, records, negativeTtl, code, denialId } = answer;
  const zone = by.table?.domainOf(question.name) ?? question.name;
  if (!found.usePublisherDns && rcode === 0) return stubOf(question.name, asked.type, by, now);
  return { kind: "records", rcode, records, zone, negativeTtl, code, denialId };
}

/** Undefined: not of a stub, nor of an app whose publisher knows. */
function resolveReverse(name: string, type: number, by: Resolver, now: Instant): Resolved | undefined {
  const ip = addressOfReverse(name);
  if (ip === undefined) return undefined;
  const stub = stubIn(ip, by);
  if (stub !== undefined) {
    const leased = by.pool.nameOf(stub, now);
    if (leased === undefined) return { kind: "nxdomain", zone: name };
    return type === TYPE.PTR || type === TYPE.ANY ? { kind: "pointer", name: leased } : { kind: "nodata", zone: name };
  }
  const found = by.table?.steer(printIp(ip));
  if (found?.kind !== "app" || !found.usePublisherDns || !by.asks) return undefined;
  return askFor(name, type, TYPE.PTR, found);
}

/** The IPv4 stub that an address stands for, leased or not; undefined: the address is no stub. */
export function stubIn(ip: Ip, { pool, prefix }: Pick<Resolver, "pool" | "prefix">): number | undefined {
  if (ip.family === 4) return pool.contains(ip.words[0]!) ? ip.words[0] : undefined;
  return prefix === undefined ? undefined : stub4In(prefix, ip);
}
