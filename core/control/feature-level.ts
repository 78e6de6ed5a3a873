/**
 * Which facts a gateway understands. A fact that a live gateway doesn't know would stop its admission, so new kinds of
 * facts are written only once all live gateways say in their heartbeats that they know them.
 */
import type { Kind } from "../config/object.ts";
import type { Fact, FactType } from "./event.ts";

/** Raised with each new kind of fact or object, or a field without which one means something else. */
export const FEATURE_LEVEL = 2;

/** From which level on each is known. Gateways without heartbeats are of level 1. */
const FACTS: Readonly<Record<FactType, number>> = {
  "log-created": 1,
  "object-put": 1,
  "object-deleted": 1,
  "token-issued": 1,
  "token-spent": 1,
  "certificate-issued": 1,
  "gateway-joined": 1,
  "gateway-left": 1,
  "publisher-attached": 1,
  "publisher-detached": 1,
  "command-guarded": 2,
  // Whoever says nothing must be judged whatever it understands: else it would hold everything back for ever.
  "gateway-lost": 1,
  "drain-set": 2,
  "attachment-changed": 2,
  "health-changed": 2,
  "token-revoked": 2,
};

const KINDS: Readonly<Record<Kind, number>> = {
  ...{ App: 1, Policy: 1, User: 1, Group: 1, Device: 1, Publisher: 1, Settings: 1 },
  ...{ Network: 2, Notice: 2, Receiver: 2, PolicyTest: 2, Operator: 2, Directory: 2 },
};

export function levelOf(fact: Fact): number {
  const kind = fact.type === "object-put" ? fact.object.kind : fact.type === "object-deleted" ? fact.kind : undefined;
  return Math.max(FACTS[fact.type], kind === undefined ? 0 : KINDS[kind]);
}

export interface TooNew {
  readonly what: string;
  readonly needs: number;
}

/** The first of the facts that needs more than `level`. */
export function tooNew(facts: readonly Fact[], level: number): TooNew | undefined {
  const fact = facts.find((one) => levelOf(one) > level);
  if (fact === undefined) return undefined;
  const what = fact.type === "object-put" ? `an object of kind ${fact.object.kind}` : `a fact of type ${fact.type}`;
  return { what, needs: levelOf(fact) };
}
