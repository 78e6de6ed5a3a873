/**
 * A protobuf message type as a pair of functions over raw bytes: what a peer sent is bounded and must name one known
 * kind, or it is malformed.
 */
import "./protobuf.ts";

/** The message is not what its type says, or past a limit. The sender is at fault. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
  readonly code = "WL_MALFORMED_MESSAGE";
}

/** An SRP or app list of 10,000 apps stays below; what is larger is no control message of ours. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

interface Type<Value, Properties> {
  decode(bytes: Uint8Array): Value;
  encode(value: Properties): { finish(): Uint8Array };
}

export interface MessageCodec<Value, Properties> {
  encode(value: Properties): Buffer;
  /** Throws MalformedMessage. */
  decode(bytes: Uint8Array): Value;
}

export function messageCodec<Value, Properties>(type: Type<Value, Properties>): MessageCodec<Value, Properties> {
  return {
    encode(value) {
      const bytes = type.encode(value).finish();
      return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    decode(bytes) {
      if (bytes.length > MESSAGE_BYTES_MAX) throw new MalformedMessage(`message of ${bytes.length} bytes`);
      try {
        return type.decode(bytes);
      } catch (cause) {
        throw new MalformedMessage("not a message of its type", { cause });
      }
    },
  };
}
