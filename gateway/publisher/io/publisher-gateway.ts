/**
 * The Publisher Gateway's hands: attachments, idle Accept streams, and the binding of a flow to one of them.
 */
import { type Code, isCode } from "../../../core/reason.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { randomBytes } from "../../../io/entropy.ts";
import { relayStreams } from "../../../io/flow/relay.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Trust } from "../../../io/pki/identity.ts";
import { openPermit } from "../../../io/pki/permit.ts";
import { ACCEPT_PATH, ATTACH_PATH, ATTACHMENT_KEY, attachMessage, publisherMessage } from "../../../io/wire/attach.ts";
import { encodeFrame, type Frame } from "../../../io/wire/frame.ts";
import { RELAY_PATH } from "../../../io/wire/relay.ts";
import {
  abandon,
  callOff,
  FIRST_FRAME_MS,
  type First,
  finish,
  firstFrame,
  Holding,
  refuse,
} from "../../io/first-frame.ts";
import { admitPublisher, appListFor } from "../attach.ts";
import { Dispatch, IDLE_TARGET } from "../dispatch.ts";

type OpenFrame = Extract<Frame, { kind: "open" }>["value"];

/** An open that finds no idle stream waits this long for the publisher to open one. */
export const BIND_MS = 10_000;
/** The publisher's own dial time-out is at most 30 s; silence beyond that is a publisher that does not answer. */
export const DIAL_ANSWER_MS = 32_000;
const PING_EVERY_MS = 3_000;
/** A peer silent this long is dead, whatever TCP thinks. */
const SILENT_MS = 10_000;

/** A flow bound to a publisher: the stream has been sent `open` and owes an answer. */
export interface Bound {
  readonly stream: RawStream;
  /** To be called once, when the flow has ended. */
  release(): void;
}

export interface PublisherGatewayOptions {
  readonly name: string;
  readonly epoch: string;
  readonly trust: Trust;
  readonly control: ControlLog;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

export class PublisherGateway {
  readonly #o: PublisherGatewayOptions;
  readonly #dispatch = new Dispatch<RawStream>();
  readonly #tunnels = new Map<string, { readonly peer: Peer; readonly stream: RawStream; apps: string }>();
  #closing = false;
  readonly #terminators = new Set<(code: Code) => void>();

  constructor(o: PublisherGatewayOptions) {
    this.#o = o;
    o.control.onChange((state, before) => {
      if (state.configRev !== before.configRev) for (const id of this.#tunnels.keys()) this.#serveApps(id);
    });
  }

  services(): Service[] {
    return [
      { path: ATTACH_PATH, roles: ["publisher"], kind: "stream", serve: (stream, peer) => this.#attach(stream, peer) },
      {
        path: ACCEPT_PATH,
        roles: ["publisher"],
        kind: "stream",
        serve: (stream, peer, metadata) => this.#accept(stream, peer, metadata.get(ATTACHMENT_KEY) ?? ""),
      },
      { path: RELAY_PATH, roles: ["gateway"], kind: "stream", serve: (stream) => void this.#relay(stream) },
    ];
  }

  attachments(): { attachment: string; publisher: string; idle: number; flows: number }[] {
    return this.#dispatch.all().map(({ attachment, idle, flows }) => {
      return { attachment: attachment.id, publisher: attachment.publisher, idle, flows };
    });
  }

  /** Verifies the permit and binds the flow. The answer, opened or refused, comes as the stream's first frame. */
  bind(open: OpenFrame): Promise<Bound | Code> {
    const permit = open.permit ? openPermit(open.permit, this.#o.trust, clock.wallUs()) : "PGW_AUTH_PERMIT_INVALID";
    if (typeof permit === "string") {
      this.#o.count("permits_refused");
      return Promise.resolve(isCode(permit) ? permit : "PGW_AUTH_PERMIT_INVALID");
    }
    if (permit.gateway !== this.#o.name) return Promise.resolve("PGW_ROUTE_EPOCH_STALE");
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        cancel();
        resolve("PGW_LIMIT_OVERLOAD");
      }, BIND_MS);
      const cancel = this.#dispatch.bind(permit.tenant, permit.publisher, (bound) => {
        clearTimeout(timer);
        if (typeof bound === "string") return resolve(bound);
        bound.stream.send(encodeFrame("open", open));
        resolve({ stream: bound.stream, release: () => this.#dispatch.flowEnded(bound.attachment) });
      });
    });
  }

  /** Ends every relayed flow with `code`; detaches every publisher. */
  close(code: Code): void {
    for (const terminate of this.#terminators) terminate(code);
    // That this gateway left takes its attachments out of the fold: no detach of each is owed.
    this.#closing = true;
    for (const { stream } of this.#tunnels.values()) {
      stream.send(attachMessage.encode({ drain: { graceMs: 0 } }));
      stream.end();
    }
  }

  #attach(stream: RawStream, peer: Peer): void {
    const id = randomBytes(16).toString("hex");
    let heardAt = clock.now();
    let attached = false;
    let gone = false;
    const leave = (reason: string) => {
      if (gone) return;
      gone = true;
      clearInterval(beat);
      this.#tunnels.delete(id);
      for (const idle of this.#dispatch.detach(id)) idle.end();
      if (attached && !this.#closing) this.#tell(peer.tenant, { type: "publisher-detached", attachment: id, reason });
      stream.end();
    };
    const beat = setInterval(() => {
      if (clock.now() - heardAt > SILENT_MS) {
        stream.cancel();
        leave("silent");
      } else stream.send(attachMessage.encode({ ping: { sequence: 0, sentAtUs: clock.wallUs() } }));
    }, PING_EVERY_MS);
    stream.onEnd(() => leave("ended"));
    stream.onLost(() => leave("lost"));
    stream.onMessage((message) => {
      heardAt = clock.now();
      try {
        const said = publisherMessage.decode(message);
        if (said.hello && !attached) {
          attached = this.#greet(id, stream, peer, said.hello);
          if (!attached) leave("refused");
        } else if (said.ping) {
          const { sequence, sentAtUs } = said.ping;
          stream.send(attachMessage.encode({ pong: { sequence, pingSentAtUs: sentAtUs, sentAtUs: clock.wallUs() } }));
        } else if (said.draining) this.#dispatch.drain(id);
      } catch {
        this.#o.count("attach_malformed");
        leave("malformed");
      }
    });
  }

  #greet(id: string, stream: RawStream, peer: Peer, hello: { instance?: Uint8Array; tunnel?: number }): boolean {
    const code = admitPublisher(this.#o.control.state, peer.tenant, peer.id);
    if (code !== undefined) {
      stream.send(attachMessage.encode({ refused: { code, notice: "this publisher is not known or was revoked" } }));
      return false;
    }
    const instance = Buffer.from(hello.instance ?? []).toString("hex");
    this.#dispatch.attach({ id, tenant: peer.tenant, publisher: peer.id, instance });
    this.#tunnels.set(id, { peer, stream, apps: "" });
    stream.send(attachMessage.encode({ attached: { attachment: id, gateway: this.#o.name, idleTarget: IDLE_TARGET } }));
    this.#serveApps(id);
    const { name: gateway, epoch: gatewayEpoch } = this.#o;
    const tunnel = hello.tunnel ?? 0;
    const where = { publisher: peer.id, gateway, gatewayEpoch, instance, tunnel, attachment: id };
    this.#tell(peer.tenant, { type: "publisher-attached", ...where });
    this.#o.log.info("publisher attached", { publisher: peer.id, attachment: id });
    return true;
  }

  #tell(tenant: string, fact: Parameters<ControlLog["append"]>[1][number]): void {
    this.#o.control.append(tenant, [fact], `gateway/${this.#o.name}`).catch((error: unknown) => {
      this.#o.log.error("control log did not take a fact", { fact: fact.type, error: String(error) });
    });
  }

  #serveApps(id: string): void {
    const tunnel = this.#tunnels.get(id);
    if (tunnel === undefined) return;
    const state = this.#o.control.state;
    if (admitPublisher(state, tunnel.peer.tenant, tunnel.peer.id) !== undefined) {
      tunnel.stream.send(
        attachMessage.encode({ refused: { code: "PGW_AUTH_PUBLISHER_UNTRUSTED", notice: "revoked" } }),
      );
      tunnel.stream.end();
      return;
    }
    const apps = appListFor(state, tunnel.peer.tenant, tunnel.peer.id).map((app) => ({
      ...app,
      hosts: [...app.hosts],
      ports: [...app.ports],
    }));
    const seen = JSON.stringify(apps);
    if (seen === tunnel.apps) return;
    tunnel.apps = seen;
    tunnel.stream.send(attachMessage.encode({ apps: { version: Math.max(state.configRev, 0), apps } }));
  }

  #accept(stream: RawStream, peer: Peer, attachment: string): void {
    const withdraw = () => {
      this.#dispatch.withdraw(attachment, stream);
      stream.end();
    };
    stream.onEnd(withdraw);
    stream.onLost(withdraw);
    // A publisher that talks on an unbound stream has lost the thread: the stream goes, the tunnel stays.
    stream.onMessage(withdraw);
    if (!this.#dispatch.offer(attachment, peer.tenant, peer.id, stream)) {
      this.#o.count("accepts_refused");
      stream.end();
    }
  }

  /** The trunk's side: another gateway's flow, relayed to a publisher held here. */
  async #relay(downstream: RawStream): Promise<void> {
    const first = await firstFrame(downstream, FIRST_FRAME_MS);
    if (!("frame" in first) || first.frame.kind !== "open") {
      this.#o.count("relay_malformed");
      return abandon(downstream, "CGW_FLOW_PROTOCOL_ERROR");
    }
    const bound = await this.bind(first.frame.value);
    if (typeof bound === "string") return refuse(downstream, { code: bound });
    let aborted = false;
    const open = first.frame.value;
    const holding = new Holding(downstream, open.earlyData, (code) => {
      aborted = true;
      callOff(bound.stream, code);
    });
    const answer = await firstFrame(bound.stream, DIAL_ANSWER_MS);
    if (aborted || !("frame" in answer) || answer.frame.kind !== "opened") {
      bound.release();
      if (aborted) {
        finish(bound.stream);
        return abandon(downstream, "AGT_FLOW_CLIENT_CLOSED");
      }
      return this.#unopened(downstream, bound.stream, answer);
    }
    downstream.send(encodeFrame("opened", answer.frame.value));
    const relay = relayStreams(downstream, bound.stream, {
      early: { downstream: holding.early },
      acks: { downstream: open.acks, upstream: answer.frame.value.acks },
    });
    this.#terminators.add(relay.terminate);
    await relay.done;
    this.#terminators.delete(relay.terminate);
    bound.release();
  }

  /** The publisher refused, went away, or said nothing in time. */
  #unopened(downstream: RawStream, upstream: RawStream, answer: First): void {
    const refused = "frame" in answer && answer.frame.kind === "refused" ? answer.frame.value.code : undefined;
    if (refused === undefined) abandon(upstream, "AGT_FLOW_CLIENT_CLOSED");
    else finish(upstream);
    const silent = "failed" in answer && answer.failed === "silent";
    refuse(downstream, { code: refused ?? (silent ? "PGW_DIAL_NO_ACK" : "PGW_ROUTE_PUBLISHER_GONE") });
  }
}
