/**
 * Which app a destination belongs to, in one total order: exact host or address, then the longest block, then the
 * longest wildcard; apps that are equally specific by name, those that offer the port first.
 * A flow with a name is matched by names alone, a nameless one by addresses and blocks alone.
 */
import type { AppSpec } from "../config/object.ts";
import { masked, parseCidr } from "../net/cidr.ts";
import { PREFIX_MIN } from "../net/host-name.ts";
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

/** What became of one app between two tables of them; absent where it was not there, or is not any more. */
export interface AppChange {
  readonly app: string;
  readonly before: AppSpec | undefined;
  readonly after: AppSpec | undefined;
}

export function indexApps(apps: ReadonlyMap<string, AppSpec>): AppIndex {
  const draft = new Draft({ exact: new Map(), blocks: { 4: [], 6: [] }, wildcards: new Map() });
  for (const [app, spec] of apps) for (const host of spec.hosts) draft.put(host, { app, spec });
  return draft.seal();
}

/** The same as `indexApps` of the later table, at the cost of what changed and of one copy of what it stood in. */
export function reindexed(index: AppIndex, changes: readonly AppChange[]): AppIndex {
  const draft = new Draft(index);
  for (const { app, before } of changes) for (const host of before?.hosts ?? []) draft.take(host, app);
  for (const { app, after } of changes) {
    if (after !== undefined) for (const host of after.hosts) draft.put(host, { app, spec: after });
  }
  return draft.seal();
}

type Lists = Map<string, readonly NamedApp[]>;

/** An index being made of another: tables and lists are copied when they are first written. */
class Draft {
  readonly #from: AppIndex;
  #exact: Lists | undefined;
  #wildcards: Lists | undefined;
  /** Lists of more than one that are this draft's own, hence may be written; by themselves. */
  readonly #crowds = new Map<readonly NamedApp[], NamedApp[]>();
  /** By family and prefix length. */
  readonly #blocks = new Map<string, { readonly family: 4 | 6; readonly prefix: number; readonly apps: Lists }>();

  constructor(from: AppIndex) {
    this.#from = from;
  }

  put(host: string, app: NamedApp): void {
    const place = this.#placeOf(host);
    if (place === undefined) return;
    const list = place.lists.get(place.key);
    if (list === undefined) return void place.lists.set(place.key, [app]);
    const crowd = this.#crowds.get(list) ?? [...list];
    crowd.push(app);
    this.#crowds.set(crowd, crowd);
    place.lists.set(place.key, crowd);
  }

  take(host: string, app: string): void {
    const place = this.#placeOf(host);
    const left = place?.lists.get(place.key)?.filter((one) => one.app !== app) ?? [];
    if (left.length > 0) place?.lists.set(place.key, left);
    else place?.lists.delete(place.key);
  }

  seal(): AppIndex {
    for (const crowd of this.#crowds.values()) {
      crowd.sort((a, b) => (a.app === b.app ? 0 : a.app < b.app ? -1 : 1));
      // A host that an app names twice is named once.
      const once = crowd.filter((one, at) => one.app !== crowd[at - 1]?.app);
      crowd.splice(0, crowd.length, ...once);
    }
    return {
      exact: this.#exact ?? this.#from.exact,
      wildcards: this.#wildcards ?? this.#from.wildcards,
      blocks: { 4: this.#sealBlocks(4), 6: this.#sealBlocks(6) },
    };
  }

  #sealBlocks(family: 4 | 6): readonly Blocks[] {
    const drafted = [...this.#blocks.values()].filter((one) => one.family === family);
    if (drafted.length === 0) return this.#from.blocks[family];
    const kept = this.#from.blocks[family].filter(({ prefix }) => !drafted.some((one) => one.prefix === prefix));
    const filled = drafted.filter(({ apps }) => apps.size > 0).map(({ prefix, apps }) => ({ prefix, apps }));
    return [...kept, ...filled].sort((a, b) => b.prefix - a.prefix);
  }

  /** Where a host stands. Hosts are in normal form, so a name or an address is its own key. */
  #placeOf(host: string): { readonly lists: Lists; readonly key: string } | undefined {
    if (host.startsWith("*.")) {
      this.#wildcards ??= new Map(this.#from.wildcards);
      return { lists: this.#wildcards, key: host.slice(2) };
    }
    const cidr = host.includes("/") ? parseCidr(host) : undefined;
    if (cidr === undefined) {
      this.#exact ??= new Map(this.#from.exact);
      return { lists: this.#exact, key: host };
    }
    // What nobody could have written matches nothing: deny is what remains.
    if (cidr.prefix < PREFIX_MIN) return undefined;
    return { lists: this.#block(cidr.ip.family, cidr.prefix), key: keyOf(cidr.ip) };
  }

  #block(family: 4 | 6, prefix: number): Lists {
    const name = `${family}/${prefix}`;
    const known = this.#blocks.get(name);
    if (known !== undefined) return known.apps;
    const apps = new Map(this.#from.blocks[family].find((one) => one.prefix === prefix)?.apps);
    this.#blocks.set(name, { family, prefix, apps });
    return apps;
  }
}

const keyOf = (ip: Ip): string => (ip.family === 4 ? String(ip.words[0]) : ip.words.join(" "));

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
