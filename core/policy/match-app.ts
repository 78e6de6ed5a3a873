/**
 * Which app a destination belongs to, in one total order: exact host or address, then the longest block, then the
 * longest wildcard; apps that are equally specific by name, those that offer the port first.
 * A flow with a name is matched by names alone, a nameless one by addresses and blocks alone.
 */
import { maskedKey, maskedWord } from "../net/cidr.ts";
import { isPlainName } from "../net/host-name.ts";
import { type Ip, parseIp, parseIpv4 } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { type AppIndex, hashOfKey, type Level, type NamedApp, type Names } from "./app-hosts.ts";
import { hashBefore, slotOf, valueAt } from "./host-table.ts";
import type { AppMatch, NearMiss } from "./verdict.ts";
import { CANDIDATES_MAX } from "./verdict.ts";

export { type AppChange, type AppIndex, indexApps, reindexed } from "./app-hosts.ts";

/** None, one, or several with the most specific first: of one, as there mostly is, no list is made. */
type Found = undefined | Level | readonly Level[];

const NONE: readonly string[] = [];
const UNKNOWN: AppMatch = { kind: "unknown", candidates: NONE };

/** `host` is a lower-case name or an address in normal form. */
export function matchApp(index: AppIndex, host: string, port: number, protocol: Protocol): AppMatch {
  const ip = parseIp(host);
  const found = ip === undefined ? levelsOfName(index, host) : levelsOfIp(index, ip);
  return matchIn(found === NO_NAME ? undefined : found, port, protocol);
}

/**
 * The same for a host as somebody asked for it, if it is in normal form already, as nearly all are. Undefined says
 * nothing: it may be in another form, or no host.
 */
export function matchPlainHost(index: AppIndex, text: string, port: number, protocol: Protocol): AppMatch | undefined {
  const last = text.charCodeAt(text.length - 1) - ZERO;
  if (last >= 0 && last <= 9) {
    const word = parseIpv4(text);
    return word === undefined ? undefined : matchIn(levelsOfIpv4(index, word), port, protocol);
  }
  const found = levelsOfName(index, text);
  return found === NO_NAME ? undefined : matchIn(found, port, protocol);
}

const ZERO = 48;

function matchIn(found: Found, port: number, protocol: Protocol): AppMatch {
  if (found === undefined) return UNKNOWN;
  if (isSeveral(found)) return matchInSeveral(found, port, protocol);
  if (found.from <= port && port <= found.to && found.protocol === protocol) return found;
  return matchInSeveral([found], port, protocol);
}

const isSeveral = (found: Level | readonly Level[]): found is readonly Level[] => Array.isArray(found);

function matchInSeveral(levels: readonly Level[], port: number, protocol: Protocol): AppMatch {
  const candidates = namesOf(levels);
  let nearMiss: NearMiss | undefined;
  for (const { apps } of levels) {
    const hit = offering(apps, port, protocol);
    if (hit !== undefined) {
      const { app, number, spec, origin } = hit;
      const { publishers, connectTimeoutMs } = spec;
      return { kind: "app", app, number, spec, publishers, connectTimeoutMs, origin, candidates, nearMiss };
    }
    nearMiss ??= missed(apps, protocol);
    // To fall through widens, hence every app that is passed over must agree to it.
    if (!apps.every(({ spec }) => spec.fallthrough)) break;
  }
  return { kind: "port-miss", candidates, nearMiss: nearMiss! };
}

function namesOf(levels: readonly Level[]): readonly string[] {
  const { candidates } = levels[0]!;
  if (levels.length === 1 && candidates.length <= CANDIDATES_MAX) return candidates;
  // An app may match by its name and by a wildcard.
  return [...new Set(levels.flatMap((level) => level.candidates))].slice(0, CANDIDATES_MAX);
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

const DOT = 46;

const NO_NAME: readonly Level[] = [];

/**
 * Apps whose hosts match; what stands together is equally specific. From the name's end, hence the least specific
 * first. NO_NAME: the text is not in the normal form of a name.
 */
function levelsOfName({ exact, wildcards, wildcardLengths }: AppIndex, name: string): Found {
  const { length } = name;
  let found: Found;
  let hash = 0;
  // What stands behind it is a suffix that an app states, which is in normal form.
  let stated = length;
  for (let at = length - 1; at >= 0; at -= 1) {
    const unit = name.charCodeAt(at);
    if (unit === DOT && ((wildcardLengths >>> ((length - at - 1) & 31)) & 1) !== 0) {
      const level = wildcardAt(wildcards, hash, name, length - at - 1);
      if (level !== undefined) {
        found = inFront(level, found);
        stated = at;
      }
    }
    hash = hashBefore(unit, hash);
  }
  const own = nameAt(exact, hash, name);
  if (own !== undefined) return inFront(own, found);
  return isPlainName(name, stated) ? found : NO_NAME;
}

// As `valueAt`, which compares keys of each sort: here they are texts, and the runtime makes less of it.
function nameAt(names: Names, hash: number, name: string): Level | undefined {
  let entry = slotOf(names, hash);
  while (entry !== undefined && !(entry.hash === hash && entry.key === name)) entry = entry.next;
  return entry?.value;
}

function wildcardAt(wildcards: Names, hash: number, name: string, length: number): Level | undefined {
  let entry = slotOf(wildcards, hash);
  while (entry !== undefined && !(entry.hash === hash && entry.key.length === length && name.endsWith(entry.key)))
    entry = entry.next;
  return entry?.value;
}

function inFront(level: Level, others: Found): Found {
  if (others === undefined) return level;
  return isSeveral(others) ? [level, ...others] : [level, others];
}

function levelsOfIp(index: AppIndex, ip: Ip): Found {
  if (ip.family === 4) return levelsOfIpv4(index, ip.words[0]!);
  let found: Found;
  for (const { prefix, apps } of index.blocks[6]) {
    const key = maskedKey(ip, prefix);
    found = behind(found, valueAt(apps, hashOfKey(key), key));
  }
  return found;
}

function levelsOfIpv4({ blocks }: AppIndex, word: number): Found {
  let found: Found;
  for (const { prefix, apps } of blocks[4]) {
    const key = maskedWord(word, prefix);
    found = behind(found, valueAt(apps, key, key));
  }
  return found;
}

function behind(others: Found, level: Level | undefined): Found {
  if (level === undefined) return others;
  if (others === undefined) return level;
  return isSeveral(others) ? [...others, level] : [others, level];
}
