/**
 * The Publisher Gateway's hands for publishers: their tunnels, their app lists, their idle Accept streams.
 */

import type { Code } from "../../../core/reason.ts";
import { PING_EVERY_MS, SILENT_MS } from "../../../core/tunnel/tunnel.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Trust } from "../../../io/pki/identity.ts";
import { ACCEPT_PATH, ATTACH_PATH, ATTACHMENT_KEY, attachMessage, publisherMessage } from "../../../io/wire/attach.ts";
import { Gathered, nextTurn } from "../../io/gathered.ts";
import { admitPublisher, appListFor } from "../attach.ts";
import { Dispatch, IDLE_TARGET } from "../dispatch.ts";
import { FlowServer } from "./flow-server.ts";

export interface PublisherGatewayOptions {
  readonly name: string;
  readonly epoch: string;
  readonly trust: Trust;
  readonly control: ControlLog;
  /** What all flows together may hold back in this process; at it, new ones are refused. */
  readonly stalledBytesMax: number;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

interface Tunnel {
  readonly peer: Peer;
  readonly stream: RawStream;
  apps: string;
  /** Who waits for its next word. */
  readonly waiting: (() => void)[];
}

export class PublisherGateway {
  readonly #o: PublisherGatewayOptions;
  readonly #dispatch = new Dispatch<RawStream>();
  readonly #tunnels = new Map<string, Tunnel>();
  readonly #telling: Gathered;
  #closing = false;
  /** The flows that gateways ask for. */
  readonly flows: FlowServer;

  constructor(o: PublisherGatewayOptions) {
    this.#o = o;
    const { name, epoch, trust, stalledBytesMax, count } = o;
    this.flows = new FlowServer({
      ...{ name, epoch, trust, stalledBytesMax, count, dispatch: this.#dispatch },
      sound: (tenant, publisher, heard) => this.#sound(tenant, publisher, heard),
    });
    this.#telling = new Gathered(
      () => this.#serveAll(),
      (error) => o.log.error("app lists could not be sent", { error: String(error) }),
    );
    o.control.onChange((state, before) => {
      if (state.configRev !== before.configRev) this.#telling.ask();
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
      this.flows.service(),
    ];
  }

  attachments(): { attachment: string; publisher: string; idle: number; flows: number }[] {
    return this.#dispatch.all().map(({ attachment, idle, flows }) => {
      return { attachment: attachment.id, publisher: attachment.publisher, idle, flows };
    });
  }

  /** A ping to the publisher's tunnels, unless one is on its way; whatever is heard next is the sign of life. */
  #sound(tenant: string, publisher: string, heard: () => void): void {
    for (const { peer, stream, waiting } of this.#tunnels.values()) {
      if (peer.tenant !== tenant || peer.id !== publisher) continue;
      waiting.push(heard);
      if (waiting.length === 1) stream.send(attachMessage.encode({ ping: { sequence: 0, sentAtUs: clock.wallUs() } }));
    }
  }

  /** Ends every relayed flow with `code`; detaches every publisher. */
  close(code: Code): void {
    this.flows.close(code);
    // That this gateway left takes its attachments out of the fold: no detach of each is owed.
    this.#closing = true;
    this.#telling.close();
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
      for (const heard of this.#tunnels.get(id)?.waiting.splice(0) ?? []) heard();
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
    this.#tunnels.set(id, { peer, stream, apps: "", waiting: [] });
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

  async #serveAll(): Promise<void> {
    for (const id of [...this.#tunnels.keys()]) {
      this.#serveApps(id);
      await nextTurn();
    }
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
}
