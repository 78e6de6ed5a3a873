/** Gives a tunnel its clock, its die and its hands: one link to one gateway, and the Attach stream on it. */
import {
  idleTunnel,
  nextDeadline,
  step,
  type Tunnel,
  type TunnelInput,
  type TunnelOutput,
} from "../../core/tunnel/tunnel.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { Identity, Trust } from "../../io/pki/identity.ts";
import { ATTACH_PATH, attachMessage, PROBE_NAMES, publisherMessage } from "../../io/wire/attach.ts";
import type { AskRequest } from "../../io/wire/names.ts";
import type { PublishedApp } from "../allow.ts";
import type { ListPart } from "../published-list.ts";

export interface TunnelOptions {
  /** Which of the publisher's tunnels this is, from 0. */
  readonly tunnel: number;
  /** Asked at each dial: host:port of the gateway to hang on. */
  readonly next: () => string;
  /** Asked at each new connection: a certificate is renewed while the publisher runs. */
  readonly identity: () => Identity;
  readonly trust: Trust;
  /** 16 bytes, new at each start. */
  readonly instance: Buffer;
  readonly version: string;
  readonly log: JsonLog;
}

export interface Attached {
  readonly link: Link;
  /** Hex. */
  readonly attachment: string;
  readonly gateway: string;
  readonly idleTarget: number;
}

export interface TunnelEvents {
  onAttached(attached: Attached): void;
  /** From now on it takes nothing new. Its link breaks, unless it drains. */
  onDetached(): void;
  onApps(part: ListPart): void;
  /** A question of a name; `id` goes with its answer. */
  onQuestion(id: number, ask: AskRequest | null | undefined): void;
  /** The gateway takes nothing new; false: it does again. */
  onGatewayDrains(does: boolean): void;
  /** It was lost, could not be reached, or would not have us. */
  onAway(gateway: string): void;
}

/** The longest that a timer of the runtime takes; a tick that comes early changes nothing. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export class TunnelDriver {
  readonly stopped: Promise<void>;
  readonly #resolveStopped: () => void;
  readonly #o: TunnelOptions;
  readonly #events: TunnelEvents;
  #tunnel: Tunnel = idleTunnel;
  #link: Link | undefined;
  /** What the link shows. */
  #shown: Identity | undefined;
  #stream: RawStream | undefined;
  #target = "";
  #attached: Omit<Attached, "link"> | undefined;
  #sequence = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #inbox: TunnelInput[] = [];
  #turning = false;

  constructor(o: TunnelOptions, events: TunnelEvents) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = promise;
    this.#resolveStopped = resolve;
    this.#o = o;
    this.#events = events;
  }

  get at(): Tunnel["at"] {
    return this.#tunnel.at;
  }

  /** host:port of the gateway that it hangs on, or was last on its way to; "" before the first dial. */
  get target(): string {
    return this.#target;
  }

  /** The link shows a certificate that has been replaced. */
  get stale(): boolean {
    return this.#link !== undefined && this.#shown !== this.#o.identity();
  }

  /** Says something of this publisher, where a gateway hears it. */
  say(message: Parameters<typeof publisherMessage.encode>[0]): void {
    if (this.#tunnel.at === "attached") this.#send(message);
  }

  /** The gateway is to bind nothing more to this tunnel. What it has bound before it hears of that still comes. */
  announceDraining(): void {
    this.#send({ draining: {} });
  }

  /** What the gateway calls this attachment, and itself; undefined while there is none. */
  get attached(): { readonly attachment: string; readonly gateway: string } | undefined {
    return this.#tunnel.at === "attached" || this.#tunnel.at === "draining" ? this.#attached : undefined;
  }

  /** Another stream to the gateway that this tunnel hangs on; it breaks with the tunnel. */
  stream(path: string): RawStream | undefined {
    return this.#tunnel.at === "attached" ? this.#link?.stream(path) : undefined;
  }

  feed(input: TunnelInput): void {
    this.#inbox.push(input);
    // An effect has called back: its input waits its turn, or outputs would run out of order.
    if (this.#turning) return;
    this.#turning = true;
    for (let at = this.#inbox.shift(); at !== undefined; at = this.#inbox.shift()) {
      const { next, outputs } = step(this.#tunnel, at, clock.now(), die());
      this.#tunnel = next;
      for (const output of outputs) this.#perform(output);
    }
    this.#turning = false;
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const deadline = nextDeadline(this.#tunnel);
    if (deadline === undefined) return;
    const waitMs = Math.min(TIMER_MAX_MS, Math.max(1, Math.ceil(deadline - clock.now())));
    this.#timer = setTimeout(() => this.feed({ on: "tick" }), waitMs);
  }

  #perform(output: TunnelOutput): void {
    const { log, tunnel } = this.#o;
    switch (output.do) {
      case "dial":
        return this.#dial();
      case "send-hello":
        return this.#hello();
      case "announce-attached":
        log.info("attached", { tunnel, gateway: this.#attached!.gateway, attachment: this.#attached!.attachment });
        return this.#events.onAttached({ ...this.#attached!, link: this.#link! });
      case "announce-detached":
        log.info("detached", { tunnel, gateway: this.#attached!.gateway });
        return this.#events.onDetached();
      case "send-ping":
        this.#sequence += 1;
        return this.#send({ ping: { sequence: this.#sequence, sentAtUs: clock.wallUs() } });
      case "send-draining":
        return this.#send({ draining: {} });
      case "close":
        return this.#close();
      case "announce-stopped":
        clearTimeout(this.#timer);
        return this.#resolveStopped();
    }
  }

  #dial(): void {
    const { trust } = this.#o;
    this.#shown = this.#o.identity();
    this.#target = this.#o.next();
    const link = openLink({ target: this.target, identity: this.#shown, trust });
    this.#link = link;
    let wasUp = false;
    link.onState((up) => {
      wasUp ||= up;
      // While it is not up yet the link tries by itself; the machine's deadline bounds that.
      if (!wasUp) return;
      // Not within the link's own call: a tunnel that is lost closes its link.
      setImmediate(() => {
        if (link === this.#link) this.feed({ on: up ? "dialed" : "lost" });
      });
    });
  }

  #hello(): void {
    const { instance, tunnel, version } = this.#o;
    const stream = this.#link!.stream(ATTACH_PATH);
    this.#stream = stream;
    const lost = () => {
      if (stream === this.#stream) this.feed({ on: "lost" });
    };
    stream.onEnd(lost);
    stream.onLost(lost);
    stream.onMessage((message) => {
      if (stream === this.#stream) this.#hear(message);
    });
    this.#send({ hello: { version, instance, tunnel } });
  }

  #hear(message: Buffer): void {
    this.feed({ on: "heard" });
    let said: ReturnType<typeof attachMessage.decode>;
    try {
      said = attachMessage.decode(message);
    } catch (error) {
      this.#o.log.warn("the gateway sent what is no message of a tunnel", { gateway: this.target, error });
      return this.feed({ on: "lost" });
    }
    if (said.attached) {
      const { attachment, gateway, idleTarget } = said.attached;
      // A second one would announce streams for an attachment that nobody waits for.
      if (this.#tunnel.at !== "attaching") return;
      this.#attached = { attachment: attachment ?? "", gateway: gateway ?? "", idleTarget: idleTarget ?? 0 };
      this.feed({ on: "attached" });
    } else if (said.apps) {
      this.#learn(said.apps);
    } else if (said.nameQuestion) {
      this.#events.onQuestion(Number(said.nameQuestion.id ?? 0), said.nameQuestion.ask);
    } else if (said.ping) {
      const { sequence, sentAtUs } = said.ping;
      this.#send({ pong: { sequence: sequence ?? 0, pingSentAtUs: sentAtUs ?? 0, sentAtUs: clock.wallUs() } });
    } else if (said.drain) {
      this.#events.onGatewayDrains(said.drain.over !== true);
    } else if (said.refused) {
      const { code, notice } = said.refused;
      this.#o.log.warn("the gateway refused this publisher", { gateway: this.target, code, notice });
      this.feed({ on: "refused" });
    }
  }

  #learn(list: NonNullable<ReturnType<typeof attachMessage.decode>["apps"]>): void {
    const version = Number(list.version ?? 0);
    const apps = (list.apps ?? []).map((app): PublishedApp => {
      const ports = (app.ports ?? []).flatMap(({ protocol, from, to }) =>
        protocol === "tcp" || protocol === "udp" ? [{ protocol, from: from ?? 0, to: to ?? 0 } as const] : [],
      );
      const { name, hosts, origin, connectTimeoutMs, probe, probeEveryS } = app;
      const named = { name: name ?? "", hosts: hosts ?? [], origin: origin ?? "" };
      // A gateway that says nothing of probes is of an earlier version, and hears of none.
      const probing = { probe: PROBE_NAMES[probe ?? 0] ?? "off", probeEveryS: probeEveryS ?? 0 };
      return { ...named, ports, connectTimeoutMs: connectTimeoutMs ?? 0, ...probing };
    });
    const more = list.more === true;
    this.#events.onApps({ version, apps, gone: list.gone ?? [], changes: list.changes === true, more });
    if (!more) this.#send({ appsAck: { version } });
  }

  #send(message: Parameters<typeof publisherMessage.encode>[0]): void {
    this.#stream?.send(publisherMessage.encode(message));
  }

  /** Whatever still lives on the link breaks with it. */
  #close(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#attached = undefined;
    this.#stream?.end();
    this.#stream = undefined;
    link?.close();
    // Its end was not ours: the next dial may go elsewhere.
    if (this.#tunnel.at === "waiting") this.#events.onAway(this.#target);
  }
}
