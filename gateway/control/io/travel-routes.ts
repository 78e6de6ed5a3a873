/** Routes and differences at moments of the past, for the thread that folds it. */

import { stateHash } from "../../../core/control/digest.ts";
import { differencesOf } from "../../../core/history/differences.ts";
import { routesOf } from "../../../core/history/routes.ts";
import type { Folded } from "../../../io/control/sliced-folding.ts";
import * as wire from "../../../io/wire/routes.ts";
import type { History } from "./history.ts";

const reachedOf = ({ state, timeUs }: Folded): wire.Reached => ({
  ...{ asOf: Math.max(state.asOf, 0), atUs: timeUs, stateHash: stateHash(state) },
});

/** Throws what `History.at` throws, and MalformedMessage. */
export async function routesAnswer(history: History, gateway: string, tenant: string, request: Uint8Array) {
  const { at, ...filter } = wire.decodeAskedRoutes(request);
  const folded = await history.at(at);
  return wire.encodeRoutes({ gateway, reached: reachedOf(folded), ...routesOf(folded.state, tenant, filter) });
}

/** As `routesAnswer`. */
export async function diffAnswer(history: History, gateway: string, tenant: string, request: Uint8Array) {
  const asked = wire.decodeAskedDiff(request);
  const from = await history.at(asked.from);
  const to = await history.at(asked.to);
  const found = differencesOf(from.state, to.state, tenant);
  return wire.encodeDiff({ gateway, from: reachedOf(from), to: reachedOf(to), ...found });
}
