/**
 * What stands in a gateway's spool: the event as it goes to the log, behind the key that it has there. So events are
 * shipped as the bytes that they are, decoded by nobody.
 */
import { keyOf, type NetworkEvent, type UnknownNetworkEvent } from "../../core/record/network-event.ts";
import type { NewRecord } from "../../io/log/event-log.ts";
import { MalformedMessage } from "../../io/wire/message-codec.ts";
import { decodeNetworkEvent, encodeNetworkEvent } from "../../io/wire/network-event.ts";

/** The length of the key stands in one byte; a source's name, the longest key, has at most 255 characters. */
const KEY_BYTES_MAX = 255;

export function encodeSpooled(event: NetworkEvent): Uint8Array {
  const key = Buffer.from(keyOf(event.fact, event.source)).subarray(0, KEY_BYTES_MAX);
  const bytes = encodeNetworkEvent(event);
  const spooled = Buffer.allocUnsafe(1 + key.length + bytes.length);
  spooled[0] = key.length;
  spooled.set(key, 1);
  spooled.set(bytes, 1 + key.length);
  return spooled;
}

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** As the log takes it. Throws MalformedMessage where it was never one of ours. */
export function spooledRecord(bytes: Uint8Array): NewRecord {
  const valueAt = 1 + (bytes[0] ?? KEY_BYTES_MAX);
  if (bytes.length <= valueAt) throw new MalformedMessage("a spooled event ends within its key");
  return { key: viewOf(bytes).toString("utf8", 1, valueAt), value: bytes.subarray(valueAt) };
}

/** Throws MalformedMessage. */
export const decodeSpooled = (bytes: Uint8Array): NetworkEvent | UnknownNetworkEvent =>
  decodeNetworkEvent(spooledRecord(bytes).value);
