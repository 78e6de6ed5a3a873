/** The lab as one plan: its places, the links between them, and every address. Nothing of it depends on the machine. */
import type { Shape } from "./shape.ts";

export const PLACES = [
  "internet",
  "laptop",
  "pop-1",
  "pop-2",
  "publisher-1",
  "publisher-2",
  "datacentre",
  "office",
] as const;
export type Place = (typeof PLACES)[number];

export const WHAT: Readonly<Record<Place, string>> = {
  internet: "routes between the others; a public name server and a web site",
  laptop: "a person's device, with the agent",
  "pop-1": "point of presence 1: gateway 1, and the record",
  "pop-2": "point of presence 2: gateway 2",
  "publisher-1": "a publisher, on the edge of the data centre",
  "publisher-2": "another one",
  datacentre: "private apps and their name server: no route leads here",
  office: "where the laptop has a second network, with apps and a name server of its own",
};

/** Everything but the data centre hangs on the internet by a link of its own. */
export const LINKED = ["laptop", "pop-1", "pop-2", "publisher-1", "publisher-2", "office"] as const;
export type Linked = (typeof LINKED)[number];

export const isPlace = (name: string): name is Place => (PLACES as readonly string[]).includes(name);
export const isLinked = (name: string): name is Linked => (LINKED as readonly string[]).includes(name);

export interface Both {
  readonly v4: string;
  readonly v6: string;
}

/** The interface of a place that leads to the internet. */
export const OUTER = "wan0";
/** The interface on the data centre's or the office's own network. */
export const INNER = "lan0";

/** A link's two ends; /30 and /64. */
export function linkEnds(place: Linked): { readonly internet: Both; readonly place: Both } {
  const n = LINKED.indexOf(place) + 1;
  const at = (last: number): Both => ({ v4: `198.51.100.${4 * n + last}`, v6: `2001:db8:0:${n}::${last}` });
  return { internet: at(1), place: at(2) };
}

export const GATEWAY_PORT = 8443;
export const gatewayAddress = (place: "pop-1" | "pop-2"): string => `${linkEnds(place).place.v4}:${GATEWAY_PORT}`;

/** An address of a service. The last part is the same in both families. */
const on = (v4: string, v6: string, last: number): Both => ({ v4: `${v4}.${last}`, v6: `${v6}::${last}` });
export const publicHost = (last: number): Both => on("203.0.113", "2001:db8:ff", last);
export const datacentreHost = (last: number): Both => on("10.70.0", "fd00:70:0:1", last);
export const officeHost = (last: number): Both => on("10.60.0", "fd00:60:0:1", last);

export const HOSTS = {
  publicResolver: publicHost(53),
  website: publicHost(80),
  wiki: datacentreHost(10),
  portal: datacentreHost(20),
  database: datacentreHost(30),
  /** Where shows start real servers; nothing of the lab's own stands there. */
  workshop: datacentreHost(40),
  datacentreResolver: datacentreHost(53),
  officePortal: officeHost(20),
  officeResolver: officeHost(53),
} as const;

/** Addresses of the data centre that shows give to apps on every port: so many after the first. */
export const MIRRORS = { first: 100, count: 50 } as const;

/** Who stands on an inner network, by its last number. */
export const INNER_HOSTS: Readonly<Partial<Record<Place, readonly number[]>>> = {
  "publisher-1": [2],
  "publisher-2": [3],
  datacentre: [10, 20, 30, 40, 53],
  office: [1, 20, 53],
  laptop: [100],
};
export const innerAddress = (place: Place, last: number): Both =>
  place === "office" || place === "laptop" ? officeHost(last) : datacentreHost(last);
/** A cable each: the inner networks' other ends are ports of a bridge. */
export const CABLES: readonly (readonly [bridge: Place, place: Place])[] = [
  ["datacentre", "publisher-1"],
  ["datacentre", "publisher-2"],
  ["office", "laptop"],
];

/** What each place's programs ask for names. */
export const RESOLVER_OF: Readonly<Record<Place, Both>> = {
  internet: HOSTS.publicResolver,
  laptop: HOSTS.publicResolver,
  "pop-1": HOSTS.publicResolver,
  "pop-2": HOSTS.publicResolver,
  "publisher-1": HOSTS.datacentreResolver,
  "publisher-2": HOSTS.datacentreResolver,
  datacentre: HOSTS.datacentreResolver,
  office: HOSTS.officeResolver,
};

/** The links that are more than a cable, and how they begin. */
export type Shapes = Readonly<Partial<Record<Linked, Shape>>>;
export const SHAPES: Shapes = {
  laptop: { delayMs: 10, loss: 0, reorder: 0 },
  "pop-2": { delayMs: 5, loss: 0, reorder: 0 },
};
