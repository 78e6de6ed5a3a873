/**
 * Which names systemd-resolved is to ask us for: what this device's SRP names, and the stubs' own reverse zones. A name
 * stands for itself and all below it; what of that isn't ours we pass on, as ever.
 */
import { type Cidr, cidrOf } from "../../core/net/cidr.ts";
import { parseHostPattern } from "../../core/net/host-name.ts";
import type { SrpEntry } from "../steer.ts";

/**
 * resolved keeps 255 of a link, those that are about to go among them: of half as many each set can follow each other
 * without a moment in which the link has none (LINK_SEARCH_DOMAINS_MAX, src/resolve/resolved-dns-search-domain.h).
 */
export const DOMAINS_MAX = 127;
/** All names there are. */
export const ROOT = ".";

export interface RoutedNames {
  readonly privateDomains: readonly string[];
  readonly entries: readonly Pick<SrpEntry, "hosts" | "usePublisherDns">[];
  /** Networks of stubs. */
  readonly stubs: readonly Cidr[];
}

/**
 * Names in normal form, sorted, none below another, at most `max`. Where there are more, the deepest give way to the
 * names above them until they are few enough: so none of ours is ever asked of anybody else.
 */
export function routingDomains({ privateDomains, entries, stubs }: RoutedNames, max = DOMAINS_MAX): string[] {
  const names = entries.flatMap(({ hosts, usePublisherDns = false }) =>
    hosts.flatMap((host) => nameFor(host, usePublisherDns)),
  );
  let found = outermost([...privateDomains, ...names, ...stubs.map(reverseZone)]);
  while (found.length > max) {
    const wider = parentsToName(found, found.length - max);
    found = outermost(found.map((name) => (wider.has(parentOf(name)) ? parentOf(name) : name)));
  }
  return found.sort();
}

/** Parents of the deepest names, those with the most of them first, until `spare` names less are left if it can be. */
function parentsToName(names: readonly string[], spare: number): ReadonlySet<string> {
  const deepest = names.reduce((most, name) => Math.max(most, depth(name)), 0);
  const children = new Map<string, number>();
  for (const name of names) {
    if (depth(name) === deepest) children.set(parentOf(name), (children.get(parentOf(name)) ?? 0) + 1);
  }
  const found = new Set<string>();
  let left = spare;
  for (const [parent, count] of [...children].sort(([, a], [, b]) => b - a)) {
    if (left <= 0 || (count === 1 && found.size > 0)) break;
    // Where each has one only, the next turn finds fewer parents.
    if (count === 1) return new Set(children.keys());
    found.add(parent);
    left -= count - 1;
  }
  return found;
}

/** Of addresses only PTR is asked, and of a publisher where its app says so. */
function nameFor(host: string, usePublisherDns: boolean): string[] {
  const pattern = parseHostPattern(host);
  if ("wrong" in pattern) return [];
  if (pattern.kind === "name") return [pattern.name];
  if (pattern.kind === "wildcard") return [pattern.suffix];
  if (!usePublisherDns) return [];
  return [reverseZone(pattern.kind === "cidr" ? pattern.cidr : cidrOf(pattern.ip))];
}

/** The smallest zone that has all names of a network's addresses: zones end at bytes, or at half bytes of IPv6. */
export function reverseZone({ ip: { family, words }, prefix }: Cidr): string {
  const [bits, radix, top] = family === 4 ? ([8, 10, "in-addr.arpa"] as const) : ([4, 16, "ip6.arpa"] as const);
  const digits = words.flatMap((word) =>
    Array.from({ length: 32 / bits }, (_, n) => ((word >>> (32 - bits * (n + 1))) & (2 ** bits - 1)).toString(radix)),
  );
  return [...digits.slice(0, Math.floor(prefix / bits)).reverse(), top].join(".");
}

function outermost(names: readonly string[]): string[] {
  const all = new Set(names);
  if (all.has(ROOT)) return [ROOT];
  return [...all].filter((name) => !aboves(name).some((above) => all.has(above)));
}

function aboves(name: string): string[] {
  const found: string[] = [];
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) found.push(name.slice(dot + 1));
  return found;
}

const depth = (name: string): number => (name === ROOT ? 0 : name.split(".").length);
const parentOf = (name: string): string => {
  const dot = name.indexOf(".");
  return dot < 0 ? ROOT : name.slice(dot + 1);
};
