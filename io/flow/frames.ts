/** What both drivers of a flow say and hear besides data: their frames, and the raw look into an ack. */
import { type Code, isCode } from "../../core/reason.ts";
import { encodeFrame } from "../wire/frame.ts";

export const ackFrame = (offset: number): Buffer => encodeFrame("ack", { offset });
export const finFrame = (sentBytes: number): Buffer => encodeFrame("fin", { sentBytes });
export const resetFrame = (code: Code, deliveredBytes: number, notice: string): Buffer =>
  encodeFrame("reset", { code, deliveredBytes, notice });

/** A peer's own words are no code: what is not of the catalogue means that the peer is broken. */
export const codeOf = (text: string): Code => (isCode(text) ? text : "CGW_FLOW_PROTOCOL_ERROR");

/** Field 1 of Ack, a varint. */
const OFFSET_TAG = 0x08;

/**
 * The offset an ack frame tells, read where it stands; undefined if it is not an ack in its plain form.
 *
 * A relay sees an ack for each 64 KiB: it is worth not making an object of each, and the relay's count of decoded
 * frames stays what its name says.
 */
export function ackOffset(message: Uint8Array): number | undefined {
  const length = message[1];
  if (length === undefined || message.length !== length + 2) return undefined;
  if (length === 0) return 0;
  if (message[2] !== OFFSET_TAG) return undefined;
  let offset = 0;
  let scale = 1;
  for (let at = 3; at < message.length; at++) {
    const byte = message[at]!;
    offset += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return at === message.length - 1 && Number.isSafeInteger(offset) ? offset : undefined;
  }
  return undefined;
}
