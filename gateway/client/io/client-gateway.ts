/**
 * The Client Gateway's hands for flows: open, decide, hand to the router, relay, re-judge.
 */
import type { Compiled } from "../../../core/policy/compile.ts";
import { decide } from "../../../core/policy/decide.ts";
import type { Allow, Deny, FlowRequest } from "../../../core/policy/verdict.ts";
import { type Code, REASONS } from "../../../core/reason.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { denialId, uuidBytes, uuidv7 } from "../../../io/entropy.ts";
import { relayStreams, stalledBytes } from "../../../io/flow/relay.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { encodeFrame, PROTOCOL } from "../../../io/wire/frame.ts";
import { FLOW_PATH } from "../../../io/wire/session.ts";
import type { OpenFrame } from "../../io/ask.ts";
import { abandon, FIRST_FRAME_MS, firstFrame, Holding, refuse } from "../../io/first-frame.ts";
import { Gathered, nextTurn } from "../../io/gathered.ts";
import { CompiledTenants } from "../compiled.ts";
import { type LiveFlow, LiveFlows } from "../revoke.ts";
import type { SessionFacts, Sessions } from "../sessions.ts";
import type { Found, Router } from "./router.ts";

export interface ClientGatewayOptions {
  readonly name: string;
  readonly sessions: Sessions;
  readonly control: ControlLog;
  readonly router: Router;
  /** What all flows together may hold back in this process; at it, new ones are refused. */
  readonly stalledBytesMax: number;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
  readonly notice: (session: string, code: Code, text: string, denialId: string) => void;
}

interface Live extends LiveFlow {
  readonly terminate: (code: Code) => void;
}

type FoundRoute = Extract<Found, { opened: unknown }>;

export class ClientGateway {
  readonly #o: ClientGatewayOptions;
  readonly #live = new LiveFlows<Live>();
  readonly #compiled = new CompiledTenants();
  readonly #rejudging: Gathered;

  constructor(o: ClientGatewayOptions) {
    this.#o = o;
    this.#rejudging = new Gathered(
      () => this.#rejudge(),
      (error) => o.log.error("re-judging failed", { error: String(error) }),
    );
  }

  service(): Service {
    return {
      path: FLOW_PATH,
      roles: ["device"],
      kind: "stream",
      serve: (stream, peer) => void this.#flow(stream, peer),
    };
  }

  compiled(tenant: string): Compiled {
    return this.#compiled.of(this.#o.control.state, tenant);
  }

  /** Live flows that the change concerns are judged again, soon, in slices between which bytes move. */
  configured(): void {
    this.#rejudging.ask();
  }

  sessionLeft(session: SessionFacts, code: Code): void {
    for (const flow of this.#live.ofSession(session.id)) flow.terminate(code);
  }

  close(code: Code): void {
    this.#rejudging.close();
    for (const flow of this.#live.all()) flow.terminate(code);
  }

  counters(): Record<string, number> {
    return { flows_live: this.#live.size, compilations: this.#compiled.compilations, rejudgings: this.#rejudging.runs };
  }

  async #rejudge(): Promise<void> {
    const denied = this.#live.denied(
      (tenant) => this.compiled(tenant),
      ({ request }, compiled) => {
        this.#o.count("flows_rejudged");
        return decide(request, compiled, clock.now());
      },
    );
    for (const slice of denied) {
      for (const flow of slice) this.#revoke(flow);
      await nextTurn();
    }
  }

  #revoke(flow: Live): void {
    const code = "CGW_POLICY_REVOKED";
    this.#o.count(`flows_terminated_${code}`);
    this.#o.notice(flow.session, code, REASONS[code].text, denialId());
    flow.terminate(code);
  }

  async #flow(downstream: RawStream, peer: Peer): Promise<void> {
    const first = await firstFrame(downstream, FIRST_FRAME_MS);
    if (!("frame" in first) || first.frame.kind !== "open") {
      this.#o.count("flows_malformed");
      return abandon(downstream, "CGW_FLOW_PROTOCOL_ERROR");
    }
    const open = first.frame.value;
    const flowId = uuidv7();
    const id = Buffer.from(open.sessionId ?? []).toString("hex");
    const session = this.#o.sessions.find(id, peer.tenant, peer.id);
    // A revoked one is told so on its own stream; here it may as well have been of this gateway's life before.
    if (session === undefined) return this.#refuse(downstream, flowId, "CGW_AUTH_SESSION_UNKNOWN");
    if (open.protocol !== PROTOCOL.tcp) return this.#refuse(downstream, flowId, "AGT_STEER_UNSUPPORTED");
    if (stalledBytes() >= this.#o.stalledBytesMax) return this.#refuse(downstream, flowId, "CGW_LIMIT_OVERLOAD");
    if (!this.#o.sessions.flowOpened(id)) return this.#refuse(downstream, flowId, "CGW_LIMIT_USER");
    try {
      await this.#admitted(downstream, open, session, flowId);
    } finally {
      this.#o.sessions.flowEnded(id);
    }
  }

  async #admitted(downstream: RawStream, open: OpenFrame, session: SessionFacts, flowId: string): Promise<void> {
    const receivedAt = clock.now();
    const request: FlowRequest = {
      ...{ user: session.user, device: session.device },
      ...{ host: open.host ?? "", port: open.port ?? 0, protocol: "tcp" as const },
    };
    const verdict = decide(request, this.compiled(session.tenant), receivedAt);
    const decideUs = Math.round((clock.now() - receivedAt) * 1000);
    if (verdict.kind === "deny") return this.#deny(downstream, flowId, session, verdict);
    const search = this.#o.router.search(verdict, open, flowId);
    const holding = new Holding(downstream, open.earlyData ?? false, (code) => search.callOff(code));
    const found = await search.found;
    if (holding.aborted) {
      if ("opened" in found) {
        abandon(found.stream, "AGT_FLOW_CLIENT_CLOSED");
        found.release();
      }
      this.#o.count("flows_aborted_before_open");
      return abandon(downstream, "AGT_FLOW_CLIENT_CLOSED");
    }
    if ("code" in found) return this.#refuse(downstream, flowId, found.code);
    this.#o.count("flows_opened");
    const timing = { hop: this.#o.name, decideUs, dispatchUs: Math.round((clock.now() - receivedAt) * 1000) };
    downstream.send(
      encodeFrame("opened", {
        ...found.opened,
        ...{ flowId: uuidBytes(flowId), clientGateway: this.#o.name, publisherGateway: found.route.gateway },
        timings: [...(found.opened.timings ?? []), timing],
      }),
    );
    await this.#relay(downstream, found, holding.early, open.acks, this.#facts(flowId, session, request, verdict));
  }

  #facts(flowId: string, session: SessionFacts, asked: FlowRequest, { app, permit }: Allow): LiveFlow {
    const { id, tenant } = session;
    return { flowId, tenant, session: id, app, request: { ...asked, host: permit.host } };
  }

  async #relay(
    downstream: RawStream,
    found: FoundRoute,
    early: readonly Buffer[],
    acks: boolean,
    facts: LiveFlow,
  ): Promise<void> {
    const relay = relayStreams(downstream, found.stream, {
      early: { downstream: early },
      acks: { downstream: acks, upstream: found.opened.acks },
    });
    // The session may have left, or the policy changed, while the publisher dialled.
    const compiled = this.compiled(facts.tenant);
    const verdict = decide(facts.request, compiled, clock.now());
    const app = verdict.kind === "allow" ? verdict.app : facts.app;
    const flow: Live = { ...facts, app, terminate: relay.terminate };
    this.#live.add(flow, compiled);
    found.onRevoked?.(relay.terminate);
    if (this.#o.sessions.find(flow.session, flow.tenant, flow.request.device) === undefined)
      relay.terminate("AGT_TUNNEL_LOST");
    else if (verdict.kind === "deny") this.#revoke(flow);
    const end = await relay.done;
    this.#live.delete(flow.flowId);
    found.release();
    this.#o.count(`flows_ended_${end.code}`);
    this.#o.log.debug("flow ended", { flow: flow.flowId, ...end });
  }

  #deny(downstream: RawStream, flowId: string, session: SessionFacts, verdict: Deny): void {
    const id = denialId();
    const notice = verdict.notice || REASONS[verdict.code].text;
    this.#o.count(`flows_refused_${verdict.code}`);
    this.#o.notice(session.id, verdict.code, notice, id);
    this.#o.log.debug("flow refused", { flow: flowId, code: verdict.code, rule: verdict.rule, denial_id: id });
    refuse(downstream, { code: verdict.code, denialId: id, notice, flowId: uuidBytes(flowId) });
  }

  #refuse(downstream: RawStream, flowId: string, code: Code): void {
    this.#o.count(`flows_refused_${code}`);
    refuse(downstream, { code, denialId: denialId(), notice: REASONS[code].text, flowId: uuidBytes(flowId) });
  }
}
