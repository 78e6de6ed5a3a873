/**
 * Who is cut off before the log has told it: what `revoke --now` tells every gateway directly.
 *
 * A denial can only take away. It holds until the log itself tells what it says, whoever wrote that.
 */

import type { Hex } from "../control/event.ts";
import type { ControlState, TenantState } from "../control/state.ts";
import { tenantOf } from "../control/state.ts";
import type { Revocable } from "./decision.ts";

export interface Denial {
  readonly id: Hex;
  readonly tenant: string;
  readonly kind: Revocable;
  readonly name: string;
  /** SPIFFE id of the operator. */
  readonly actor: string;
  /** Wall clock of the gateway that took it: for people to read. */
  readonly atUs: number;
}

/** At once, of all tenants: more than an operator revokes one by one while the log is away. */
export const DENIALS_MAX = 10_000;

/** The log denies it, too: the object says so, or is gone. */
export function isTold(state: ControlState, { tenant, kind, name }: Denial): boolean {
  const { users, devices, publishers, operators } = tenantOf(state, tenant);
  switch (kind) {
    case "User":
      return users.get(name)?.inactive !== false;
    case "Device":
      return devices.get(name)?.revoked !== false;
    case "Publisher":
      return publishers.get(name)?.revoked !== false;
    case "Operator":
      return operators.get(name)?.disabled !== false;
  }
}

/** The state as it is enforced: that of the log, and what is denied besides. */
export function enforcedState(state: ControlState, denials: readonly Denial[]): ControlState {
  const open = denials.filter((denial) => !isTold(state, denial));
  if (open.length === 0) return state;
  const tenants = new Map(state.tenants);
  for (const name of new Set(open.map(({ tenant }) => tenant))) {
    const tenant = tenants.get(name);
    const own = open.filter((denial) => denial.tenant === name);
    if (tenant !== undefined) tenants.set(name, denied(tenant, own));
  }
  return { ...state, tenants };
}

function denied(tenant: TenantState, denials: readonly Denial[]): TenantState {
  const names = (kind: Revocable) => denials.flatMap((denial) => (denial.kind === kind ? [denial.name] : []));
  return {
    ...tenant,
    users: changed(tenant.users, names("User"), (spec) => ({ ...spec, inactive: true })),
    devices: changed(tenant.devices, names("Device"), (spec) => ({ ...spec, revoked: true })),
    publishers: changed(tenant.publishers, names("Publisher"), (spec) => ({ ...spec, revoked: true })),
    operators: changed(tenant.operators, names("Operator"), (spec) => ({ ...spec, disabled: true })),
  };
}

function changed<Spec>(
  all: ReadonlyMap<string, Spec>,
  names: readonly string[],
  change: (spec: Spec) => Spec,
): ReadonlyMap<string, Spec> {
  if (names.length === 0) return all;
  const own = new Map(all);
  for (const name of names) {
    const spec = own.get(name);
    if (spec !== undefined) own.set(name, change(spec));
  }
  return own;
}
