/**
 * The frames that carry datagrams, between bytes and payloads: one datagram, or several of the same association.
 *
 * A hop measures them and passes them on; only the two ends make and open them. Written by hand, since a message passes
 * here for each: `0x2a length payload`, and `0x62 length (0x0a length payload)*`, as any encoder of protobuf writes it.
 */
import { bodyStart, framed } from "./framing.ts";
import { MalformedFrame } from "./malformed.ts";

/** The largest payload that a UDP datagram can have: over IPv6, without extension headers; over IPv4 it is 65,507. */
export const DATAGRAM_BYTES_MAX = 65_527;
/** Of one frame of several: as large as a data frame, and few enough to be handled within a turn. */
export const BUNDLE_BYTES_MAX = 65_536;
export const BUNDLE_COUNT_MAX = 64;

const DATAGRAM_TAG = (5 << 3) | 2;
const DATAGRAMS_TAG = (12 << 3) | 2;
const PAYLOAD_TAG = (1 << 3) | 2;

let opened = 0;

/** Frames of datagrams opened in this process. */
export const openedDatagramFrames = (): number => opened;

/** True for a frame of one or of several, by its first byte alone. */
export const hasDatagrams = (message: Uint8Array): boolean =>
  message[0] === DATAGRAM_TAG || message[0] === DATAGRAMS_TAG;

export function encodeDatagram(payload: Uint8Array): Buffer {
  if (payload.length > DATAGRAM_BYTES_MAX) throw new RangeError(`a datagram has ${DATAGRAM_BYTES_MAX} bytes at most`);
  return framed(DATAGRAM_TAG, payload);
}

/** Bytes that a payload takes among several. */
export const bundledBytes = (payload: Uint8Array): number =>
  payload.length + (payload.length < 0x80 ? 2 : payload.length < 0x4000 ? 3 : 4);

/** At least one; within the bounds of a bundle, or one alone. */
export function encodeDatagrams(payloads: readonly Uint8Array[]): Buffer {
  if (payloads.length === 1) return encodeDatagram(payloads[0]!);
  return framed(DATAGRAMS_TAG, Buffer.concat(payloads.map((payload) => framed(PAYLOAD_TAG, payload))));
}

export interface Measured {
  readonly datagrams: number;
  /** Payload, without what lies around it. */
  readonly bytes: number;
}

/** What a frame of datagrams carries; opens nothing. Throws MalformedFrame. */
export function measureDatagrams(message: Uint8Array): Measured {
  let [datagrams, bytes] = [0, 0];
  walk(message, (start, end) => {
    datagrams += 1;
    bytes += end - start;
  });
  return { datagrams, bytes };
}

/** The payloads, as views, in their order. Throws MalformedFrame. */
export function datagramsOf(message: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  walk(message, (start, end) => void payloads.push(message.subarray(start, end)));
  opened += 1;
  return payloads;
}

function walk(message: Uint8Array, payload: (start: number, end: number) => void): void {
  if (message[0] === DATAGRAM_TAG) return payload(bodyStart(message, DATAGRAM_BYTES_MAX), message.length);
  let at = bodyStart(message, BUNDLE_BYTES_MAX);
  let count = 0;
  while (at < message.length) {
    if (message[at] !== PAYLOAD_TAG) throw new MalformedFrame("something else among datagrams");
    const { start, end } = payloadAt(message, at + 1);
    count += 1;
    if (count > BUNDLE_COUNT_MAX) throw new MalformedFrame(`more than ${BUNDLE_COUNT_MAX} datagrams in a frame`);
    payload(start, end);
    at = end;
  }
  if (count === 0) throw new MalformedFrame("a frame of no datagrams");
}

/** `at`: of its length. Three groups of seven bits hold every length within the limit. */
function payloadAt(message: Uint8Array, at: number): { readonly start: number; readonly end: number } {
  let length = 0;
  for (let group = 0; group < 3; group++) {
    const byte = message[at + group];
    if (byte === undefined) break;
    length |= (byte & 0x7f) << (7 * group);
    if (byte >= 0x80) continue;
    const start = at + group + 1;
    const end = start + length;
    const shortest = group === 0 || byte !== 0;
    if (!shortest || length > DATAGRAM_BYTES_MAX || end > message.length) break;
    return { start, end };
  }
  throw new MalformedFrame("a datagram's length is not what stands there");
}
