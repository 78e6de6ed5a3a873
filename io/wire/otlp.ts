/**
 * OTLP's export of spans on the wire, as protobuf: requests are read, answers are written. Nanoseconds don't fit a
 * number: the reader here gives 64-bit fields as they were sent.
 */
import protobuf from "protobufjs/minimal.js";
import type { SentExport } from "../../core/trace/sent-spans.ts";
import { opentelemetry } from "../../proto/gen/opentelemetry.js";
import { MalformedMessage } from "./message-codec.ts";
import "./protobuf.ts";

const v1 = opentelemetry.proto.collector.trace.v1;

/** Throws MalformedMessage. The size is bounded by who took the bytes. */
export function decodeExport(bytes: Uint8Array): SentExport {
  try {
    return v1.ExportTraceServiceRequest.decode(exactReader(bytes));
  } catch (cause) {
    throw new MalformedMessage("not an ExportTraceServiceRequest", { cause });
  }
}

/** How many spans were not taken, and why the first of them was not; nothing of it where all were. */
export interface ExportOutcome {
  readonly rejected: number;
  readonly why: string;
}

export function encodeExported({ rejected, why }: ExportOutcome): Uint8Array {
  const partialSuccess = { rejectedSpans: rejected, errorMessage: why };
  return v1.ExportTraceServiceResponse.encode(rejected === 0 ? {} : { partialSuccess }).finish();
}

/** `google.rpc.Status`, which OTLP wants in the body of every refusal: a gRPC code and a text. */
export const encodeStatus = (code: number, message: string): Uint8Array =>
  protobuf.Writer.create().uint32(CODE_TAG).int32(code).uint32(MESSAGE_TAG).string(message).finish();

const CODE_TAG = (1 << 3) | 0;
const MESSAGE_TAG = (2 << 3) | 2;

/** Two bytes can be a message, which then takes a hundred. Twenty thousand spans as gateways send them fit. */
export const FIELDS_MAX = 1_500_000;

/** The generated code reads what this reader gives, and says in its types that it is numbers. */
function exactReader(bytes: Uint8Array): protobuf.Reader {
  const reader = new protobuf.Reader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let fields = 0;
  const exact = {
    fixed64: (): bigint => {
      if (reader.pos + 8 > reader.len) throw new RangeError("a number is cut off");
      reader.pos += 8;
      return view.getBigUint64(reader.pos - 8, true);
    },
    tag: (): number => {
      if (++fields > FIELDS_MAX) throw new RangeError(`more than ${FIELDS_MAX} fields`);
      return protobuf.Reader.prototype.tag.call(reader);
    },
    int64: (): bigint => {
      let value = 0n;
      for (let shift = 0n; shift < 70n; shift += 7n) {
        if (reader.pos >= reader.len) break;
        const byte = bytes[reader.pos++]!;
        value |= BigInt(byte & 127) << shift;
        if (byte < 128) return BigInt.asIntN(64, value);
      }
      throw new RangeError("a number is cut off, or has more than ten bytes");
    },
  };
  // What it doesn't know is not kept for anybody.
  return Object.assign(reader, exact, { discardUnknown: true }) as unknown as protobuf.Reader;
}
