/** Where a tenant's flows can go, as a state has it: gateways, what publishers hold there, what is known by these. */

import type { Band, Hex } from "../control/event.ts";
import type { Attachment, ControlState, Health } from "../control/state.ts";
import { tenantOf } from "../control/state.ts";

export type GatewayCondition = "joined" | "draining" | "lost";

export interface RouteGateway {
  readonly name: string;
  readonly condition: GatewayCondition;
  /** host:port on which other gateways reach it; "" of a lost one. */
  readonly address: string;
  readonly roles: readonly string[];
  readonly epoch: Hex;
  /** Offset at which it joined, or was judged lost. */
  readonly since: number;
  /** Who judged it lost; "" else. */
  readonly judge: string;
}

export interface RouteTunnel {
  readonly publisher: string;
  readonly gateway: string;
  readonly attachment: Hex;
  readonly tunnel: number;
  readonly band: Band;
  /** The publisher takes nothing new by it. */
  readonly draining: boolean;
  /** How far the publisher is from the gateway; -1: not measured. */
  readonly latencyBucket: number;
  readonly since: number;
}

export interface RouteHealth extends Health {
  readonly publisher: string;
  readonly gateway: string;
}

export interface Routes {
  readonly gateways: readonly RouteGateway[];
  readonly tunnels: readonly RouteTunnel[];
  /** Publishers that an operator drains. */
  readonly drained: readonly string[];
  /** The newest first. */
  readonly health: readonly RouteHealth[];
  /** Rows of tunnels and health beyond ROUTE_ROWS_MAX of each: ask for one publisher or app. */
  readonly leftOut: number;
}

/** One answer is one message. */
export const ROUTE_ROWS_MAX = 5_000;

/** "" of either: all. */
export interface RouteFilter {
  readonly publisher: string;
  readonly app: string;
}

const byName = <T>(name: (one: T) => string) => {
  return (a: T, b: T): number => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0);
};

export function routesOf(state: ControlState, ofTenant: string, { publisher, app }: RouteFilter): Routes {
  const tenant = tenantOf(state, ofTenant);
  const held = [...tenant.attachments.values()]
    .filter((one) => publisher === "" || one.publisher === publisher)
    .sort(byName((one) => `${one.publisher}\n${one.gateway}\n${one.attachment}`));
  const tunnels = held.map(tunnelOf);
  const health = held
    .flatMap(({ attachment, publisher: by, gateway }) =>
      [...(tenant.health.get(attachment)?.values() ?? [])]
        .filter((one) => app === "" || one.app === app)
        .map((one) => healthOf(one, by, gateway)),
    )
    .sort((a, b) => b.since - a.since);
  const over = (rows: readonly unknown[]): number => Math.max(0, rows.length - ROUTE_ROWS_MAX);
  return {
    gateways: gatewaysOf(state),
    tunnels: tunnels.slice(0, ROUTE_ROWS_MAX),
    drained: [...tenant.drained.keys()].filter((name) => publisher === "" || name === publisher).sort(),
    health: health.slice(0, ROUTE_ROWS_MAX),
    leftOut: over(tunnels) + over(health),
  };
}

function tunnelOf(one: Attachment): RouteTunnel {
  const { attachment, publisher, gateway, tunnel, band, draining, latencyBucket, since } = one;
  return { publisher, gateway, attachment, tunnel, band, draining, latencyBucket, since };
}

function healthOf(one: Health, publisher: string, gateway: string): RouteHealth {
  const { attachment, app, host, port, protocol, status, code, since } = one;
  return { publisher, gateway, attachment, app, host, port, protocol, status, code, since };
}

/** Gateways serve every tenant that the cluster has. */
export function gatewaysOf(state: ControlState): RouteGateway[] {
  const present = [...state.gateways.values()].map(({ gateway, draining, ...one }): RouteGateway => {
    const { address, roles, epoch, since } = one;
    return { name: gateway, condition: draining ? "draining" : "joined", address, roles, epoch, since, judge: "" };
  });
  const lost = [...state.lost].map(([name, { epoch, judge, since }]): RouteGateway => {
    return { name, condition: "lost", address: "", roles: [], epoch, since, judge };
  });
  return [...present, ...lost].sort(byName(({ name }) => name));
}
