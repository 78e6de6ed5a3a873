/** The gateways of the cluster for operators: what the log says of each, and its last heartbeat. */
import type { GatewayLease } from "../../core/lease/overview.ts";

/** A gateway that left, and is known by its heartbeats alone, is none of the cluster. */
export function liveGateways(leases: readonly GatewayLease[]): { name: string; fields: Record<string, string> }[] {
  return leases
    .filter(({ state }) => state !== "left")
    .map(({ gateway, state, address, roles, epoch, judge, heartbeat, silentMs }) => ({
      name: gateway,
      fields: {
        ...{ state, address, roles: roles.join(","), epoch },
        ...(judge === "" ? {} : { judged_by: judge }),
        ...(silentMs === undefined ? {} : { heard_ms_ago: String(Math.round(silentMs)) }),
        ...(heartbeat === undefined ? {} : { as_of: String(heartbeat.asOf), state_hash: heartbeat.stateHash }),
      },
    }));
}
