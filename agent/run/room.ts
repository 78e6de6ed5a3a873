/**
 * The network that a program under `wayleave run` finds: a namespace in which every address is local.
 *
 * What a program sends comes in again over the loopback, and the packet filter hands it to sockets of ours. Ports that
 * no app offers are refused there, before anybody has accepted. What the programs among themselves say stays inside.
 */

import {
  addStubsText,
  type Captured,
  deleteStubsText,
  type ListenPorts,
  type Stub,
  setsText,
} from "../capture/rules.ts";
import { asking, nameserversOf } from "../dns/resolv-conf.ts";
import type { SteeredView, ViewChange } from "./view.ts";

export const ROOM_TABLE = "wayleave_run";
/** On datagrams that we hand to programs: they are not to be taken for a program's own. */
export const OWN_MARK = 0x5377;
/** Asked by the resolver libraries inside; nobody else's, since every loopback address is the namespace's own. */
export const NAME_SERVER = "127.0.0.153";
/** Where this machine has none of its own: of networks that are nobody's on the Internet (RFC 2544, RFC 4193). */
export const SOURCE_DEFAULT = { 4: "198.18.0.1", 6: "fd00:5377::1" } as const;

/** The addresses that programs find as their own, those of the machine, so that they choose families as outside. */
export interface RoomSources {
  readonly 4: string;
  readonly 6: string;
}

/** For `ip -batch`, of one family. */
export function roomRoutes(family: 4 | 6, source: string): string[] {
  const address = family === 4 ? `address add ${source}/32 dev lo` : `address add ${source}/128 dev lo nodad`;
  return [
    ...(family === 4 ? ["link set lo up"] : []),
    address,
    `route add local default dev lo src ${source} table local`,
  ];
}

export interface RoomFilter {
  readonly captured: Omit<Captured, "ports">;
  readonly ports: ListenPorts;
  readonly sources: RoomSources;
  /** Whether the machine itself has a way to such addresses: else programs are told at once, and try the other. */
  readonly outside: { readonly 4: boolean; readonly 6: boolean };
}

const OURS_AND_NEAR = `  chain ours4_only {
    ip daddr . tcp dport @stubs4 goto take4
    ip daddr . tcp dport @apps4 goto take4
    ip daddr . udp dport @udp_stubs4 goto take4
    ip daddr . udp dport @udp_apps4 goto take4
    meta l4proto tcp reject with tcp reset
    reject with icmp port-unreachable
  }
  chain ours6_only {
    ip6 daddr . tcp dport @stubs6 goto take6
    ip6 daddr . tcp dport @apps6 goto take6
    ip6 daddr . udp dport @udp_stubs6 goto take6
    ip6 daddr . udp dport @udp_apps6 goto take6
    meta l4proto tcp reject with tcp reset
    reject with icmpv6 port-unreachable
  }
  chain near4 {
    socket transparent 0 accept
    goto take4
  }
  chain near6 {
    socket transparent 0 accept
    goto take6
  }`;

const TELL = `  chain tell {
    type filter hook output priority filter; policy accept;
    # Nothing but TCP and UDP passes: a ping that this namespace answered by itself would be a lie.
    icmp type echo-request reject with icmp admin-prohibited
    icmpv6 type echo-request reject with icmpv6 admin-prohibited
    meta l4proto != { tcp, udp, icmp, ipv6-icmp } reject with icmpx admin-prohibited
  }`;

/** The whole table, in place of the one before. */
export function roomText({ captured, ports, sources, outside }: RoomFilter): string {
  const others = (family: 4 | 6, way: string) => {
    if (outside[family]) return way;
    return `meta l4proto { tcp, udp } reject with icmp${family === 6 ? "v6 no-route" : " net-unreachable"}`;
  };
  const take = (proto: "ip" | "ip6", l4: "tcp" | "udp", to: string) =>
    `meta l4proto ${l4} tproxy ${proto} to ${to} accept`;
  const [tcp4, udp4] = [take("ip", "tcp", `127.0.0.1:${ports.tcp4}`), take("ip", "udp", `127.0.0.1:${ports.udp4}`)];
  const [tcp6, udp6] = [take("ip6", "tcp", `[::1]:${ports.tcp6}`), take("ip6", "udp", `[::1]:${ports.udp6}`)];
  return `table inet ${ROOM_TABLE} {}
delete table inet ${ROOM_TABLE}
table inet ${ROOM_TABLE} {
${setsText(captured)}
  chain take {
    type filter hook prerouting priority mangle; policy accept;
    iifname != "lo" accept
    meta mark ${OWN_MARK} accept
    meta l4proto != { tcp, udp } accept
    # What belongs to a connection finds it by itself.
    tcp flags & (fin | syn | rst | ack) != syn accept
    ip daddr { 224.0.0.0/4, 255.255.255.255 } drop
    ip6 daddr { ff00::/8, fe80::/10 } drop
    # To the machine itself, as programs see it: first to each other, else to who listens outside.
    ip daddr { 127.0.0.0/8, ${sources[4]} } goto near4
    ip6 daddr { ::1, ${sources[6]} } goto near6
    ip daddr . meta l4proto @ours4 goto ours4_only
    ip6 daddr . meta l4proto @ours6 goto ours6_only
    meta nfproto ipv4 goto out4
    meta nfproto ipv6 goto out6
  }
${OURS_AND_NEAR}
  chain out4 {
    ${others(4, "goto take4")}
  }
  chain out6 {
    ${others(6, "goto take6")}
  }
  chain take4 {
    ${tcp4}
    ${udp4}
  }
  chain take6 {
    ${tcp6}
    ${udp6}
  }
${TELL}
}
`;
}

/** Undefined: there is nothing to change. */
export function changeText(
  change: ViewChange,
  view: SteeredView,
  room: Omit<RoomFilter, "captured">,
): string | undefined {
  if (change.kind === "all") return roomText({ ...room, captured: view.captured() });
  const write: (stubs: readonly Stub[], table: string) => string | undefined =
    change.kind === "add" ? addStubsText : deleteStubsText;
  return write(change.stubs, ROOM_TABLE);
}

/** The machine's resolv.conf with our name server in place of its own; search list and options stay. */
export const roomResolvConf = (text: string): string => asking(text, NAME_SERVER);

/** The machine itself where the file names none, as resolver libraries have it. */
export function nameServers(text: string): string[] {
  const found = nameserversOf(text).map(({ host }) => host);
  return found.length === 0 ? ["127.0.0.1"] : found;
}
