/** How a frame lies in its message: a tag byte, a length in its shortest form, and exactly so many bytes. */
import { MalformedFrame } from "./malformed.ts";

/** Where the body begins, if its length is in its shortest form, within the limit, and exactly what follows. */
export function bodyStart(message: Uint8Array, limit: number): number {
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

export function framed(tag: number, body: Uint8Array): Buffer {
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
