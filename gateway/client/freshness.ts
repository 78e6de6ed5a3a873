/**
 * Whether this gateway knows enough of the present to admit anybody. Routing fails static: what is known goes on being
 * used. Policy fails closed: past a bound nobody is let in on what may have been revoked long ago.
 */
import type { ControlState } from "../../core/control/state.ts";
import { stopFor, tenantOf } from "../../core/control/state.ts";
import type { Code } from "../../core/reason.ts";

/** Since the end of the control log was last confirmed; a tenant's settings may say otherwise. */
export const SESSION_STALE_S = 3_600;
export const FLOW_STALE_S = 4 * 3_600;

/** The control log as this gateway has folded it. */
export interface Known {
  readonly state: ControlState;
  ageMs(): number;
}

/** Why no new session or flow is admitted; undefined: it may be. */
export function shutFor(what: "session" | "flow", known: Known, tenant: string): Code | undefined {
  const { state } = known;
  // Something critical was written that this gateway doesn't understand: whatever it says may forbid this.
  if (stopFor(state, tenant) !== null) return "CGW_STATE_STOPPED";
  const { sessionStaleS, flowStaleS } = tenantOf(state, tenant).settings;
  const boundS = what === "session" ? sessionStaleS || SESSION_STALE_S : flowStaleS || FLOW_STALE_S;
  return known.ageMs() > boundS * 1_000 ? "CGW_STATE_STALE" : undefined;
}
