/**
 * Destinations that a write moves from one app to another, or takes from an app and gives to none: overlapping hosts.
 *
 * Looked at are the hosts of the apps that were written, as they were and as they are, and those hosts of other apps
 * that lie in one of these; of a wildcard or a block, a name or address in it that no app names.
 */
import type { AppSpec, ConfigObject } from "../config/object.ts";
import { type Cidr, parseCidr } from "../net/cidr.ts";
import { printHostPort, printIp } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { type AppIndex, indexApps, matchApp } from "../policy/match-app.ts";
import type { CommandMistake } from "./decision.ts";
import type { TenantState } from "./state.ts";

/** Hosts that one command has looked at; ports of each. */
const HOSTS_MAX = 5_000;
const PORTS_MAX = 16;

type Apps = ReadonlyMap<string, AppSpec>;

export function movedHosts(
  objects: readonly ConfigObject[],
  { apps: before }: TenantState,
  { apps: after }: TenantState,
): CommandMistake[] {
  if (before === after) return [];
  const written = new Map(objects.flatMap((object, at) => (object.kind === "App" ? [[object.name, at] as const] : [])));
  for (const name of before.keys()) if (!after.has(name) && !written.has(name)) written.set(name, 0);
  const own = [...written.keys()].filter((name) => !sameDestinations(before.get(name), after.get(name)));
  if (own.length === 0 || before.size === 0) return [];
  const [was, is] = [indexApps(before), indexApps(after)];
  const found = new Map<string, CommandMistake>();
  for (const host of hostsToLookAt(own, before, after, is)) {
    for (const { protocol, port } of portsAt(host, was, is, before, after)) {
      const [from, to] = [matchApp(was, host.asked, port, protocol), matchApp(is, host.asked, port, protocol)];
      if (from.kind !== "app" || (to.kind === "app" && to.app === from.app)) continue;
      if (to.kind === "unknown" || (to.kind === "port-miss" && to.nearMiss.app === from.app)) continue;
      const [toApp, text] =
        to.kind === "app"
          ? [to.app, `moves from App ${from.app} to App ${to.app}`]
          : [
              to.nearMiss.app,
              `was App ${from.app}'s, and is no app's now: App ${to.nearMiss.app} has the host, not the port`,
            ];
      const where = `${protocol} ${printHostPort(host.pattern, port)}`;
      const object = written.get(toApp) ?? written.get(from.app) ?? 0;
      found.set(where, { object, field: "hosts", text: `${where} ${text}` });
    }
  }
  return [...found.values()];
}

const sameDestinations = (a: AppSpec | undefined, b: AppSpec | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && said(a) === said(b));
const said = ({ hosts, ports, fallthrough }: AppSpec): string => JSON.stringify([hosts, ports, fallthrough]);

interface Looked {
  /** As an app states it. */
  readonly pattern: string;
  /** As a flow would ask for it. */
  readonly asked: string;
}

function hostsToLookAt(own: readonly string[], before: Apps, after: Apps, is: AppIndex): Looked[] {
  const versions = [before, after].map(
    (apps) => new Map(own.flatMap((name) => (apps.has(name) ? [[name, apps.get(name)!] as const] : []))),
  );
  const patterns = new Set(versions.flatMap((apps) => [...apps.values()].flatMap(({ hosts }) => hosts)));
  if ([...patterns].some(isWide)) {
    const indexes = versions.map(indexApps);
    for (const spec of after.values()) {
      for (const pattern of spec.hosts) {
        if (patterns.size >= HOSTS_MAX) break;
        if (indexes.some((index) => matchApp(index, askedFor(pattern, is), 0, "tcp").kind !== "unknown"))
          patterns.add(pattern);
      }
    }
  }
  return [...patterns].slice(0, HOSTS_MAX).map((pattern) => ({ pattern, asked: askedFor(pattern, is) }));
}

const isWide = (pattern: string): boolean => pattern.startsWith("*.") || pattern.includes("/");

/** A label that nobody gives a host: what a wildcard holds besides what is named in it. */
const ANY_LABEL = "any-name-that-nothing-else-states";

function askedFor(pattern: string, index: AppIndex): string {
  if (pattern.startsWith("*.")) return `${ANY_LABEL}${pattern.slice(1)}`;
  const cidr = pattern.includes("/") ? parseCidr(pattern) : undefined;
  if (cidr === undefined) return pattern;
  // Of some addresses of the block the one that the fewest apps have besides: blocks lie in blocks.
  const besides = (host: string) => matchApp(index, host, 0, "tcp").candidates.length;
  return SHARES.map((share) => addressIn(cidr, share)).reduce((a, b) => (besides(b) < besides(a) ? b : a));
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
function portsAt({ asked }: Looked, was: AppIndex, is: AppIndex, before: Apps, after: Apps) {
  const ports = new Map<string, { readonly protocol: Protocol; readonly port: number }>();
  const of = (index: AppIndex, apps: Apps) => matchApp(index, asked, 0, "tcp").candidates.map((app) => apps.get(app)!);
  for (const spec of [...of(was, before), ...of(is, after)]) {
    for (const { protocol, from } of spec.ports) {
      if (ports.size < PORTS_MAX) ports.set(`${protocol} ${from}`, { protocol, port: from });
    }
  }
  return ports.values();
}
