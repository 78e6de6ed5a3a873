/**
 * What `wayleave run` knows of what is steered, as the agent tells it: all of it first, then each change.
 *
 * It says what goes to the agent and what is dialled from outside. It grants nothing: the gateway decides each flow.
 */
import { addressOfReverse } from "../../core/dns/reverse-name.ts";
import { type StubPrefix, stub4In, stubIps } from "../../core/dns/stub-prefix.ts";
import { type Ip, parseIp, printIp } from "../../core/net/ip.ts";
import type { PortRange } from "../../core/net/port-range.ts";
import { Offers } from "../capture/offers.ts";
import type { Captured, Stub } from "../capture/rules.ts";
import { stubPrefixText, stubRangeText } from "../capture/stub-range.ts";
import { SteerTable } from "../steer.ts";

export interface Source {
  readonly ip: string;
  readonly port: number;
}

export interface SteeredEntry {
  readonly hosts: readonly string[];
  readonly ports: readonly PortRange[];
}

export type LeaseLine = readonly [name: string, address: number];

/** What a publisher has said: a real address of a name. */
export type LearnedLine = readonly [address: string, name: string];

export interface SteeredAll {
  /** Null: no gateway has said yet what is private. */
  readonly srp: {
    readonly version: number;
    readonly domains: readonly string[];
    readonly entries: readonly SteeredEntry[];
  } | null;
  /** Of the stubs; `base` is its first address as a number. */
  readonly range: { readonly base: number; readonly bits: number };
  /** Of the IPv6 stubs; null: there are none. */
  readonly prefix: StubPrefix | null;
  readonly leases: readonly LeaseLine[];
  readonly learned: readonly LearnedLine[];
  /** Where the agent answers DNS. */
  readonly dns: Source;
}

export type WatchLine =
  | { readonly all: SteeredAll }
  | { readonly leased: readonly LeaseLine[] }
  | { readonly released: readonly LeaseLine[] }
  /** All that hold now, in place of those before. */
  | { readonly learned: readonly LearnedLine[] };

/** What the packet filter is to be told. */
export type ViewChange =
  | { readonly kind: "all" }
  | { readonly kind: "add" | "delete"; readonly stubs: readonly Stub[] };

export class SteeredView {
  readonly #all: SteeredAll;
  readonly #table: SteerTable;
  #offers = new Offers([], "tcp");
  #udpOffers = new Offers([], "udp");
  #learned: ReadonlySet<string> = new Set();
  readonly #leases = new Map<string, number>();
  readonly #held = new Set<number>();

  constructor(all: SteeredAll) {
    this.#all = all;
    const { entries = [], domains = [], version = 0 } = all.srp ?? {};
    this.#table = new SteerTable({
      version,
      entries: entries.map(({ hosts }) => ({ app: "", hosts })),
      privateDomains: domains,
    });
    this.#learn(all.learned);
    for (const line of all.leases) this.#hold(line);
  }

  /** The agent's own DNS. */
  get dns(): Source {
    return this.#all.dns;
  }

  /** All of it anew is another view's to say. */
  take(said: Exclude<WatchLine, { all: SteeredAll }>): ViewChange {
    if ("learned" in said) {
      this.#learn(said.learned);
      return { kind: "all" };
    }
    const isNew = "leased" in said;
    const lines = isNew ? said.leased : said.released;
    const stubs = lines.map(([name, address]) => this.#stub(name, address));
    for (const line of lines) {
      if (isNew) this.#hold(line);
      else this.#release(line);
    }
    return { kind: isNew ? "add" : "delete", stubs };
  }

  /** The IPv4 stub that an address is, or stands for; undefined: it is none. */
  stubIn(ip: Ip): number | undefined {
    const { range, prefix } = this.#all;
    if (ip.family === 6) return prefix === null ? undefined : stub4In(prefix, ip);
    const size = 2 ** (32 - range.bits);
    return Math.floor(ip.words[0]! / size) === Math.floor(range.base / size) ? ip.words[0] : undefined;
  }

  /** Whether an address that the agent has answered with is known here: a stub that is some name's, or another. */
  knows(ip: Ip): boolean {
    const stub = this.stubIn(ip);
    return stub === undefined ? this.steers(printIp(ip)) : this.#held.has(stub);
  }

  /** Whether a name, or an address in text, goes to the agent. */
  steers(host: string): boolean {
    const ip = parseIp(host);
    if (ip !== undefined && (this.stubIn(ip) !== undefined || this.#learned.has(printIp(ip)))) return true;
    return this.#table.steer(host).kind !== "elsewhere";
  }

  /** Whether a question of DNS is the agent's: the name's own, or that of one of our addresses. */
  asksAgent(name: string): boolean {
    const reversed = addressOfReverse(name);
    return reversed === undefined ? this.steers(name) : this.steers(printIp(reversed));
  }

  captured(): Omit<Captured, "ports"> {
    const { range, prefix } = this.#all;
    return {
      stubRanges: { 4: [stubRangeText(range).trim()], 6: prefix === null ? [] : [stubPrefixText(prefix).trim()] },
      stubs: [...this.#leases].map(([name, address]) => this.#stub(name, address)),
      offers: this.#offers,
      udpOffers: this.#udpOffers,
    };
  }

  #learn(lines: readonly LearnedLine[]): void {
    const entries = this.#all.srp?.entries ?? [];
    this.#offers = new Offers(entries, "tcp");
    this.#udpOffers = new Offers(entries, "udp");
    for (const [address, name] of lines) {
      for (const either of [this.#offers, this.#udpOffers]) either.learn(address, name);
    }
    this.#learned = new Set(lines.map(([address]) => address));
  }

  #hold([name, address]: LeaseLine): void {
    this.#leases.set(name, address);
    this.#held.add(address);
  }

  #release([name, address]: LeaseLine): void {
    if (this.#leases.get(name) !== address) return;
    this.#leases.delete(name);
    this.#held.delete(address);
  }

  #stub(name: string, address: number): Stub {
    const { prefix } = this.#all;
    const ips = stubIps(prefix ?? undefined, address);
    return { ips, ports: this.#offers.portsOf(name), udpPorts: this.#udpOffers.portsOf(name) };
  }
}
