/**
 * A flow that a device asked for, until it is answered: every answer is told to the recorder before it leaves, and what
 * can't be recorded is refused.
 */
import { withDenialId } from "../../../core/policy/notice.ts";
import type { Deny } from "../../../core/policy/verdict.ts";
import { type Code, REASONS } from "../../../core/reason.ts";
import { clock } from "../../../io/clock.ts";
import { denialId, uuidBytes } from "../../../io/entropy.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import { encodeFrame } from "../../../io/wire/frame.ts";
import type { OpenFrame } from "../../io/ask.ts";
import { abandon, Holding, refuse } from "../../io/first-frame.ts";
import { timingOf } from "../../io/hop-timings.ts";
import type { Decided, Denial } from "../flow-facts.ts";
import type { Resolved } from "../revoke.ts";
import type { FlowRecord } from "./flow-record.ts";
import { type FlowTrace, markKept } from "./flow-trace.ts";
import type { Found, FoundRoute, Search } from "./router.ts";

export interface AskedFlowOptions {
  /** This gateway's. */
  readonly gateway: string;
  readonly downstream: RawStream;
  readonly open: OpenFrame;
  readonly flowId: string;
  readonly record: FlowRecord;
  readonly trace: FlowTrace;
  readonly count: (counter: string) => void;
  /** How it was answered, and how long after its open. */
  readonly onAnswered: (how: "opened" | "refused", ms: number) => void;
}

/** What is to be relayed. */
export interface Settled {
  readonly route: FoundRoute;
  readonly early: readonly Buffer[];
  readonly resolved: Resolved | undefined;
}

/** A short id that people read out aloud, and what they are told. */
export function denialOf(code: Code, notice = ""): Denial {
  const id = denialId();
  return { denialId: id, notice: notice === "" ? REASONS[code].text : withDenialId(notice, id) };
}

/** What could not be recorded does not happen. */
export const UNRECORDED: Code = "CGW_LIMIT_RECORD";

interface Allowed {
  readonly decideUs: number;
  readonly rule: string;
}

/** May the flow have the address that was dialled? */
type Judge = (appAddr: string) => { readonly resolved?: Resolved; readonly blocked?: Deny };

export class AskedFlow {
  readonly #o: AskedFlowOptions;
  readonly #receivedAt = clock.now();

  constructor(o: AskedFlowOptions) {
    this.#o = o;
  }

  /** Nothing was decided. */
  async turnAway(code: Code): Promise<void> {
    const denial = denialOf(code);
    const recorded = await this.#o.record.turnedAway(code, denial);
    this.#refuse(recorded ? code : UNRECORDED, denial, recorded);
  }

  /** `tell`: the person is told too, of what is on record. */
  async deny(
    verdict: Deny,
    of: Omit<Decided, "verdict">,
    decideUs: number,
    tell: (denial: Denial) => void,
  ): Promise<void> {
    const denial = denialOf(verdict.code, verdict.notice);
    const recorded = await this.#o.record.decided({ ...of, verdict }, decideUs, denial);
    if (recorded) tell(denial);
    this.#refuse(recorded ? verdict.code : UNRECORDED, recorded ? denial : denialOf(UNRECORDED), recorded);
  }

  /**
   * Allowed, and on its way: opened towards the device, or refused. `allowed`: the decision is on record. `judge`: may
   * the flow have the address that was dialled? Answers the route, and what the device has sent meanwhile; undefined
   * where there is nothing to relay.
   */
  async settle(
    search: Search,
    allowed: Promise<boolean>,
    decided: Allowed,
    judge: Judge,
  ): Promise<Settled | undefined> {
    const { downstream, open } = this.#o;
    void allowed.then((recorded) => recorded || search.callOff(UNRECORDED));
    const holding = new Holding(downstream, open.earlyData, (code) => search.callOff(code));
    return this.#answered(search, allowed, decided, judge, holding).finally(() => holding.release());
  }

  /**
   * What the device sent with its open is held until the answer, whatever publishers are tried meanwhile: it goes to an
   * app that was reached, judged by its address, and is on record as that.
   */
  async #answered(
    search: Search,
    allowed: Promise<boolean>,
    decided: Allowed,
    judge: Judge,
    holding: Holding,
  ): Promise<Settled | undefined> {
    const { record } = this.#o;
    const found = await search.found;
    const recorded = await allowed;
    if (!("opened" in found)) {
      await this.#failed(found, holding.aborted, recorded ? found.code : UNRECORDED);
      return undefined;
    }
    this.#o.trace.opened(found);
    // Nobody has a success reply that is not on record.
    const stays = recorded && holding.aborted === undefined && (await record.opened(found));
    const { resolved, blocked } = judge(found.opened.appAddr);
    if (stays && holding.aborted === undefined && blocked === undefined) {
      this.#opened(found, decided);
      return { route: found, early: holding.early, resolved };
    }
    if (recorded) this.#markKept(found);
    abandon(found.stream, stays && blocked !== undefined ? blocked.code : "AGT_FLOW_CLIENT_CLOSED");
    found.release();
    if (stays && blocked !== undefined) await this.#failed(found, holding.aborted, blocked.code, blocked.notice);
    else await this.#failed(found, holding.aborted, UNRECORDED);
    return undefined;
  }

  #opened(found: FoundRoute, { decideUs, rule }: Allowed): void {
    const { gateway, downstream, flowId, trace, count } = this.#o;
    const { receivedUs: receivedAtUs } = trace;
    const answeredUs = Math.round((clock.now() - this.#receivedAt) * 1000);
    const own = timingOf(gateway, { receivedAtUs, decideUs, routeUs: found.timings.routeUs ?? null, answeredUs });
    count("flows_opened");
    trace.begun();
    this.#o.onAnswered("opened", clock.now() - this.#receivedAt);
    downstream.send(
      encodeFrame("opened", {
        ...found.opened,
        ...{ flowId: uuidBytes(flowId), clientGateway: gateway, publisherGateway: found.route.gateway },
        ...{ timings: [...found.opened.timings, own], sentAtUs: clock.wallUs(), rule },
      }),
    );
    if (!trace.kept) return;
    markKept(downstream, found.stream);
    found.keep?.();
  }

  /** By `code`, unless nobody waits any more. */
  async #failed(found: Found, aborted: Code | undefined, code: Code, notice?: string): Promise<void> {
    const { downstream, record, count } = this.#o;
    if (aborted !== undefined) {
      count("flows_aborted_before_open");
      abandon(downstream, "AGT_FLOW_CLIENT_CLOSED");
      if (await record.failed(aborted, found)) this.#o.trace.refused(aborted, "", found);
      return;
    }
    const denial = denialOf(code, notice);
    const recorded = await record.failed(code, found, denial);
    this.#refuse(recorded ? code : UNRECORDED, denial, recorded, found);
  }

  /** The device's hop and that of the publisher hear nothing of a flow that begins no more. */
  #markKept(found: FoundRoute): void {
    if (!this.#o.trace.keepsFailed) return;
    markKept(found.stream);
    found.keep?.();
  }

  #refuse(code: Code, { denialId, notice }: Denial, recorded: boolean, found?: Found): void {
    const { downstream, flowId, trace, count } = this.#o;
    count(`flows_refused_${code}`);
    if (recorded) trace.refused(code, denialId, found);
    this.#o.onAnswered("refused", clock.now() - this.#receivedAt);
    refuse(downstream, { code, denialId, notice, flowId: uuidBytes(flowId), traceKept: trace.kept });
  }
}
