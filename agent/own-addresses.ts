/**
 * This device's own addresses over time, and which connections can't work any more: those from an address that is gone.
 *
 * The kernel tells nobody: a connection whose address has left sends into nothing until its peer is found silent. But
 * an address that is away for a moment (a wireless network that stumbles) comes back, and its connections live on.
 */
import { after, type Instant } from "../core/units.ts";

/** An address that was not replaced may come back for so long, while others could be used. */
export const MAY_RETURN_MS = 2_000;
/** Remembered of those that are gone; past it the first is forgotten, and its connections are found silent. */
export const GONE_MAX = 64;

interface Gone {
  readonly since: Instant;
  /** Another address came at the same time or later: this device is in another network. */
  readonly replaced: boolean;
}

export interface OwnAddresses {
  readonly present: ReadonlySet<string>;
  readonly gone: ReadonlyMap<string, Gone>;
}

export const firstLook = (present: readonly string[]): OwnAddresses => ({
  present: new Set(present.filter(isFar)),
  gone: new Map(),
});

/** `appeared`: an address is there that was not; what could not be reached may be reached now. */
export function look(
  { present, gone }: OwnAddresses,
  seen: readonly string[],
  now: Instant,
): { readonly next: OwnAddresses; readonly appeared: boolean } {
  const there = new Set(seen.filter(isFar));
  const newcomers = [...there].filter((address) => !present.has(address));
  const isNew = newcomers.some((address) => !gone.has(address));
  const left = [...present].filter((address) => !there.has(address));
  const all: [string, Gone][] = [
    ...[...gone].filter(([address]) => !there.has(address)),
    ...left.map((address): [string, Gone] => [address, { since: now, replaced: false }]),
  ];
  const kept = all
    .slice(-GONE_MAX)
    .map(([address, one]): [string, Gone] => [address, isNew ? { ...one, replaced: true } : one]);
  return { next: { present: there, gone: new Map(kept) }, appeared: newcomers.length > 0 };
}

/** A connection from there can't work any more. While no other address is left nothing better could be had. */
export function isGone({ present, gone }: OwnAddresses, address: string, now: Instant): boolean {
  const one = gone.get(address);
  if (one === undefined || present.size === 0) return false;
  return one.replaced || now >= after(one.since, MAY_RETURN_MS);
}

/** Neither of this machine nor of its link alone. */
function isFar(address: string): boolean {
  return !/^(127\.|169\.254\.|::1$|fe[89ab])/i.test(address);
}
