/** For tests of routing: a state in which some publishers hang on some gateways. */
import type { Band, Hex } from "../control/event.ts";
import type { Attachment, ControlState, Health, TenantState } from "../control/state.ts";
import { emptyState, emptyTenant, healthKey } from "../control/state.ts";

export interface WorldTunnel {
  readonly publisher: string;
  readonly gateway: string;
  readonly band?: Band;
  readonly draining?: boolean;
  readonly latencyBucket?: number;
}

export interface World {
  readonly tunnels: readonly WorldTunnel[];
  /** Weights by name; 1 for those that only `tunnels` name. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly revoked?: readonly string[];
  readonly drained?: readonly string[];
  readonly drainingGateways?: readonly string[];
  /** Publishers that found the port of `WORLD_APP` down. */
  readonly down?: readonly string[];
  readonly latencyBuckets?: boolean;
}

export const WORLD_APP = { app: "wiki", host: "wiki.corp.example", port: 80, protocol: "tcp" } as const;

/** The one tenant is `demo`; every gateway lives in epoch `e1` at `<name>:8443`. */
export function worldOf(o: World): ControlState {
  const gateways = new Set(o.tunnels.map(({ gateway }) => gateway));
  const presences = [...gateways].map((gateway) => {
    const draining = o.drainingGateways?.includes(gateway) ?? false;
    return [gateway, { gateway, epoch: "e1", address: `${gateway}:8443`, roles: [], draining, since: 0 }] as const;
  });
  return { ...emptyState(), tenants: new Map([["demo", tenantOf(o)]]), gateways: new Map(presences) };
}

function tenantOf(o: World): TenantState {
  const empty = emptyTenant("demo");
  const names = new Set([...o.tunnels.map(({ publisher }) => publisher), ...Object.keys(o.weights ?? {})]);
  const publishers = [...names].map((name) => {
    const revoked = o.revoked?.includes(name) ?? false;
    return [name, { weight: o.weights?.[name] ?? 1, revoked, description: "" }] as const;
  });
  const attachments = o.tunnels.map((tunnel, at): [Hex, Attachment] => [
    `a${at}`,
    {
      ...{ attachment: `a${at}`, gatewayEpoch: "e1", instance: "00", tunnel: at, since: at },
      ...{ band: "normal", draining: false, latencyBucket: -1, ...tunnel },
    },
  ]);
  return {
    ...empty,
    publishers: new Map(publishers),
    attachments: new Map(attachments),
    drained: new Map((o.drained ?? []).map((name) => [name, 0])),
    settings: { ...empty.settings, latencyBuckets: o.latencyBuckets ?? false },
    health: new Map(
      attachments
        .filter(([, { publisher }]) => o.down?.includes(publisher))
        .map(([id]): [Hex, ReadonlyMap<string, Health>] => [id, new Map([[healthKey(WORLD_APP), downBy(id)]])]),
    ),
  };
}

const downBy = (attachment: Hex): Health => ({
  ...WORLD_APP,
  ...{ attachment, status: "down", code: "APP_DIAL_REFUSED", since: 50 },
});
