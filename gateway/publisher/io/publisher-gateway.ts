/**
 * The Publisher Gateway's hands for publishers: their tunnels, their app lists, their idle Accept streams.
 */

import { setImmediate as turn } from "node:timers/promises";
import type { Code } from "../../../core/reason.ts";
import type { NetworkFact } from "../../../core/record/network-event.ts";
import { PING_EVERY_MS, SILENT_MS } from "../../../core/tunnel/tunnel.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Trust } from "../../../io/pki/identity.ts";
import { ACCEPT_PATH, ATTACH_PATH, ATTACHMENT_KEY, attachMessage, publisherMessage } from "../../../io/wire/attach.ts";
import { isDrained, onDrained } from "../../io/drained.ts";
import { Gathered } from "../../io/gathered.ts";
import type { Presence } from "../../io/presence.ts";
import type { Recorder } from "../../io/recorder.ts";
import { type Teller, tellerOn } from "../../io/teller.ts";
import type { Tracing } from "../../io/tracing.ts";
import { admitPublisher } from "../attach.ts";
import { Dispatch, IDLE_TARGET } from "../dispatch.ts";
import { AppTelling } from "./app-telling.ts";
import { CloneWatch } from "./clone-watch.ts";
import { FlowServer } from "./flow-server.ts";
import { drainMessage, measureService } from "./measure.ts";
import { NameRelay } from "./name-relay.ts";
import { TunnelWords } from "./tunnel-words.ts";

export interface PublisherGatewayOptions {
  readonly name: string;
  /** Tells the control log of what is held here. */
  readonly presence: Presence;
  readonly trust: Trust;
  readonly control: ControlLog;
  /** What all flows together may hold back in this process; at it, new ones are refused. */
  readonly stalledBytesMax: number;
  readonly recorder: Recorder;
  readonly tracing: Tracing | undefined;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

/** Why a publisher's tunnels are left that may not serve any more. */
const REVOKED = "revoked";
/** Why they are left when this gateway stops. */
const DRAINED = "drained";

interface Tunnel {
  readonly peer: Peer;
  readonly stream: RawStream;
  readonly teller: Teller;
  readonly leave: (reason: string) => void;
  readonly apps: AppTelling;
  /** Who waits for its next word. */
  readonly waiting: (() => void)[];
}

export class PublisherGateway {
  readonly #o: PublisherGatewayOptions;
  readonly #dispatch = new Dispatch<RawStream>();
  readonly #tunnels = new Map<string, Tunnel>();
  readonly #telling: Gathered;
  readonly #clones: CloneWatch;
  #closing = false;
  /** The flows that gateways ask for, and the names. */
  readonly flows: FlowServer;
  readonly names: NameRelay;

  constructor(o: PublisherGatewayOptions) {
    this.#o = o;
    const { name, presence, trust, stalledBytesMax, recorder, tracing, count } = o;
    this.flows = new FlowServer({
      ...{ name, presence, trust, stalledBytesMax, recorder, tracing, count, dispatch: this.#dispatch },
      sound: (tenant, publisher, heard) => this.#sound(tenant, publisher, heard),
    });
    this.names = new NameRelay({ name, presence, trust, count });
    this.#telling = new Gathered(
      () => this.#serveAll(),
      (error) => o.log.error("app lists could not be sent", { error: String(error) }),
    );
    o.control.onChange((state, before) => {
      if (state.configRev !== before.configRev) this.#telling.ask();
    });
    onDrained(o.control, name, (drained) => {
      for (const { teller } of this.#tunnels.values()) teller.tell(drainMessage(drained));
    });
    o.control.onDenials(() => this.#telling.ask());
    const cut = (id: string) => this.#refuse(id, "PGW_AUTH_IDENTITY_CONFLICT", "this identity is live twice");
    this.#clones = new CloneWatch({ name, control: o.control, recorder, log: o.log, count, cut });
  }

  services(): Service[] {
    return [
      {
        path: ATTACH_PATH,
        roles: ["publisher"],
        kind: "stream",
        needsValidLeaf: true,
        serve: (stream, peer) => this.#attach(stream, peer),
      },
      {
        path: ACCEPT_PATH,
        roles: ["publisher"],
        kind: "stream",
        serve: (stream, peer, metadata) => this.#accept(stream, peer, metadata.get(ATTACHMENT_KEY) ?? ""),
      },
      measureService(this.#o.name, () => this.#drained),
      this.flows.service(),
      this.names.service(),
    ];
  }

  attachments(): { attachment: string; tenant: string; publisher: string; idle: number; flows: number }[] {
    return this.#dispatch.all().map(({ attachment, idle, flows }) => {
      const { id, tenant, publisher } = attachment;
      return { attachment: id, tenant, publisher, idle, flows };
    });
  }

  get #drained(): boolean {
    return isDrained(this.#o.control.state, this.#o.name);
  }

  /** A ping to the publisher's tunnels, unless one is on its way; whatever is heard next is the sign of life. */
  #sound(tenant: string, publisher: string, heard: () => void): void {
    for (const { peer, teller, waiting } of [...this.#tunnels.values()]) {
      if (peer.tenant !== tenant || peer.id !== publisher) continue;
      waiting.push(heard);
      if (waiting.length === 1) teller.tell(attachMessage.encode({ ping: { sequence: 0, sentAtUs: clock.wallUs() } }));
    }
  }

  /** Every relayed flow ends with `code`, every publisher is detached; on record when this resolves. */
  async close(code: Code): Promise<void> {
    // That this gateway left takes its attachments out of the fold: no detach of each is owed.
    this.#closing = true;
    this.#telling.close();
    this.#clones.close();
    const flows = this.flows.close(code);
    for (const { teller, leave } of [...this.#tunnels.values()]) {
      teller.tell(drainMessage(true));
      leave(DRAINED);
    }
    await flows;
  }

  #attach(stream: RawStream, peer: Peer): void {
    const id = randomBytes(16).toString("hex");
    const attachedAt = clock.now();
    let heardAt = attachedAt;
    let attached = false;
    let gone = false;
    const leave = (reason: string) => {
      if (gone) return;
      gone = true;
      clearInterval(beat);
      words.close();
      apps.close();
      this.#tunnels.delete(id);
      for (const table of [this.#clones, this.names]) table.gone(id);
      for (const idle of this.#dispatch.detach(id)) reason === REVOKED ? idle.cancel() : idle.end();
      if (attached) this.#detached(id, peer, reason, clock.now() - attachedAt);
      stream.end();
    };
    const teller = tellerOn(stream, () => {
      this.#o.count("attachments_stalled");
      leave("stalled");
    });
    const { control, presence, count } = this.#o;
    const apps = new AppTelling(peer, control, teller);
    const tunnel: Tunnel = { peer, stream, teller, leave, apps, waiting: [] };
    const words = new TunnelWords({ id, peer, control, presence, teller, count });
    const beat = setInterval(() => {
      if (clock.now() - heardAt > SILENT_MS) {
        stream.cancel();
        leave("silent");
      } else words.ping();
    }, PING_EVERY_MS);
    stream.onEnd(() => leave("ended"));
    stream.onLost(() => leave("lost"));
    stream.onMessage((message) => {
      // Messages come until the stream has closed: a hello among them would be an attachment that nothing ends.
      if (gone) return;
      heardAt = clock.now();
      this.#clones.heard(id, heardAt);
      for (const heard of this.#tunnels.get(id)?.waiting.splice(0) ?? []) heard();
      try {
        const said = publisherMessage.decode(message);
        if (said.hello && !attached) {
          attached = this.#greet(id, tunnel, said.hello);
          if (!attached) leave("refused");
        } else if (said.ping) {
          const { sequence, sentAtUs } = said.ping;
          const pong = { sequence, pingSentAtUs: sentAtUs, sentAtUs: clock.wallUs() };
          teller.mention(attachMessage.encode({ pong }));
        } else if (attached) {
          if (said.draining) for (const table of [this.#dispatch, this.#clones, this.names]) table.drain(id);
          said.nameAnswer ? this.names.hear(id, said.nameAnswer) : words.hear(said);
        }
      } catch {
        this.#o.count("attach_malformed");
        leave("malformed");
      }
    });
  }

  #greet(id: string, on: Tunnel, hello: { instance?: Uint8Array; tunnel?: number }): boolean {
    const { peer, teller } = on;
    const refuse = (code: Code, notice: string) => {
      this.#o.count("attachments_refused");
      teller.tell(attachMessage.encode({ refused: { code, notice } }));
      return false;
    };
    const code = admitPublisher(this.#o.control.enforced, peer.tenant, peer.id);
    if (code !== undefined) return refuse(code, "this publisher is not known or was revoked");
    const instance = Buffer.from(hello.instance ?? []).toString("hex");
    if (this.#clones.refuses({ tenant: peer.tenant, publisher: peer.id }, instance))
      return refuse("PGW_AUTH_IDENTITY_CONFLICT", "this identity is live twice");
    const taken = this.#dispatch.attach({ id, tenant: peer.tenant, publisher: peer.id, instance });
    if (!taken) return refuse("PGW_LIMIT_OVERLOAD", "too many tunnels of this publisher");
    this.#tunnels.set(id, on);
    this.names.attached(id, peer, teller);
    this.#clones.attached(id, { tenant: peer.tenant, publisher: peer.id }, instance, clock.now());
    teller.tell(attachMessage.encode({ attached: { attachment: id, gateway: this.#o.name, idleTarget: IDLE_TARGET } }));
    on.apps.look();
    if (this.#drained) teller.tell(drainMessage(true));
    const tunnel = hello.tunnel ?? 0;
    this.#o.presence.hold(id, { tenant: peer.tenant, publisher: peer.id, instance, tunnel });
    this.#record(peer.tenant, {
      ...{ type: "tunnel-up", publisher: peer.id, gateway: this.#o.name, attachment: id, instance, tunnel },
      remoteAddr: peer.address,
    });
    this.#o.log.info("publisher attached", { publisher: peer.id, attachment: id });
    return true;
  }

  #detached(attachment: string, { tenant, id: publisher }: Peer, reason: string, ms: number): void {
    if (!this.#closing) this.#o.presence.drop(attachment, reason);
    const durationUs = Math.round(ms * 1000);
    this.#record(tenant, { type: "tunnel-down", publisher, gateway: this.#o.name, attachment, reason, durationUs });
  }

  /** What can't be recorded is counted there: a tunnel carries flows, or refuses them, all the same. */
  #record(tenant: string, fact: NetworkFact): void {
    this.#o.recorder.record(fact, { tenant }).catch(() => {});
  }

  async #serveAll(): Promise<void> {
    this.#cutRevoked();
    for (const { apps } of [...this.#tunnels.values()]) {
      apps.look();
      await turn();
    }
  }

  /** Flows too, and those whose tunnel is gone: they hang on streams of their own. */
  #cutRevoked(): void {
    const { enforced: state } = this.#o.control;
    for (const [id, { peer }] of [...this.#tunnels]) {
      const code = admitPublisher(state, peer.tenant, peer.id);
      if (code === undefined) continue;
      this.#o.log.warn("publisher revoked", { publisher: peer.id });
      this.#refuse(id, code, REVOKED);
    }
    for (const { tenant, publisher, revoke } of this.#dispatch.bound()) {
      const code = admitPublisher(state, tenant, publisher);
      if (code === undefined) continue;
      this.#o.count(`relays_terminated_${code}`);
      revoke(code);
    }
  }

  /** Says why, and leaves. */
  #refuse(id: string, code: Code, notice: string): void {
    const tunnel = this.#tunnels.get(id);
    tunnel?.teller.tell(attachMessage.encode({ refused: { code, notice } }));
    tunnel?.leave(REVOKED);
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
}
