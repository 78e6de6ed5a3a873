/**
 * Destinations that a write moves from one app to another, or takes from an app and gives to none: overlapping hosts.
 *
 * Looked at are the hosts of the apps that were written, as they were and as they are, and those hosts of other apps
 * that lie in one of these; of a wildcard or a block, a name or address in it that no app names.
 */
import type { AppSpec, ConfigObject } from "../config/object.ts";
import { changedEntries } from "../control/rows.ts";
import { type Cidr, parseCidr } from "../net/cidr.ts";
import { printHostPort, printIp } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { type AppIndex, indexApps, matchApp } from "../policy/match-app.ts";
import type { CommandMistake } from "./decision.ts";

/** Hosts that one command has looked at; ports of each. */
const HOSTS_MAX = 5_000;
const PORTS_MAX = 16;

type Apps = ReadonlyMap<string, AppSpec>;

/** Apps, and the same by their hosts. */
export interface Indexed {
  readonly apps: Apps;
  readonly index: AppIndex;
}

export function movedHosts(
  objects: readonly ConfigObject[],
  { apps: before, index: was }: Indexed,
  { apps: after, index: is }: Indexed,
): CommandMistake[] {
  if (before === after || before.size === 0) return [];
  const written = new Map(objects.flatMap((object, at) => (object.kind === "App" ? [[object.name, at] as const] : [])));
  for (const { name, after: is } of changedEntries(before, after)) if (is === undefined) written.set(name, 0);
  const own = [...written.keys()].filter((name) => !sameDestinations(before.get(name), after.get(name)));
  if (own.length === 0) return [];
  const patterns = hostsToLookAt(own, before, after);
  const found = new Map<string, CommandMistake>();
  for (const pattern of patterns) {
    const host = askedFor(pattern, is);
    for (const { protocol, port } of portsAt(host, [was, before], [is, after])) {
      const [from, to] = [matchApp(was, host, port, protocol), matchApp(is, host, port, protocol)];
      if (from.kind !== "app" || (to.kind === "app" && to.app === from.app)) continue;
      if (to.kind === "unknown" || (to.kind === "port-miss" && to.nearMiss.app === from.app)) continue;
      const takes = to.kind === "app" ? to.app : to.nearMiss.app;
      const text =
        to.kind === "app"
          ? `moves from App ${from.app} to App ${takes}`
          : `was App ${from.app}'s, and is no app's now: App ${takes} has the host, not the port`;
      const where = `${protocol} ${printHostPort(pattern, port)}`;
      const object = written.get(takes) ?? written.get(from.app) ?? 0;
      found.set(where, { object, field: "hosts", text: `${where} ${text}` });
    }
  }
  return [...found.values()];
}

const sameDestinations = (a: AppSpec | undefined, b: AppSpec | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && said(a) === said(b));
const said = (spec: AppSpec): string => JSON.stringify([spec.hosts, saidOfPorts(spec)]);
const saidOfPorts = ({ ports, fallthrough }: AppSpec): string => JSON.stringify([ports, fallthrough]);

/**
 * Patterns as apps state them: those that were written, and what lies in one of them. What an app has stated before and
 * states now, with the same ports, moves nothing by itself.
 */
function hostsToLookAt(own: readonly string[], before: Apps, after: Apps): readonly string[] {
  const versions = own.flatMap((name) => changedHosts(name, before.get(name), after.get(name)));
  const patterns = new Set(versions.flatMap(([, { hosts }]) => hosts));
  if (![...patterns].some(isWide)) return [...patterns].slice(0, HOSTS_MAX);
  const written = indexApps(new Map(versions));
  for (const spec of after.values()) {
    for (const pattern of spec.hosts) {
      if (patterns.size >= HOSTS_MAX) break;
      if (matchApp(written, representative(pattern), 0, "tcp").kind !== "unknown") patterns.add(pattern);
    }
  }
  return [...patterns].slice(0, HOSTS_MAX);
}

function changedHosts(name: string, was: AppSpec | undefined, is: AppSpec | undefined): (readonly [string, AppSpec])[] {
  const spec = is ?? was;
  if (spec === undefined) return [];
  const [old, now] = [was?.hosts ?? [], is?.hosts ?? []];
  const same = was !== undefined && is !== undefined && saidOfPorts(was) === saidOfPorts(is);
  const kept = same ? new Set(old.filter((host) => now.includes(host))) : undefined;
  return [[name, { ...spec, hosts: [...new Set([...old, ...now])].filter((host) => !kept?.has(host)) }]];
}

const isWide = (pattern: string): boolean => pattern.startsWith("*.") || pattern.includes("/");

/** A label that nobody gives a host: what a wildcard holds besides what is named in it. */
const ANY_LABEL = "any-name-that-nothing-else-states";

/** A name or an address that a pattern holds. */
function representative(pattern: string, share = SHARES[0]!): string {
  if (pattern.startsWith("*.")) return `${ANY_LABEL}${pattern.slice(1)}`;
  const cidr = pattern.includes("/") ? parseCidr(pattern) : undefined;
  return cidr === undefined ? pattern : addressIn(cidr, share);
}

/** Of some addresses of a block the one that the fewest apps have besides: blocks lie in blocks. */
function askedFor(pattern: string, index: AppIndex): string {
  if (!pattern.includes("/")) return representative(pattern);
  const besides = (host: string) => matchApp(index, host, 0, "tcp").candidates.length;
  return SHARES.map((share) => representative(pattern, share)).reduce((a, b) => (besides(b) < besides(a) ? b : a));
}

/** Bits of an address past a block's prefix, from all ones to all zeros. */
const SHARES = [0xffff_ffff, 0x9a3c_71e5, 0x6b8d_43a6, 0x4d2e_95b3, 0xd5a1_2c6e, 0x2f6b_d874, 0];

function addressIn({ ip, prefix }: Cidr, share: number): string {
  const words = ip.words.map((word, at) => {
    const bits = Math.min(Math.max(prefix - at * 32, 0), 32);
    return bits === 32 ? word : (word | (share >>> bits)) >>> 0;
  });
  return printIp({ family: ip.family, words });
}

/** The ports that the apps of a host state, each range by its begin. */
function portsAt(host: string, ...versions: readonly (readonly [AppIndex, Apps])[]) {
  const ports = new Map<string, { readonly protocol: Protocol; readonly port: number }>();
  const specs = versions.flatMap(([index, apps]) =>
    matchApp(index, host, 0, "tcp").candidates.map((app) => apps.get(app)!),
  );
  for (const spec of specs) {
    for (const { protocol, from } of spec.ports) {
      if (ports.size < PORTS_MAX) ports.set(`${protocol} ${from}`, { protocol, port: from });
    }
  }
  return ports.values();
}
