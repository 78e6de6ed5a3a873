/**
 * Step 0 of the life of a flow: a publisher arrives, is heard, leaves.
 *
 * Reads only the fold: may this publisher attach, and which apps does it publish.
 */
import type { Probe } from "../../core/config/object.ts";
import type { ControlState } from "../../core/control/state.ts";
import type { Code } from "../../core/reason.ts";

export function admitPublisher(state: ControlState, tenant: string, publisher: string): Code | undefined {
  const known = state.tenants.get(tenant)?.publishers.get(publisher);
  if (known === undefined || known.revoked) return "PGW_AUTH_PUBLISHER_UNTRUSTED";
  return undefined;
}

export interface PublishedApp {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly ports: readonly { readonly protocol: string; readonly from: number; readonly to: number }[];
  readonly origin: string;
  /** 0: the publisher's own default. */
  readonly connectTimeoutMs: number;
  readonly probe: Probe;
  /** 0: the publisher's own default. */
  readonly probeEveryS: number;
}

/** What the publisher is told to publish, in the order of names. */
export function appListFor(state: ControlState, tenant: string, publisher: string): PublishedApp[] {
  const apps = state.tenants.get(tenant)?.apps ?? new Map();
  return [...apps]
    .filter(([, spec]) => spec.publishers.includes(publisher))
    .map(([name, { hosts, ports, origin, connectTimeoutMs, probe, probeEveryS }]) => {
      return { name, hosts, ports, origin, connectTimeoutMs, probe, probeEveryS };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
