/**
 * Step 4 of the life of a flow: a verified certificate becomes a session, once.
 *
 * The device's certificate says which device this is; the control log says whose it is. The agent states neither.
 */
import type { ControlState } from "../../core/control/state.ts";
import type { Code } from "../../core/reason.ts";

export type Admission = { readonly user: string } | { readonly refused: Code; readonly notice: string };

export function admitDevice(state: ControlState, tenant: string, device: string): Admission {
  const known = state.tenants.get(tenant);
  const spec = known?.devices.get(device);
  if (spec === undefined) return { refused: "CGW_AUTH_DEVICE_UNTRUSTED", notice: "this device is not enrolled here" };
  if (spec.revoked) return { refused: "CGW_AUTH_SESSION_REVOKED", notice: "this device was revoked" };
  const user = known?.users.get(spec.user);
  if (user === undefined || user.inactive) {
    return { refused: "CGW_AUTH_USER_INACTIVE", notice: "the user of this device is not active" };
  }
  return { user: spec.user };
}
