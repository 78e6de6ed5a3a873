/** Where publishers are: which gateways hold one, at which address; and which of an app's may serve it now. */

import type { Hex } from "../control/event.ts";
import type { ControlState, TenantState } from "../control/state.ts";
import { tenantOf } from "../control/state.ts";
import type { Candidate } from "./choose-publisher.ts";

/** A gateway that holds a publisher, by one tunnel or more. */
export interface Holder {
  readonly gateway: string;
  readonly epoch: Hex;
  /** host:port on which other gateways reach it. */
  readonly address: string;
  readonly attachments: readonly Hex[];
}

/** By publisher; holders by the gateways' names. Revoked publishers and those that nobody configured hold nothing. */
export type Holders = ReadonlyMap<string, readonly Holder[]>;

/** `only`: of these publishers alone. */
export function holdersOf(state: ControlState, tenantName: string, only?: ReadonlySet<string>): Holders {
  const tenant = tenantOf(state, tenantName);
  const found = new Map<string, Map<string, Holder>>();
  for (const { attachment, publisher, gateway, gatewayEpoch } of tenant.attachments.values()) {
    if (only?.has(publisher) === false) continue;
    const presence = state.gateways.get(gateway);
    if (presence === undefined || presence.epoch !== gatewayEpoch || whyNot(tenant, publisher) !== null) continue;
    const holders = found.get(publisher) ?? new Map<string, Holder>();
    found.set(publisher, holders);
    const held = holders.get(gateway);
    const { epoch, address } = presence;
    holders.set(gateway, { gateway, epoch, address, attachments: [...(held?.attachments ?? []), attachment].sort() });
  }
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  return new Map(
    [...found].map(([publisher, holders]) => [publisher, [...holders].sort(byName).map(([, holder]) => holder)]),
  );
}

export type WhyNot = "not configured" | "revoked" | "not attached";

/** Null where configuration doesn't speak against it. */
function whyNot(tenant: TenantState, publisher: string): "not configured" | "revoked" | null {
  const spec = tenant.publishers.get(publisher);
  if (spec === undefined) return "not configured";
  return spec.revoked ? "revoked" : null;
}

export interface Eligibility {
  readonly candidates: readonly (Candidate & { readonly holders: readonly Holder[] })[];
  readonly passedOver: readonly { readonly publisher: string; readonly whyNot: WhyNot }[];
}

/** Of the publishers that an app is assigned to, those that may serve it now; and why each other may not. */
export function eligible(publishers: readonly string[], tenant: TenantState, holders: Holders): Eligibility {
  const candidates: (Candidate & { holders: readonly Holder[] })[] = [];
  const passedOver: { publisher: string; whyNot: WhyNot }[] = [];
  for (const publisher of publishers) {
    const why = whyNot(tenant, publisher);
    const held = holders.get(publisher) ?? [];
    if (why === null && held.length > 0) {
      candidates.push({ name: publisher, weight: tenant.publishers.get(publisher)!.weight, holders: held });
    } else {
      passedOver.push({ publisher, whyNot: why ?? "not attached" });
    }
  }
  return { candidates, passedOver };
}

/** A publisher at a gateway: what a list of routes is made of. */
export interface HeldPublisher {
  readonly publisher: string;
  readonly gateway: string;
  readonly epoch: Hex;
  readonly address: string;
}

/** Of the publishers named, where each is held; in the order named, then by gateway. */
export function heldPublishers(state: ControlState, tenant: string, publishers: readonly string[]): HeldPublisher[] {
  const holders = holdersOf(state, tenant, new Set(publishers));
  return publishers.flatMap((publisher) =>
    (holders.get(publisher) ?? []).map(({ gateway, epoch, address }) => ({ publisher, gateway, epoch, address })),
  );
}
