/**
 * Step 6 of the life of a flow: a permit becomes an ordered list of routes.
 *
 * Reads only what it is handed. A gateway that drains, and a hop that is doubted, stand last instead of nowhere: if
 * they are all there is, trying them is better than refusing.
 */
import type { Code } from "../../core/reason.ts";
import type { Holder } from "../../core/routing/attachments.ts";

/** A publisher at one of the gateways that hold it. */
export type Route = Holder;

/** Routes tried for one flow: two publishers at two gateways each. More only delays the person's answer. */
export const ROUTES_MAX = 4;

/**
 * `eligible` are the app's publishers that may serve, best first, each with the gateways that hold it. This gateway
 * comes before another for the same publisher, since its hop is a call; where latency is chosen by, the nearest to the
 * publisher comes first.
 */
export function routesFor(
  eligible: readonly { readonly holders: readonly Route[] }[],
  self: string,
  byLatency: boolean,
  doubts: (route: Route) => boolean,
): Route[] {
  const routes = eligible.flatMap(({ holders }) => {
    const selfFirst = [
      ...holders.filter(({ gateway }) => gateway === self),
      ...holders.filter((h) => h.gateway !== self),
    ];
    return byLatency ? selfFirst.sort((a, b) => distance(a) - distance(b)) : selfFirst;
  });
  const taking = [...routes.filter((route) => !route.draining), ...routes.filter((route) => route.draining)];
  return doubtedLast(taking, doubts).slice(0, ROUTES_MAX);
}

const distance = ({ latencyBucket }: Route): number => (latencyBucket < 0 ? Number.POSITIVE_INFINITY : latencyBucket);

/** The same routes, those that are doubted behind the others: one that drains still carries what it is given. */
export function doubtedLast(routes: readonly Route[], doubts: (route: Route) => boolean): Route[] {
  const judged = routes.map((route) => ({ route, doubted: doubts(route) }));
  return [...judged.filter((one) => !one.doubted), ...judged.filter((one) => one.doubted)].map(({ route }) => route);
}

/** What is left to try when `failed` did: not what lies behind the same gateway, where that is what did not answer. */
export function routesAfter(routes: readonly Route[], failed: Route, code: Code): readonly Route[] {
  return code === "CGW_RELAY_PGW_UNREACHABLE" ? routes.filter(({ gateway }) => gateway !== failed.gateway) : routes;
}
