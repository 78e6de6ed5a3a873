/**
 * Step 6 of the life of a flow: a permit becomes an ordered list of routes.
 *
 * Reads only what it is handed. A hop that is doubted stands last instead of nowhere: if it is all there is, trying it
 * is better than refusing.
 */
import type { Code } from "../../core/reason.ts";

export interface Route {
  readonly publisher: string;
  readonly gateway: string;
  /** Hex: the life of that gateway. */
  readonly epoch: string;
  /** host:port of the gateway for other gateways. */
  readonly address: string;
}

/** Routes tried for one flow: two publishers at two gateways each. More only delays the person's answer. */
export const ROUTES_MAX = 4;

/**
 * `ranked` are the app's eligible publishers, best first; `held` where each is attached. This gateway comes before
 * another for the same publisher, since its hop is a call.
 */
export function routesFor(
  ranked: readonly string[],
  held: readonly Route[],
  self: string,
  doubts: (route: Route) => boolean,
): Route[] {
  const routes: Route[] = [];
  for (const publisher of ranked) {
    const gateways = held.filter((one) => one.publisher === publisher);
    const unique = gateways.filter((one, at) => gateways.findIndex((other) => other.gateway === one.gateway) === at);
    const ordered = [...unique.filter((one) => one.gateway === self), ...unique.filter((one) => one.gateway !== self)];
    routes.push(...ordered);
  }
  return doubtedLast(routes, doubts).slice(0, ROUTES_MAX);
}

/** The same routes, those that are doubted behind the others. */
export function doubtedLast(routes: readonly Route[], doubts: (route: Route) => boolean): Route[] {
  const judged = routes.map((route) => ({ route, doubted: doubts(route) }));
  return [...judged.filter((one) => !one.doubted), ...judged.filter((one) => one.doubted)].map(({ route }) => route);
}

/** What is left to try when `failed` did: not what lies behind the same gateway, where that is what did not answer. */
export function routesAfter(routes: readonly Route[], failed: Route, code: Code): readonly Route[] {
  return code === "CGW_RELAY_PGW_UNREACHABLE" ? routes.filter(({ gateway }) => gateway !== failed.gateway) : routes;
}
