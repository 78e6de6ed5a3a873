/** What a device steers by, as the record tells it, on the wire. What is malformed is refused. */
import type { SrpDelivered } from "../../core/record/network-event.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, hex } from "./event-fields.ts";

export function srpDeliveredToWire({ type: _, sessionId, srpHash, ...plain }: SrpDelivered) {
  return { srpDelivered: { ...plain, sessionId: bytes(sessionId), srpHash: bytes(srpHash) } };
}

export function srpDeliveredOf(wire: wayleave.event.v1.SrpDelivered): SrpDelivered {
  const { user, device, gateway, apps } = wire;
  const ids = { sessionId: hex(wire.sessionId, "session_id"), srpHash: hex(wire.srpHash, "srp_hash", 32) };
  return { type: "srp-delivered", ...ids, user, device, gateway, apps };
}
