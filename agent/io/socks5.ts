/** SOCKS5 (RFC 1928) as far as we speak it: no authentication; CONNECT by name, IPv4 or IPv6; UDP ASSOCIATE. */
import type { Ip } from "../../core/net/ip.ts";

export type SocksGreeting =
  /** Incomplete. */
  | { readonly kind: "more" }
  | { readonly kind: "garbage" }
  /** The program offers no method that we speak. */
  | { readonly kind: "no-method"; readonly length: number }
  | { readonly kind: "greeting"; readonly length: number };

export type SocksRequest =
  | { readonly kind: "more" }
  | { readonly kind: "garbage" }
  | { readonly kind: "refused"; readonly reply: number; readonly reason: string }
  | { readonly kind: "connect"; readonly host: string; readonly port: number; readonly length: number }
  /** `port`: from where the program will send; 0 where it doesn't know yet. */
  | { readonly kind: "associate"; readonly port: number; readonly length: number };

const VERSION = 5;
const NO_AUTHENTICATION = 0;
const CONNECT = 1;
const UDP_ASSOCIATE = 3;

export const SOCKS_METHOD_NONE = Buffer.from([VERSION, NO_AUTHENTICATION]);
export const SOCKS_NO_METHOD = Buffer.from([VERSION, 0xff]);
/** SOCKS4's "rejected", so that its clients too give up with a reason. */
export const SOCKS4_REJECTED = Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]);

export const SOCKS_SUCCEEDED = 0;
export const SOCKS_FAILED = 1;
const COMMAND_NOT_SUPPORTED = 7;
const ADDRESS_NOT_SUPPORTED = 8;

/** The bound address is not the program's business: the app's side of the flow is far away. */
export const socksAnswer = (reply: number): Buffer => Buffer.from([VERSION, reply, 0, 1, 0, 0, 0, 0, 0, 0]);

/** Where the program is to send its datagrams: an address of this host. */
export function socksAssociated({ family, words }: Ip, port: number): Buffer {
  const answer = Buffer.alloc(4 + words.length * 4 + 2);
  answer.set([VERSION, SOCKS_SUCCEEDED, 0, family === 4 ? 1 : 4]);
  words.forEach((word, n) => void answer.writeUInt32BE(word, 4 + n * 4));
  answer.writeUInt16BE(port, answer.length - 2);
  return answer;
}

export function readGreeting(bytes: Buffer): SocksGreeting {
  if (bytes.length < 2) return { kind: "more" };
  const methods = bytes[1]!;
  if (bytes[0] !== VERSION || methods === 0) return { kind: "garbage" };
  const length = 2 + methods;
  if (bytes.length < length) return { kind: "more" };
  return { kind: bytes.subarray(2, length).includes(NO_AUTHENTICATION) ? "greeting" : "no-method", length };
}

export function readRequest(bytes: Buffer): SocksRequest {
  if (bytes.length < 5) return { kind: "more" };
  const [version, command, reserved, type] = bytes;
  if (version !== VERSION || reserved !== 0) return { kind: "garbage" };
  if (command !== CONNECT && command !== UDP_ASSOCIATE) {
    const reason = command === 2 ? "socks-bind" : "socks-command";
    return { kind: "refused", reply: COMMAND_NOT_SUPPORTED, reason };
  }
  const hostLength = addressLength(type!, bytes[4]!);
  if (hostLength === undefined) return { kind: "refused", reply: ADDRESS_NOT_SUPPORTED, reason: "socks-address" };
  const length = 4 + hostLength + 2;
  if (bytes.length < length) return { kind: "more" };
  const port = bytes.readUInt16BE(length - 2);
  // The address from which it will send is the one of this connection, whatever it says.
  if (command === UDP_ASSOCIATE) return { kind: "associate", port, length };
  const host = addressIn(bytes.subarray(4, 4 + hostLength), type!);
  if (host === "" || port === 0) return { kind: "garbage" };
  return { kind: "connect", host, port, length };
}

/** Of an address of that type whose first byte is `first`; undefined for a type that there is not. */
export const addressLength = (type: number, first: number): number | undefined =>
  type === 1 ? 4 : type === 4 ? 16 : type === 3 ? 1 + first : undefined;

/** A name, or an address in text. */
export function addressIn(bytes: Buffer, type: number): string {
  if (type === 1) return bytes.join(".");
  if (type === 3) return bytes.toString("latin1", 1);
  const words: string[] = [];
  for (let at = 0; at < 16; at += 2) words.push(bytes.readUInt16BE(at).toString(16));
  return words.join(":");
}
