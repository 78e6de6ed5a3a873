/** The lab as a person reads it: places, addresses, links. */
import {
  type Both,
  HOSTS,
  INNER_HOSTS,
  innerAddress,
  LINKED,
  type Linked,
  linkEnds,
  PLACES,
  type Place,
  WHAT,
} from "./plan.ts";
import { type Shape, shapeText } from "./shape.ts";

export interface LinkState {
  readonly place: Linked;
  /** How packets are shaped: by a pair of TUN devices, the kernel's netem, or not at all. */
  readonly by: "tun" | "netem" | "cable";
  readonly shape: Shape;
}

export interface Measured {
  /** Of one TCP connection from the internet to the laptop. */
  readonly mbitPerS: number;
  readonly roundTripMs: number;
}

const BY: Readonly<Record<LinkState["by"], string>> = {
  tun: "a pair of TUN devices",
  netem: "the kernel's netem",
  cable: "a plain cable",
};

const text = ({ v4, v6 }: Both): string => `${v4}  ${v6}`;

export function picture(links: readonly LinkState[], measured: Measured | undefined): string {
  const rows = PLACES.flatMap((place) => [
    `  ${place.padEnd(12)} ${WHAT[place]}`,
    ...addressesOf(place).map((line) => `  ${" ".repeat(12)}   ${line}`),
  ]);
  return `${[
    "places",
    ...rows,
    "",
    "links",
    ...DRAWING,
    ...links.map(({ place, by, shape }) => `  internet - ${place.padEnd(12)} ${BY[by]}: ${shapeText(shape)}`),
    "  lan0 of datacentre and office: plain cables",
    ...ceiling(links, measured),
  ].join("\n")}\n`;
}

const DRAWING = [
  "",
  "                       pop-1     pop-2",
  "                         |         |",
  "    laptop ----------- internet ---+--- publisher-1 --+",
  "      |                  |         |                  datacentre",
  "      +---- office ------+         +--- publisher-2 --+",
  "",
];

function addressesOf(place: Place): string[] {
  if (place === "internet") return [`${text(HOSTS.publicResolver)}  DNS`, `${text(HOSTS.website)}  HTTP`];
  const outer = LINKED.includes(place as Linked) ? [`wan0  ${text(linkEnds(place as Linked).place)}`] : [];
  return [...outer, ...(INNER_HOSTS[place] ?? []).map((last) => `lan0  ${text(innerAddress(place, last))}`)];
}

function ceiling(links: readonly LinkState[], measured: Measured | undefined): string[] {
  const shaped = links.filter(({ by }) => by !== "cable");
  const by = shaped.some((link) => link.by === "netem") ? "netem" : "TUN pairs (this kernel has no netem)";
  const how = shaped.length === 0 ? "no link is shaped" : `links are shaped by ${by}`;
  if (measured === undefined) return [`  ${how}; the throughput was not measured`];
  const { mbitPerS, roundTripMs } = measured;
  return [
    `  ${how}`,
    `  ceiling at the laptop: ${mbitPerS} Mbit/s by one TCP connection, ${roundTripMs} ms there and back`,
  ];
}
