/**
 * The agent's tunnel to one gateway: the link, and on it the session that admits this device.
 *
 * The link makes its connection anew by itself; the session is asked for again, a little later each time. Flows are
 * streams of the same connection, so a gateway that is gone takes them with it.
 */
import type { Code } from "../../core/reason.ts";
import { isCode } from "../../core/reason.ts";
import {
  idleTunnel,
  nextDeadline,
  step,
  type Tunnel,
  type TunnelInput,
  type TunnelOutput,
} from "../../core/tunnel/tunnel.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { Identity, Trust } from "../../io/pki/identity.ts";
import { agentMessage, FLOW_PATH, gatewayMessage, SESSION_PATH } from "../../io/wire/session.ts";
import type { SessionFacts } from "../agent.ts";
import type { GatewayState } from "../gateways.ts";
import type { Srp } from "../steer.ts";
import type { DeviceFacts } from "./device-facts.ts";

/** A session that is let go in order is given this long for its last words. */
const RELEASE_MS = 1_000;

export interface TunnelEvents {
  /** Something about `state` changed. */
  onChange(): void;
  onSrp(srp: Srp): void;
  onNotice(notice: { code: string; text: string; denialId: string }): void;
}

export interface GatewayLinkOptions {
  readonly target: string;
  readonly identity: Identity;
  readonly trust: Trust;
  readonly boot: Buffer;
  readonly facts: DeviceFacts;
  readonly log: JsonLog;
  readonly events: TunnelEvents;
}

type Message = ReturnType<typeof gatewayMessage.decode>;

export class GatewayLink {
  readonly #o: GatewayLinkOptions;
  #tunnel: Tunnel = idleTunnel;
  /** Since when it is dialled, or up. */
  #since = 0 as Instant;
  /** The gateway takes nothing new. */
  #drains = false;
  #link: Link | undefined;
  #session: RawStream | undefined;
  /** The session's end was told: by the transport, or by the gateway. Else the gateway is silent. */
  #told = false;
  #sequence = 0;
  #flows = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #inbox: TunnelInput[] = [];
  #turning = false;
  /** Of the present session; names it in every open. */
  sessionId: Buffer | undefined;
  facts: SessionFacts | undefined;
  /** The last SRP of the present session. */
  srp: Srp | undefined;
  /** Why the last session was refused. */
  refusedCode: Code | undefined;

  constructor(o: GatewayLinkOptions) {
    this.#o = o;
  }

  get target(): string {
    return this.#o.target;
  }

  get state(): GatewayState {
    const flows = this.#flows;
    switch (this.#tunnel.at) {
      case "idle":
      case "stopped":
        return { at: "idle" };
      case "dialing":
      case "attaching":
        return { at: "dialing", since: this.#since };
      case "waiting":
        return { at: "down" };
      default:
        return this.#drains ? { at: "draining", flows } : { at: "up", since: this.#since, flows };
    }
  }

  dial(): void {
    this.#feed({ on: "start" });
  }

  /** Not needed any more, and no flow is on it. */
  release(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#leave()?.end();
    setTimeout(() => link?.close(), RELEASE_MS);
    this.#o.events.onChange();
  }

  close(): void {
    this.#leave();
    this.#link?.close();
    this.#link = undefined;
  }

  /** A flow's stream; `flowEnded` must follow. */
  openFlow(): RawStream {
    const stream = this.#link!.stream(FLOW_PATH);
    this.#flows += 1;
    return stream;
  }

  flowEnded(): void {
    this.#flows -= 1;
    if (this.#flows === 0) this.#o.events.onChange();
  }

  tell(message: Parameters<typeof agentMessage.encode>[0]): void {
    this.#session?.send(agentMessage.encode(message));
  }

  #feed(input: TunnelInput): void {
    this.#inbox.push(input);
    if (this.#turning) return;
    this.#turning = true;
    const before = this.#tunnel.at;
    for (let at = this.#inbox.shift(); at !== undefined; at = this.#inbox.shift()) {
      const { next, outputs } = step(this.#tunnel, at, clock.now(), die());
      this.#tunnel = next;
      for (const output of outputs) this.#perform(output);
    }
    this.#turning = false;
    this.#arm();
    if (this.#tunnel.at !== before) this.#o.events.onChange();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const deadline = nextDeadline(this.#tunnel);
    if (deadline === undefined) return;
    this.#timer = setTimeout(() => this.#feed({ on: "tick" }), Math.max(1, Math.ceil(deadline - clock.now())));
  }

  #perform(output: TunnelOutput): void {
    switch (output.do) {
      case "dial":
        return this.#dial();
      case "send-hello":
        return this.#hello();
      case "send-ping":
        this.#sequence += 1;
        return this.tell({ ping: { sequence: this.#sequence, sentAtUs: clock.wallUs() } });
      case "announce-attached":
        this.#since = clock.now();
        return this.#o.log.info("session is up", { gateway: this.facts?.gateway || this.target });
      case "announce-detached":
        return this.#o.log.info("session is down", { gateway: this.target, fault: this.#link?.fault() });
      case "close":
        return this.#endSession();
      // Ours to leave are sessions without flows: there is nothing to drain.
      case "send-draining":
      case "announce-stopped":
        return;
    }
  }

  /** The stream waits for the link, and is lost with its attempt: no need to hear of the link itself. */
  #dial(): void {
    const { target, identity, trust } = this.#o;
    this.#since = clock.now();
    this.#drains = false;
    this.#link ??= openLink({ target, identity, trust });
    const session = this.#link.stream(SESSION_PATH);
    this.#session = session;
    this.#told = false;
    const lost = () => {
      if (session !== this.#session) return;
      this.#told = true;
      this.#feed({ on: "lost" });
    };
    session.onEnd(lost);
    session.onLost(lost);
    session.onMessage((message) => this.#hear(session, message));
    this.#feed({ on: "dialed" });
  }

  #hello(): void {
    const { boot, facts } = this.#o;
    const { agentVersion, hostname, os, osVersion, posture } = facts;
    const device = { hostname, os, osVersion };
    this.tell({ hello: { agentVersion, boot, device, posture: { facts: posture } } });
  }

  #hear(session: RawStream, bytes: Buffer): void {
    if (session !== this.#session) return;
    this.#feed({ on: "heard" });
    let message: Message;
    try {
      message = gatewayMessage.decode(bytes);
    } catch {
      // Not a gateway that we understand: to be asked again later, like one that is away.
      this.#told = true;
      return this.#feed({ on: "lost" });
    }
    if (message.welcome) return this.#welcome(message.welcome);
    if (message.refused) return this.#refused(message.refused.code, message.refused.notice);
    if (message.ping) {
      const { sequence, sentAtUs } = message.ping;
      return this.tell({ pong: { sequence, pingSentAtUs: sentAtUs, sentAtUs: clock.wallUs() } });
    }
    if (message.srp) return this.#takeSrp(message.srp);
    if (message.notice) return this.#o.events.onNotice(message.notice);
    if (message.drain && !this.#drains) {
      this.#drains = true;
      this.#o.log.info("gateway drains", { gateway: this.target });
      this.#o.events.onChange();
    }
  }

  #welcome({ sessionId, gateway, user, device }: NonNullable<Message["welcome"]>): void {
    if (this.#tunnel.at !== "attaching") return;
    this.sessionId = Buffer.from(sessionId);
    this.facts = { id: this.sessionId.toString("hex"), gateway, user, device };
    this.refusedCode = undefined;
    this.#feed({ on: "attached" });
  }

  #takeSrp({ version, entries, privateDomains }: NonNullable<Message["srp"]>): void {
    const plain = (entries ?? []).map(({ app, hosts }) => ({ app: app ?? "", hosts: hosts ?? [] }));
    this.srp = { version: Number(version), entries: plain, privateDomains: privateDomains ?? [] };
    this.#o.events.onSrp(this.srp);
    this.tell({ srpAck: { version: this.srp.version } });
  }

  #refused(code: string, notice: string): void {
    this.refusedCode = isCode(code) ? code : "CGW_AUTH_DEVICE_UNTRUSTED";
    this.#o.log.warn("the gateway refused the session", { gateway: this.target, code, notice });
    this.#told = true;
    this.#feed({ on: "refused" });
  }

  /** The link stays while flows end on it, unless the gateway fell silent: then they must not wait for it. */
  #endSession(): void {
    const session = this.#session;
    this.#forget();
    if (session === undefined) return;
    if (this.#told) return session.end();
    session.cancel();
    this.#link?.close();
    this.#link = undefined;
  }

  #leave(): RawStream | undefined {
    clearTimeout(this.#timer);
    this.#tunnel = idleTunnel;
    const session = this.#session;
    this.#forget();
    return session;
  }

  #forget(): void {
    this.#session = undefined;
    this.sessionId = undefined;
    this.facts = undefined;
    this.srp = undefined;
  }
}
