/**
 * Step 0 of the life of a flow: a publisher arrives. Reads only the fold: may this publisher attach?
 */
import type { ControlState } from "../../core/control/state.ts";
import type { Code } from "../../core/reason.ts";

export function admitPublisher(state: ControlState, tenant: string, publisher: string): Code | undefined {
  const known = state.tenants.get(tenant)?.publishers.get(publisher);
  if (known === undefined || known.revoked) return "PGW_AUTH_PUBLISHER_UNTRUSTED";
  return undefined;
}
