/**
 * Hops that failed a moment ago: an owned table, bounded. Routing tries them last, and one flow in a while finds out
 * whether they are back.
 */
import type { Code } from "../../core/reason.ts";
import type { Instant } from "../../core/units.ts";

export interface Hop {
  readonly tenant: string;
  readonly publisher: string;
  readonly gateway: string;
}

/** A hop that failed is avoided this long; then one flow tries it while the others go on avoiding it. */
export const SUSPECT_MS = 5_000;
/** Gateways and publishers that fail at once; the one longest suspected is forgotten beyond. */
export const SUSPECTS_MAX = 4_096;

export class Suspects {
  readonly #since = new Map<string, Instant>();

  /** What the app or its name server caused says nothing against a hop. */
  failed(hop: Hop, code: Code, now: Instant): void {
    const suspect = suspectOf(hop, code);
    if (suspect !== undefined) this.#put(suspect, now);
  }

  /** A flow was opened by this hop: nothing is held against it. */
  opened(hop: Hop): void {
    for (const name of namesOf(hop)) this.#since.delete(name);
  }

  doubts(hop: Hop, now: Instant): boolean {
    return namesOf(hop).some((name) => {
      const since = this.#since.get(name);
      return since !== undefined && now - since < SUSPECT_MS;
    });
  }

  /** A flow is about to try this hop: if it was suspected and not cleared since, the others wait for the outcome. */
  trying(hop: Hop, now: Instant): void {
    for (const name of namesOf(hop)) if (this.#since.has(name)) this.#put(name, now);
  }

  get size(): number {
    return this.#since.size;
  }

  #put(name: string, now: Instant): void {
    this.#since.delete(name);
    this.#since.set(name, now);
    if (this.#since.size > SUSPECTS_MAX) this.#since.delete(this.#since.keys().next().value!);
  }
}

const gatewayOf = ({ gateway }: Hop): string => `gateway ${gateway}`;
const publisherOf = ({ tenant, publisher }: Hop): string => `publisher ${tenant}/${publisher}`;
const routeOf = ({ tenant, gateway, publisher }: Hop): string => `route ${gateway} ${tenant}/${publisher}`;
const namesOf = (hop: Hop): string[] => [gatewayOf(hop), publisherOf(hop), routeOf(hop)];

/** The gateway itself, the publisher wherever it is held, or this publisher at this gateway. */
function suspectOf(hop: Hop, code: Code): string | undefined {
  switch (code) {
    case "CGW_RELAY_PGW_UNREACHABLE":
    case "PGW_FLOW_DRAIN":
    case "PGW_LIMIT_RECORD":
      return gatewayOf(hop);
    case "PGW_DIAL_NO_ACK":
    case "PUB_FLOW_DRAIN":
    case "PUB_LIMIT_RESOURCES":
      return publisherOf(hop);
    default:
      return code.startsWith("PGW_") ? routeOf(hop) : undefined;
  }
}
