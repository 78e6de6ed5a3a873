/**
 * Opens that gateways ask of this Publisher Gateway: the permit, the binding to a publisher held here, the relay.
 */
import { SpentPermits } from "../../../core/policy/spent-permits.ts";
import type { Code } from "../../../core/reason.ts";
import { clock } from "../../../io/clock.ts";
import { relayStreams, stalledBytes } from "../../../io/flow/relay.ts";
import type { Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { Trust } from "../../../io/pki/identity.ts";
import { openPermit, type Permit, SKEW_TOLERATED_US } from "../../../io/pki/permit.ts";
import { encodeFrame } from "../../../io/wire/frame.ts";
import { RELAY_PATH } from "../../../io/wire/relay.ts";
import { type Asked, type OpenFrame, refusedAsk, type Taker } from "../../io/ask.ts";
import { abandon, FIRST_FRAME_MS, firstFrame, Holding, refuse } from "../../io/first-frame.ts";
import { nextTurn } from "../../io/gathered.ts";
import type { Dispatch } from "../dispatch.ts";
import { bind } from "./binding.ts";

export interface FlowServerOptions {
  readonly name: string;
  /** Hex: this life of the gateway. What an earlier one was asked, and whether, is not remembered. */
  readonly epoch: string;
  readonly trust: Trust;
  readonly dispatch: Dispatch<RawStream>;
  /** What all flows together may hold back in this process; at it, new ones are refused. */
  readonly stalledBytesMax: number;
  /** Asks a publisher's tunnels for a sign of life; `heard` is called at the next word of each. */
  readonly sound: (tenant: string, publisher: string, heard: () => void) => void;
  readonly count: (counter: string) => void;
}

/** Nobody waits for the flow any more. */
const CALLED_OFF = "AGT_FLOW_CLIENT_CLOSED";

export class FlowServer {
  readonly #o: FlowServerOptions;
  readonly #spent = new SpentPermits();
  readonly #terminators = new Set<(code: Code) => void>();

  constructor(o: FlowServerOptions) {
    this.#o = o;
  }

  service(): Service {
    return { path: RELAY_PATH, roles: ["gateway"], kind: "stream", serve: (stream) => void this.#relay(stream) };
  }

  counters(): Record<string, number> {
    return { permits_remembered: this.#spent.size };
  }

  /** Ends every relayed flow with `code`. */
  close(code: Code): void {
    for (const terminate of this.#terminators) terminate(code);
  }

  /** Verifies the permit, binds the flow to an idle stream of its publisher, and asks there. */
  ask(open: OpenFrame, onTaken: (by: Taker) => void): Asked {
    const permit = stalledBytes() < this.#o.stalledBytesMax ? this.#permitOf(open) : "PGW_LIMIT_OVERLOAD";
    if (typeof permit === "string") {
      this.#o.count(`opens_refused_${permit}`);
      return refusedAsk(permit);
    }
    const sound = (heard: () => void) => this.#o.sound(permit.tenant, permit.publisher, heard);
    return bind(open, permit, { dispatch: this.#o.dispatch, onTaken, sound });
  }

  /** The permit, if it is for this open and this life of the gateway, and was not used before: from now on it is. */
  #permitOf({ permit: signed, flowId, segment, host, port }: OpenFrame): Permit | Code {
    const nowUs = clock.wallUs();
    const permit = signed ? openPermit(signed, this.#o.trust, nowUs) : "PGW_AUTH_PERMIT_INVALID";
    if (typeof permit === "string") return permit;
    const life = Buffer.from(permit.gatewayEpoch).toString("hex");
    if (permit.gateway !== this.#o.name || life !== this.#o.epoch) return "PGW_ROUTE_EPOCH_STALE";
    const sameFlow = Buffer.compare(permit.flowId, flowId) === 0 && permit.segment === segment;
    if (!sameFlow || permit.host !== host || permit.port !== port) return "PGW_AUTH_PERMIT_INVALID";
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
    // A process that was stopped finds an open and its end behind one another: what nobody waits for is not begun.
    await nextTurn();
    if (holding.aborted) return this.#calledOff(downstream);
    on.way = this.ask(open, (by) => downstream.send(encodeFrame("taken", { byPublisher: by === "publisher" })));
    const answer = await on.way.answer;
    if (holding.aborted) {
      if ("opened" in answer) {
        abandon(answer.stream, CALLED_OFF);
        answer.release();
      }
      return this.#calledOff(downstream);
    }
    if ("code" in answer) return refuse(downstream, { code: answer.code });
    downstream.send(encodeFrame("opened", answer.opened));
    const relay = relayStreams(downstream, answer.stream, {
      early: { downstream: holding.early },
      downstreamIs: "gateway",
      acks: { downstream: open.acks, upstream: answer.opened.acks },
    });
    this.#terminators.add(relay.terminate);
    answer.onRevoked?.(relay.terminate);
    await relay.done;
    this.#terminators.delete(relay.terminate);
    answer.release();
  }

  #calledOff(downstream: RawStream): void {
    this.#o.count("relays_called_off");
    abandon(downstream, CALLED_OFF);
  }
}
