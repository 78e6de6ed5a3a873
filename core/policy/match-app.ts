/**
 * Which app a destination belongs to, in one total order: exact host or address, then the longest block, then the
 * longest wildcard; apps that are equally specific by name, those that offer the port first.
 * A flow with a name is matched by names alone, a nameless one by addresses and blocks alone.
 */
import { maskedKey } from "../net/cidr.ts";
import { LABEL_LENGTH_MAX, LETTERS, NAME_LENGTH_MAX } from "../net/host-name.ts";
import type { Ip } from "../net/ip.ts";
import { parseIp } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { type AppIndex, hashOfKey, type Level, type NamedApp, type Names } from "./app-hosts.ts";
import { hashBefore, hashOfName, slotOf, valueAt } from "./host-table.ts";
import type { AppMatch, NearMiss } from "./verdict.ts";
import { CANDIDATES_MAX } from "./verdict.ts";

export { type AppChange, type AppIndex, indexApps, reindexed } from "./app-hosts.ts";

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
