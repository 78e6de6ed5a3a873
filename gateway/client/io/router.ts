/**
 * Takes an allowed flow to its publisher: candidate after candidate, each with a permit of its own, until one opens it.
 *
 * No byte of the program leaves this gateway before a candidate has opened the flow, and the candidates before it were
 * told that nobody waits for them: so one that was stopped and wakes up may dial the app, but has nothing to deliver.
 */
import type { Allow, Permit } from "../../../core/policy/verdict.ts";
import { type Code, REASONS } from "../../../core/reason.ts";
import type { PhaseTimings, PublisherCandidate } from "../../../core/record/network-event.ts";
import { heldPublishers } from "../../../core/routing/attachments.ts";
import { rank } from "../../../core/routing/choose-publisher.ts";
import type { Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { uuidBytes } from "../../../io/entropy.ts";
import type { Identity } from "../../../io/pki/identity.ts";
import {
  type Asked,
  askStream,
  GATEWAY_MAY_STATE,
  type NotOpened,
  type Opened,
  type OpenFrame,
  refusedAsk,
  type Taker,
} from "../../io/ask.ts";
import { type HopTiming, phasesBehind } from "../../io/hop-timings.ts";
import { type Choice, candidatesOf, type FailedTry } from "../flow-facts.ts";
import { type Alone, begin, type Patience, TICK_MS, taken, tick } from "../patience.ts";
import { doubtedLast, type Route, routesAfter, routesFor } from "../route.ts";
import { Suspects } from "../suspects.ts";
import { signFor } from "./sign.ts";
import type { Trunks } from "./trunks.ts";

export interface RouterOptions {
  readonly name: string;
  readonly identity: Identity;
  readonly control: ControlLog;
  readonly trunks: Trunks;
  /** Asks this very gateway; absent where it has not the publisher role. */
  readonly askHere: ((open: OpenFrame, onTaken: (by: Taker) => void) => Asked) | undefined;
  readonly count: (counter: string) => void;
}

/** What became of the search, for the record. */
interface Searched {
  /** Of the Publisher Gateway that was asked last, where it is another process. */
  readonly clockOffsetUs?: number | undefined;
  readonly candidates: readonly PublisherCandidate[];
  readonly timings: PhaseTimings;
}

export type FoundRoute = Opened & Searched & { readonly route: Route };
export type NotFound = Searched & { readonly code: Code };
export type Found = FoundRoute | NotFound;

/** What a search has come to. */
interface Trying {
  readonly startedAt: Instant;
  readonly failed: FailedTry[];
  now: Asked | undefined;
  calledOff: Code | undefined;
  /** Until the first hop was asked. */
  routeUs: number | undefined;
  choice: Choice;
}

/** One flow on its way: `callOff` ends the try under way and those that would follow. */
export interface Search {
  readonly found: Promise<Found>;
  callOff(code: Code): void;
}

export class Router {
  readonly #o: RouterOptions;
  readonly #suspects = new Suspects();

  constructor(o: RouterOptions) {
    this.#o = o;
  }

  /** `open`: as the agent sent it. */
  search(verdict: Allow, open: OpenFrame, flowId: string): Search {
    const { permit } = verdict;
    const startedAt = clock.now();
    const choice = { routes: [], absent: [] };
    const trying: Trying = { startedAt, choice, failed: [], now: undefined, calledOff: undefined, routeUs: undefined };
    return {
      found: this.#tryAll(permit, { ...open, flowId: uuidBytes(flowId) }, flowId, trying),
      callOff: (code) => {
        trying.calledOff ??= code;
        trying.now?.callOff(code);
      },
    };
  }

  async #tryAll(permit: Permit, open: OpenFrame, flowId: string, trying: Trying): Promise<Found> {
    if (permit.publishers.length === 0) return notFound(trying, "CGW_SELECT_NO_PUBLISHER");
    const { tenant } = permit;
    const doubts = (route: Route) => this.#doubts(tenant, route);
    trying.choice = this.#choice(permit, doubts);
    let routes = trying.choice.routes;
    let code: Code = "CGW_SELECT_ALL_DOWN";
    for (let attempt = 0; ; attempt += 1) {
      const [route, ...others] = routes;
      if (route === undefined || trying.calledOff !== undefined) return notFound(trying, trying.calledOff ?? code);
      const hop = { tenant, ...route };
      this.#suspects.trying(hop, clock.now());
      // Whoever has waited for a hop before is not asked to wait for the last one longer.
      const alone = {
        gateway: attempt === 0 && others.every((one) => one.gateway === route.gateway),
        publisher: attempt === 0 && others.length === 0,
      };
      trying.now = this.#ask(route, permit, open, { flowId, attempt, alone });
      trying.routeUs ??= Math.round((clock.now() - trying.startedAt) * 1000);
      const answer = await trying.now.answer;
      if ("opened" in answer) {
        this.#suspects.opened(hop);
        const candidates = candidatesOf(trying.choice, trying.failed, route);
        const offset = this.#offsetOf(route, answer);
        return { ...answer, ...offset, route, candidates, timings: timingsOf(trying, route, answer.opened.timings) };
      }
      code = answer.code;
      trying.failed.push({ route, code });
      const last = { ...answer, ...this.#offsetOf(route, answer) };
      if (trying.calledOff !== undefined || !REASONS[code].retryable) return notFound(trying, code, last);
      this.#suspects.failed(hop, code, clock.now());
      this.#o.count(`hops_failed_${code}`);
      routes = doubtedLast(routesAfter(others, route, code), doubts);
      if (routes.length === 0) return notFound(trying, code, last);
    }
  }

  #choice(permit: Permit, doubts: (route: Route) => boolean): Choice {
    const { state } = this.#o.control;
    const held = heldPublishers(state, permit.tenant, permit.publishers);
    const weights = state.tenants.get(permit.tenant)?.publishers;
    const isHeld = (name: string) => held.some((one) => one.publisher === name);
    const present = permit.publishers.filter(isHeld);
    const candidates = present.map((name) => ({ name, weight: weights?.get(name)?.weight ?? 1 }));
    const ranked = rank(candidates, permit.user, permit.app).map((one) => one.name);
    const absent = permit.publishers.filter((name) => !isHeld(name));
    return { routes: routesFor(ranked, held, this.#o.name, doubts), absent };
  }

  #doubts(tenant: string, route: Route): boolean {
    if (this.#suspects.doubts({ tenant, ...route }, clock.now())) return true;
    return route.gateway !== this.#o.name && this.#o.trunks.isDown(route.address);
  }

  /** Asks one hop, and calls off what shows no life. */
  #ask(
    route: Route,
    permit: Permit,
    open: OpenFrame,
    { flowId, attempt, alone }: { readonly flowId: string; readonly attempt: number; readonly alone: Alone },
  ): Asked {
    // This gateway's part is the first, whatever the device calls it.
    const segment = 1;
    const signed = signFor(permit, route, { flowId, segment, attempt }, this.#o.identity);
    const onward: OpenFrame = { ...open, host: permit.host, segment, permit: signed };
    const here = route.gateway === this.#o.name;
    let patience: Patience = begin(here ? "publisher" : "gateway", alone);
    const onTaken = (by: Taker) => {
      patience = taken(patience, by);
    };
    const asked = here ? this.#askHere(onward, onTaken) : this.#askThere(route, onward, flowId, onTaken);
    const timer = setInterval(() => {
      const left = tick(patience);
      if (typeof left === "string") asked.callOff(left);
      else patience = left;
    }, TICK_MS);
    void asked.answer.then(() => clearInterval(timer));
    return asked;
  }

  /** Where the Publisher Gateway is here, what was measured is the publisher's clock, and no hop of ours. */
  #offsetOf({ gateway }: Route, { clockOffsetUs }: { readonly clockOffsetUs?: number | undefined }) {
    return { clockOffsetUs: gateway === this.#o.name ? undefined : clockOffsetUs };
  }

  #askHere(open: OpenFrame, onTaken: (by: Taker) => void): Asked {
    const { askHere } = this.#o;
    return askHere?.(open, onTaken) ?? refusedAsk("PGW_ROUTE_PUBLISHER_GONE");
  }

  #askThere(route: Route, open: OpenFrame, flowId: string, onTaken: (by: Taker) => void): Asked {
    const stream = this.#o.trunks.open(route.address, flowId);
    const lostCode = "CGW_RELAY_PGW_UNREACHABLE";
    return askStream(stream, open, { hop: route.gateway, mayState: GATEWAY_MAY_STATE, lostCode, onTaken });
  }
}

/** With the readings of the hop that was asked last, if it sent any. */
function notFound(trying: Trying, code: Code, last?: Pick<NotOpened, "timings" | "clockOffsetUs">): NotFound {
  const candidates = candidatesOf(trying.choice, trying.failed, undefined);
  const timings = timingsOf(trying, trying.failed.at(-1)?.route, last?.timings ?? []);
  return { code, candidates, timings, clockOffsetUs: last?.clockOffsetUs };
}

const timingsOf = ({ routeUs }: Trying, asked: Route | undefined, timings: readonly HopTiming[]): PhaseTimings => ({
  ...(routeUs === undefined ? {} : { routeUs }),
  ...(asked === undefined ? {} : phasesBehind(timings, asked)),
});
