/**
 * Step 2 of the life of a flow: what a program is told when it asks for a name.
 *
 * A private name with an app: its stub IP, and no IPv6 address, so that nothing goes round us. A private name without
 * an app does not exist. Other names are refused until forwarding is built: an empty answer would hide them.
 */
import type { StubPool } from "../core/dns/stub-pool.ts";
import { normalName } from "../core/net/host-name.ts";
import type { Code } from "../core/reason.ts";
import type { Instant } from "../core/units.ts";
import type { SteerTable } from "./steer.ts";

/** Short, so that a program asks again soon after an app was granted or taken away. */
export const TTL_S = 10;

export type Rcode = "NOERROR" | "SERVFAIL" | "NXDOMAIN" | "REFUSED";

export interface DnsAnswer {
  readonly rcode: Rcode;
  /** The A record, dotted; undefined: no data. */
  readonly address?: string;
  /** Whose lease that address is. */
  readonly name?: string;
  /** A new lease: it must be on disk before the answer leaves. */
  readonly fresh?: { readonly name: string; readonly address: number };
  /** Why it is counted as refused. */
  readonly code?: Code;
}

export function resolve(
  question: { readonly name: string; readonly type: string },
  table: SteerTable | undefined,
  pool: StubPool,
  now: Instant,
): DnsAnswer {
  // Before the first SRP we can't tell what is ours, and "refused" would be believed.
  if (table === undefined) return { rcode: "SERVFAIL", code: "AGT_TUNNEL_GATEWAY_UNREACHABLE" };
  const name = normalName(question.name);
  if (name === undefined) return { rcode: "REFUSED", code: "AGT_STEER_NOT_ENTITLED" };
  const { kind } = table.steer(name);
  if (kind === "elsewhere") return { rcode: "REFUSED", code: "AGT_STEER_NOT_ENTITLED" };
  if (kind === "private") return { rcode: "NXDOMAIN" };
  if (question.type !== "A") return { rcode: "NOERROR" };
  const lease = pool.allocate(name, now);
  if (lease.kind === "exhausted") return { rcode: "SERVFAIL", code: "AGT_DNS_STUB_EXHAUSTED" };
  const { address, fresh } = lease;
  return { rcode: "NOERROR", address: dotted(address), name, ...(fresh ? { fresh: { name, address } } : {}) };
}

export const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
