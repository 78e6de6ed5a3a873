/** Where publishers are: which gateways hold one, at which address; and whether it may serve a flow now. */

import type { Band, Hex } from "../control/event.ts";
import type { Attachment, ControlState, TenantState } from "../control/state.ts";
import { healthKey, tenantOf } from "../control/state.ts";
import type { Protocol } from "../net/port-range.ts";

/** A gateway that holds a publisher, by one tunnel or more that take something new. */
export interface Holder {
  readonly publisher: string;
  readonly gateway: string;
  readonly epoch: Hex;
  /** host:port on which other gateways reach it. */
  readonly address: string;
  /** The gateway itself takes nothing new: it is tried where nothing else is left. */
  readonly draining: boolean;
  /** How far the publisher is from it, of `latency.ts`; -1: not measured. */
  readonly latencyBucket: number;
}

/**
 * Why a publisher may not serve a flow. `drained`: by an operator; `draining`: it is about to leave, by its own word;
 * `full`: by its own word; `port-down`: it does not reach the app's port.
 */
export type WhyNot = "not-configured" | "revoked" | "not-attached" | "drained" | "draining" | "full" | "port-down";

/** What a flow wants of a publisher. */
export interface Wanted {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

export interface Standing {
  readonly publisher: string;
  /** Null: it may serve. */
  readonly whyNot: WhyNot | null;
  readonly weight: number;
  readonly band: Band;
  /** By the gateways' names. */
  readonly holders: readonly Holder[];
}

export function standingOf(state: ControlState, tenantName: string, publisher: string, wanted: Wanted): Standing {
  const tenant = tenantOf(state, tenantName);
  const spec = tenant.publishers.get(publisher);
  const held = spec === undefined || spec.revoked ? [] : attachmentsOf(state, tenant, publisher);
  const taking = held.filter((one) => !one.draining);
  const band = bandOf(taking);
  const whyNot = (): WhyNot | null => {
    if (spec === undefined) return "not-configured";
    if (spec.revoked) return "revoked";
    if (held.length === 0) return "not-attached";
    if (tenant.drained.has(publisher)) return "drained";
    if (taking.length === 0) return "draining";
    if (band === "full") return "full";
    return isDown(tenant, held, wanted) ? "port-down" : null;
  };
  return { publisher, whyNot: whyNot(), weight: spec?.weight ?? 0, band, holders: holdersOf(state, taking) };
}

/** One that is nearly full says so by all its tunnels, one after the other: the worst of them counts. */
function bandOf(attachments: readonly Attachment[]): Band {
  if (attachments.some(({ band }) => band === "full")) return "full";
  return attachments.some(({ band }) => band === "high") ? "high" : "normal";
}

/** A publisher tells the same by each of its tunnels, one after the other: what was told last is so. */
function isDown(tenant: TenantState, held: readonly Attachment[], wanted: Wanted): boolean {
  const key = healthKey(wanted);
  let last: { readonly status: string; readonly since: number } = { status: "unknown", since: -1 };
  for (const { attachment } of held) {
    const known = tenant.health.get(attachment)?.get(key);
    if (known !== undefined && known.since > last.since) last = known;
  }
  return last.status === "down";
}

function holdersOf(state: ControlState, attachments: readonly Attachment[]): Holder[] {
  const holders = new Map<string, Holder>();
  for (const { publisher, gateway, latencyBucket } of attachments) {
    const { epoch, address, draining } = state.gateways.get(gateway)!;
    const nearest = nearer(holders.get(gateway)?.latencyBucket ?? -1, latencyBucket);
    holders.set(gateway, { publisher, gateway, epoch, address, draining, latencyBucket: nearest });
  }
  return [...holders.values()].sort((a, b) => (a.gateway < b.gateway ? -1 : 1));
}

/** Of two buckets, the one that is measured and lower. */
export const nearer = (a: number, b: number): number => (a < 0 ? b : b < 0 ? a : Math.min(a, b));

/** At gateways as they live now. */
function attachmentsOf(state: ControlState, tenant: TenantState, publisher: string): readonly Attachment[] {
  const held = byPublisher(tenant.attachments).get(publisher) ?? [];
  return held.filter(({ gateway, gatewayEpoch }) => state.gateways.get(gateway)?.epoch === gatewayEpoch);
}

/** Made once for each table of attachments: every flow asks, and a table is new only where it has changed. */
const indexes = new WeakMap<TenantState["attachments"], ReadonlyMap<string, readonly Attachment[]>>();

function byPublisher(attachments: TenantState["attachments"]): ReadonlyMap<string, readonly Attachment[]> {
  const made = indexes.get(attachments);
  if (made !== undefined) return made;
  const index = new Map<string, Attachment[]>();
  for (const one of attachments.values()) {
    const of = index.get(one.publisher);
    if (of === undefined) index.set(one.publisher, [one]);
    else of.push(one);
  }
  indexes.set(attachments, index);
  return index;
}
