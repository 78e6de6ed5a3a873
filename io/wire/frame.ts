/**
 * The frames of a flow, between bytes and values.
 *
 * A frame is one field and nothing else: a tag byte, a length, that many bytes. So a relay tells data from the rest by
 * the first byte, and forwards it unread; only the two ends make and open payload.
 */
import { wayleave } from "../../proto/gen/wayleave.js";
import "./protobuf.ts";
import { datagramsOf, encodeDatagram, openedDatagramFrames } from "./datagram-frames.ts";
import { checkFrame } from "./frame-limits.ts";
import { bodyStart, framed } from "./framing.ts";
import { MalformedFrame } from "./malformed.ts";

const { Open, Opened, Refused, Fin, Reset, Ack, Mark, Taken, Tally, Datagrams } = wayleave.flow.v1;
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
  datagrams: { readonly payloads: readonly Buffer[] };
}

/** `Open.protocol` and `Permit.protocol`. */
export const PROTOCOL = { tcp: 1, udp: 2 } as const;

/** Undefined: the sender has stated none. */
export const protocolOf = (on: number): "tcp" | "udp" | undefined =>
  on === PROTOCOL.tcp ? "tcp" : on === PROTOCOL.udp ? "udp" : undefined;

export type Frame = { [K in FrameKind]: { readonly kind: K; readonly value: FrameValues[K] } }[FrameKind];

/** Payload of one data frame: 16-64 KiB is where gRPC messages are cheapest, and a relay holds whole messages. */
export const DATA_BYTES_MAX = 65_536;
/** The largest control frame that means anything (an open with its permit, a mark with 16 timings) is below 12 KiB. */
export const CONTROL_BYTES_MAX = 16_384;

const KINDS: readonly FrameKind[] = [
  ...([
    "data",
    "open",
    "opened",
    "refused",
    "datagram",
    "fin",
    "reset",
    "ack",
    "mark",
    "taken",
    "tally",
    "datagrams",
  ] as const),
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
  datagrams: Datagrams,
};

/** Field number and wire type 2 (length-delimited) of each kind, in one byte. */
const tagOf = (kind: FrameKind): number => ((KINDS.indexOf(kind) + 1) << 3) | 2;
const DATA_TAG = tagOf("data");
const ACK_TAG = tagOf("ack");

let decoded = 0;
let decodedDataFrames = 0;

/** Frames decoded in this process, other than data: what a relay may look into. */
export const decodedFrames = (): number => decoded;
/** Data frames, and frames of datagrams, opened in this process. A gateway's stays 0. */
export const decodedData = (): number => decodedDataFrames + openedDatagramFrames();

export function encodeData(payload: Uint8Array): Buffer {
  if (payload.length > DATA_BYTES_MAX) throw new RangeError(`a data frame takes ${DATA_BYTES_MAX} bytes at most`);
  return framed(DATA_TAG, payload);
}

export function encodeFrame<K extends FrameKind>(kind: K, value: FrameFields[K]): Buffer {
  if (kind === "data") return encodeData(value as Uint8Array);
  if (kind === "datagram") return encodeDatagram(value as Uint8Array);
  const type = types[kind as keyof typeof types] as { encode(value: unknown): { finish(): Uint8Array } };
  return framed(tagOf(kind), type.encode(value).finish());
}

/** True for a data frame, by its first byte alone. */
export const isData = (message: Uint8Array): boolean => message[0] === DATA_TAG;
/** True for an ack frame, by its first byte alone. */
export const isAck = (message: Uint8Array): boolean => message[0] === ACK_TAG;

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
  if (kind === "datagram") return { kind, value: datagramsOf(message)[0]! };
  if (kind === "datagrams") return { kind, value: { payloads: datagramsOf(message) } };
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
