/** What both drivers of a flow say and hear besides data: their frames, and the raw look into an ack. */
import { type Code, isCode } from "../../core/reason.ts";
import { encodeFrame } from "../wire/frame.ts";

export const ackFrame = (offset: number): Buffer => encodeFrame("ack", { offset });
export const finFrame = (sentBytes: number): Buffer => encodeFrame("fin", { sentBytes });
export const resetFrame = (code: Code, deliveredBytes: number, notice: string): Buffer =>
  encodeFrame("reset", { code, deliveredBytes, notice });

/** A peer's own words are no code: what is not of the catalogue means that the peer is broken. */
export const codeOf = (text: string): Code => (isCode(text) ? text : "CGW_FLOW_PROTOCOL_ERROR");

/** Who speaks on a leg of a hop: a device, another client's gateway, or what stands towards the app. */
export type Speaker = "device" | "gateway" | "upstream";
const WORDS: { readonly [speaker in Speaker]: RegExp } = {
  device: /^AGT_/,
  gateway: /^(AGT|CGW)_/,
  upstream: /^(PUB|APP|PGW)_/,
};

/** The code of a reset, if it is for its speaker to say: else a device could write the record of an app's reset. */
export function spokenCode(text: string, speaker: Speaker): Code {
  const code = codeOf(text);
  return WORDS[speaker].test(code) ? code : "CGW_FLOW_PROTOCOL_ERROR";
}

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
