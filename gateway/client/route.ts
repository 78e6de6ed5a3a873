/**
 * Step 6 of the life of a flow: a permit becomes an ordered list of routes.
 *
 * Reads only what it is handed. A hop that failed a moment ago stands last instead of nowhere: if it is all there is,
 * trying it is better than refusing.
 */
import type { Instant } from "../../core/units.ts";

export interface Route {
  readonly publisher: string;
  readonly gateway: string;
  /** host:port of the gateway for other gateways. */
  readonly address: string;
}

/** One attachment of a publisher, as the fold has it. */
export interface Held {
  readonly publisher: string;
  readonly gateway: string;
  readonly address: string;
}

/** A gateway or publisher that failed a hop is avoided this long, then tried again in its old place. */
export const SUSPECT_MS = 5_000;
/** Routes tried for one flow: two publishers at two gateways each. More only delays the person's answer. */
export const ROUTES_MAX = 4;

/**
 * `ranked` are the app's eligible publishers, best first; `held` every live attachment. This gateway comes before
 * another for the same publisher, since its hop is a call.
 */
export function routesFor(
  ranked: readonly string[],
  held: readonly Held[],
  self: string,
  suspects: ReadonlyMap<string, Instant>,
  now: Instant,
): Route[] {
  const fresh: Route[] = [];
  const suspect: Route[] = [];
  for (const publisher of ranked) {
    const gateways = held.filter((one) => one.publisher === publisher);
    const unique = gateways.filter((one, at) => gateways.findIndex((other) => other.gateway === one.gateway) === at);
    const ordered = [...unique.filter((one) => one.gateway === self), ...unique.filter((one) => one.gateway !== self)];
    for (const one of ordered) {
      const failedAt = suspects.get(routeKey(one)) ?? suspects.get(one.gateway);
      const doubted = failedAt !== undefined && now - failedAt < SUSPECT_MS;
      (doubted ? suspect : fresh).push({ publisher, gateway: one.gateway, address: one.address });
    }
  }
  return [...fresh, ...suspect].slice(0, ROUTES_MAX);
}

export const routeKey = (route: { readonly publisher: string; readonly gateway: string }): string =>
  `${route.gateway}/${route.publisher}`;
