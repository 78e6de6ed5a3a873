/**
 * The packet filter's part of capture, as text for `nft -f`.
 *
 * Connections and datagrams to what is offered are handed to our sockets. Connections to other ports of the same
 * addresses are refused before anybody has accepted them, datagrams to other ports of stubs are dropped.
 *
 * All of it is about packets that this machine sends to itself: routes turn them to the loopback (`./routes.ts`).
 */
import { type Ip, printIp } from "../../core/net/ip.ts";
import { addressText, type OfferedRange, type Offers, type Span } from "./offers.ts";

export const TABLE = "wayleave_agent";
/** Destinations of which somebody tried a port that nobody offers: what is past that many is refused without a note. */
const MISSED_MAX = 4_096;
/** Noted again when it is tried again after that. */
const MISSED_S = 60;

export interface Stub {
  /** One, or one of each family. */
  readonly ips: readonly Ip[];
  readonly ports: readonly Span[];
  readonly udpPorts: readonly Span[];
}

export interface ListenPorts {
  readonly tcp4: number;
  readonly tcp6: number;
  readonly udp4: number;
  readonly udp6: number;
}

export interface Captured {
  /** The stubs' whole ranges, in CIDR notation: an address of them that is no stub is refused, too. */
  readonly stubRanges: { readonly 4: readonly string[]; readonly 6: readonly string[] };
  readonly stubs: readonly Stub[];
  readonly offers: Offers;
  readonly udpOffers: Offers;
  /** Where our sockets stand: on 127.0.0.1 and ::1. */
  readonly ports: ListenPorts;
}

/** The whole table in place of the one before, at once. */
export function tableText({ ports, ...offered }: Captured): string {
  return `table inet ${TABLE} {}
delete table inet ${TABLE}
table inet ${TABLE} {
${setsText(offered)}
${missedSet("missed4", "ipv4_addr")}
${missedSet("missed6", "ipv6_addr")}
  chain take {
    type filter hook prerouting priority mangle; policy accept;
    iifname != "lo" accept
    # What belongs to a connection finds it by itself.
    tcp flags & (fin | syn | rst | ack) != syn accept
    ip daddr @ours4 goto take4
    ip6 daddr @ours6 goto take6
  }
  chain take4 {
    ip daddr . tcp dport @stubs4 tproxy ip to 127.0.0.1:${ports.tcp4} accept
    ip daddr . tcp dport @apps4 tproxy ip to 127.0.0.1:${ports.tcp4} accept
    ip daddr . udp dport @udp_stubs4 tproxy ip to 127.0.0.1:${ports.udp4} accept
    ip daddr . udp dport @udp_apps4 tproxy ip to 127.0.0.1:${ports.udp4} accept
    # Of stubs alone: others' datagrams to apps' networks are not turned here. No ICMP can leave from such an address.
    update @missed4 { ip daddr . meta l4proto . th dport }
    meta l4proto udp drop
    reject with tcp reset
  }
  chain take6 {
    ip6 daddr . tcp dport @stubs6 tproxy ip6 to [::1]:${ports.tcp6} accept
    ip6 daddr . tcp dport @apps6 tproxy ip6 to [::1]:${ports.tcp6} accept
    ip6 daddr . udp dport @udp_stubs6 tproxy ip6 to [::1]:${ports.udp6} accept
    ip6 daddr . udp dport @udp_apps6 tproxy ip6 to [::1]:${ports.udp6} accept
    update @missed6 { ip6 daddr . meta l4proto . th dport }
    meta l4proto udp drop
    reject with tcp reset
  }
}
`;
}

/** What is ours, and what of it is offered: the sets that a table's chains look into. */
export function setsText({ stubRanges, stubs, offers, udpOffers }: Omit<Captured, "ports">): string {
  const blocks = (family: 4 | 6) => [
    ...new Set([...stubRanges[family], ...offers.blocks(family), ...udpOffers.blocks(family)]),
  ];
  return [
    set("ours4", "ipv4_addr", "interval; auto-merge", blocks(4)),
    set("ours6", "ipv6_addr", "interval; auto-merge", blocks(6)),
    set("stubs4", "ipv4_addr . inet_service", "interval", stubElements(4, stubs)),
    set("stubs6", "ipv6_addr . inet_service", "interval", stubElements(6, stubs)),
    set("udp_stubs4", "ipv4_addr . inet_service", "interval", udpElements(4, stubs)),
    set("udp_stubs6", "ipv6_addr . inet_service", "interval", udpElements(6, stubs)),
    set("apps4", "ipv4_addr . inet_service", "interval", rangeElements(4, offers.ranges(4))),
    set("udp_apps4", "ipv4_addr . inet_service", "interval", rangeElements(4, udpOffers.ranges(4))),
    set("udp_apps6", "ipv6_addr . inet_service", "interval", rangeElements(6, udpOffers.ranges(6))),
    set("apps6", "ipv6_addr . inet_service", "interval", rangeElements(6, offers.ranges(6))),
  ].join("\n");
}

/** Undefined: there is nothing to change. */
export const addStubsText = (stubs: readonly Stub[], table = TABLE) => changeText("add", stubs, table);
export const deleteStubsText = (stubs: readonly Stub[], table = TABLE) => changeText("delete", stubs, table);

function changeText(what: "add" | "delete", stubs: readonly Stub[], table: string): string | undefined {
  const line = (name: string, elements: readonly string[]) =>
    elements.length === 0 ? "" : `${what} element inet ${table} ${name} { ${elements.join(", ")} }\n`;
  const text = ([4, 6] as const)
    .map((family) => {
      const udp = line(`udp_stubs${family}`, udpElements(family, stubs));
      return line(`stubs${family}`, stubElements(family, stubs)) + udp;
    })
    .join("");
  return text === "" ? undefined : text;
}

function elementsOf(family: 4 | 6, ips: readonly Ip[], ports: readonly Span[]): string[] {
  const own = ips.filter((ip) => ip.family === family).map(printIp);
  return own.flatMap((ip) => ports.map((span) => `${ip} . ${spanText(span)}`));
}
const stubElements = (family: 4 | 6, stubs: readonly Stub[]): string[] =>
  stubs.flatMap(({ ips, ports }) => elementsOf(family, ips, ports));
const udpElements = (family: 4 | 6, stubs: readonly Stub[]): string[] =>
  stubs.flatMap(({ ips, udpPorts }) => elementsOf(family, ips, udpPorts));

const spanText = ({ from, to }: Span): string => (from === to ? String(from) : `${from}-${to}`);

function rangeElements(family: 4 | 6, ranges: readonly OfferedRange[]): string[] {
  return ranges.flatMap(({ from, to, ports }) => {
    const [first, last] = [addressText(family, from), addressText(family, to)];
    return ports.map((span) => `${first === last ? first : `${first}-${last}`} . ${spanText(span)}`);
  });
}

function set(name: string, type: string, flags: string, elements: readonly string[]): string {
  // The filter's language knows no empty list.
  const held = elements.length === 0 ? "" : ` elements = { ${elements.join(", ")} }`;
  return `  set ${name} { type ${type}; flags ${flags};${held} }`;
}

const MISSED_KEPT = `size ${MISSED_MAX}; flags dynamic, timeout; timeout ${MISSED_S}s;`;

const missedSet = (name: string, type: string): string =>
  `  set ${name} { type ${type} . inet_proto . inet_service; ${MISSED_KEPT} }`;

/** A port that was tried, and that no app offers. */
export interface Missed {
  readonly address: string;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

/** The notes in `nft -j list set`; what is no such text has none. */
export function missedIn(json: string): Missed[] {
  try {
    const { nftables } = JSON.parse(json) as { nftables: { set?: { elem?: unknown[] } }[] };
    return nftables.flatMap(({ set: listed }) => (listed?.elem ?? []).flatMap(missOf));
  } catch {
    return [];
  }
}

function missOf(element: unknown): Missed[] {
  const value = (element as { elem?: { val?: { concat?: unknown[] } } } | null)?.elem?.val?.concat;
  const [address, protocol, port] = value ?? [];
  const isMiss = typeof address === "string" && typeof port === "number" && (protocol === "tcp" || protocol === "udp");
  return isMiss ? [{ address, protocol, port }] : [];
}
