/** Facts about publishers' tunnels, read from the wire. What is malformed is refused. */
import type { TunnelDown, TunnelUp } from "../../core/record/network-event.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { count, optionalHex } from "./event-fields.ts";

type Wire = Pick<wayleave.event.v1.NetworkEvent, "tunnelUp" | "tunnelDown">;

export function tunnelFactOf(wire: Wire): TunnelUp | TunnelDown | undefined {
  if (wire.tunnelUp) {
    const { publisher, gateway, attachment, tunnel, remoteAddr } = wire.tunnelUp;
    const instance = optionalHex(wire.tunnelUp.instance, "instance");
    return { type: "tunnel-up", publisher, gateway, attachment, instance, tunnel, remoteAddr };
  }
  if (!wire.tunnelDown) return undefined;
  const { publisher, gateway, attachment, reason, durationUs } = wire.tunnelDown;
  return { type: "tunnel-down", publisher, gateway, attachment, reason, durationUs: count(durationUs, "duration_us") };
}
