/**
 * The IPv6 stubs: a unique local /64 (RFC 4193) of which the last 32 bits are the IPv4 stub of the same name. So a name
 * has one lease, and both of its addresses come and go together.
 */
import type { Ip } from "../net/ip.ts";

/** The first 64 bits, as two words. */
export interface StubPrefix {
  readonly high: number;
  readonly low: number;
}

export const STUB_PREFIX_BITS = 64;

export const stub6Of = ({ high, low }: StubPrefix, stub: number): Ip => ({ family: 6, words: [high, low, 0, stub] });

/** Both addresses of a lease; without a prefix the IPv4 one alone. */
export const stubIps = (prefix: StubPrefix | undefined, stub: number): Ip[] => [
  { family: 4, words: [stub] },
  ...(prefix === undefined ? [] : [stub6Of(prefix, stub)]),
];

/** The IPv4 stub that stands in an address of the prefix; undefined: it is none of it. */
export function stub4In({ high, low }: StubPrefix, ip: Ip): number | undefined {
  const [first, second, third, last] = ip.words;
  return ip.family === 6 && first === high && second === low && third === 0 ? last : undefined;
}

/** A prefix out of 40 random bits, with subnet 0, as RFC 4193 asks for; `random` has at least five bytes. */
export function stubPrefixOf(random: Uint8Array): StubPrefix {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = random;
  return { high: ((0xfd << 24) | (a << 16) | (b << 8) | c) >>> 0, low: ((d << 24) | (e << 16)) >>> 0 };
}
