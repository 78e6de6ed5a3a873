/**
 * Opens that gateways ask of this Publisher Gateway: the permit, the binding to a publisher held here, the relay.
 */
import { setImmediate as turn } from "node:timers/promises";
import { SpentPermits } from "../../../core/policy/spent-permits.ts";
import type { Code } from "../../../core/reason.ts";
import type { Segment } from "../../../core/record/network-event.ts";
import type { FlowBytes, FlowEnd } from "../../../core/relay/relay.ts";
import { keepsEnd } from "../../../core/trace/keep.ts";
import { traceIdOf } from "../../../core/trace/traceparent.ts";
import { clock, microsSince } from "../../../io/clock.ts";
import { uuidText } from "../../../io/entropy.ts";
import { stalledBytes } from "../../../io/flow/relay.ts";
import { relayFlow } from "../../../io/flow/relay-flow.ts";
import type { Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { Trust } from "../../../io/pki/identity.ts";
import { openPermit, type Permit, SKEW_TOLERATED_US } from "../../../io/pki/permit.ts";
import { encodeFrame } from "../../../io/wire/frame.ts";
import { RELAY_PATH } from "../../../io/wire/relay.ts";
import { type Answer, type Asked, type Opened, type OpenFrame, refusedAsk, type Taker } from "../../io/ask.ts";
import { abandon, FIRST_FRAME_MS, firstFrame, Holding, refuse } from "../../io/first-frame.ts";
import type { Presence } from "../../io/presence.ts";
import type { Recorder, Room } from "../../io/recorder.ts";
import { SegmentRecord } from "../../io/segment-record.ts";
import type { Tracing } from "../../io/tracing.ts";
import type { Dispatch } from "../dispatch.ts";
import { abortedFact, endedFact, openedFact } from "../segment-facts.ts";
import { bind } from "./binding.ts";
import { DispatchTrace } from "./dispatch-trace.ts";

export interface FlowServerOptions {
  readonly name: string;
  /** Tells which lives of the gateway are this process: what another one was asked is not remembered. */
  readonly presence: Pick<Presence, "isOwn">;
  readonly trust: Trust;
  readonly dispatch: Dispatch<RawStream>;
  /** What all flows together may hold back in this process; at it, new ones are refused. */
  readonly stalledBytesMax: number;
  /** Asks a publisher's tunnels for a sign of life; `heard` is called at the next word of each. */
  readonly sound: (tenant: string, publisher: string, heard: () => void) => void;
  readonly recorder: Recorder;
  readonly tracing: Tracing | undefined;
  readonly count: (counter: string) => void;
}

/** At a close flows have so long to end with their peers' last words; what they had moved by then is recorded. */
const END_WITHIN_MS = 1_000;

/** Nobody waits for the flow any more. */
const CALLED_OFF = "AGT_FLOW_CLIENT_CLOSED";

export class FlowServer {
  readonly #o: FlowServerOptions;
  readonly #spent = new SpentPermits();
  readonly #live = new Set<Live>();
  readonly #flows = new Set<Promise<void>>();

  constructor(o: FlowServerOptions) {
    this.#o = o;
  }

  service(): Service {
    return {
      path: RELAY_PATH,
      roles: ["gateway"],
      kind: "stream",
      serve: (stream) => {
        const flow = this.#relay(stream).finally(() => this.#flows.delete(flow));
        this.#flows.add(flow);
      },
    };
  }

  counters(): Record<string, number> {
    return { permits_remembered: this.#spent.size };
  }

  /** Every relayed flow ends with `code`, and is on record when this resolves. */
  async close(code: Code): Promise<void> {
    for (const { terminate } of this.#live) terminate(code);
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
    await Promise.race([Promise.allSettled(this.#flows), late]);
    await Promise.all([...this.#live].map(({ ended, bytes }) => ended({ code, endedBy: "system", ...bytes() })));
  }

  /** For a flow of this very gateway, which records it: verifies the permit, and asks a publisher held here. */
  ask(open: OpenFrame, onTaken: (by: Taker) => void): Asked {
    const permit = this.#admit(open);
    return typeof permit === "string" ? refusedAsk(permit) : this.#bind(open, permit, onTaken);
  }

  #admit(open: OpenFrame): Permit | Code {
    const permit = stalledBytes() < this.#o.stalledBytesMax ? this.#permitOf(open) : "PGW_LIMIT_OVERLOAD";
    if (typeof permit === "string") this.#o.count(`opens_refused_${permit}`);
    return permit;
  }

  /** Binds the flow to an idle stream of its publisher, and asks there. */
  #bind(open: OpenFrame, permit: Permit, onTaken: (by: Taker) => void): Asked {
    const { name, dispatch, tracing } = this.#o;
    const sound = (heard: () => void) => this.#o.sound(permit.tenant, permit.publisher, heard);
    const trace = DispatchTrace.begin(tracing, open, permit);
    const { answer, callOff } = bind({ ...open, traceparent: trace?.onward ?? "" }, permit, {
      ...{ name, dispatch, onTaken, sound },
    });
    return { answer: trace === undefined ? answer : answer.then((said) => trace.answered(said)), callOff };
  }

  /** The permit, if it is for this open and this life of the gateway, and was not used before: from now on it is. */
  #permitOf({ permit: signed, flowId, segment, host, port, protocol }: OpenFrame): Permit | Code {
    const nowUs = clock.wallUs();
    const permit = signed ? openPermit(signed, this.#o.trust, nowUs) : "PGW_AUTH_PERMIT_INVALID";
    if (typeof permit === "string") return permit;
    const life = Buffer.from(permit.gatewayEpoch).toString("hex");
    if (permit.gateway !== this.#o.name || !this.#o.presence.isOwn(life)) return "PGW_ROUTE_EPOCH_STALE";
    const sameFlow = Buffer.compare(permit.flowId, flowId) === 0 && permit.segment === segment;
    const sameHost = permit.host === host && permit.port === port && permit.protocol === protocol;
    if (!sameFlow || !sameHost) return "PGW_AUTH_PERMIT_INVALID";
    const spending = this.#spent.spend(permit, permit.expiresAtUs + SKEW_TOLERATED_US, nowUs);
    if (spending === "spent") return permit;
    return spending === "again" ? "PGW_AUTH_PERMIT_SPENT" : "PGW_AUTH_PERMIT_EXPIRED";
  }

  /** The trunk's side: another gateway's flow, relayed to a publisher held here. */
  async #relay(downstream: RawStream): Promise<void> {
    const first = await firstFrame(downstream, FIRST_FRAME_MS);
    if (!("frame" in first) || first.frame.kind !== "open") {
      this.#o.count("relay_malformed");
      return abandon(downstream, "CGW_FLOW_PROTOCOL_ERROR");
    }
    const open = first.frame.value;
    const on: { way: Asked | undefined } = { way: undefined };
    const holding = new Holding(downstream, open.earlyData, (code) => on.way?.callOff(code));
    let room: Room | undefined;
    try {
      // A process that was stopped finds an open and its end behind one another: what nobody waits for is not begun.
      await turn();
      if (holding.aborted) return this.#calledOff(downstream);
      room = this.#o.recorder.reserve();
      const permit = room === undefined ? UNRECORDED : this.#admit(open);
      if (typeof permit === "string" || room === undefined) return refuse(downstream, { code: permit as Code });
      on.way = this.#bind(open, permit, (by) =>
        downstream.send(encodeFrame("taken", { byPublisher: by === "publisher" })),
      );
      await this.#answer(downstream, open, permit, await on.way.answer, holding, room);
    } finally {
      holding.release();
      room?.release();
    }
  }

  async #answer(
    downstream: RawStream,
    open: OpenFrame,
    permit: Permit,
    answer: Answer,
    holding: Holding,
    room: Room,
  ): Promise<void> {
    if ("code" in answer) {
      const { code, timings = [] } = answer;
      return holding.aborted ? this.#calledOff(downstream) : refuse(downstream, { code, timings });
    }
    const record = this.#record(open, permit, room);
    // No success reply leaves that is not on record.
    const recorded = holding.aborted ? false : await record.tell(openedFact(record.segment, permit, answer.opened));
    if (recorded && !holding.aborted) return this.#run(downstream, open, answer, holding, record);
    abandon(answer.stream, CALLED_OFF);
    answer.release();
    answer.keep?.();
    if (recorded) await record.end(abortedFact(record.segment, CALLED_OFF));
    if (holding.aborted) this.#calledOff(downstream);
    else refuse(downstream, { code: UNRECORDED });
  }

  /** This gateway's own part of a flow that came over a trunk. */
  #record(open: OpenFrame, { tenant }: Permit, room: Room): SegmentRecord {
    const { name: gateway, recorder } = this.#o;
    const segment: Segment = { flowId: uuidText(open.flowId), segment: open.segment, gateway, role: "publisher" };
    return new SegmentRecord(recorder, room, segment, { tenant, traceId: traceIdOf(open.traceparent) });
  }

  async #run(downstream: RawStream, open: OpenFrame, answer: Opened, holding: Holding, record: SegmentRecord) {
    const openedAt = clock.now();
    holding.release();
    downstream.send(encodeFrame("opened", { ...answer.opened, sentAtUs: clock.wallUs() }));
    const relay = relayFlow(downstream, answer.stream, {
      protocol: open.protocol,
      early: { downstream: holding.early },
      downstreamIs: "gateway",
      acks: { downstream: open.acks, upstream: answer.opened.acks },
      onKept: () => answer.keep?.(),
    });
    const { terminate, bytes } = relay;
    record.moving(bytes);
    const ended = (end: FlowEnd) => record.end(endedFact(record.segment, end, microsSince(openedAt)));
    const live: Live = { terminate, bytes, ended };
    this.#live.add(live);
    answer.onRevoked?.(terminate);
    const end = await relay.done;
    this.#live.delete(live);
    answer.release();
    if (keepsEnd(end.endedBy)) answer.keep?.();
    await ended(end);
  }

  #calledOff(downstream: RawStream): void {
    this.#o.count("relays_called_off");
    abandon(downstream, CALLED_OFF);
  }
}

interface Live {
  readonly terminate: (code: Code) => void;
  readonly bytes: () => FlowBytes;
  readonly ended: (end: FlowEnd) => Promise<boolean>;
}

/** What could not be recorded does not happen. */
const UNRECORDED: Code = "PGW_LIMIT_RECORD";
