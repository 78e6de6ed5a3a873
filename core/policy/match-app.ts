/**
 * Which app a destination belongs to, in one total order: exact host or address, then the longest block, then the
 * longest wildcard; apps that are equally specific by name, those that offer the port first.
 * A flow with a name is matched by names alone, a nameless one by addresses and blocks alone.
 */
import type { AppSpec } from "../config/object.ts";
import { masked } from "../net/cidr.ts";
import { parseHostPattern } from "../net/host-name.ts";
import type { Ip } from "../net/ip.ts";
import { parseIp, printIp } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { holdsPort } from "../net/port-range.ts";
import type { AppMatch } from "./verdict.ts";

interface NamedApp {
  readonly app: string;
  readonly spec: AppSpec;
}

/** Apps by what they state; each list is in the order of the apps' names. */
export interface AppIndex {
  readonly exact: ReadonlyMap<string, readonly NamedApp[]>;
  readonly blocks: Readonly<Record<4 | 6, readonly Blocks[]>>;
  /** By suffix. */
  readonly wildcards: ReadonlyMap<string, readonly NamedApp[]>;
}

/** All blocks of one prefix length, by their first address. */
interface Blocks {
  readonly prefix: number;
  readonly apps: ReadonlyMap<string, readonly NamedApp[]>;
}

export function indexApps(apps: ReadonlyMap<string, AppSpec>): AppIndex {
  const exact = new Map<string, NamedApp[]>();
  const wildcards = new Map<string, NamedApp[]>();
  const blocks = { 4: new Map<number, Map<string, NamedApp[]>>(), 6: new Map<number, Map<string, NamedApp[]>>() };
  for (const [app, spec] of [...apps].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const host of new Set(spec.hosts)) {
      const pattern = parseHostPattern(host);
      // What can't be read matches nothing: deny is what remains.
      if ("wrong" in pattern) continue;
      if (pattern.kind === "name") put(exact, pattern.name, { app, spec });
      if (pattern.kind === "ip") put(exact, printIp(pattern.ip), { app, spec });
      if (pattern.kind === "wildcard") put(wildcards, pattern.suffix, { app, spec });
      if (pattern.kind !== "cidr") continue;
      const { ip, prefix } = pattern.cidr;
      const lengths = blocks[ip.family];
      if (!lengths.has(prefix)) lengths.set(prefix, new Map());
      put(lengths.get(prefix)!, keyOf(ip), { app, spec });
    }
  }
  const longestFirst = (lengths: Map<number, Map<string, NamedApp[]>>): Blocks[] =>
    [...lengths].sort(([a], [b]) => b - a).map(([prefix, found]) => ({ prefix, apps: found }));
  return { exact, wildcards, blocks: { 4: longestFirst(blocks[4]), 6: longestFirst(blocks[6]) } };
}

function put(map: Map<string, NamedApp[]>, key: string, app: NamedApp): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [app]);
  else list.push(app);
}

const keyOf = (ip: Ip): string => ip.words.join(" ");

/** `host` is a lower-case name or an address in normal form. */
export function matchApp(index: AppIndex, host: string, port: number, protocol: Protocol): AppMatch {
  let nearMiss: string | undefined;
  const ip = parseIp(host);
  for (const level of ip === undefined ? levelsOfName(index, host) : levelsOfIp(index, ip)) {
    const hit = level.find(({ spec }) => spec.ports.some((range) => holdsPort(range, protocol, port)));
    if (hit !== undefined) return { kind: "app", ...hit, ...(nearMiss === undefined ? {} : { nearMiss }) };
    nearMiss ??= level[0]!.app;
    // To fall through widens, hence every app that is passed over must agree to it.
    if (!level.every(({ spec }) => spec.fallthrough)) break;
  }
  return nearMiss === undefined ? { kind: "unknown" } : { kind: "port-miss", nearMiss };
}

/** Apps whose hosts match, the most specific first; what stands together is equally specific. */
function* levelsOfName(index: AppIndex, name: string): Generator<readonly NamedApp[]> {
  const exact = index.exact.get(name);
  if (exact !== undefined) yield exact;
  for (let dot = name.indexOf("."); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const found = index.wildcards.get(name.slice(dot + 1));
    if (found !== undefined) yield found;
  }
}

function* levelsOfIp(index: AppIndex, ip: Ip): Generator<readonly NamedApp[]> {
  const exact = index.exact.get(printIp(ip));
  if (exact !== undefined) yield exact;
  for (const { prefix, apps } of index.blocks[ip.family]) {
    const found = apps.get(keyOf(masked(ip, prefix)));
    if (found !== undefined) yield found;
  }
}
