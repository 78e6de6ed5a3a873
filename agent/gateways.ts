/**
 * Which gateway a new flow takes, and which gateways are to be dialled.
 *
 * The first of the list is home. The next one is dialled only while those before it are not there; once home has been
 * healthy again for a while, new flows go home and the fall-back is let go when its last flow has ended.
 */
import { after, type Instant } from "../core/units.ts";

/** A gateway that has just come back may go at once again: flows return to it only after so long. */
export const HOME_AGAIN_MS = 5_000;
/** So long a gateway may take to admit us before the next one is dialled beside it. */
export const NEXT_AFTER_MS = 1_000;

export type GatewayState =
  | { readonly at: "idle" }
  | { readonly at: "dialing"; readonly since: Instant }
  | { readonly at: "up"; readonly since: Instant; readonly flows: number }
  | { readonly at: "draining"; readonly flows: number }
  /** The last attempt failed, or the session was lost; it is tried again by itself. */
  | { readonly at: "down" };

export interface Plan {
  /** Index of the gateway that new flows take. */
  readonly current: number | undefined;
  /** Idle ones that must be dialled now. */
  readonly dial: readonly number[];
  /** Those that are not needed any more. */
  readonly release: readonly number[];
  /** When to ask again, if nothing happens before. */
  readonly askAgainAt: Instant | undefined;
}

/** `current` is the index that flows take at present. */
export function plan(gateways: readonly GatewayState[], current: number | undefined, now: Instant): Plan {
  const chosen = choose(gateways, current, now);
  const dial: number[] = [];
  const release: number[] = [];
  const deadlines: Instant[] = [];
  let needed = true;
  let behindUp = false;
  gateways.forEach((gateway, n) => {
    if (needed && gateway.at === "idle") dial.push(n);
    if (behindUp && n !== chosen && isSpare(gateway)) release.push(n);
    // Those behind a gateway that is up are spare; behind one that is being dialled they get their turn a little later.
    if (gateway.at === "up") behindUp = true;
    if (gateway.at === "up" || gateway.at === "idle") needed = false;
    if (gateway.at === "dialing" && needed && now < after(gateway.since, NEXT_AFTER_MS)) {
      deadlines.push(after(gateway.since, NEXT_AFTER_MS));
      needed = false;
    }
    if (gateway.at === "up" && chosen !== undefined && n < chosen) deadlines.push(after(gateway.since, HOME_AGAIN_MS));
  });
  return { current: chosen, dial, release, askAgainAt: deadlines.length === 0 ? undefined : earliest(deadlines) };
}

function choose(gateways: readonly GatewayState[], current: number | undefined, now: Instant): number | undefined {
  const healthy = gateways.findIndex((gateway) => gateway.at === "up" && now >= after(gateway.since, HOME_AGAIN_MS));
  const present = current !== undefined && gateways[current]?.at === "up" ? current : undefined;
  if (present !== undefined) return healthy >= 0 && healthy < present ? healthy : present;
  const up = gateways.findIndex((gateway) => gateway.at === "up");
  if (up >= 0) return up;
  // One that drains may still serve, and is better than nothing once all others have failed.
  const draining = gateways.findIndex((gateway) => gateway.at === "draining");
  const othersFailed = gateways.every((gateway) => gateway.at === "draining" || gateway.at === "down");
  return draining >= 0 && othersFailed ? draining : undefined;
}

function isSpare(gateway: GatewayState): boolean {
  if (gateway.at === "up") return gateway.flows === 0;
  return gateway.at === "dialing" || gateway.at === "down";
}

const earliest = (instants: readonly Instant[]): Instant => Math.min(...instants) as Instant;
