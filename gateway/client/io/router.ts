/**
 * Takes an allowed flow to its publisher: candidate after candidate, each with a permit of its own, until one opens it.
 *
 * No byte of the program leaves this gateway before a candidate has opened the flow, and the candidates before it were
 * told that nobody waits for them: so one that was stopped and wakes up may dial the app, but has nothing to deliver.
 */
import type { Allow, Permit } from "../../../core/policy/verdict.ts";
import { type Code, REASONS } from "../../../core/reason.ts";
import { heldPublishers } from "../../../core/routing/attachments.ts";
import { rank } from "../../../core/routing/choose-publisher.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { uuidBytes } from "../../../io/entropy.ts";
import type { Identity } from "../../../io/pki/identity.ts";
import {
  type Asked,
  askStream,
  GATEWAY_MAY_STATE,
  type Opened,
  type OpenFrame,
  refusedAsk,
  type Taker,
} from "../../io/ask.ts";
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

export type Found = (Opened & { readonly route: Route }) | { readonly code: Code };

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
    const trying: { now: Asked | undefined; calledOff: Code | undefined } = { now: undefined, calledOff: undefined };
    return {
      found: this.#tryAll(verdict.permit, { ...open, flowId: uuidBytes(flowId) }, flowId, trying),
      callOff: (code) => {
        trying.calledOff ??= code;
        trying.now?.callOff(code);
      },
    };
  }

  async #tryAll(
    permit: Permit,
    open: OpenFrame,
    flowId: string,
    trying: { now: Asked | undefined; readonly calledOff: Code | undefined },
  ): Promise<Found> {
    if (permit.publishers.length === 0) return { code: "CGW_SELECT_NO_PUBLISHER" };
    const { tenant } = permit;
    const doubts = (route: Route) => this.#doubts(tenant, route);
    let routes = this.#routes(permit, doubts);
    let code: Code = "CGW_SELECT_ALL_DOWN";
    for (let attempt = 0; ; attempt += 1) {
      const [route, ...others] = routes;
      if (route === undefined || trying.calledOff !== undefined) return { code: trying.calledOff ?? code };
      const hop = { tenant, ...route };
      this.#suspects.trying(hop, clock.now());
      // Whoever has waited for a hop before is not asked to wait for the last one longer.
      const alone = {
        gateway: attempt === 0 && others.every((one) => one.gateway === route.gateway),
        publisher: attempt === 0 && others.length === 0,
      };
      trying.now = this.#ask(route, permit, open, { flowId, attempt, alone });
      const answer = await trying.now.answer;
      if ("opened" in answer) {
        this.#suspects.opened(hop);
        return { ...answer, route };
      }
      code = answer.code;
      if (trying.calledOff !== undefined || !REASONS[code].retryable) return { code };
      this.#suspects.failed(hop, code, clock.now());
      this.#o.count(`hops_failed_${code}`);
      routes = doubtedLast(routesAfter(others, route, code), doubts);
    }
  }

  #routes(permit: Permit, doubts: (route: Route) => boolean): Route[] {
    const { state } = this.#o.control;
    const held = heldPublishers(state, permit.tenant, permit.publishers);
    const weights = state.tenants.get(permit.tenant)?.publishers;
    const present = permit.publishers.filter((name) => held.some((one) => one.publisher === name));
    const candidates = present.map((name) => ({ name, weight: weights?.get(name)?.weight ?? 1 }));
    const ranked = rank(candidates, permit.user, permit.app).map((one) => one.name);
    return routesFor(ranked, held, this.#o.name, doubts);
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
    const segment = (open.segment ?? 0) + 1;
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

  #askHere(open: OpenFrame, onTaken: (by: Taker) => void): Asked {
    const { askHere } = this.#o;
    return askHere?.(open, onTaken) ?? refusedAsk("PGW_ROUTE_PUBLISHER_GONE");
  }

  #askThere(route: Route, open: OpenFrame, flowId: string, onTaken: (by: Taker) => void): Asked {
    const stream = this.#o.trunks.open(route.address, flowId);
    const lostCode = "CGW_RELAY_PGW_UNREACHABLE";
    return askStream(stream, open, { mayState: GATEWAY_MAY_STATE, lostCode, onTaken });
  }
}
