/**
 * Which publishers may carry a flow, in the order in which they are tried; and why each other may not.
 *
 * Eligible ones by their latency bucket where the tenant's settings say so, then by weighted rendezvous of user and
 * app. One that says it is nearly full keeps a share of its weight; the one to which the pair's flows go is first.
 */
import type { ControlState } from "../control/state.ts";
import { tenantOf } from "../control/state.ts";
import type { Code } from "../reason.ts";
import { type Holder, nearer, type Standing, standingOf, type Wanted, type WhyNot } from "./attachments.ts";
import { rank } from "./choose-publisher.ts";

/** A publisher of band `high` counts with this share of its weight: three quarters of its pairs find another one. */
export const HIGH_SHARE = 0.25;

export interface Ask extends Wanted {
  readonly tenant: string;
  readonly user: string;
  /** Those that the app is assigned to. */
  readonly publishers: readonly string[];
}

export interface PassedOver {
  readonly publisher: string;
  readonly whyNot: WhyNot;
}

export interface Choice {
  /** Best first, each with the gateways that hold it. */
  readonly eligible: readonly { readonly publisher: string; readonly holders: readonly Holder[] }[];
  readonly passedOver: readonly PassedOver[];
  /** The pair's own: the best one, were its flows nowhere yet. Undefined: there is none. */
  readonly home: string | undefined;
  /** Latency buckets were chosen by. */
  readonly byLatency: boolean;
}

export const NO_CHOICE: Choice = { eligible: [], passedOver: [], home: undefined, byLatency: false };

/** `present`: the publisher to which this user's flows to this app go, where they are to stay there. */
export function choose(state: ControlState, ask: Ask, present: string | undefined): Choice {
  const standings = ask.publishers.map((publisher) => standingOf(state, ask.tenant, publisher, ask));
  const may = standings.filter(({ whyNot }) => whyNot === null);
  const byLatency = tenantOf(state, ask.tenant).settings.latencyBuckets;
  const ranked = rankedBy(may, ask, byLatency);
  const stays = ranked.filter(({ publisher }) => publisher === present);
  return {
    eligible: [...stays, ...ranked.filter((one) => !stays.includes(one))],
    passedOver: standings.flatMap(({ publisher, whyNot }) => (whyNot === null ? [] : [{ publisher, whyNot }])),
    home: ranked[0]?.publisher,
    byLatency,
  };
}

function rankedBy(may: readonly Standing[], { user, app }: Ask, byLatency: boolean): readonly Standing[] {
  const candidates = may.map(({ publisher, weight, band }) => {
    return { name: publisher, weight: band === "high" ? weight * HIGH_SHARE : weight };
  });
  const named = new Map(may.map((one) => [one.publisher, one]));
  const ranked = rank(candidates, user, app).map(({ name }) => named.get(name)!);
  if (!byLatency) return ranked;
  // The sort keeps the order of equals.
  return ranked
    .map((one) => ({ one, far: farOf(one) }))
    .sort((a, b) => a.far - b.far)
    .map(({ one }) => one);
}

/** What nobody has measured may be anywhere: it comes last. */
function farOf({ holders }: Standing): number {
  const bucket = holders.reduce((found, holder) => nearer(found, holder.latencyBucket), -1);
  return bucket < 0 ? Number.POSITIVE_INFINITY : bucket;
}

/** Why nobody may carry a flow that somebody is assigned to. */
export function noneReason(passedOver: readonly PassedOver[]): Code {
  const said = new Set(passedOver.map(({ whyNot }) => whyNot));
  if (said.has("full")) return "PUB_LIMIT_RESOURCES";
  return said.has("port-down") ? "CGW_SELECT_TARGET_DOWN" : "CGW_SELECT_ALL_DOWN";
}
