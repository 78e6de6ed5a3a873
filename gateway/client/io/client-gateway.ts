/**
 * The Client Gateway's hands for flows: open, decide, hand to the router, relay, re-judge.
 */
import { setImmediate as turn } from "node:timers/promises";
import { Histogram, type HistogramReading } from "../../../core/metrics/histogram.ts";
import type { Compiled } from "../../../core/policy/compile.ts";
import type { Deny, FlowRequest, Verdict } from "../../../core/policy/verdict.ts";
import type { Code } from "../../../core/reason.ts";
import { clock } from "../../../io/clock.ts";
import { uuidBytes, uuidv7 } from "../../../io/entropy.ts";
import { type Relayed, stalledBytes } from "../../../io/flow/relay.ts";
import { relayFlow } from "../../../io/flow/relay-flow.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import { traced } from "../../../io/json-log.ts";
import { protocolOf } from "../../../io/wire/frame.ts";
import { FLOW_PATH } from "../../../io/wire/session.ts";
import type { OpenFrame } from "../../io/ask.ts";
import { abandon, FIRST_FRAME_MS, firstFrame, heldBytes, refuse } from "../../io/first-frame.ts";
import type { Room } from "../../io/recorder.ts";
import { askedOf } from "../flow-facts.ts";
import { shutFor } from "../freshness.ts";
import { judgeAsked, judgeLive, judgeResolved } from "../judging.ts";
import { type LiveFlow, LiveFlows } from "../revoke.ts";
import type { SessionFacts } from "../sessions.ts";
import { AskedFlow, denialOf, UNRECORDED } from "./asked-flow.ts";
import type { ClientGatewayOptions } from "./client-gateway-options.ts";
import { FlowRecord } from "./flow-record.ts";
import { FlowTrace } from "./flow-trace.ts";
import type { Begun, Live } from "./live-flow.ts";
import type { FoundRoute, Search } from "./router.ts";

/** At a close flows have so long to end with their peers' last words; what they had moved by then is recorded. */
const END_WITHIN_MS = 1_000;

export class ClientGateway {
  readonly #o: ClientGatewayOptions;
  readonly #live = new LiveFlows<Live>();
  /** On their way to a publisher. */
  readonly #searches = new Set<Search>();
  readonly #flows = new Set<Promise<void>>();
  /** From an open to its answer. */
  readonly #setup = { opened: new Histogram(), refused: new Histogram() };
  #closing: Code | undefined;

  constructor(o: ClientGatewayOptions) {
    this.#o = o;
  }

  service(): Service {
    return {
      path: FLOW_PATH,
      roles: ["device"],
      kind: "stream",
      serve: (stream, peer) => {
        const flow = this.#flow(stream, peer).finally(() => this.#flows.delete(flow));
        this.#flows.add(flow);
      },
    };
  }

  sessionLeft(session: SessionFacts, code: Code): void {
    for (const flow of this.#live.ofSession(session.id)) flow.terminate(code);
  }

  /** Every flow ends with `code`, and is on record when this resolves. */
  async close(code: Code): Promise<void> {
    this.#closing = code;
    for (const search of this.#searches) search.callOff(code);
    for (const flow of this.#live.all()) flow.terminate(code);
    const late = new Promise<void>((resolve) => setTimeout(resolve, END_WITHIN_MS).unref());
    await Promise.race([Promise.allSettled(this.#flows), late]);
    const asItStands = this.#live.all().map((flow) => flow.record.ended({ code, endedBy: "system", ...flow.bytes() }));
    await Promise.all(asItStands);
  }

  counters(): Record<string, number> {
    return {
      ...{ flows_live: this.#live.size, opens_in_flight: this.#searches.size },
      compilations: this.#o.compiling.compilations,
      pairs_remembered: this.#o.router.pairsRemembered,
    };
  }

  histograms(): Record<string, HistogramReading> {
    return { setup_opened: this.#setup.opened.read(), setup_refused: this.#setup.refused.read() };
  }

  /** Live flows that a change concerns are judged again, in slices between which bytes move. */
  async rejudge(): Promise<void> {
    const denied = this.#live.denied(
      (tenant) => this.#o.compiling.inForce(tenant),
      (flow, compiled, atUs) => {
        this.#o.count("flows_rejudged");
        return this.#judgeAgain(flow, compiled, atUs);
      },
      () => clock.wallUs(),
    );
    for (const slice of denied) {
      for (const { flow, denied } of slice) this.#revoke(flow, denied);
      await turn();
    }
  }

  /** As it is at a wall time. A verdict that ends the flow is on record with its end. */
  #judgeAgain(flow: Live, compiled: Compiled, atUs: number): Verdict {
    const { verdict, byAddress } = judgeLive(flow, compiled, atUs, clock.now());
    if (verdict.kind !== "deny") return verdict;
    const { host, port } = byAddress && flow.resolved !== undefined ? flow.resolved : flow.request;
    flow.again = { verdict, request: { user: flow.request.user, host, port, atUs }, inputs: flow.inputs };
    return verdict;
  }

  #revoke(flow: Live, { code: now, notice }: Deny): void {
    // Nobody changed anything: the window closed, or the rule ran out.
    const code = now === "CGW_POLICY_SCHEDULE_CLOSED" ? now : "CGW_POLICY_REVOKED";
    const denial = denialOf(code, notice);
    this.#o.count(`flows_terminated_${code}`);
    this.#o.notice(flow.session, code, denial.notice, denial.denialId);
    flow.record.denied(denial, flow.again);
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
    // Room for all that the flow will be told of, before anything is decided about it.
    const room = this.#o.recorder.reserve();
    if (room === undefined) {
      this.#o.count(`flows_refused_${UNRECORDED}`);
      return refuse(downstream, { code: UNRECORDED, ...denialOf(UNRECORDED), flowId: uuidBytes(flowId) });
    }
    const session = this.#o.sessions.find(Buffer.from(open.sessionId).toString("hex"), peer.tenant, peer.id);
    const { name: gateway, tracing, count } = this.#o;
    const trace = new FlowTrace({ tracing, open, flowId, device: peer });
    const record = this.#record(room, open, peer, session, flowId, trace);
    const onAnswered = (how: "opened" | "refused", ms: number) => this.#setup[how].observe(ms / 1000);
    const flow = new AskedFlow({ gateway, downstream, open, flowId, record, trace, count, onAnswered });
    const protocol = protocolOf(open.protocol) ?? "tcp";
    const begun: Begun = { downstream, open, protocol, flowId, record, trace, flow };
    try {
      const code = this.#shed(open, session);
      if (code !== undefined || session === undefined) await flow.turnAway(code ?? "CGW_AUTH_SESSION_UNKNOWN");
      else if (!(await this.#o.told(session.id))) await this.#untold(begun, session);
      else await this.#admitted(begun, session).finally(() => this.#o.sessions.flowEnded(session.id, begun.protocol));
    } finally {
      record.release();
    }
  }

  #record(
    room: Room,
    open: OpenFrame,
    peer: Peer,
    session: SessionFacts | undefined,
    flowId: string,
    trace: FlowTrace,
  ): FlowRecord {
    const { recorder, name: gateway, control, sessions } = this.#o;
    const { tenant, id: device } = peer;
    const asked = askedOf(open, { tenant, device, user: session?.user }, control.state);
    const srpVersion = session === undefined ? 0 : Math.max(sessions.srpOf(session.id)?.acked ?? 0, 0);
    return new FlowRecord({ recorder, room, gateway, flowId, asked, tenant, srpVersion, trace });
  }

  #untold({ flow, protocol }: Begun, { id }: SessionFacts): Promise<void> {
    return flow.turnAway(UNRECORDED).finally(() => this.#o.sessions.flowEnded(id, protocol));
  }

  /** Why nothing is decided about a flow; undefined: it counts as one of its session from now on. */
  #shed(open: OpenFrame, session: SessionFacts | undefined): Code | undefined {
    if (this.#closing !== undefined) return this.#closing;
    // A revoked one is told so on its own stream; here it may as well have been of this gateway's life before.
    if (session === undefined) return "CGW_AUTH_SESSION_UNKNOWN";
    const protocol = protocolOf(open.protocol);
    if (protocol === undefined) return "AGT_STEER_UNSUPPORTED";
    if (stalledBytes() + heldBytes() >= this.#o.stalledBytesMax) return "CGW_LIMIT_OVERLOAD";
    const shut = shutFor("flow", this.#o.control, session.tenant);
    return shut ?? (this.#o.sessions.flowOpened(session.id, protocol) ? undefined : "CGW_LIMIT_USER");
  }

  async #admitted(begun: Begun, session: SessionFacts): Promise<void> {
    const { flowId, record, flow } = begun;
    const { id, tenant, inputsHash: inputs } = session;
    begun.trace.admitted();
    const decided = this.#decided(begun, session);
    if ("denied" in decided) return decided.denied;
    const { app, request, search, recorded } = decided;
    this.#searches.add(search);
    const settled = await flow.settle(search, recorded, decided, (appAddr) => {
      const judged = { ...request, atUs: clock.wallUs() };
      const found = judgeResolved(judged, appAddr, this.#o.compiling.of(tenant), clock.now());
      if (found.by !== undefined) record.overruled({ ...found.by, inputs });
      return found;
    });
    this.#searches.delete(search);
    if (settled === undefined) return;
    const { resolved } = settled;
    await this.#relay(begun, settled, { flowId, tenant, session: id, inputs, app, request, resolved });
  }

  /** What is left of a verdict while the flow lives: all of it would hold the compilation of its time. */
  #decided({ open, protocol, flowId, record, trace, flow }: Begun, session: SessionFacts) {
    const { id, tenant, user, device, inputsHash: inputs } = session;
    const receivedAt = clock.now();
    const compiled = this.#o.compiling.of(tenant);
    const request: FlowRequest = {
      ...{ user, device, seat: compiled.lexicon.device(device), host: open.host, port: open.port, protocol },
      ...{ session: session.inputs, atUs: clock.wallUs() },
    };
    const verdict = judgeAsked(request, compiled, receivedAt);
    const decideUs = Math.round((clock.now() - receivedAt) * 1000);
    trace.decided(verdict.app ?? "", verdict.kind === "allow");
    if (verdict.kind === "deny") {
      const { code, rule } = verdict;
      const denied = flow.deny(verdict, { request, inputs }, decideUs, ({ denialId, notice }) => {
        this.#o.notice(id, code, notice, denialId);
        const about = { flow: flowId, code, rule, denial_id: denialId };
        this.#o.log.debug("flow refused", { ...about, ...traced(trace.traceId) });
      });
      return { denied };
    }
    const { app, permit } = verdict;
    // The decision is written while the flow is taken to its publisher.
    const recorded = record.decided({ verdict, request, inputs }, decideUs);
    const search = this.#o.router.search(permit, { ...open, traceparent: trace.onward }, flowId);
    return { app, request: { ...request, host: permit.host }, search, recorded, decideUs, rule: verdict.rule };
  }

  async #relay(
    { downstream, open, record, trace }: Begun,
    { route, early }: { readonly route: FoundRoute; readonly early: readonly Buffer[] },
    facts: LiveFlow & Pick<Live, "inputs">,
  ): Promise<void> {
    const relay: Relayed = relayFlow(downstream, route.stream, {
      ...{ protocol: open.protocol, idle: this.#o.idle },
      early: { downstream: early },
      acks: { downstream: open.acks, upstream: route.opened.acks },
      onFirstByte: () => {
        if (!trace.firstByte(record.sawFirstByte())) return;
        relay.markKept();
        route.keep?.();
      },
    });
    const { terminate, bytes } = relay;
    record.moving(bytes);
    // The session may have left, or the policy changed, while the publisher dialled.
    const compiled = this.#o.compiling.of(facts.tenant);
    const atUs = clock.wallUs();
    const flow: Live = { ...facts, terminate, bytes, record, again: undefined };
    const verdict = this.#judgeAgain(flow, compiled, atUs);
    if (verdict.kind === "allow") flow.app = verdict.app;
    this.#live.add(flow, compiled, atUs);
    route.onRevoked?.(terminate);
    if (this.#closing !== undefined) terminate(this.#closing);
    else if (this.#o.sessions.find(flow.session, flow.tenant, flow.request.device) === undefined)
      terminate("AGT_TUNNEL_LOST");
    else if (verdict.kind === "deny") this.#revoke(flow, verdict);
    const end = await relay.done;
    this.#live.delete(flow.flowId);
    route.release();
    if (trace.ended(end.endedBy)) route.keep?.();
    this.#o.count(`flows_ended_${end.code}`);
    this.#o.log.debug("flow ended", { flow: flow.flowId, ...end, ...traced(trace.traceId) });
    await record.ended(end);
  }
}
