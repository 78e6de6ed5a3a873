/** Which decisions somebody is told of: those of rules that name receivers. */
import type { ControlState } from "../../core/control/state.ts";
import { tenantOf } from "../../core/control/state.ts";
import type { NetworkEvent } from "../../core/record/network-event.ts";

export interface Alert {
  /** The event's, hex: the same alert may be told twice, under one id. */
  readonly id: string;
  /** Of its event in the network log. */
  readonly offset: number;
  readonly atUs: number;
  readonly tenant: string;
  readonly action: "alert" | "block";
  readonly rule: string;
  /** A code of the catalogue; "" for an alert. */
  readonly code: string;
  readonly user: string;
  readonly device: string;
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly flowId: string;
  readonly denialId: string;
  readonly gateway: string;
}

/** Rules that name receivers, as `tenant rule`: where there are none, no event need be read. */
export function watchedRules(state: ControlState): ReadonlySet<string> {
  const watched = new Set<string>();
  for (const [tenant, { policies }] of state.tenants) {
    for (const [rule, { receivers, action }] of policies) {
      if (receivers.length > 0 && action !== "allow") watched.add(`${tenant} ${rule}`);
    }
  }
  return watched;
}

/** Undefined: nobody is told of it. The receivers are those that the rule names now. */
export function alertOf(
  { id, atUs, tenant, source, fact }: NetworkEvent,
  offset: number,
  state: ControlState,
): { readonly alert: Alert; readonly receivers: readonly string[] } | undefined {
  if (fact.type !== "flow-decided" || fact.action === "allow" || fact.policy === "" || fact.probe) return undefined;
  const receivers = tenantOf(state, tenant).policies.get(fact.policy)?.receivers ?? [];
  if (receivers.length === 0) return undefined;
  const { action, policy: rule, reason: code, user, device, app, host, port, protocol, denialId } = fact;
  const about = { user, device, app, host, port, protocol, denialId, flowId: fact.segment.flowId, gateway: source };
  return { alert: { id, offset, atUs, tenant, action, rule, code, ...about }, receivers };
}
