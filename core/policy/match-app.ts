/**
 * Which app a destination belongs to, in one total order: exact host or address, then the longest block, then the
 * longest wildcard; apps that are equally specific by name, those that offer the port first.
 * A flow with a name is matched by names alone, a nameless one by addresses and blocks alone.
 */
import type { AppSpec } from "../config/object.ts";
import { maskedKey, parseCidr } from "../net/cidr.ts";
import { LABEL_LENGTH_MAX, LETTERS, NAME_LENGTH_MAX, PREFIX_MIN } from "../net/host-name.ts";
import type { Ip } from "../net/ip.ts";
import { parseIp, splitHostPort } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { emptyTable, type HostTable, hashBefore, hashOfName, slotOf, TableDraft, valueAt } from "./host-table.ts";
import type { AppMatch, NearMiss, Origin } from "./verdict.ts";
import { CANDIDATES_MAX } from "./verdict.ts";

interface NamedApp {
  readonly app: string;
  readonly spec: AppSpec;
  /** What the publisher dials in place of what was asked. */
  readonly origin: Origin | undefined;
}

const namedApp = (app: string, spec: AppSpec): NamedApp => ({
  ...{ app, spec, origin: spec.origin === "" ? undefined : splitHostPort(spec.origin) },
});

/** Equally specific apps, in the order of their names; and these names. */
interface Level {
  readonly apps: readonly NamedApp[];
  readonly names: readonly string[];
}

type Names = HostTable<string, Level>;
/** By `maskedKey`. */
type Addresses = HostTable<number | string, Level>;

/** Apps by what they state. */
export interface AppIndex {
  readonly exact: Names;
  readonly blocks: Readonly<Record<4 | 6, readonly Blocks[]>>;
  /** By suffix. */
  readonly wildcards: Names;
}

/** All blocks of one prefix length; the longest come first. */
interface Blocks {
  readonly prefix: number;
  readonly apps: Addresses;
}

/** What became of one app between two tables of them; absent where it was not there, or is not any more. */
export interface AppChange {
  readonly app: string;
  readonly before: AppSpec | undefined;
  readonly after: AppSpec | undefined;
}

export function indexApps(apps: ReadonlyMap<string, AppSpec>): AppIndex {
  const draft = new Draft({ exact: emptyTable(), blocks: { 4: [], 6: [] }, wildcards: emptyTable() });
  for (const [app, spec] of apps) put(draft, app, spec);
  return draft.seal();
}

/** The same as `indexApps` of the later table, at the cost of what changed. */
export function reindexed(index: AppIndex, changes: readonly AppChange[]): AppIndex {
  const draft = new Draft(index);
  for (const { app, before } of changes) for (const host of before?.hosts ?? []) draft.take(host, app);
  for (const { app, after } of changes) {
    if (after !== undefined) put(draft, app, after);
  }
  return draft.seal();
}

function put(draft: Draft, app: string, spec: AppSpec): void {
  const named = namedApp(app, spec);
  for (const host of spec.hosts) draft.put(host, named);
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

  constructor(from: AppIndex) {
    this.#from = from;
  }

  put(host: string, app: NamedApp): void {
    const place = this.#placeOf(host);
    if (place === undefined) return;
    place.set(levelOf(withApp(place.get()?.apps ?? [], app)));
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
      const suffix = host.slice(2);
      return placeIn(this.#wildcards, hashOfName(suffix), suffix);
    }
    const cidr = host.includes("/") ? parseCidr(host) : undefined;
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

const levelOf = (apps: readonly NamedApp[]): Level => ({ apps, names: apps.map(({ app }) => app) });

const hashOfKey = (key: number | string): number => (typeof key === "number" ? key | 0 : hashOfName(key));

const NONE: readonly string[] = [];

/** `host` is a lower-case name or an address in normal form. */
export function matchApp(index: AppIndex, host: string, port: number, protocol: Protocol): AppMatch {
  const ip = parseIp(host);
  const levels = ip === undefined ? levelsOfName(index, host) : levelsOfIp(index, host, ip);
  return matchIn(levels, port, protocol);
}

/**
 * The same for a name as somebody asked for it, if it is in normal form already, as nearly all are: that is told on the
 * walk that finds its apps. Undefined says nothing: an address, or a name whose last label begins with a digit.
 */
export function matchPlainName(index: AppIndex, text: string, port: number, protocol: Protocol): AppMatch | undefined {
  const levels = levelsOfPlainName(index, text);
  return levels === undefined ? undefined : matchIn(levels, port, protocol);
}

function matchIn(levels: readonly Level[], port: number, protocol: Protocol): AppMatch {
  if (levels.length === 0) return { kind: "unknown", candidates: NONE };
  const candidates = namesOf(levels);
  let nearMiss: NearMiss | undefined;
  for (const { apps } of levels) {
    const hit = offering(apps, port, protocol);
    if (hit !== undefined) {
      const { app, spec, origin } = hit;
      return { kind: "app", app, spec, origin, candidates, nearMiss };
    }
    nearMiss ??= missed(apps, protocol);
    // To fall through widens, hence every app that is passed over must agree to it.
    if (!apps.every(({ spec }) => spec.fallthrough)) break;
  }
  return { kind: "port-miss", nearMiss: nearMiss!, candidates };
}

function namesOf(levels: readonly Level[]): readonly string[] {
  const { names } = levels[0]!;
  if (levels.length === 1 && names.length <= CANDIDATES_MAX) return names;
  // An app may match by its name and by a wildcard.
  return [...new Set(levels.flatMap((level) => level.names))].slice(0, CANDIDATES_MAX);
}

function offering(apps: readonly NamedApp[], port: number, protocol: Protocol): NamedApp | undefined {
  for (const one of apps) {
    for (const range of one.spec.ports) {
      if (range.from <= port && port <= range.to && range.protocol === protocol) return one;
    }
  }
  return undefined;
}

/** The app that would have been it: one that has the protocol, if any does. */
function missed(apps: readonly NamedApp[], protocol: Protocol): NearMiss {
  const near = apps.find(({ spec }) => spec.ports.some((range) => range.protocol === protocol));
  return near === undefined ? { app: apps[0]!.app, why: "protocol" } : { app: near.app, why: "port" };
}

/** A name in normal form that the quick walk passes over. */
function levelsOfName({ exact, wildcards }: AppIndex, name: string): readonly Level[] {
  let found = NO_LEVELS;
  let hash = 0;
  for (let at = name.length - 1; at >= 0; at -= 1) {
    const unit = name.charCodeAt(at);
    if (unit === DOT) found = withWildcard(wildcards, hash, name, name.length - at - 1, found);
    hash = hashBefore(unit, hash);
  }
  return withExact(exact, hash, name, found);
}

const DOT = 46;
const [DIGIT, DASH, DOT_LETTER] = [2, 3, 4];

/**
 * Apps whose hosts match, the most specific first; what stands together is equally specific. From the name's end, hence
 * the least specific first. Undefined: the text is no name in normal form that is told letter by letter.
 */
function levelsOfPlainName({ exact, wildcards }: AppIndex, text: string): readonly Level[] | undefined {
  const { length } = text;
  if (length === 0 || length > NAME_LENGTH_MAX) return undefined;
  let found = NO_LEVELS;
  let hash = 0;
  // Of the label that the walk is in: where it ends, and its letter before (towards the end).
  let end = length;
  let last = DOT_LETTER;
  for (let at = length - 1; at >= 0; at -= 1) {
    const unit = text.charCodeAt(at);
    const letter = unit < 128 ? LETTERS[unit]! : 0;
    if (letter === 0) return undefined;
    if (letter === DASH && last === DOT_LETTER) return undefined;
    if (letter === DOT_LETTER) {
      if (last >= DASH || end - at - 1 > LABEL_LENGTH_MAX || (end === length && last === DIGIT)) return undefined;
      found = withWildcard(wildcards, hash, text, length - at - 1, found);
      end = at;
    }
    last = letter;
    hash = hashBefore(unit, hash);
  }
  if (last >= DASH || end > LABEL_LENGTH_MAX || (end === length && last === DIGIT)) return undefined;
  return withExact(exact, hash, text, found);
}

function withWildcard(
  wildcards: Names,
  hash: number,
  name: string,
  length: number,
  found: readonly Level[],
): readonly Level[] {
  for (let entry = slotOf(wildcards, hash); entry !== undefined; entry = entry.next) {
    if (entry.hash === hash && entry.key.length === length && name.endsWith(entry.key))
      return inFront(entry.value, found);
  }
  return found;
}

function withExact(exact: Names, hash: number, name: string, found: readonly Level[]): readonly Level[] {
  const own = valueAt(exact, hash, name);
  return own === undefined ? found : inFront(own, found);
}

const NO_LEVELS: readonly Level[] = [];
const inFront = (level: Level, others: readonly Level[]): readonly Level[] =>
  others.length === 0 ? [level] : [level, ...others];

function levelsOfIp({ exact, blocks }: AppIndex, host: string, ip: Ip): readonly Level[] {
  let found: readonly Level[] = NO_LEVELS;
  const own = valueAt(exact, hashOfName(host), host);
  if (own !== undefined) found = [own];
  for (const { prefix, apps } of blocks[ip.family]) {
    const key = maskedKey(ip, prefix);
    const level = valueAt(apps, hashOfKey(key), key);
    if (level !== undefined) found = found.length === 0 ? [level] : [...found, level];
  }
  return found;
}
