/**
 * Takes an allowed flow to its publisher: candidate after candidate, each with a permit of its own, until one opens it.
 *
 * No byte of the program leaves this gateway before a candidate has opened the flow, and the candidates before it were
 * told that nobody waits for them: so one that was stopped and wakes up may dial the app, but has nothing to deliver.
 */
import type { Protocol } from "../../../core/net/port-range.ts";
import type { Permit } from "../../../core/policy/verdict.ts";
import { type Code, REASONS } from "../../../core/reason.ts";
import type { PairMoved, PhaseTimings, PublisherCandidate } from "../../../core/record/network-event.ts";
import { type Choice, choose, NO_CHOICE, noneReason } from "../../../core/routing/choose.ts";
import { type PairName, Pairs } from "../../../core/routing/pairs.ts";
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
import { type Candidates, candidatesOf, type FailedTry, movedFact, whyMoved } from "../flow-facts.ts";
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
  /** Without a flow for so long, a pair of user and app goes home to its own publisher. */
  readonly homeAfterMs?: number | undefined;
  readonly onMoved: (tenant: string, fact: PairMoved) => void;
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
  choice: Choice & Candidates;
}

/** One flow on its way: `callOff` ends the try under way and those that would follow. */
export interface Search {
  readonly found: Promise<Found>;
  callOff(code: Code): void;
}

export class Router {
  readonly #o: RouterOptions;
  readonly #suspects = new Suspects();
  readonly #pairs: Pairs;

  constructor(o: RouterOptions) {
    this.#o = o;
    this.#pairs = new Pairs(o.homeAfterMs);
  }

  /** Bounded; `Pairs` says by what. */
  get pairsRemembered(): number {
    return this.#pairs.size;
  }

  /** Who may be asked for a name of the permit's app, best first: as for a flow, whose ports play no part here. */
  routesForName(permit: Permit): readonly Route[] | Code {
    if (permit.publishers.length === 0) return "CGW_SELECT_NO_PUBLISHER";
    const portless = { ...permit, port: 0 } as Permit;
    const { routes, passedOver } = this.#choice(portless, (route) => this.#doubts(permit.tenant, route));
    return routes.length > 0 ? routes : noneReason(passedOver);
  }

  /** `open`: as the agent sent it. */
  search(permit: Permit, open: OpenFrame, flowId: string): Search {
    const startedAt = clock.now();
    const choice = { ...NO_CHOICE, routes: [] };
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
    let code = noneReason(trying.choice.passedOver);
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
        const release = this.#settled(permit, flowId, route, trying, answer.release);
        const candidates = candidatesOf(trying.choice, trying.failed, route);
        const offset = this.#offsetOf(route, answer);
        const timings = timingsOf(trying, route, answer.opened.timings);
        return { ...answer, ...offset, release, route, candidates, timings };
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

  #choice(permit: Permit, doubts: (route: Route) => boolean): Choice & Candidates {
    const choice = choose(this.#o.control.enforced, permit, this.#pairs.present(permit, clock.now()));
    return { ...choice, routes: routesFor(choice.eligible, this.#o.name, choice.byLatency, doubts) };
  }

  /** The pair's flows go here from now on. Answers what lets go of the flow, and of its hold on the pair. */
  #settled(permit: Permit, flowId: string, { publisher: to }: Route, trying: Trying, release: () => void): () => void {
    const pair: PairName = permit;
    const { stay, from } = this.#pairs.opened(pair, to, clock.now());
    if (from !== undefined) {
      const why = whyMoved(from, trying.choice, trying.failed, to === trying.choice.home);
      const { tenant, user, device, app } = permit;
      const mail = this.#o.control.state.tenants.get(tenant)?.users.get(user)?.email || user;
      this.#o.count(`pairs_moved`);
      this.#o.onMoved(tenant, movedFact(flowId, this.#o.name, { user: mail, device, app }, { from, to, why }));
    }
    let held = true;
    return () => {
      if (held) this.#pairs.ended(stay, clock.now());
      held = false;
      release();
    };
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
    // What the device sent with it waits here for the answer, so whoever is asked may be given up for another.
    const onward: OpenFrame = { ...open, host: permit.host, segment, permit: signed, earlyData: false };
    const here = route.gateway === this.#o.name;
    let patience: Patience = begin(here ? "publisher" : "gateway", alone);
    const onTaken = (by: Taker) => {
      patience = taken(patience, by);
    };
    const asked = here
      ? this.#askHere(onward, onTaken)
      : this.#askThere(route, onward, { flowId, protocol: permit.protocol }, onTaken);
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

  #askThere(
    route: Route,
    open: OpenFrame,
    { flowId, protocol }: { readonly flowId: string; readonly protocol: Protocol },
    onTaken: (by: Taker) => void,
  ): Asked {
    const stream = this.#o.trunks.open(route.address, flowId, protocol);
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
