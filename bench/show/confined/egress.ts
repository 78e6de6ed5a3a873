/**
 * Rules of the packet filter: what a user may open is listed, all else is dropped and counted, every try is kept.
 *
 * A destination that was tried stands in a set, allowed or not. A SYN without ACK is the one way to open a TCP
 * connection, so no connection is too short to be seen.
 */
import { execFileSync } from "node:child_process";
import { sh } from "./world.ts";

export interface Egress {
  readonly name: string;
  readonly uid: number;
  /** `tcp/127.0.0.1:8443` */
  readonly may: readonly string[];
}

export interface Seen {
  /** Packets dropped, by name. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Destinations tried, by name, sorted; IPv6 addresses in brackets. */
  readonly tried: Readonly<Record<string, readonly string[]>>;
}

const TABLE = "wayleave_show";
/** More destinations than this show knows of, so that the set is never full of what is expected. */
const DESTINATIONS_MAX = 4_096;

export function confine(users: readonly Egress[]): void {
  const rules = `table inet ${TABLE} {
  set tried4 { typeof meta skuid . ip daddr . meta l4proto . th dport; flags dynamic; size ${DESTINATIONS_MAX}; }
  set tried6 { typeof meta skuid . ip6 daddr . meta l4proto . th dport; flags dynamic; size ${DESTINATIONS_MAX}; }
  ${users.map(({ name }) => `counter ${name} { }`).join("\n  ")}
  ${users.map(chainOf).join("\n  ")}
  chain output {
    type filter hook output priority filter; policy accept;
    ${users.map(({ name, uid }) => `meta skuid ${uid} goto ${name}`).join("\n    ")}
  }
}
`;
  execFileSync("nft", ["-f", "-"], { input: rules, stdio: ["pipe", "pipe", "pipe"] });
}

function chainOf({ name, may }: Egress): string {
  const elements = may.map((text) => text.replace(/^(tcp|udp)\/(.+):(\d+)$/, "$2 . $1 . $3")).join(", ");
  return `chain ${name} {
    tcp flags & (syn | ack) != syn accept
    meta l4proto udp ct direction reply accept
    add @tried4 { meta skuid . ip daddr . meta l4proto . th dport }
    add @tried6 { meta skuid . ip6 daddr . meta l4proto . th dport }
    ip daddr . meta l4proto . th dport { ${elements} } accept
    counter name ${name} drop
  }`;
}

export const release = (): void => void sh("nft", "delete", "table", "inet", TABLE);

interface Listed {
  readonly counter?: { readonly name: string; readonly packets: number };
  readonly set?: { readonly elem?: readonly { readonly concat: readonly [number, string, string | number, number] }[] };
}

export function seen(users: readonly Egress[]): Seen {
  const listed = (JSON.parse(sh("nft", "-j", "list", "table", "inet", TABLE)) as { nftables: Listed[] }).nftables;
  const elements = listed.flatMap(({ set }) => set?.elem ?? []).map(({ concat }) => concat);
  if (elements.length >= DESTINATIONS_MAX) throw new Error("the set of destinations is full: not all were kept");
  const counters = new Map(listed.flatMap(({ counter }) => (counter ? [[counter.name, counter.packets]] : [])));
  const triedBy = (uid: number) =>
    elements
      .filter(([user]) => user === uid)
      .map(([, address, protocol, port]) => `${protocol}/${address.includes(":") ? `[${address}]` : address}:${port}`)
      .sort();
  return {
    dropped: Object.fromEntries(users.map(({ name }) => [name, counters.get(name) ?? Number.NaN])),
    tried: Object.fromEntries(users.map(({ name, uid }) => [name, triedBy(uid)])),
  };
}

/** What a user's processes listen on, as `tcp/127.0.0.1:1080`, sorted; unconnected UDP sockets count. */
export function listens(uid: number): string[] {
  const rows = sh("ss", "-H", "-l", "-t", "-u", "-n", "-e").split("\n");
  const own = rows.filter((row) => new RegExp(`\\buid:${uid}\\b`).test(row)).map((row) => row.trim().split(/\s+/));
  return own.map(([protocol, , , , local]) => `${protocol}/${local}`).sort();
}
