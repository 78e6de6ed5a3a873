/** What the record tells of a UDP association's datagrams, on the wire. */
import type { PacketsTold } from "../../core/record/packets-told.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { count } from "./event-fields.ts";
import { MalformedMessage } from "./message-codec.ts";

type Wire = wayleave.event.v1.PacketsTold.$Properties;

/** Reasons of ours, and room for those of a later version. */
const DROPS_MAX = 16;

export function packetsToWire(packets: PacketsTold | undefined): { readonly packets?: Wire } {
  if (packets === undefined) return {};
  return { packets: { ...packets, drops: packets.drops.map((one) => ({ ...one })) } };
}

/** Throws MalformedMessage. */
export function packetsOf(wire: Wire | null | undefined): { readonly packets?: PacketsTold } {
  if (wire === null || wire === undefined) return {};
  const drops = wire.drops ?? [];
  if (drops.length > DROPS_MAX) throw new MalformedMessage(`segment_ended.packets has ${drops.length} drops`);
  return {
    packets: {
      clientPackets: count(wire.clientPackets, "client_packets"),
      serverPackets: count(wire.serverPackets, "server_packets"),
      drops: drops.map(({ reason, clientPackets, serverPackets }) => ({
        reason: reason ?? "",
        clientPackets: count(clientPackets, "client_packets"),
        serverPackets: count(serverPackets, "server_packets"),
      })),
    },
  };
}
