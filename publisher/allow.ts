/**
 * Step 8 of the life of a flow: the publisher's own lock, behind the gateway's.
 *
 * Three bolts: the app list that this publisher was told to publish, the local operator's file, and the address that
 * the name turned out to have. A gateway that was taken over opens none of them.
 */
import type { Probe } from "../core/config/object.ts";
import { type Cidr, contains, parseNetwork } from "../core/net/cidr.ts";
import { type HostPattern, isUnder, parseHostPattern } from "../core/net/host-name.ts";
import { type Ip, parseIp, printHostPort, printIp } from "../core/net/ip.ts";
import { holdsPort, type PortRange, type Protocol, parsePortRange } from "../core/net/port-range.ts";
import { isSpecial } from "../core/net/special-address.ts";

export interface PublishedApp {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly ports: readonly PortRange[];
  /** host:port dialled in place of the asked one; "" = as asked. */
  readonly origin: string;
  /** 0: this publisher's own default. */
  readonly connectTimeoutMs: number;
  /** How it is found out whether its ports answer. */
  readonly probe: Probe;
  /** 0: this publisher's own default. */
  readonly probeEveryS: number;
}

/** What a permit says about the destination. */
export interface Destination {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly dialHost: string;
  readonly dialPort: number;
  readonly protocol: Protocol;
}

/** False: the app list that we have does not say so. It may be behind the gateway's. */
export function isPublished(to: Destination, apps: ReadonlyMap<string, PublishedApp>): boolean {
  const app = apps.get(to.app);
  if (app === undefined || !app.ports.some((range) => holdsPort(range, to.protocol, to.port))) return false;
  const dialled = printHostPort(to.dialHost, to.dialPort);
  if (dialled !== (app.origin || printHostPort(to.host, to.port))) return false;
  return app.hosts.some((host) => {
    const pattern = parseHostPattern(host);
    return !("wrong" in pattern) && matches(pattern, to.host);
  });
}

export function matches(pattern: HostPattern, host: string): boolean {
  const ip = parseIp(host);
  switch (pattern.kind) {
    case "name":
      return pattern.name === host;
    case "wildcard":
      return ip === undefined && host !== pattern.suffix && isUnder(host, pattern.suffix);
    case "ip":
      return ip !== undefined && printIp(pattern.ip) === printIp(ip);
    case "cidr":
      return ip !== undefined && contains(pattern.cidr, ip);
  }
}

/** One line of the operator's file: by name or by address, and to which ports. */
export type AllowRule = { readonly ports: readonly PortRange[] } & (
  | { readonly by: "host"; readonly pattern: HostPattern }
  | { readonly by: "address"; readonly cidr: Cidr }
);

/**
 * May this address be dialled for this name? `rules` undefined: there is no file, and what is special or the
 * publisher's own (`own`, in normal form) is refused. With a file only what it lists is dialled; what is special needs
 * a line by address, since a name may be made to point anywhere.
 */
export function mayDial(
  to: { readonly host: string; readonly address: Ip; readonly port: number; readonly protocol: Protocol },
  rules: readonly AllowRule[] | undefined,
  own: ReadonlySet<string>,
): boolean {
  const { address, port, protocol } = to;
  const special = own.has(printIp(address)) || isSpecial(address);
  if (rules === undefined) return !special;
  return rules.some((rule) => {
    if (!rule.ports.some((range) => holdsPort(range, protocol, port))) return false;
    return rule.by === "address" ? contains(rule.cidr, address) : !special && matches(rule.pattern, to.host);
  });
}

const ALL_PORTS: readonly PortRange[] = [
  { protocol: "tcp", from: 1, to: 65_535 },
  { protocol: "udp", from: 1, to: 65_535 },
];

/**
 * The operator's file: `allow: [{cidr: 10.1.0.0/16, ports: [443, 8000-8100, udp/53]}, {host: "*.corp.example"}]`. A
 * port without a protocol is one of TCP; a line without ports has all of both.
 */
export function judgeAllow(value: unknown): { rules: AllowRule[]; mistakes: { field: string; text: string }[] } {
  const mistakes: { field: string; text: string }[] = [];
  const rules: AllowRule[] = [];
  const wrong = (field: string, text: string) => void mistakes.push({ field, text });
  const list = isRecord(value) ? value["allow"] : undefined;
  if (!isRecord(value) || !Array.isArray(list)) {
    wrong("allow", "must be a list of {host or cidr, ports}");
    return { rules, mistakes };
  }
  for (const key of Object.keys(value)) if (key !== "allow") wrong(key, "unknown field; known is allow");
  list.forEach((line: unknown, n) => {
    const path = `allow[${n}]`;
    if (!isRecord(line)) return wrong(path, "must be a mapping with host or cidr, and ports");
    for (const key of Object.keys(line)) {
      if (!["host", "cidr", "ports"].includes(key))
        wrong(`${path}.${key}`, "unknown field; known are host, cidr, ports");
    }
    const ports = portsOf(line["ports"], `${path}.ports`, wrong);
    const { host, cidr } = line;
    if ((host === undefined) === (cidr === undefined)) return wrong(path, "must have either host or cidr");
    const rule = cidr === undefined ? byHost(host, ports, wrong, path) : byAddress(cidr, ports, wrong, path);
    if (rule !== undefined) rules.push(rule);
  });
  return { rules, mistakes };
}

type Wrong = (field: string, text: string) => void;

function byHost(host: unknown, ports: readonly PortRange[], wrong: Wrong, path: string): AllowRule | undefined {
  const pattern = parseHostPattern(String(host));
  if (typeof host === "string" && !("wrong" in pattern)) {
    return pattern.kind === "cidr" ? { by: "address", cidr: pattern.cidr, ports } : { by: "host", pattern, ports };
  }
  wrong(`${path}.host`, "wrong" in pattern ? pattern.wrong : "must be text");
  return undefined;
}

function byAddress(cidr: unknown, ports: readonly PortRange[], wrong: Wrong, path: string): AllowRule | undefined {
  const text = String(cidr);
  const block = parseNetwork(text);
  if (block !== undefined) return { by: "address", cidr: block, ports };
  wrong(`${path}.cidr`, `${JSON.stringify(cidr)} is no address or block: write 10.1.0.0/16`);
  return undefined;
}

function portsOf(value: unknown, path: string, wrong: Wrong): readonly PortRange[] {
  if (value === undefined) return ALL_PORTS;
  if (!Array.isArray(value)) {
    wrong(path, "must be a list of ports and ranges, such as [443, 8000-8100, udp/53]");
    return [];
  }
  return value.flatMap((one: unknown, n): PortRange[] => {
    const text = String(one);
    const range = parsePortRange(/^\d/.test(text) ? `tcp/${text}` : text);
    if (!("wrong" in range)) return [range];
    wrong(`${path}[${n}]`, `${JSON.stringify(one)} is no port or range: write 443, 8000-8100, or udp/53`);
    return [];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
