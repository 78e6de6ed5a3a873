/**
 * Step 1 of the life of a flow: is this name or address ours?
 *
 * By the SRP alone, which holds all that concerns this person. Ports play no part: a host that is ours goes to the
 * gateway even on a port that no app has, so that the miss is recorded there. Steering grants nothing.
 */
import { type Cidr, contains } from "../core/net/cidr.ts";
import { isUnder, parseHostPattern } from "../core/net/host-name.ts";
import { type Ip, parseIp, printIp } from "../core/net/ip.ts";

export interface SrpEntry {
  readonly app: string;
  readonly hosts: readonly string[];
  readonly usePublisherDns?: boolean;
}

export interface Srp {
  readonly version: number;
  readonly entries: readonly SrpEntry[];
  readonly privateDomains: readonly string[];
}

export type Steered =
  /** An app of this person's SRP has this host. */
  | Found
  /** Under a private domain, but of no app that we know: the gateway refuses it, and records that. */
  | { readonly kind: "private" }
  | { readonly kind: "elsewhere" };

export interface Found {
  readonly kind: "app";
  readonly app: string;
  /** Only a wildcard says so: whether there is such a name, its publisher knows. */
  readonly wildcard: boolean;
  readonly usePublisherDns: boolean;
}

/** An SRP made ready for questions: thousands of apps cost one look-up per label. */
export class SteerTable {
  readonly version: number;
  readonly domains: readonly string[];
  /** What it is made of. */
  readonly srp: Srp;
  readonly #hosts = new Map<string, Found>();
  readonly #suffixes = new Map<string, Found>();
  readonly #blocks: { readonly cidr: Cidr; readonly found: Found }[] = [];
  /** All names that others lie below. */
  readonly #nodes = new Set<string>();
  /** Hosts that we can't read: a newer gateway's pattern, told once. */
  readonly unread: string[] = [];

  constructor(srp: Srp) {
    this.srp = srp;
    this.version = srp.version;
    this.domains = srp.privateDomains;
    for (const entry of srp.entries) for (const host of entry.hosts) this.#take(host, entry);
    for (const domain of srp.privateDomains) this.#nodes.add(domain);
  }

  /** `host` is in normal form: lower case without trailing dot, or an address. */
  steer(host: string): Steered {
    const ip = parseIp(host);
    if (ip !== undefined) return this.#byIp(ip) ?? { kind: "elsewhere" };
    const found = this.#hosts.get(host) ?? this.#byWildcard(host);
    if (found !== undefined) return found;
    return this.domainOf(host) === undefined ? { kind: "elsewhere" } : { kind: "private" };
  }

  /** The private domain that a name is in, the longest one; in lower case, and be it no name of a host. */
  domainOf(name: string): string | undefined {
    let longest: string | undefined;
    for (const domain of this.domains) {
      if (isUnder(name, domain) && domain.length > (longest?.length ?? 0)) longest = domain;
    }
    return longest;
  }

  /** A name that has nothing itself, with names of apps below it: it exists (RFC 8020). */
  hasBelow(name: string): boolean {
    return this.#nodes.has(name);
  }

  #take(text: string, { app, usePublisherDns = false }: SrpEntry): void {
    const pattern = parseHostPattern(text);
    if ("wrong" in pattern) return void this.unread.push(text);
    const found: Found = { kind: "app", app, wildcard: pattern.kind === "wildcard", usePublisherDns };
    // Of two apps the first by name has it, as entries are sorted by it.
    const add = (to: Map<string, Found>, key: string) => void (to.has(key) || to.set(key, found));
    if (pattern.kind === "ip") add(this.#hosts, printIp(pattern.ip));
    else if (pattern.kind === "cidr") this.#blocks.push({ cidr: pattern.cidr, found });
    else if (pattern.kind === "wildcard") {
      add(this.#suffixes, pattern.suffix);
      this.#noteAbove(`*.${pattern.suffix}`);
    } else {
      add(this.#hosts, pattern.name);
      this.#noteAbove(pattern.name);
    }
  }

  #noteAbove(name: string): void {
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const above = name.slice(dot + 1);
      // What is above a noted one is noted, too.
      if (this.#nodes.has(above)) return;
      this.#nodes.add(above);
    }
  }

  #byIp(ip: Ip): Found | undefined {
    const exact = this.#hosts.get(printIp(ip));
    if (exact !== undefined) return exact;
    let longest: { readonly cidr: Cidr; readonly found: Found } | undefined;
    for (const block of this.#blocks) {
      if (contains(block.cidr, ip) && block.cidr.prefix > (longest?.cidr.prefix ?? -1)) longest = block;
    }
    return longest?.found;
  }

  #byWildcard(name: string): Found | undefined {
    if (this.#suffixes.size === 0) return undefined;
    // From the longest suffix on.
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      const found = this.#suffixes.get(name.slice(dot + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
