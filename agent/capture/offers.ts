/**
 * What is captured: the stub addresses, and the addresses and networks of apps, each with the ports that are offered.
 *
 * By the SRP alone, as all steering: the union of all entries that a host matches, so that no port of anybody's app is
 * refused here. Which app it is, and whether it is allowed, the gateway says.
 */
import { bitsOf, type Cidr, parseCidr, printCidr } from "../../core/net/cidr.ts";
import { parseHostPattern } from "../../core/net/host-name.ts";
import { type Ip, printIp } from "../../core/net/ip.ts";
import type { PortRange, Protocol } from "../../core/net/port-range.ts";

/** Both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface OfferedEntry {
  readonly hosts: readonly string[];
  readonly ports: readonly PortRange[];
}

/** Addresses as numbers, both ends included, and the ports that are offered on each of them. */
export interface OfferedRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly ports: readonly Span[];
}

interface Block {
  readonly cidr: Cidr;
  readonly ports: readonly Span[];
}

export class Offers {
  readonly #names = new Map<string, readonly Span[]>();
  readonly #suffixes = new Map<string, readonly Span[]>();
  readonly #blocks = new Map<string, Block>();

  constructor(entries: readonly OfferedEntry[], protocol: Protocol) {
    for (const { hosts, ports } of entries) {
      const spans = ports.filter((one) => one.protocol === protocol).map(({ from, to }) => ({ from, to }));
      if (spans.length > 0) for (const host of hosts) this.#take(host, spans);
    }
  }

  /** An address that a name has besides its stub: what is offered at the name is offered there. */
  learn(address: string, name: string): void {
    const spans = this.portsOf(name);
    if (spans.length > 0) this.#take(address, spans);
  }

  /** What is offered at a name's stub. */
  portsOf(name: string): readonly Span[] {
    let found = this.#names.get(name) ?? [];
    if (this.#suffixes.size === 0) return found;
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const more = this.#suffixes.get(name.slice(dot + 1));
      if (more !== undefined) found = merged([...found, ...more]);
    }
    return found;
  }

  /** Every network and address that apps state, none that lies in another. */
  blocks(family: 4 | 6): string[] {
    return outer(this.#sorted(family).map(({ cidr }) => cidr)).map(printCidr);
  }

  /** Each network and address that apps state, and its own ports, by its begin. */
  targets(family: 4 | 6): { readonly block: string; readonly ports: Span }[] {
    return this.#sorted(family).flatMap(({ cidr, ports }) =>
      ports.map((span) => ({ block: printCidr(cidr), ports: span })),
    );
  }

  /** The same as ranges that don't overlap, in ascending order; where blocks do, their ports stand together. */
  ranges(family: 4 | 6): OfferedRange[] {
    const found: OfferedRange[] = [];
    // Blocks lie in each other or apart, so those that are open at an address are a stack.
    const open: { readonly to: bigint; readonly ports: readonly Span[] }[] = [];
    let at = 0n;
    const emit = (to: bigint) => {
      const top = open.at(-1);
      if (top !== undefined && at <= to) found.push({ from: at, to, ports: top.ports });
      at = to + 1n;
    };
    const closeBefore = (address: bigint | undefined) => {
      for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
        if (address !== undefined && top.to >= address) return;
        emit(top.to);
        open.pop();
      }
    };
    for (const { cidr, ports } of this.#sorted(family)) {
      const from = firstOf(cidr);
      closeBefore(from);
      emit(from - 1n);
      open.push({ to: lastOf(cidr), ports: merged([...(open.at(-1)?.ports ?? []), ...ports]) });
    }
    closeBefore(undefined);
    return found;
  }

  #take(host: string, spans: readonly Span[]): void {
    const pattern = parseHostPattern(host);
    if ("wrong" in pattern) return;
    const add = (to: Map<string, readonly Span[]>, key: string) =>
      to.set(key, merged([...(to.get(key) ?? []), ...spans]));
    if (pattern.kind === "name") add(this.#names, pattern.name);
    else if (pattern.kind === "wildcard") add(this.#suffixes, pattern.suffix);
    else {
      const cidr = pattern.kind === "cidr" ? pattern.cidr : { ip: pattern.ip, prefix: bitsOf(pattern.ip) };
      const key = printCidr(cidr);
      this.#blocks.set(key, { cidr, ports: merged([...(this.#blocks.get(key)?.ports ?? []), ...spans]) });
    }
  }

  #sorted(family: 4 | 6): Block[] {
    return byBegin([...this.#blocks.values()].filter(({ cidr }) => cidr.ip.family === family));
  }
}

/** By their begin, the larger first. */
function byBegin<Item extends { readonly cidr: Cidr }>(items: readonly Item[]): Item[] {
  const keyed = items.map((item) => ({ item, from: firstOf(item.cidr) }));
  keyed.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.item.cidr.prefix - b.item.cidr.prefix));
  return keyed.map(({ item }) => item);
}

/** Of sorted networks those that lie in no other. */
function outer(sorted: readonly Cidr[]): Cidr[] {
  const found: Cidr[] = [];
  for (const cidr of sorted) {
    const last = found.at(-1);
    if (last === undefined || lastOf(cidr) > lastOf(last)) found.push(cidr);
  }
  return found;
}

/** Of networks of one family, in CIDR notation, those that lie in no other. */
export function outermost(blocks: readonly string[]): string[] {
  const all = blocks.flatMap((text) => parseCidr(text) ?? []).map((cidr) => ({ cidr }));
  return outer(byBegin(all).map(({ cidr }) => cidr)).map(printCidr);
}

/** Sorted, and as few as say the same. */
export function merged(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = found.at(-1);
    if (last === undefined || span.from > last.to + 1) found.push(span);
    else if (span.to > last.to) found[found.length - 1] = { from: last.from, to: span.to };
  }
  return found;
}

export const numberOf = (ip: Ip): bigint => ip.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);

export function ipOf(family: 4 | 6, address: bigint): Ip {
  const words = family === 4 ? [0n] : [96n, 64n, 32n, 0n];
  return { family, words: words.map((shift) => Number((address >> shift) & 0xffff_ffffn)) };
}

export const addressText = (family: 4 | 6, address: bigint): string => printIp(ipOf(family, address));

export const firstOf = ({ ip }: Cidr): bigint => numberOf(ip);
export const lastOf = ({ ip, prefix }: Cidr): bigint => numberOf(ip) | ((1n << BigInt(bitsOf(ip) - prefix)) - 1n);
