/**
 * The Client Gateway's hands for flows: open, decide, route from hop to hop, relay, re-judge.
 */
import { tenantOf } from "../../../core/control/state.ts";
import { type Compiled, compile } from "../../../core/policy/compile.ts";
import { decide } from "../../../core/policy/decide.ts";
import type { Allow, Deny, FlowRequest } from "../../../core/policy/verdict.ts";
import { type Code, isCode, REASONS } from "../../../core/reason.ts";
import { heldPublishers } from "../../../core/routing/attachments.ts";
import { rank } from "../../../core/routing/choose-publisher.ts";
import type { Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { denialId, uuidBytes, uuidv7 } from "../../../io/entropy.ts";
import { overloaded, relayStreams } from "../../../io/flow/relay.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Identity } from "../../../io/pki/identity.ts";
import { encodeFrame, type Frame, PROTOCOL } from "../../../io/wire/frame.ts";
import { FLOW_PATH } from "../../../io/wire/session.ts";
import { abandon, callOff, FIRST_FRAME_MS, finish, firstFrame, Holding, refuse } from "../../io/first-frame.ts";
import { denied } from "../revoke.ts";
import { type Route, routeKey, routesFor } from "../route.ts";
import type { SessionFacts, Sessions } from "../sessions.ts";
import { signFor } from "./sign.ts";
import type { Trunks } from "./trunks.ts";

type OpenFrame = Extract<Frame, { kind: "open" }>["value"];
type OpenedFrame = Extract<Frame, { kind: "opened" }>["value"];

/** A hop that says nothing at all for this long has failed; above the longest dial of a publisher. */
export const ANSWER_MS = 35_000;

/** A bound upstream: at this gateway a call, at another one a stream of a trunk. */
export interface Upstream {
  readonly stream: RawStream;
  release(): void;
}

export interface ClientGatewayOptions {
  readonly name: string;
  readonly identity: Identity;
  readonly sessions: Sessions;
  readonly control: ControlLog;
  readonly trunks: Trunks;
  /** Binds at this very gateway; absent where it has not the publisher role. */
  readonly bindHere: ((open: OpenFrame) => Promise<Upstream | Code>) | undefined;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
  readonly notice: (session: string, code: Code, text: string, denialId: string) => void;
}

interface Live {
  readonly flowId: string;
  readonly facts: FlowRequest & { readonly tenant: string; readonly session: string };
  readonly terminate: (code: Code) => void;
}

export class ClientGateway {
  readonly #o: ClientGatewayOptions;
  readonly #live = new Map<string, Live>();
  readonly #suspects = new Map<string, Instant>();
  readonly #compiled = new Map<string, { readonly rev: number; readonly compiled: Compiled }>();

  constructor(o: ClientGatewayOptions) {
    this.#o = o;
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
    const state = this.#o.control.state;
    const known = this.#compiled.get(tenant);
    if (known?.rev === state.configRev) return known.compiled;
    const compiled = compile(tenantOf(state, tenant), state.asOf);
    this.#compiled.set(tenant, { rev: state.configRev, compiled });
    return compiled;
  }

  /** Every live flow is judged again, in slices between which bytes move. */
  async rejudge(): Promise<void> {
    const judge = (facts: Live["facts"]) => {
      const verdict = decide(facts, this.compiled(facts.tenant), clock.now());
      return verdict.kind === "allow" ? undefined : "CGW_POLICY_REVOKED";
    };
    for (const slice of denied([...this.#live.values()], judge)) {
      for (const { flowId, code } of slice) this.#terminate(flowId, code as Code);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  sessionLeft(session: SessionFacts, code: Code): void {
    for (const flow of [...this.#live.values()]) if (flow.facts.session === session.id) flow.terminate(code);
  }

  close(code: Code): void {
    for (const flow of [...this.#live.values()]) flow.terminate(code);
  }

  get flows(): number {
    return this.#live.size;
  }

  #terminate(flowId: string, code: Code): void {
    const flow = this.#live.get(flowId);
    if (flow === undefined) return;
    this.#o.count(`flows_terminated_${code}`);
    this.#o.notice(flow.facts.session, code, REASONS[code].text, denialId());
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
    if (session === undefined) return this.#refuse(downstream, flowId, "CGW_AUTH_SESSION_REVOKED");
    if (open.protocol !== PROTOCOL.tcp) return this.#refuse(downstream, flowId, "AGT_STEER_UNSUPPORTED");
    if (overloaded()) return this.#refuse(downstream, flowId, "CGW_LIMIT_OVERLOAD");
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
    const upstreamOf: { now: RawStream | undefined } = { now: undefined };
    const holding = new Holding(downstream, open.earlyData ?? false, (code) => {
      if (upstreamOf.now) callOff(upstreamOf.now, code);
    });
    const found = await this.#tryRoutes(verdict, open, session, flowId, holding, upstreamOf);
    if (holding.aborted) {
      if ("upstream" in found) {
        finish(found.upstream.stream);
        found.upstream.release();
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
    const facts = { ...request, tenant: session.tenant, session: session.id };
    const early = { early: holding.early, acks: open.acks };
    await this.#relay(downstream, found.upstream, early, facts, flowId, found.opened.acks);
  }

  async #relay(
    downstream: RawStream,
    upstream: Upstream,
    holding: { early: readonly Buffer[]; acks: boolean },
    facts: Live["facts"],
    flowId: string,
    upstreamAcks: boolean,
  ): Promise<void> {
    const relay = relayStreams(downstream, upstream.stream, {
      early: { downstream: holding.early },
      acks: { downstream: holding.acks, upstream: upstreamAcks },
    });
    this.#live.set(flowId, { flowId, facts, terminate: relay.terminate });
    // The session may have left, or the policy changed, while the publisher dialled.
    if (this.#o.sessions.find(facts.session, facts.tenant, facts.device) === undefined)
      relay.terminate("AGT_TUNNEL_LOST");
    else if (decide(facts, this.compiled(facts.tenant), clock.now()).kind === "deny")
      this.#terminate(flowId, "CGW_POLICY_REVOKED");
    const end = await relay.done;
    this.#live.delete(flowId);
    upstream.release();
    this.#o.count(`flows_ended_${end.code}`);
    this.#o.log.debug("flow ended", { flow: flowId, ...end });
  }

  async #tryRoutes(
    verdict: Allow,
    open: OpenFrame,
    session: SessionFacts,
    flowId: string,
    holding: Holding,
    upstreamOf: { now: RawStream | undefined },
  ): Promise<{ upstream: Upstream; opened: OpenedFrame; route: Route } | { code: Code }> {
    const state = this.#o.control.state;
    const permit = verdict.permit;
    if (permit.publishers.length === 0) return { code: "CGW_SELECT_NO_PUBLISHER" };
    const held = heldPublishers(state, session.tenant, permit.publishers);
    const weights = state.tenants.get(session.tenant)?.publishers;
    const present = permit.publishers.filter((name) => held.some((one) => one.publisher === name));
    const candidates = present.map((name) => ({ name, weight: weights?.get(name)?.weight ?? 1 }));
    const ranked = rank(candidates, session.user, permit.app).map((one) => one.name);
    const routes = routesFor(ranked, held, this.#o.name, this.#suspects, clock.now());
    let code: Code = "CGW_SELECT_ALL_DOWN";
    for (const route of routes) {
      if (holding.aborted) break;
      const answer = await this.#tryRoute(route, permit, open, flowId, upstreamOf);
      if ("opened" in answer) return { ...answer, route };
      code = answer.code;
      if (!REASONS[code].retryable) break;
      this.#suspect(route, code);
    }
    return { code };
  }

  async #tryRoute(
    route: Route,
    permit: Allow["permit"],
    open: OpenFrame,
    flowId: string,
    upstreamOf: { now: RawStream | undefined },
  ): Promise<{ upstream: Upstream; opened: OpenedFrame } | { code: Code }> {
    const signed = signFor(permit, route, flowId, this.#o.name, this.#o.identity);
    const onward: OpenFrame = { ...open, flowId: uuidBytes(flowId), segment: (open.segment ?? 0) + 1, permit: signed };
    const here = route.gateway === this.#o.name;
    let upstream: Upstream;
    if (here) {
      const bound = (await this.#o.bindHere?.(onward)) ?? "PGW_ROUTE_PUBLISHER_GONE";
      if (typeof bound === "string") return { code: bound };
      upstream = bound;
    } else {
      const stream = this.#o.trunks.open(route.address, flowId);
      stream.send(encodeFrame("open", onward));
      upstream = { stream, release: () => {} };
    }
    upstreamOf.now = upstream.stream;
    const first = await firstFrame(upstream.stream, ANSWER_MS);
    upstreamOf.now = undefined;
    if ("frame" in first && first.frame.kind === "opened") return { upstream, opened: first.frame.value };
    upstream.release();
    if ("frame" in first && first.frame.kind === "refused") {
      finish(upstream.stream);
      const said = first.frame.value.code ?? "";
      return { code: isCode(said) ? said : "PGW_DIAL_NO_ACK" };
    }
    if ("failed" in first && first.failed === "ended") finish(upstream.stream);
    else abandon(upstream.stream, "AGT_FLOW_CLIENT_CLOSED");
    if ("failed" in first && first.failed === "silent") return { code: "PGW_DIAL_NO_ACK" };
    return { code: here ? "PGW_ROUTE_PUBLISHER_GONE" : "CGW_RELAY_PGW_UNREACHABLE" };
  }

  #suspect(route: Route, code: Code): void {
    // What the app or its name server caused says nothing against the hop.
    if (!code.startsWith("CGW_RELAY") && !code.startsWith("PGW_")) return;
    this.#suspects.set(code === "CGW_RELAY_PGW_UNREACHABLE" ? route.gateway : routeKey(route), clock.now());
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
