/** Apps of the lab's mirror: an address each, names by a wildcard, ports in random ranges; and what to try of them. */
import { datacentreHost, MIRRORS } from "../../../deploy/lab/plan.ts";
import { mirrorName } from "../../../deploy/lab/zones.ts";
import { prng } from "../../../io/trial-prng.ts";
import type { Try } from "../../load/anywhere.ts";

const PORT_MAX = 65_535;
const RANGES = { tcp: 3, udp: 2 } as const;
/** By an app's own address it is not captured: the kernel's rules have no range up to there (docs/udp.md). */
const UDP_BY_ADDRESS_MAX = 65_534;
/** The lab's estate offers it on the data centre's whole network. */
const OFFERED_ANYWAY = 80;

type Protocol = "tcp" | "udp";
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface MirrorApp {
  readonly name: string;
  readonly number: number;
  readonly ports: Readonly<Record<Protocol, readonly Range[]>>;
}

export interface Amounts {
  readonly apps: number;
  /** Of each app. */
  readonly names: number;
  readonly connections: number;
  readonly refused: number;
  readonly associations: number;
  readonly silent: number;
}

export function appsOf(count: number, seed: number): MirrorApp[] {
  const random = prng(seed);
  return Array.from({ length: Math.min(count, MIRRORS.count) }, (_, n) => ({
    ...{ name: `mirror-${n + 1}`, number: n + 1 },
    // The first port and the last are some app's.
    ports: { tcp: rangesOf(RANGES.tcp, random, n), udp: rangesOf(RANGES.udp, random, n) },
  }));
}

/** Apart from each other, over all ports. */
function rangesOf(count: number, random: () => number, n: number): Range[] {
  const ends = new Set(n === 0 ? [1, PORT_MAX] : []);
  while (ends.size < 2 * count) ends.add(1 + Math.floor(random() * PORT_MAX));
  const sorted = [...ends].sort((a, b) => a - b);
  return Array.from({ length: count }, (_, at) => ({ from: sorted[2 * at]!, to: sorted[2 * at + 1]! }));
}

/** For `wayleave apply`. */
export function objectsOf(apps: readonly MirrorApp[]): object[] {
  const published = apps.map(({ name, number, ports }) => {
    const { v4, v6 } = datacentreHost(MIRRORS.first + number);
    const texts = (["tcp", "udp"] as const).flatMap((one) => ports[one].map(({ from, to }) => `${one}/${from}-${to}`));
    const spec = {
      hosts: [`*.${mirrorName(number)}`, v4, v6],
      ports: texts,
      publishers: ["publisher-1", "publisher-2"],
    };
    return { kind: "App", name, spec };
  });
  const spec = { order: 22, action: "allow", groups: ["engineering"], apps: apps.map(({ name }) => name) };
  return [...published, { kind: "Policy", name: "engineers-everywhere", spec }];
}

export function triesOf(apps: readonly MirrorApp[], amounts: Amounts, seed: number): Try[] {
  const random = prng(seed + 1);
  const below = (n: number) => Math.floor(random() * n);
  const one = (protocol: Protocol, offered: boolean): Try => {
    const app = apps[below(apps.length)]!;
    const { v4, v6 } = datacentreHost(MIRRORS.first + app.number);
    const family = random() < 0.5 ? 4 : 6;
    // Datagrams to an address's other ports are nobody's to stop.
    const named = random() < 0.7 || (protocol === "udp" && !offered);
    const host = named ? `host-${1 + below(amounts.names)}.${mirrorName(app.number)}` : family === 4 ? v4 : v6;
    const most = named || protocol === "tcp" ? PORT_MAX : UDP_BY_ADDRESS_MAX;
    const at = !offered ? [] : named ? [v4, v6] : [host];
    return { protocol, host, family, port: portOf(app.ports[protocol], offered, random, most), at };
  };
  const some = (count: number, protocol: Protocol, offered: boolean) =>
    Array.from({ length: count }, () => one(protocol, offered));
  return [
    ...some(amounts.connections, "tcp", true),
    ...some(amounts.refused, "tcp", false),
    ...some(amounts.associations, "udp", true),
    ...some(amounts.silent, "udp", false),
  ];
}

function portOf(ranges: readonly Range[], offered: boolean, random: () => number, most: number): number {
  for (;;) {
    // One in ten at the very end of a range, or just past it.
    const edge = ranges[Math.floor(random() * ranges.length)]!;
    const past = offered ? 0 : 1;
    const port =
      random() < 0.1 ? (random() < 0.5 ? edge.from - past : edge.to + past) : 1 + Math.floor(random() * PORT_MAX);
    const within = ranges.some(({ from, to }) => from <= port && port <= to);
    if (within === offered && port >= 1 && port <= most && port !== OFFERED_ANYWAY) return port;
  }
}
