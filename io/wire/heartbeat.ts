/** Heartbeats of gateways on the wire. */
import type { Heartbeat } from "../../core/lease/heartbeat.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, count, hex, text } from "./event-fields.ts";
import { MalformedMessage, messageCodec } from "./message-codec.ts";

const codec = messageCodec(wayleave.event.v1.Heartbeat);

export function encodeHeartbeat({ epoch, boot, stateHash, ...said }: Heartbeat): Buffer {
  return codec.encode({ ...said, epoch: bytes(epoch), boot: bytes(boot), stateHash: bytes(stateHash) });
}

/** Throws MalformedMessage. */
export function decodeHeartbeat(message: Uint8Array): Heartbeat {
  const wire = codec.decode(message);
  const asOf = wire.asOf ?? 0;
  if (!Number.isSafeInteger(asOf) || asOf < -1) throw new MalformedMessage("as_of is no offset");
  return {
    gateway: text(wire.gateway, "gateway"),
    epoch: hex(wire.epoch, "epoch", 16),
    boot: hex(wire.boot, "boot", 16),
    beat: count(wire.beat, "beat"),
    sequence: count(wire.sequence, "sequence"),
    shippedSequence: count(wire.shippedSequence, "shipped_sequence"),
    asOf,
    stateHash: hex(wire.stateHash, "state_hash"),
    foldVersion: wire.foldVersion ?? 0,
    featureLevel: wire.featureLevel ?? 0,
    atUs: count(wire.atUs, "at_us"),
    left: wire.left ?? false,
  };
}
