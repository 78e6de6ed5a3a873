/**
 * The frames of a flow, between bytes and values.
 *
 * A frame is one field and nothing else: a tag byte, a length, that many bytes. So a relay tells data from the rest by
 * the first byte, and forwards it unread; only the two ends make and open payload.
 */
import { wayleave } from "../../proto/gen/wayleave.js";
import "./protobuf.ts";
import { checkFrame } from "./frame-limits.ts";
import { MalformedFrame } from "./malformed.ts";

const { Open, Opened, Refused, Fin, Reset, Ack, Mark, Taken, Tally } = wayleave.flow.v1;
type V1 = wayleave.flow.v1.Frame.$Properties;

export type FrameKind = Exclude<keyof V1, "kind" | "$unknowns">;

/** What `encodeFrame` takes for each kind. */
export type FrameFields = { [K in FrameKind]: NonNullable<V1[K]> };

/** A decoded message as its fields alone, so that one may be written out by hand or made from another by spreading. */
type Plain<T> = T extends Uint8Array
  ? T
  : T extends (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [K in keyof T as K extends "toJSON" | "$unknowns" ? never : K]: Plain<T[K]> }
      : T;

/** What `decodeFrame` gives for each kind: every field is there. */
export interface FrameValues {
  data: Buffer;
  open: Plain<wayleave.flow.v1.Open>;
  opened: Plain<wayleave.flow.v1.Opened>;
  refused: Plain<wayleave.flow.v1.Refused>;
  datagram: Buffer;
  fin: Plain<wayleave.flow.v1.Fin>;
  reset: Plain<wayleave.flow.v1.Reset>;
  ack: Plain<wayleave.flow.v1.Ack>;
  mark: Plain<wayleave.flow.v1.Mark>;
  taken: Plain<wayleave.flow.v1.Taken>;
  tally: Plain<wayleave.flow.v1.Tally>;
}

/** `Open.protocol` and `Permit.protocol`. */
export const PROTOCOL = { tcp: 1, udp: 2 } as const;

/** Undefined: the sender has stated none. */
export const protocolOf = (on: number): "tcp" | "udp" | undefined =>
  on === PROTOCOL.tcp ? "tcp" : on === PROTOCOL.udp ? "udp" : undefined;

export type Frame = { [K in FrameKind]: { readonly kind: K; readonly value: FrameValues[K] } }[FrameKind];

/** Payload of one data frame: 16-64 KiB is where gRPC messages are cheapest, and a relay holds whole messages. */
export const DATA_BYTES_MAX = 65_536;
/** The largest payload that a UDP datagram can have: over IPv6, without extension headers; over IPv4 it is 65,507. */
export const DATAGRAM_BYTES_MAX = 65_527;
/** The largest control frame that means anything (an open with its permit, a mark with 16 timings) is below 12 KiB. */
export const CONTROL_BYTES_MAX = 16_384;

const KINDS: readonly FrameKind[] = [
  ...(["data", "open", "opened", "refused", "datagram", "fin", "reset", "ack", "mark", "taken", "tally"] as const),
];
const types = {
  open: Open,
  opened: Opened,
  refused: Refused,
  fin: Fin,
  reset: Reset,
  ack: Ack,
  mark: Mark,
  taken: Taken,
  tally: Tally,
};

/** Field number and wire type 2 (length-delimited) of each kind, in one byte. */
const tagOf = (kind: FrameKind): number => ((KINDS.indexOf(kind) + 1) << 3) | 2;
const DATA_TAG = tagOf("data");
const ACK_TAG = tagOf("ack");
const DATAGRAM_TAG = tagOf("datagram");

let decoded = 0;
let decodedDataFrames = 0;

/** Frames decoded in this process, other than data: what a relay may look into. */
export const decodedFrames = (): number => decoded;
/** Data and datagram frames opened in this process. A gateway's stays 0. */
export const decodedData = (): number => decodedDataFrames;

export function encodeData(payload: Uint8Array): Buffer {
  if (payload.length > DATA_BYTES_MAX) throw new RangeError(`a data frame takes ${DATA_BYTES_MAX} bytes at most`);
  return framed(DATA_TAG, payload);
}

export function encodeFrame<K extends FrameKind>(kind: K, value: FrameFields[K]): Buffer {
  if (kind === "data") return encodeData(value as Uint8Array);
  if (kind === "datagram") {
    const payload = value as Uint8Array;
    if (payload.length > DATAGRAM_BYTES_MAX) throw new RangeError(`a datagram has ${DATAGRAM_BYTES_MAX} bytes at most`);
    return framed(tagOf(kind), payload);
  }
  const type = types[kind as keyof typeof types] as { encode(value: unknown): { finish(): Uint8Array } };
  return framed(tagOf(kind), type.encode(value).finish());
}

/** True for a data frame, by its first byte alone. */
export const isData = (message: Uint8Array): boolean => message[0] === DATA_TAG;
/** True for an ack frame, by its first byte alone. */
export const isAck = (message: Uint8Array): boolean => message[0] === ACK_TAG;

/** True for a datagram frame, by its first byte alone. */
export const isDatagram = (message: Uint8Array): boolean => message[0] === DATAGRAM_TAG;

/** A datagram's payload, as a view; undefined for another kind of frame. Throws MalformedFrame. */
export function datagramOf(message: Buffer): Buffer | undefined {
  if (message[0] !== DATAGRAM_TAG) return undefined;
  const start = bodyStart(message, DATAGRAM_BYTES_MAX);
  decodedDataFrames += 1;
  return message.subarray(start);
}

/** How much payload a datagram frame carries. Opens nothing. Throws MalformedFrame. */
export const datagramBytes = (message: Uint8Array): number => message.length - bodyStart(message, DATAGRAM_BYTES_MAX);

/** The payload, as a view; undefined for another kind of frame. Throws MalformedFrame. */
export function dataOf(message: Buffer): Buffer | undefined {
  if (message[0] !== DATA_TAG) return undefined;
  const start = bodyStart(message, DATA_BYTES_MAX);
  decodedDataFrames += 1;
  return message.subarray(start);
}

/** How much payload a data frame carries, 0 for another kind. Opens nothing. Throws MalformedFrame. */
export const payloadBytes = (message: Uint8Array): number =>
  message[0] === DATA_TAG ? message.length - bodyStart(message, DATA_BYTES_MAX) : 0;

/** Throws MalformedFrame on whatever is not exactly one frame within its limits. */
export function decodeFrame(message: Buffer): Frame {
  const kind = kindOf(message);
  if (kind === "data") return { kind, value: dataOf(message)! };
  if (kind === "datagram") return { kind, value: datagramOf(message)! };
  const body = message.subarray(bodyStart(message, CONTROL_BYTES_MAX));
  decoded += 1;
  let value: unknown;
  try {
    value = types[kind].decode(body);
  } catch (cause) {
    throw new MalformedFrame(`${kind} frame can't be decoded`, { cause });
  }
  const frame = { kind, value } as Frame;
  checkFrame(frame);
  return frame;
}

function kindOf(message: Uint8Array): FrameKind {
  const tag = message[0] ?? 0;
  const kind = (tag & 7) === 2 ? KINDS[(tag >> 3) - 1] : undefined;
  if (kind === undefined) throw new MalformedFrame(`no frame begins with byte ${tag} (${message.length} bytes)`);
  return kind;
}

/** Where the body begins, if its length is in its shortest form, within the limit, and exactly what follows. */
function bodyStart(message: Uint8Array, limit: number): number {
  let length = 0;
  let at = 1;
  // Three groups of seven bits hold every length within the limits.
  for (; at <= 3; at++) {
    const byte = message[at];
    if (byte === undefined) throw new MalformedFrame("frame ends within its length");
    length |= (byte & 0x7f) << (7 * (at - 1));
    if (byte < 0x80) break;
  }
  if (at > 3 || length > limit) throw new MalformedFrame(`frame is longer than ${limit} bytes`);
  if (at > 1 && message[at] === 0) throw new MalformedFrame("length is not in its shortest form");
  if (message.length !== at + 1 + length) {
    throw new MalformedFrame(`frame says ${length} bytes and has ${message.length - at - 1}`);
  }
  return at + 1;
}

function framed(tag: number, body: Uint8Array): Buffer {
  const { length } = body;
  const head = length < 0x80 ? 2 : length < 0x4000 ? 3 : 4;
  const message = Buffer.allocUnsafe(head + length);
  message[0] = tag;
  if (head === 2) {
    message[1] = length;
  } else {
    message[1] = (length & 0x7f) | 0x80;
    message[2] = head === 3 ? length >> 7 : ((length >> 7) & 0x7f) | 0x80;
    if (head === 4) message[3] = length >> 14;
  }
  message.set(body, head);
  return message;
}
