/** The gateways of a cluster as one of them sees them: what the control log says, and what their heartbeats do. */
import type { Hex } from "../control/event.ts";
import type { ControlState } from "../control/state.ts";
import type { Instant } from "../units.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { Lease } from "./watch.ts";

/** `left`: a boot that is no present life: what it owed the record, its heartbeats alone have told. */
export type GatewayStanding = "joined" | "draining" | "lost" | "left";

export interface GatewayLease {
  readonly gateway: string;
  readonly state: GatewayStanding;
  readonly epoch: Hex;
  /** "" where it is lost, or known by its heartbeats alone. */
  readonly address: string;
  readonly roles: readonly string[];
  /** Who judged it lost; "" else. */
  readonly judge: string;
  readonly heartbeat: Heartbeat | undefined;
  /** Since its last heartbeat was read; undefined where none was. */
  readonly silentMs: number | undefined;
}

/** By name, and a name's former boots behind its present life. */
export function gatewayLeases(state: ControlState, leases: readonly Lease[], now: Instant): GatewayLease[] {
  const byEpoch = new Map(leases.map((lease) => [lease.heartbeat.epoch, lease]));
  const told = (epoch: Hex) => {
    const lease = byEpoch.get(epoch);
    byEpoch.delete(epoch);
    return { heartbeat: lease?.heartbeat, silentMs: lease === undefined ? undefined : now - lease.heardAt };
  };
  const present = [...state.gateways.values()].map(({ gateway, epoch, address, roles, draining }): GatewayLease => {
    const standing = draining ? "draining" : "joined";
    return { gateway, state: standing, epoch, address, roles, judge: "", ...told(epoch) };
  });
  const lost = [...state.lost].map(([gateway, { epoch, judge }]): GatewayLease => {
    return { gateway, state: "lost", epoch, address: "", roles: [], judge, ...told(epoch) };
  });
  const left = [...byEpoch.values()].map(({ heartbeat, heardAt }): GatewayLease => {
    const { gateway, epoch } = heartbeat;
    return { gateway, state: "left", epoch, address: "", roles: [], judge: "", heartbeat, silentMs: now - heardAt };
  });
  const byName = (a: GatewayLease, b: GatewayLease) => (a.gateway < b.gateway ? -1 : a.gateway > b.gateway ? 1 : 0);
  return [...present, ...lost, ...left].sort(byName);
}

export interface Floor {
  /** What every live gateway understands. */
  readonly level: number;
  /** The gateway that understands least. */
  readonly of: string;
  /** It has said so itself; else it has just joined, or is of before heartbeats. */
  readonly told: boolean;
}

/** The feature level that may be written for. Who was judged lost has to catch up by itself when it is back. */
export function floorOf(state: ControlState, leases: readonly Lease[], own: Heartbeat): Floor {
  const levels = new Map(leases.map(({ heartbeat }) => [heartbeat.epoch, heartbeat.featureLevel]));
  let floor: Floor = { level: own.featureLevel, of: own.gateway, told: true };
  for (const { gateway, epoch } of state.gateways.values()) {
    if (gateway === own.gateway) continue;
    const level = levels.get(epoch);
    if ((level ?? LEVEL_UNTOLD) < floor.level) {
      floor = { level: level ?? LEVEL_UNTOLD, of: gateway, told: level !== undefined };
    }
  }
  return floor;
}

/** Of a gateway that says nothing. */
const LEVEL_UNTOLD = 1;
