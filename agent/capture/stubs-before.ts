/**
 * Stubs that were given out of a range that was left, as they are kept on disk: a program that remembers one is refused
 * after a restart of the agent, too, and its private flow is sent to no stranger.
 */
import { QUARANTINE_MS } from "../../core/dns/stub-pool.ts";
import { type Cidr, parseCidr, printCidr } from "../../core/net/cidr.ts";
import type { StubPlace } from "../stub-place.ts";
import { touching, touchingPrefix } from "./stub-range.ts";

/** The last of them: stubs move four times an hour, and once more at each start. */
const KEPT_MAX = 16;
/** Of one range, 62 blocks of each family at most. */
const NETWORKS_MAX = 124;
const BYTES_MAX = 256 * 1024;

export interface StubsBefore {
  /** That was left. */
  readonly range: Cidr;
  /** All addresses that were given out of it. */
  readonly networks: readonly Cidr[];
  /** Wall clock, ms. */
  readonly untilMs: number;
}

/** A line each, JSON. */
export const stubsBeforeText = (all: readonly StubsBefore[]): string =>
  all
    .slice(-KEPT_MAX)
    .map(({ range, networks, untilMs }) => {
      const texts = networks.slice(0, NETWORKS_MAX).map(printCidr);
      return `${JSON.stringify({ until_ms: Math.ceil(untilMs), range: printCidr(range), networks: texts })}\n`;
    })
    .join("");

/**
 * Those whose time is not over, and none of `place`: a crash before the move leaves them where stubs still are. A wall
 * clock that was set back prolongs no time past the quarantine's own. A line that is none of ours is passed over.
 */
export function readStubsBefore(text: string, place: StubPlace, nowMs: number): StubsBefore[] {
  if (text.length > BYTES_MAX) return [];
  const all = text.split("\n").flatMap((line) => readLine(line) ?? []);
  return all.slice(-KEPT_MAX).flatMap((one) => {
    const ours = new Set([...touching(place.range, one.networks), ...ours6(place, one.networks)]);
    const networks = one.networks.filter((network) => !ours.has(network));
    const untilMs = Math.min(one.untilMs, nowMs + QUARANTINE_MS);
    return untilMs <= nowMs || networks.length === 0 ? [] : [{ ...one, networks, untilMs }];
  });
}

const ours6 = ({ prefix }: StubPlace, networks: readonly Cidr[]): Cidr[] =>
  prefix === undefined ? [] : touchingPrefix(prefix, networks);

function readLine(line: string): StubsBefore | undefined {
  try {
    const { until_ms, range, networks } = JSON.parse(line) as Record<string, unknown>;
    const left = parseCidr(String(range));
    if (left === undefined || typeof until_ms !== "number" || !Array.isArray(networks)) return undefined;
    const read = networks.slice(0, NETWORKS_MAX).flatMap((one) => parseCidr(String(one)) ?? []);
    // Wider than any range or network of stubs: to refuse that would cut the machine off.
    const narrow = read.filter(({ ip, prefix }) => prefix >= (ip.family === 4 ? left.prefix : 64) && prefix >= 8);
    return { range: left, networks: narrow, untilMs: until_ms };
  } catch {
    return undefined;
  }
}
