/** Who tells receivers: the first by name of the gateways that are there for it. */
import type { ControlState } from "../../core/control/state.ts";

/** Undefined: none is there. Two may hold themselves for it for a moment: the position has one owner all the same. */
export function alertsOwner(state: ControlState, role: string): string | undefined {
  let first: string | undefined;
  for (const { gateway, roles } of state.gateways.values()) {
    if (roles.includes(role) && (first === undefined || gateway < first)) first = gateway;
  }
  return first;
}
