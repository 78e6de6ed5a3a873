/** Which addresses stubs are taken from: a /16 of the shared address space that this machine uses for nothing else. */

import type { StubRange } from "../../core/dns/stub-pool.ts";
import { STUB_PREFIX_BITS, type StubPrefix, stub6Of } from "../../core/dns/stub-prefix.ts";
import { type Cidr, contains, parseCidr, printCidr } from "../../core/net/cidr.ts";

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

/** What of `taken` shares addresses with the range. A route for everything is no use of an address. */
export function touching(range: StubRange, taken: readonly Cidr[]): Cidr[] {
  const own: Cidr = { ip: { family: 4, words: [range.base] }, prefix: range.bits };
  return taken.filter((one) => one.prefix > 0 && (contains(one, own.ip) || contains(own, one.ip)));
}

export const stubRangeText = ({ base, bits }: StubRange): string =>
  `${printCidr({ ip: { family: 4, words: [base] }, prefix: bits })}\n`;

/** Undefined where the text is no range that `chooseStubRange` gives. */
export function readStubRange(text: string): StubRange | undefined {
  const cidr = parseCidr(text.trim());
  const shared: Cidr = { ip: { family: 4, words: [SHARED.base] }, prefix: SHARED.bits };
  if (cidr?.ip.family !== 4 || cidr.prefix !== BITS || !contains(shared, cidr.ip)) return undefined;
  return { base: cidr.ip.words[0]!, bits: BITS };
}

export const stubPrefixText = (prefix: StubPrefix): string =>
  `${printCidr({ ip: stub6Of(prefix, 0), prefix: STUB_PREFIX_BITS })}\n`;

/** Undefined where the text is no /64 of fd00::/8. */
export function readStubPrefix(text: string): StubPrefix | undefined {
  const cidr = parseCidr(text.trim());
  const [high = 0, low = 0] = cidr?.ip.words ?? [];
  return cidr?.ip.family === 6 && cidr.prefix === STUB_PREFIX_BITS && high >>> 24 === 0xfd ? { high, low } : undefined;
}
