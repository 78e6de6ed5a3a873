/**
 * The datagrams of a SOCKS5 association (RFC 1928, section 7): a header with the destination, then the payload.
 *
 * `RSV 2 bytes, FRAG 1, ATYP 1, DST.ADDR, DST.PORT 2`. What comes back bears the header that the program itself wrote
 * for that destination, so that it knows the name or stub IP that it asked for.
 */
import type { Ip } from "../../core/net/ip.ts";
import { addressIn, addressLength } from "./socks5.ts";

export type SocksDatagram =
  | { readonly kind: "garbage" }
  /** A piece of a larger datagram, which nobody puts together. */
  | { readonly kind: "fragment" }
  | {
      readonly kind: "datagram";
      readonly host: string;
      readonly port: number;
      /** As the program wrote it. */
      readonly header: Buffer;
      readonly payload: Buffer;
    };

const HEAD = 4;

export function readSocksDatagram(bytes: Buffer): SocksDatagram {
  if (bytes.length < HEAD + 1 || bytes[0] !== 0 || bytes[1] !== 0) return { kind: "garbage" };
  if (bytes[2] !== 0) return { kind: "fragment" };
  const type = bytes[3]!;
  const hostLength = addressLength(type, bytes[HEAD]!);
  if (hostLength === undefined) return { kind: "garbage" };
  const length = HEAD + hostLength + 2;
  if (bytes.length < length) return { kind: "garbage" };
  const host = addressIn(bytes.subarray(HEAD, HEAD + hostLength), type);
  const port = bytes.readUInt16BE(length - 2);
  if (host === "" || port === 0) return { kind: "garbage" };
  return { kind: "datagram", host, port, header: bytes.subarray(0, length), payload: bytes.subarray(length) };
}

/** For a destination by address. */
export function socksHeader({ family, words }: Ip, port: number): Buffer {
  const header = Buffer.alloc(HEAD + words.length * 4 + 2);
  header[HEAD - 1] = family === 4 ? 1 : 4;
  words.forEach((word, n) => void header.writeUInt32BE(word, HEAD + n * 4));
  header.writeUInt16BE(port, header.length - 2);
  return header;
}
