/** The commands that make the lab's network, for `ip -batch`, `nft` and /proc/sys of each place. */
import {
  type Both,
  HOSTS,
  INNER,
  INNER_HOSTS,
  innerAddress,
  type Linked,
  linkEnds,
  OUTER,
  type Place,
} from "./plan.ts";

/** The end of a place's link that stands in `internet`; at most 15 letters. */
export const towards = (place: Linked): string => `to-${place}`;
/** The name of the other end until it is moved. */
export const farEnd = (place: Linked): string => `far-${place}`;
export const portOf = (place: Place): string => `at-${place}`;

const addresses = (device: string, both: Both, v4: number, v6: number): string[] => [
  `address add ${both.v4}/${v4} dev ${device}`,
  `address add ${both.v6}/${v6} dev ${device} nodad`,
];

/** A plain cable between `internet` and a place. */
export const cableLines = (place: Linked): string[] => [
  `link add ${towards(place)} type veth peer name ${farEnd(place)}`,
];

/** In the place to which the far end was moved. */
export const outerLines = (place: Linked): string[] => [
  `link set ${farEnd(place)} name ${OUTER}`,
  ...addresses(OUTER, linkEnds(place).place, 30, 64),
  `link set ${OUTER} up`,
  `route add default via ${linkEnds(place).internet.v4}`,
  `route add ::/0 via ${linkEnds(place).internet.v6}`,
];

export const nearLines = (place: Linked): string[] => [
  ...addresses(towards(place), linkEnds(place).internet, 30, 64),
  `link set ${towards(place)} up`,
];

/** The internet's own hosts. */
export const internetLines = (): string[] => [
  "link set lo up",
  "link add public0 type bridge",
  ...addresses("public0", HOSTS.publicResolver, 24, 64),
  ...addresses("public0", HOSTS.website, 24, 64),
  "link set public0 up",
];

export const bridgeLines = (bridge: Place): string[] => [
  `link add ${INNER} type bridge`,
  ...(INNER_HOSTS[bridge] ?? []).flatMap((last) => addresses(INNER, innerAddress(bridge, last), 24, 64)),
  `link set ${INNER} up`,
];

/** A cable from a bridge to a place whose namespace the process `holder` holds. */
export const bridgePortLines = (place: Place, holder: number): string[] => [
  `link add ${portOf(place)} type veth peer name ${INNER} netns ${holder}`,
  `link set ${portOf(place)} master ${INNER}`,
  `link set ${portOf(place)} up`,
];

export const innerLines = (place: Place): string[] => [
  ...(INNER_HOSTS[place] ?? []).flatMap((last) => addresses(INNER, innerAddress(place, last), 24, 64)),
  `link set ${INNER} up`,
];

/** Files below /proc/sys/net: forwarding where it is meant, and nowhere else. */
export function settings(place: Place): readonly (readonly [path: string, value: string])[] {
  const routes = place === "internet" || place === "office" ? "1" : "0";
  return [
    ["ipv4/ip_forward", routes],
    ["ipv6/conf/all/forwarding", routes],
    // Ordinary users' programs may serve low ports here, so that a test needs no root for it.
    ["ipv4/ip_unprivileged_port_start", "0"],
  ];
}

/** Who sits in the office reaches the internet by the office's one address. */
export const OFFICE_RULES = `table inet office {
  chain leaving { type nat hook postrouting priority srcnat; oifname "${OUTER}" masquerade; }
  chain passing {
    type filter hook forward priority filter; policy drop;
    iifname "${INNER}" oifname "${OUTER}" accept
    ct state established,related accept
  }
}
`;
