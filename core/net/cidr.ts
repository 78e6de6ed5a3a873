/** Blocks of addresses: `10.1.0.0/16`, `2001:db8::/32`. */
import type { Ip } from "./ip.ts";
import { parseIp, printIp } from "./ip.ts";

export interface Cidr {
  /** Its bits past the prefix are zero. */
  readonly ip: Ip;
  readonly prefix: number;
}

/** Undefined if the text is no block; bits past the prefix are dropped. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text);
  if (match === null) return undefined;
  const ip = parseIp(match[1]!);
  if (ip === undefined) return undefined;
  // An IPv4-mapped block is written with IPv6's 128 bits, and we hold its IPv4 part.
  const prefix = Number(match[2]) - (ip.family === 4 && match[1]!.includes(":") ? 96 : 0);
  if (prefix < 0 || prefix > bitsOf(ip)) return undefined;
  return { ip: masked(ip, prefix), prefix };
}

/** A block, or an address as the block of it alone; undefined where the text is neither. */
export function parseNetwork(text: string): Cidr | undefined {
  if (text.includes("/")) return parseCidr(text);
  const ip = parseIp(text);
  return ip && cidrOf(ip);
}

/** The block of one address. */
export const cidrOf = (ip: Ip): Cidr => ({ ip, prefix: bitsOf(ip) });

export const bitsOf = (ip: Ip): number => ip.words.length * 32;

/** The address with all bits past the prefix set to zero. */
export function masked(ip: Ip, prefix: number): Ip {
  return { family: ip.family, words: ip.words.map((word, i) => maskWord(word, prefix - i * 32)) };
}

/** The masked address as a key of tables: for IPv4 a number, of 32 bits with a sign, which an engine has at hand. */
export const maskedKey = (ip: Ip, prefix: number): number | string =>
  ip.family === 4 ? maskedWord(ip.words[0]!, prefix) : masked(ip, prefix).words.join(" ");

/** As `maskedKey` of an IPv4 address. */
export const maskedWord = (word: number, prefix: number): number => maskWord(word, prefix) | 0;

/** Shifts by 32 and more wrap around in JavaScript, hence the ends. */
function maskWord(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? word : (word & (0xffff_ffff << (32 - bits))) >>> 0;
}

export const printCidr = (cidr: Cidr): string => `${printIp(cidr.ip)}/${cidr.prefix}`;

export function contains(cidr: Cidr, ip: Ip): boolean {
  if (cidr.ip.family !== ip.family) return false;
  return cidr.ip.words.every((word, i) => word === maskWord(ip.words[i]!, cidr.prefix - i * 32));
}
