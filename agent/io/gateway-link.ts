/**
 * The agent's tunnel to one gateway: the link, and on it the session that admits this device.
 *
 * The link makes its connection anew by itself; the session is asked for again, a little later each time. Flows are
 * streams of the same connection, so a gateway that is gone takes them with it.
 */

import type { Protocol } from "../../core/net/port-range.ts";
import type { Srp } from "../../core/policy/srp.ts";
import { type Code, isCode } from "../../core/reason.ts";
import type { Tunnel, TunnelInput, TunnelOutput } from "../../core/tunnel/tunnel.ts";
import { idleTunnel, nextDeadline, step } from "../../core/tunnel/tunnel.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { CallFailed, STATUS } from "../../io/grpc/status.ts";
import { type JsonLog, timeText } from "../../io/json-log.ts";
import type { Identity, Trust } from "../../io/pki/identity.ts";
import { SESSION_PATH } from "../../io/wire/session.ts";
import { REPORT_PATH } from "../../io/wire/telemetry.ts";
import type { SessionFacts } from "../agent.ts";
import type { GatewayState } from "../gateways.ts";
import type { DeviceFacts } from "./device-facts.ts";
import { FlowLinks } from "./flow-links.ts";
import { type Notice, type SessionHands, SessionStream } from "./session-stream.ts";
import { openUnreached, type Unreached } from "./unreached.ts";

/** A session that is let go in order is given this long for its last words. */
const RELEASE_MS = 1_000;

export interface TunnelEvents {
  /** Something about `state` or the session changed. */
  onChange(): void;
  onSrp(): void;
  /** An SRP came whose hash is not the stated one. */
  onSrpDoubt(): void;
  onNotice(notice: Notice): void;
}

export interface GatewayLinkOptions {
  readonly target: string;
  /** Asked at each new connection: a certificate is renewed while the agent runs. */
  readonly identity: () => Identity;
  readonly trust: Trust;
  readonly boot: Buffer;
  readonly facts: DeviceFacts;
  readonly log: JsonLog;
  readonly events: TunnelEvents;
}

export class GatewayLink {
  readonly #o: GatewayLinkOptions;
  readonly #unreached: Unreached;
  #tunnel: Tunnel = idleTunnel;
  /** Since when it is dialled, or up. */
  #since = 0 as Instant;
  /** The gateway takes nothing new. */
  #drains = false;
  #link: FlowLinks | undefined;
  /** What the link shows. */
  #shown: Identity | undefined;
  #session: SessionStream | undefined;
  /** The session's end was told: by the transport, or by the gateway. Else the gateway is silent. */
  #told = false;
  #flows = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #inbox: TunnelInput[] = [];
  #turning = false;
  /** Why the last session was refused. */
  refusedCode: Code | undefined;

  constructor(o: GatewayLinkOptions) {
    this.#o = o;
    this.#unreached = openUnreached(o.log, o.target);
  }

  get target(): string {
    return this.#o.target;
  }

  /** Of the present session; names it in every open. */
  get sessionId(): Buffer | undefined {
    return this.#session?.id;
  }

  get facts(): SessionFacts | undefined {
    return this.#session?.facts;
  }

  /** The last SRP of the present session. */
  get srp(): Srp | undefined {
    return this.#session?.srp;
  }

  get keepsTraces(): boolean {
    return this.#session?.keepsTraces ?? false;
  }

  get session(): SessionStream | undefined {
    return this.#session;
  }

  get flows(): number {
    return this.#flows;
  }

  /** The link shows a certificate that has been replaced. */
  get stale(): boolean {
    return this.#link !== undefined && this.#shown !== this.#o.identity();
  }

  /** Addresses of this device from which its connections stand. */
  get localAddresses(): readonly string[] {
    return this.#link?.localAddresses() ?? [];
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
    this.#leave();
    this.#letLinkGo();
    this.#o.events.onChange();
  }

  close(): void {
    this.#leave();
    this.#link?.close();
    this.#link = undefined;
  }

  /** A flow's stream; `flowEnded` must follow. */
  openFlow(protocol: Protocol): RawStream {
    const stream = this.#link!.flow(protocol);
    this.#flows += 1;
    return stream;
  }

  /** For a round of reports; undefined while no session stands. It breaks with the link, and is told again then. */
  openReport(): RawStream | undefined {
    return this.#session?.id === undefined ? undefined : this.#link?.stream(REPORT_PATH);
  }

  /** One question, one answer; rejects with CallFailed. */
  unary(path: string, request: Buffer, withinMs: number): Promise<Buffer> {
    return this.#link?.unary(path, request, withinMs) ?? Promise.reject(new CallFailed(STATUS.UNAVAILABLE, "no link"));
  }

  flowEnded(): void {
    this.#flows -= 1;
    if (this.#flows === 0) this.#o.events.onChange();
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
        return this.#session?.hello(this.#o.boot, this.#o.facts);
      case "send-ping":
        return this.#session?.ping();
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
    const { target, trust } = this.#o;
    this.#since = clock.now();
    this.#drains = false;
    if (this.stale) this.#letLinkGo();
    if (this.#link === undefined) {
      this.#shown = this.#o.identity();
      this.#link = new FlowLinks({ target, identity: this.#shown, trust });
    }
    this.#told = false;
    this.#session = new SessionStream(this.#link.stream(SESSION_PATH), this.#hands());
    this.#feed({ on: "dialed" });
  }

  #hands(): SessionHands {
    const { events, log } = this.#o;
    const gateway = this.target;
    const over = (on: "lost" | "refused") => {
      this.#told = true;
      this.#feed({ on });
    };
    return {
      heard: () => this.#feed({ on: "heard" }),
      lost: () => {
        if (this.state.at === "dialing") this.#unreached.failed(this.#link?.fault());
        over("lost");
      },
      welcomed: () => {
        this.#unreached.reached();
        this.refusedCode = undefined;
        this.#feed({ on: "attached" });
      },
      refused: (code, notice) => {
        this.refusedCode = isCode(code) ? code : "CGW_AUTH_DEVICE_UNTRUSTED";
        log.warn("the gateway refused the session", { gateway, code, notice });
        over("refused");
      },
      drains: (does) => {
        if (this.#drains === does) return;
        this.#drains = does;
        log.info(does ? "gateway drains" : "gateway drains no more", { gateway });
        events.onChange();
      },
      srp: () => events.onSrp(),
      srpDoubted: (more) => {
        log.warn("the hash of the SRP is not what the gateway stated", { gateway, ...more });
        events.onSrpDoubt();
      },
      // The agent says so and steers on: to refuse flows once the grace is over is the gateway's to do.
      reauth: () => {
        const until = this.#session?.reauthUntilUs;
        if (until === undefined) log.info("the sign-in is accepted", { gateway });
        else log.warn("the gateway asks for a new sign-in", { gateway, until: timeText(until) });
      },
      notice: (notice) => events.onNotice(notice),
    };
  }

  /** The link stays while flows end on it, unless the gateway fell silent: then they must not wait for it. */
  #endSession(): void {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return;
    session.leave(this.#told ? "in order" : "at once");
    if (this.#told) return;
    this.#link?.close();
    this.#link = undefined;
  }

  /** Last words of what ended on it still pass. */
  #letLinkGo(): void {
    const link = this.#link;
    this.#link = undefined;
    setTimeout(() => link?.close(), RELEASE_MS);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#tunnel = idleTunnel;
    this.#session?.leave("in order");
    this.#session = undefined;
  }
}
