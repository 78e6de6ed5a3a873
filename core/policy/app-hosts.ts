/** Apps by the hosts that they state, ready for the match; a change of some apps makes a new index at its own cost. */
import type { AppSpec } from "../config/object.ts";
import { maskedKey, parseCidr } from "../net/cidr.ts";
import { PREFIX_MIN } from "../net/host-name.ts";
import { parseIp, splitHostPort } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { emptyTable, type HostTable, hashOfName, TableDraft } from "./host-table.ts";
import { Lexicon } from "./lexicon.ts";
import type { AppHit, Origin } from "./verdict.ts";

export interface NamedApp {
  readonly app: string;
  /** Of the lexicon. */
  readonly number: number;
  readonly spec: AppSpec;
  /** What the publisher dials in place of what was asked. */
  readonly origin: Origin | undefined;
}

const namedApp = (app: string, spec: AppSpec, lexicon: Lexicon): NamedApp => ({
  ...{ app, number: lexicon.app(app), spec },
  origin: spec.origin === "" ? undefined : splitHostPort(spec.origin),
});

/**
 * Equally specific apps, in the order of their names. It is itself the match of who asks for its only app's only range
 * of ports, as nearly all do: one look at it is all that such a match takes.
 */
export interface Level extends AppHit {
  /** Of several apps or ranges: that of no port. */
  readonly from: number;
  readonly to: number;
  readonly protocol: Protocol;
  readonly apps: readonly NamedApp[];
}

export type Names = HostTable<string, Level>;
/** By `maskedKey`. */
export type Addresses = HostTable<number | string, Level>;

/** Apps by what they state. */
export interface AppIndex {
  readonly exact: Names;
  /** Addresses, then blocks. */
  readonly blocks: Readonly<Record<4 | 6, readonly Blocks[]>>;
  /** By suffix. */
  readonly wildcards: Names;
  /** Bit n: there may be wildcards whose suffix has a length of n, n + 32 or so on. */
  readonly wildcardLengths: number;
}

/** All blocks of one prefix length; the longest come first. */
export interface Blocks {
  /** An address that is stated as such is more specific than a block of one: ADDRESS. */
  readonly prefix: number;
  readonly apps: Addresses;
}

/** Past each prefix; what a mask of so many bits does is nothing. */
export const ADDRESS = 129;

/** What became of one app between two tables of them; absent where it was not there, or is not any more. */
export interface AppChange {
  readonly app: string;
  readonly before: AppSpec | undefined;
  readonly after: AppSpec | undefined;
}

export function indexApps(apps: ReadonlyMap<string, AppSpec>, lexicon = new Lexicon()): AppIndex {
  const empty = { exact: emptyTable<string, Level>(), wildcards: emptyTable<string, Level>(), wildcardLengths: 0 };
  const draft = new Draft({ ...empty, blocks: { 4: [], 6: [] } });
  for (const [app, spec] of apps) put(draft, app, spec, lexicon);
  return draft.seal();
}

/** The same as `indexApps` of the later table, at the cost of what changed. */
export function reindexed(index: AppIndex, changes: readonly AppChange[], lexicon = new Lexicon()): AppIndex {
  const draft = new Draft(index);
  for (const { app, before } of changes) for (const host of before?.hosts ?? []) draft.take(host, app);
  for (const { app, after } of changes) {
    if (after !== undefined) put(draft, app, after, lexicon);
  }
  return draft.seal();
}

function put(draft: Draft, app: string, spec: AppSpec, lexicon: Lexicon): void {
  const named = namedApp(app, spec, lexicon);
  const alone = levelOf([named]);
  for (const host of spec.hosts) draft.put(host, alone);
}

/** Where a host stands in a draft. */
interface Place {
  get(): Level | undefined;
  set(level: Level | undefined): void;
}

const placeIn = <Key>(draft: TableDraft<Key, Level>, hash: number, key: Key): Place => ({
  get: () => draft.get(hash, key),
  set: (level) => draft.set(hash, key, level),
});

/** An index being made of another. */
class Draft {
  readonly #from: AppIndex;
  #exact: TableDraft<string, Level> | undefined;
  #wildcards: TableDraft<string, Level> | undefined;
  /** By family and prefix length. */
  readonly #blocks = new Map<string, Drafted>();
  #wildcardLengths: number;

  constructor(from: AppIndex) {
    this.#from = from;
    this.#wildcardLengths = from.wildcardLengths;
  }

  /** `alone`: the level of this app and no other, which all its hosts share. */
  put(host: string, alone: Level): void {
    const place = this.#placeOf(host);
    if (place === undefined) return;
    const apps = withApp(place.get()?.apps ?? [], alone.apps[0]!);
    place.set(apps.length === 1 ? alone : levelOf(apps));
  }

  take(host: string, app: string): void {
    const place = this.#placeOf(host);
    const left = place?.get()?.apps.filter((one) => one.app !== app) ?? [];
    place?.set(left.length === 0 ? undefined : levelOf(left));
  }

  seal(): AppIndex {
    return {
      exact: this.#exact?.seal() ?? this.#from.exact,
      wildcards: this.#wildcards?.seal() ?? this.#from.wildcards,
      wildcardLengths: this.#wildcardLengths,
      blocks: { 4: this.#sealBlocks(4), 6: this.#sealBlocks(6) },
    };
  }

  #sealBlocks(family: 4 | 6): readonly Blocks[] {
    const drafted = [...this.#blocks.values()].filter((one) => one.family === family);
    if (drafted.length === 0) return this.#from.blocks[family];
    const kept = this.#from.blocks[family].filter(({ prefix }) => !drafted.some((one) => one.prefix === prefix));
    const sealed = drafted.map(({ prefix, draft }) => ({ prefix, apps: draft.seal() }));
    return [...kept, ...sealed.filter(({ apps }) => apps.size > 0)].sort((a, b) => b.prefix - a.prefix);
  }

  /** Where a host stands. Hosts are in normal form, so a name or an address is its own key. */
  #placeOf(host: string): Place | undefined {
    if (host.startsWith("*.")) {
      this.#wildcards ??= new TableDraft(this.#from.wildcards);
      // Letter by letter: a slice would be looked at through the host that it came from, each time.
      const suffix = [...host.slice(2)].join("");
      this.#wildcardLengths |= 1 << (suffix.length & 31);
      return placeIn(this.#wildcards, hashOfName(suffix), suffix);
    }
    const ip = parseIp(host);
    const cidr = ip !== undefined ? { ip, prefix: ADDRESS } : host.includes("/") ? parseCidr(host) : undefined;
    if (cidr === undefined) {
      this.#exact ??= new TableDraft(this.#from.exact);
      return placeIn(this.#exact, hashOfName(host), host);
    }
    // What nobody could have written matches nothing: deny is what remains.
    if (cidr.prefix < PREFIX_MIN) return undefined;
    const key = maskedKey(cidr.ip, cidr.prefix);
    return placeIn(this.#block(cidr.ip.family, cidr.prefix), hashOfKey(key), key);
  }

  #block(family: 4 | 6, prefix: number): TableDraft<number | string, Level> {
    const name = `${family}/${prefix}`;
    const known = this.#blocks.get(name);
    if (known !== undefined) return known.draft;
    const from = this.#from.blocks[family].find((one) => one.prefix === prefix)?.apps ?? emptyTable();
    const draft = new TableDraft<number | string, Level>(from);
    this.#blocks.set(name, { family, prefix, draft });
    return draft;
  }
}

interface Drafted {
  readonly family: 4 | 6;
  readonly prefix: number;
  readonly draft: TableDraft<number | string, Level>;
}

/** A host that an app names twice it names once. */
function withApp(apps: readonly NamedApp[], app: NamedApp): readonly NamedApp[] {
  const others = apps.filter((one) => one.app !== app.app);
  const at = others.findIndex((one) => one.app > app.app);
  return others.toSpliced(at === -1 ? others.length : at, 0, app);
}

// One literal, for what it lists lies in the object; what is spread into one may lie behind it.
function levelOf(apps: readonly NamedApp[]): Level {
  const { app, number, spec, origin } = apps[0]!;
  const alone = apps.length === 1 && spec.ports.length === 1 ? spec.ports[0]! : NO_PORTS;
  return {
    from: alone.from,
    to: alone.to,
    protocol: alone.protocol,
    number,
    app,
    candidates: apps.map((one) => one.app),
    nearMiss: undefined,
    origin,
    publishers: spec.publishers,
    connectTimeoutMs: spec.connectTimeoutMs,
    kind: "app",
    spec,
    apps,
  };
}

const NO_PORTS = { from: 1, to: 0, protocol: "tcp" } as const;

export const hashOfKey = (key: number | string): number => (typeof key === "number" ? key : hashOfName(key));
