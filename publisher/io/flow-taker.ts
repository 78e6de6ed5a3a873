/** Takes one flow from the gateway: lock, resolve, reach the app, answer; then its socket and the stream are one. */
import { type Ip, parseIp, printIp } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import { traceIdOf } from "../../core/trace/traceparent.ts";
import { clock, microsSince } from "../../io/clock.ts";
import type { Spliced } from "../../io/flow/relay.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { type JsonLog, traced } from "../../io/json-log.ts";
import type { Trust } from "../../io/pki/identity.ts";
import { openPermit, SKEW_TOLERATED_US } from "../../io/pki/permit.ts";
import type { SpanReporter, SpanRoad } from "../../io/report/span-reporter.ts";
import { decodeFrame, encodeFrame, type FrameValues, isData, PROTOCOL, protocolOf } from "../../io/wire/frame.ts";
import { type AllowRule, type Destination, mayDial } from "../allow.ts";
import type { PermitFacts, Publisher } from "../publisher.ts";
import { FlowTrace } from "./flow-trace.ts";
import type { NameServers } from "./name-servers.ts";
import { type Reached, reachApp } from "./reached-app.ts";
import { ownAddresses, resolve } from "./resolver.ts";

export interface TakerOptions {
  readonly publisher: Publisher;
  readonly trust: Trust;
  /** Of the private network. */
  readonly servers: NameServers;
  readonly sourceAddress: string | undefined;
  /** For apps that don't state their own. */
  readonly connectTimeoutMs: number;
  readonly rules: () => readonly AllowRule[] | undefined;
  readonly spans: SpanReporter;
  /** The app was reached, or why not: the name's look-up counts as well. */
  readonly onDialled?: (permit: PermitFacts, outcome: "ok" | Code) => void;
  readonly log: JsonLog;
}

type Open = FrameValues["open"];

/** Without what did not happen: an address needs no lookup, and what was refused before was not dialled. */
interface Timing {
  readonly hop: string;
  readonly receivedAtUs: number;
  resolveUs?: number;
  connectUs?: number;
}

/** Early payload kept while the app is dialled: as much as a gateway keeps. */
const EARLY_BYTES_MAX = 128 * 1024;
const nothing = () => {};

export class FlowTaker {
  readonly #o: TakerOptions;
  readonly #live = new Set<Spliced>();

  constructor(o: TakerOptions) {
    this.#o = o;
  }

  /** Resolves when the flow has ended, however it did. `road`: to the gateway that has bound it. */
  async take(stream: RawStream, first: Buffer, tunnel: number, road: SpanRoad): Promise<void> {
    const receivedAt = clock.now();
    const receivedAtUs = clock.wallUs();
    const { publisher } = this.#o;
    const open = openOf(first);
    if (open === undefined) {
      publisher.refuse("CGW_FLOW_PROTOCOL_ERROR");
      return abandon(stream, "CGW_FLOW_PROTOCOL_ERROR");
    }
    const held = hold(stream);
    publisher.counters.opening += 1;
    const timing: Timing = { hop: publisher.id, receivedAtUs };
    const { flowId, traceparent } = open;
    const trace = new FlowTrace({ spans: this.#o.spans, road, flowId, traceparent });
    const found = await this.#reach(open, tunnel, held.signal, timing, trace).catch((error: unknown): Code => {
      this.#o.log.error("a flow could not be taken", { error });
      return "PUB_LIMIT_RESOURCES";
    });
    publisher.counters.opening -= 1;
    const timings = [{ ...timing, answeredUs: microsSince(receivedAt) }];
    if (held.signal.aborted) {
      if (typeof found !== "string") found.drop();
      trace.keep("AGT_FLOW_CLIENT_CLOSED");
      return abandon(stream, "AGT_FLOW_CLIENT_CLOSED");
    }
    if (typeof found === "string") {
      publisher.refuse(found);
      trace.keep(found);
      release(stream);
      stream.send(encodeFrame("refused", { flowId: open.flowId, code: found, timings, sentAtUs: clock.wallUs() }));
      return stream.end();
    }
    const { egressAddr, appAddr } = found;
    stream.send(
      encodeFrame("opened", {
        ...{ flowId: open.flowId, publisher: publisher.id, acks: true, timings, sentAtUs: clock.wallUs() },
        ...{ egressAddr, appAddr },
      }),
    );
    await this.#run(found, stream, open, held.early, trace);
  }

  /** Ends every flow; those that are being opened find their stream gone. */
  terminate(code: Code): void {
    for (const spliced of this.#live) spliced.terminate(code);
  }

  async #run(app: Reached, stream: RawStream, open: Open, early: readonly Buffer[], trace: FlowTrace): Promise<void> {
    const { counters } = this.#o.publisher;
    const isUdp = open.protocol === PROTOCOL.udp;
    counters.flows += 1;
    if (isUdp) counters.associations_live += 1;
    counters.opened_total += 1;
    const onKept = () => trace.keep("");
    const spliced = app.splice(stream, { peerAcks: open.acks, early, onKept });
    this.#live.add(spliced);
    const end = await spliced.done;
    this.#live.delete(spliced);
    trace.ended(end);
    counters.flows -= 1;
    if (isUdp) counters.associations_live -= 1;
    counters.ended_total += 1;
    counters.client_bytes += end.clientBytes;
    counters.server_bytes += end.serverBytes;
    const about = { flow_id: Buffer.from(open.flowId).toString("hex"), ...traced(traceIdOf(open.traceparent)) };
    this.#o.log.debug("flow ended", { ...about, ...end });
  }

  async #reach(
    open: Open,
    tunnel: number,
    signal: AbortSignal,
    timing: Timing,
    trace: FlowTrace,
  ): Promise<Reached | Code> {
    const { publisher, sourceAddress } = this.#o;
    const locked = trace.begin("lock");
    const permit = this.#lock(open, tunnel);
    locked();
    if (typeof permit === "string") return permit;
    const timeoutMs = publisher.connectTimeoutMs(permit.app, this.#o.connectTimeoutMs);
    const resolvedFrom = clock.now();
    const resolved = isAddress(permit.dialHost) ? () => {} : trace.begin("resolve");
    const found = await resolve(permit.dialHost, this.#o.servers);
    resolved();
    if (!isAddress(permit.dialHost)) {
      timing.resolveUs = microsSince(resolvedFrom);
      publisher.took("resolve", timing.resolveUs);
    }
    if (typeof found === "string") return this.#dialled(permit, found);
    const addresses = this.#allowed(permit, found);
    if (addresses.length === 0) return "PUB_DIAL_FORBIDDEN";
    const dialledFrom = clock.now();
    const connected = trace.begin("connect");
    const app = await reachApp(permit.protocol, {
      ...{ addresses, port: permit.dialPort, sourceAddress, timeoutMs, signal },
      onEvidence: (outcome) => this.#o.onDialled?.(permit, outcome),
    });
    connected();
    timing.connectUs = microsSince(dialledFrom);
    publisher.took(typeof app === "string" ? "connect_failed" : "connected", timing.connectUs);
    return typeof app === "string" ? this.#dialled(permit, app) : app;
  }

  #dialled(permit: PermitFacts, code: Code): Code {
    this.#o.onDialled?.(permit, code);
    return code;
  }

  /** What passes has spent its permit before a name is looked up: shown again, it reaches no name server, no app. */
  #lock(open: Open, tunnel: number): PermitFacts | Code {
    const { publisher, trust } = this.#o;
    const full = publisher.admit();
    if (full !== undefined) return full;
    const nowUs = clock.wallUs();
    const permit = open.permit ? openPermit(open.permit, trust, nowUs, "PUB") : "PUB_AUTH_PERMIT_INVALID";
    if (typeof permit === "string") return permit;
    const { flowId, segment, attempt, tenant, app, host, port, dialHost, dialPort, gateway, expiresAtUs } = permit;
    const protocol = protocolOf(permit.protocol);
    if (protocol === undefined) return "AGT_STEER_UNSUPPORTED";
    const facts: PermitFacts = {
      ...{ flowId, segment, attempt, tenant, app, host, port, dialHost, dialPort, gateway, expiresAtUs },
      ...{ publisher: permit.publisher, protocol },
    };
    const asked = { flowId: open.flowId, segment: open.segment, host: open.host, port: open.port };
    const refusal = publisher.lock(facts, { ...asked, protocol: protocolOf(open.protocol) }, tunnel);
    return refusal ?? publisher.spend(facts, expiresAtUs + SKEW_TOLERATED_US, nowUs) ?? facts;
  }

  /** The last bolt, on what the name has turned out to be. */
  #allowed(to: Destination, addresses: readonly Ip[]): Ip[] {
    const rules = this.#o.rules();
    const own = ownAddresses(clock.now());
    const allowed = addresses.filter((address) =>
      mayDial({ host: to.dialHost, address, port: to.dialPort, protocol: to.protocol }, rules, own),
    );
    if (allowed.length < addresses.length) {
      this.#o.log.debug("addresses that may not be dialled", { app: to.app, addresses: addresses.map(printIp) });
    }
    return allowed;
  }
}

function openOf(first: Buffer): Open | undefined {
  try {
    const frame = isData(first) ? undefined : decodeFrame(first);
    return frame?.kind === "open" && frame.value.flowId.length === 16 ? frame.value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what comes early, and tells when the flow is called off meanwhile. */
function hold(stream: RawStream): { readonly signal: AbortSignal; readonly early: readonly Buffer[] } {
  const calledOff = new AbortController();
  const early: Buffer[] = [];
  let bytes = 0;
  const off = () => calledOff.abort();
  stream.onEnd(off);
  stream.onLost(off);
  stream.onMessage((message) => {
    bytes += message.length;
    if (bytes > EARLY_BYTES_MAX || isReset(message)) off();
    else early.push(message);
  });
  return { signal: calledOff.signal, early };
}

function isReset(message: Buffer): boolean {
  if (isData(message)) return false;
  try {
    return decodeFrame(message).kind === "reset";
  } catch {
    // Garbage ends the flow as a reset does.
    return true;
  }
}

function abandon(stream: RawStream, code: Code): void {
  release(stream);
  stream.send(encodeFrame("reset", { code, notice: "", deliveredBytes: 0 }));
  stream.end();
}

function release(stream: RawStream): void {
  stream.onMessage(nothing);
  stream.onEnd(nothing);
  stream.onLost(nothing);
}

const isAddress = (host: string): boolean => parseIp(host) !== undefined;
