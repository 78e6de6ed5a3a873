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
}

export interface Srp {
  readonly version: number;
  readonly entries: readonly SrpEntry[];
  readonly privateDomains: readonly string[];
}

export type Steered =
  /** An app of this person's SRP has this host. */
  | { readonly kind: "app" }
  /** Under a private domain, but of no app that we know: the gateway refuses it, and records that. */
  | { readonly kind: "private" }
  | { readonly kind: "elsewhere" };

/** An SRP made ready for questions: thousands of apps cost one look-up per label. */
export class SteerTable {
  readonly version: number;
  readonly #domains: readonly string[];
  readonly #hosts = new Set<string>();
  readonly #suffixes = new Set<string>();
  readonly #blocks: Cidr[] = [];
  /** Hosts that we can't read: a newer gateway's pattern, told once. */
  readonly unread: string[] = [];

  constructor(srp: Srp) {
    this.version = srp.version;
    this.#domains = srp.privateDomains;
    for (const { hosts } of srp.entries) for (const host of hosts) this.#take(host);
  }

  /** `host` is in normal form: lower case without trailing dot, or an address. */
  steer(host: string): Steered {
    const ip = parseIp(host);
    if (ip !== undefined) return this.#holdsIp(ip) ? { kind: "app" } : { kind: "elsewhere" };
    if (this.#hosts.has(host) || this.#underWildcard(host)) return { kind: "app" };
    return this.#domains.some((domain) => isUnder(host, domain)) ? { kind: "private" } : { kind: "elsewhere" };
  }

  #take(text: string): void {
    const pattern = parseHostPattern(text);
    if ("wrong" in pattern) this.unread.push(text);
    else if (pattern.kind === "name") this.#hosts.add(pattern.name);
    else if (pattern.kind === "ip") this.#hosts.add(printIp(pattern.ip));
    else if (pattern.kind === "wildcard") this.#suffixes.add(pattern.suffix);
    else this.#blocks.push(pattern.cidr);
  }

  #holdsIp(ip: Ip): boolean {
    return this.#hosts.has(printIp(ip)) || this.#blocks.some((block) => contains(block, ip));
  }

  #underWildcard(name: string): boolean {
    if (this.#suffixes.size === 0) return false;
    for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
      if (this.#suffixes.has(name.slice(dot + 1))) return true;
    }
    return false;
  }
}
