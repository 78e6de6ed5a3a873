/**
 * The packet filter's part of capture, as text for `nft -f`.
 *
 * Connections and datagrams to what is offered are handed to our sockets. Connections to other ports of the same
 * addresses are refused before anybody has accepted them, datagrams to other ports of stubs are dropped.
 *
 * All of it is about packets that this machine sends to itself: routes turn them to the loopback (`./routes.ts`).
 */
import { type Ip, printIp } from "../../core/net/ip.ts";
import { addressText, type OfferedRange, type Offers, outermost, type Span } from "./offers.ts";

export const TABLE = "wayleave_agent";
/** Destinations of which somebody tried a port that nobody offers: what is past that many is refused without a note. */
const MISSED_MAX = 4_096;
/** Noted again when it is tried again after that. */
const MISSED_S = 60;

/** Of TCP connections that were begun, of UDP datagrams: handed over by a set, or refused; by family. */
export const COUNTERS = (["tcp", "udp"] as const).flatMap((protocol) =>
  (["stubs", "apps", "refused"] as const).flatMap((what) => [`${protocol}_${what}4`, `${protocol}_${what}6`]),
);

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
${LEARNED_SETS.map((name) => set(name, typeOf(name), [])).join("\n")}
${missedSet("missed4", "ipv4_addr")}
${missedSet("missed6", "ipv6_addr")}
${COUNTERS.map((name) => `  counter ${name} {}`).join("\n")}
  chain take {
    type filter hook prerouting priority mangle; policy accept;
    iifname != "lo" accept
    # What belongs to a connection finds it by itself.
    tcp flags & (fin | syn | rst | ack) != syn accept
    ip daddr . meta l4proto @ours4 goto take4
    ip daddr @known4 goto take4
    ip6 daddr . meta l4proto @ours6 goto take6
    ip6 daddr @known6 goto take6
  }
  chain take4 {
    ip daddr . tcp dport @stubs4 counter name tcp_stubs4 tproxy ip to 127.0.0.1:${ports.tcp4} accept
    ip daddr . tcp dport @apps4 counter name tcp_apps4 tproxy ip to 127.0.0.1:${ports.tcp4} accept
    ip daddr . tcp dport @learned4 counter name tcp_apps4 tproxy ip to 127.0.0.1:${ports.tcp4} accept
    ip daddr . udp dport @udp_stubs4 counter name udp_stubs4 tproxy ip to 127.0.0.1:${ports.udp4} accept
    ip daddr . udp dport @udp_apps4 counter name udp_apps4 tproxy ip to 127.0.0.1:${ports.udp4} accept
    ip daddr . udp dport @udp_learned4 counter name udp_apps4 tproxy ip to 127.0.0.1:${ports.udp4} accept
    # Of stubs alone: others' datagrams to apps' networks are not turned here. No ICMP can leave from such an address.
    update @missed4 { ip daddr . meta l4proto . th dport }
    meta l4proto udp counter name udp_refused4 drop
    counter name tcp_refused4 reject with tcp reset
  }
  chain take6 {
    ip6 daddr . tcp dport @stubs6 counter name tcp_stubs6 tproxy ip6 to [::1]:${ports.tcp6} accept
    ip6 daddr . tcp dport @apps6 counter name tcp_apps6 tproxy ip6 to [::1]:${ports.tcp6} accept
    ip6 daddr . tcp dport @learned6 counter name tcp_apps6 tproxy ip6 to [::1]:${ports.tcp6} accept
    ip6 daddr . udp dport @udp_stubs6 counter name udp_stubs6 tproxy ip6 to [::1]:${ports.udp6} accept
    ip6 daddr . udp dport @udp_apps6 counter name udp_apps6 tproxy ip6 to [::1]:${ports.udp6} accept
    ip6 daddr . udp dport @udp_learned6 counter name udp_apps6 tproxy ip6 to [::1]:${ports.udp6} accept
    update @missed6 { ip6 daddr . meta l4proto . th dport }
    meta l4proto udp counter name udp_refused6 drop
    counter name tcp_refused6 reject with tcp reset
  }
}
`;
}

/** What is ours, and what of it is offered: the sets that a table's chains look into. */
export const setsText = (captured: Omit<Captured, "ports">): string =>
  [...elementsOf(captured)].map(([name, elements]) => set(name, typeOf(name), [...elements])).join("\n");

/** Elements of each set, as the filter's language writes them. */
export type SetElements = ReadonlyMap<string, ReadonlySet<string>>;

export function elementsOf({ stubRanges, stubs, offers, udpOffers }: Omit<Captured, "ports">): SetElements {
  const blocks = (family: 4 | 6) => [...stubRanges[family], ...offers.blocks(family), ...udpOffers.blocks(family)];
  return new Map(
    ([4, 6] as const).flatMap((family) => [
      // The filter's program would read a set of addresses alone, with ranges, anew at each change of any set.
      [`ours${family}`, new Set(outermost(blocks(family)).map((block) => `${block} . ${EITHER}`))] as const,
      ...stubElements(family, stubs),
      [`apps${family}`, new Set(rangeElements(family, offers.ranges(family)))] as const,
      [`udp_apps${family}`, new Set(rangeElements(family, udpOffers.ranges(family)))] as const,
    ]),
  );
}

export const elementsOfStubs = (stubs: readonly Stub[]): SetElements =>
  new Map(([4, 6] as const).flatMap((family) => stubElements(family, stubs)));

/** Real addresses that publishers have told: sets of their own, which may overlap with networks of apps. */
export const LEARNED_SETS = ([4, 6] as const).flatMap((family) => [
  `known${family}`,
  `learned${family}`,
  `udp_learned${family}`,
]);

export function elementsOfLearned(addresses: readonly Stub[]): SetElements {
  return new Map(
    ([4, 6] as const).flatMap((family) => {
      const [[, tcp], [, udp]] = stubElements(family, addresses);
      const known = addresses.flatMap(({ ips }) => ips.filter((ip) => ip.family === family).map(printIp));
      return [
        [`known${family}`, new Set(known)] as const,
        [`learned${family}`, tcp] as const,
        [`udp_learned${family}`, udp] as const,
      ];
    }),
  );
}

/** Undefined: there is nothing to change. */
export const addStubsText = (stubs: readonly Stub[], table = TABLE) =>
  changeText("add", elementsOfStubs(stubs), table) || undefined;
export const deleteStubsText = (stubs: readonly Stub[], table = TABLE) =>
  changeText("delete", elementsOfStubs(stubs), table) || undefined;

/** From what sets hold to what they are to hold, at once; undefined: they are the same. */
export function differenceText(held: SetElements, wanted: SetElements): string | undefined {
  const without = (some: SetElements, others: SetElements): SetElements =>
    new Map([...some].map(([name, all]) => [name, new Set([...all].filter((one) => !others.get(name)?.has(one)))]));
  // What goes makes room: ranges of a set may not overlap.
  const text = changeText("delete", without(held, wanted), TABLE) + changeText("add", without(wanted, held), TABLE);
  return text || undefined;
}

const changeText = (what: "add" | "delete", sets: SetElements, table: string): string =>
  [...sets]
    .filter(([, elements]) => elements.size > 0)
    .map(([name, elements]) => `${what} element inet ${table} ${name} { ${[...elements].join(", ")} }\n`)
    .join("");

/** TCP to UDP, by their numbers. */
const EITHER = "6-17";

type Elements = readonly [name: string, elements: ReadonlySet<string>];

function stubElements(family: 4 | 6, stubs: readonly Stub[]): [tcp: Elements, udp: Elements] {
  const of = (portsOf: (stub: Stub) => readonly Span[]) =>
    new Set(
      stubs.flatMap((stub) => {
        const own = stub.ips.filter((ip) => ip.family === family).map(printIp);
        return own.flatMap((ip) => portsOf(stub).map((span) => `${ip} . ${spanText(span)}`));
      }),
    );
  return [
    [`stubs${family}`, of(({ ports }) => ports)],
    [`udp_stubs${family}`, of(({ udpPorts }) => udpPorts)],
  ];
}

const spanText = ({ from, to }: Span): string => (from === to ? String(from) : `${from}-${to}`);

function rangeElements(family: 4 | 6, ranges: readonly OfferedRange[]): string[] {
  return ranges.flatMap(({ from, to, ports }) => {
    const [first, last] = [addressText(family, from), addressText(family, to)];
    return ports.map((span) => `${first === last ? first : `${first}-${last}`} . ${spanText(span)}`);
  });
}

function typeOf(name: string): string {
  const address = name.endsWith("4") ? "ipv4_addr" : "ipv6_addr";
  if (name.startsWith("known")) return address;
  return `${address} . ${name.startsWith("ours") ? "inet_proto" : "inet_service"}; flags interval`;
}

function set(name: string, type: string, elements: readonly string[]): string {
  // The filter's language knows no empty list.
  const held = elements.length === 0 ? "" : ` elements = { ${elements.join(", ")} }`;
  return `  set ${name} { type ${type};${held} }`;
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

/** Packets by name, in `nft -j list counters`; what is no such text has none. */
export function countersIn(json: string): Record<string, number> {
  try {
    const { nftables } = JSON.parse(json) as { nftables: { counter?: { name?: unknown; packets?: unknown } }[] };
    return Object.fromEntries(
      nftables.flatMap(({ counter: { name, packets } = {} }) =>
        typeof name === "string" && typeof packets === "number" ? [[name, packets] as const] : [],
      ),
    );
  } catch {
    return {};
  }
}
