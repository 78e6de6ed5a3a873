/** Which addresses stubs are taken from: a /16 of the shared address space that this machine uses for nothing else. */

import type { StubRange } from "../../core/dns/stub-pool.ts";
import { STUB_PREFIX_BITS, type StubPrefix, stub6Of } from "../../core/dns/stub-prefix.ts";
import { type Cidr, contains, parseCidr, printCidr } from "../../core/net/cidr.ts";
import type { StubPlace } from "../stub-place.ts";

/** RFC 6598: nobody's own network, and no public address. */
const SHARED = { base: 0x6440_0000, bits: 10 };
const BITS = 16;
const COUNT = 2 ** (BITS - SHARED.bits);

/**
 * The first /16 that touches none of `taken`: routes, links' addresses, apps' networks. `begin`, from 0 to 63, is where
 * the search begins: not at the same for all, since whoever else takes from this space begins at its begin.
 */
export function chooseStubRange(taken: readonly Cidr[], begin: number): StubRange | undefined {
  for (let n = 0; n < COUNT; n += 1) {
    const range = { base: SHARED.base + ((begin + n) % COUNT) * 2 ** (32 - BITS), bits: BITS };
    if (touching(range, taken).length === 0) return range;
  }
  return undefined;
}

/** A wider route is a way to the world, in one piece or a few (0.0.0.0/1 and 128.0.0.0/1), and no network's. */
const NETWORK_BITS_MIN = 8;
/** Of unique local addresses a site has as much (RFC 4193); a wider route is nobody's by chance. */
const SITE_BITS = 48;

/** What of `taken` shares addresses with the range. A route for everything is no use of an address. */
export function touching(range: StubRange, taken: readonly Cidr[]): Cidr[] {
  const own = networkOf(range);
  return taken.filter((one) => one.prefix >= NETWORK_BITS_MIN && overlap(own, one));
}

/** The same of the IPv6 stubs' network. */
export function touchingPrefix(prefix: StubPrefix, taken: readonly Cidr[]): Cidr[] {
  const own = prefixNetworkOf(prefix);
  return taken.filter((one) => one.prefix >= SITE_BITS && overlap(own, one));
}

const overlap = (a: Cidr, b: Cidr): boolean => contains(a, b.ip) || contains(b, a.ip);

export const networkOf = ({ base, bits }: StubRange): Cidr => ({ ip: { family: 4, words: [base] }, prefix: bits });
export const prefixNetworkOf = (prefix: StubPrefix): Cidr => ({ ip: stub6Of(prefix, 0), prefix: STUB_PREFIX_BITS });

/** All addresses that stubs of a place may have. */
export const placeNetworks = ({ range, prefix }: StubPlace): Cidr[] => [
  networkOf(range),
  ...(prefix === undefined ? [] : [prefixNetworkOf(prefix)]),
];

/** As few networks as have just the addresses from `first` to before `end`, at most 62 of them. */
export function blocksOf(first: number, end: number): Cidr[] {
  const found: Cidr[] = [];
  for (let at = first; at < end; ) {
    let size = at === 0 ? 2 ** 32 : (at & -at) >>> 0;
    while (at + size > end) size /= 2;
    found.push({ ip: { family: 4, words: [at] }, prefix: 32 - Math.log2(size) });
    at += size;
  }
  return found;
}

/** The IPv6 stubs of IPv4 stubs' networks. */
export const blocks6Of = (prefix: StubPrefix, blocks: readonly Cidr[]): Cidr[] =>
  blocks.map((block) => ({ ip: stub6Of(prefix, block.ip.words[0]!), prefix: 96 + block.prefix }));

/** The second line says for people why it is this one. */
export const stubRangeText = (range: StubRange, why = ""): string =>
  `${printCidr(networkOf(range))}\n${why === "" ? "" : `# ${why}\n`}`;

export const whyIn = (text: string): string | undefined => /^# (.+)$/m.exec(text)?.[1];

/** Undefined where the text is no range that `chooseStubRange` gives. */
export function readStubRange(text: string): StubRange | undefined {
  const cidr = parseCidr(firstLine(text));
  const shared: Cidr = { ip: { family: 4, words: [SHARED.base] }, prefix: SHARED.bits };
  if (cidr?.ip.family !== 4 || cidr.prefix !== BITS || !contains(shared, cidr.ip)) return undefined;
  return { base: cidr.ip.words[0]!, bits: BITS };
}

export const stubPrefixText = (prefix: StubPrefix): string => `${printCidr(prefixNetworkOf(prefix))}\n`;

/** Undefined where the text is no /64 of fd00::/8. */
export function readStubPrefix(text: string): StubPrefix | undefined {
  const cidr = parseCidr(firstLine(text));
  const [high = 0, low = 0] = cidr?.ip.words ?? [];
  return cidr?.ip.family === 6 && cidr.prefix === STUB_PREFIX_BITS && high >>> 24 === 0xfd ? { high, low } : undefined;
}

const firstLine = (text: string): string => (text.split("\n")[0] ?? "").trim();
