/**
 * The programs' door: one port that speaks SOCKS5 and HTTP, answers only when the flow is open, and tells in the
 * program's own words why it is not. It serves the programs of its own user, unless it is shared.
 */
import { createServer, type Server, type Socket } from "node:net";
import { parseIp } from "../../core/net/ip.ts";
import { type Code, REASONS } from "../../core/reason.ts";
import { EARLY_MAX } from "../../core/relay/window.ts";
import { dialReasonOf } from "../../io/errors.ts";
import { noticeReset } from "../../io/flow/reset-notice.ts";
import { resetSocket } from "../../io/flow/reset-socket.ts";
import { spliceSocket } from "../../io/flow/splice.ts";
import type { SpanReporter } from "../../io/report/span-reporter.ts";
import { openSockDiag } from "../../io/sock-diag.ts";
import type { Agent, Destination } from "../agent.ts";
import type { HostPort } from "../config.ts";
import { type Refusal, refusal } from "../reply.ts";
import type { SteeredPrograms } from "../run/io/steered-programs.ts";
import type { Associations } from "./associations.ts";
import { whereTo } from "./destination.ts";
import { dialDirect } from "./direct-dial.ts";
import { farewell, LINGER_MS } from "./farewell.ts";
import { FlowOpener } from "./flow-opener.ts";
import type { GatewayLinks } from "./gateway-links.ts";
import { Inlet } from "./inlet.ts";
import { openPeerUids, type PeerUids, programEnds } from "./peer-uid.ts";
import type { Asked, AssociationRequest, ProgramRequest, SteeredRequest } from "./program-request.ts";
import { readProgramRequest } from "./program-request.ts";
import type { Programs } from "./programs.ts";
import { seenFlow, watchOf } from "./seen-flow.ts";
import { openSocksAssociation } from "./socks-association.ts";
import type { Tap } from "./tap.ts";
import { udpUser } from "./udp-owner.ts";

/** Each costs two sockets' memory and a stream; a device's programs together stay far below. */
export const CONNECTIONS_MAX = 10_000;
const ROOT = 0;
/** The program never asked, or left. */
const UNCOUNTED = new Set(["silent", "gone"]);

export interface ProxyOptions {
  readonly listen: HostPort;
  readonly shared: boolean;
  readonly agent: Agent;
  readonly links: GatewayLinks;
  readonly associations: Associations;
  readonly peerUids?: PeerUids;
  /** Of what is undefined nothing is told or seen; without `steered` no `wayleave run` is served. */
  readonly spans?: SpanReporter;
  readonly programs?: Programs;
  readonly tap?: Tap;
  readonly steered?: SteeredPrograms;
  /** Whose programs are served. */
  readonly uid?: number;
}

export interface DoorOptions extends Omit<ProxyOptions, "listen"> {
  /** By whose name refusals are counted. */
  readonly name: "proxy" | "capture";
  /** What a program wants that has connected. */
  ask(socket: Socket, inlet: Inlet): Promise<Asked> | Asked;
}

export interface ProxyListener {
  readonly port: number;
  readonly connections: number;
  close(): Promise<void>;
}

export async function openProxyListener(o: ProxyOptions): Promise<ProxyListener> {
  const proxy = new ProgramDoor({
    ...o,
    name: "proxy",
    ask: (socket, inlet) => readProgramRequest(inlet, (bytes) => void socket.write(bytes)),
  });
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => proxy.accept(socket));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host: o.listen.host, port: o.listen.port, backlog: 4096 }, resolve);
  await promise;
  server.off("error", reject);
  // Out of descriptors, for one: the next connection may fare better.
  server.on("error", () => o.agent.refuse("proxy", "accept-failed"));
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return proxy.connections;
    },
    close: () => proxy.close([server]),
  };
}

/** Takes connections of programs, however they came, and carries them. */
export class ProgramDoor {
  readonly #o: DoorOptions;
  readonly #uid: number;
  readonly #captures: boolean;
  readonly #peerUids: PeerUids;
  readonly #sockets = new Set<Socket>();
  readonly #flows = new Set<ReturnType<typeof spliceSocket>>();

  constructor(o: DoorOptions) {
    this.#o = o;
    this.#captures = o.name === "capture";
    this.#uid = o.uid ?? process.getuid?.() ?? ROOT;
    this.#peerUids = o.peerUids ?? openPeerUids(undefined, openSockDiag());
  }

  get connections(): number {
    return this.#sockets.size;
  }

  accept(socket: Socket): void {
    socket.on("error", () => {});
    if (this.#sockets.size >= CONNECTIONS_MAX) {
      this.#o.agent.refuse(this.#o.name, "too-many");
      resetSocket(socket);
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // From here on: it may leave while its flow is being opened.
    noticeReset(socket);
    this.#serve(socket).catch(() => {
      // A fault of ours must cost this program its connection, and nobody else anything.
      this.#o.agent.refuse(this.#o.name, "AGT_FLOW_LOCAL_ERROR");
      socket.destroy();
    });
  }

  /** With the servers whose connections came here. */
  async close(servers: readonly Server[]): Promise<void> {
    const closed = Promise.all(servers.map((one) => new Promise<void>((resolve) => one.close(() => resolve()))));
    const ends = [...this.#flows].map((flow) => {
      flow.terminate("AGT_FLOW_DRAIN");
      return flow.done;
    });
    const bound = Promise.withResolvers<void>();
    const timer = setTimeout(bound.resolve, LINGER_MS);
    await Promise.race([Promise.all(ends), bound.promise]);
    clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    this.#peerUids.close();
  }

  async #serve(socket: Socket): Promise<void> {
    const inlet = new Inlet(socket);
    const served = this.#o.shared || this.#isOwnSocket(socket);
    const asked = await this.#o.ask(socket, inlet);
    if ("reason" in asked) {
      if (!UNCOUNTED.has(asked.reason)) this.#o.agent.refuse(this.#o.name, asked.reason);
      return this.#farewell(socket, inlet, asked.answer);
    }
    if (!(await served)) {
      this.#o.agent.refuse(this.#o.name, "foreign-user");
      return this.#farewell(socket, inlet, asked.foreign);
    }
    if ("statedPort" in asked) return this.#associate(socket, inlet, asked);
    if ("steered" in asked) return this.#steer(socket, inlet, asked);
    const to = await whereTo(this.#o.agent, this.#o.links, asked.host);
    if (to.kind === "gateway") return this.#carry(socket, inlet, asked, to);
    const isDialled = !this.#captures && asked.elsewhere === undefined;
    if (to.kind === "direct" && isDialled) return this.#direct(socket, inlet, asked, to.host);
    const code = to.kind === "unknown" ? "AGT_TUNNEL_GATEWAY_UNREACHABLE" : notOurs(to);
    if (asked.elsewhere !== undefined && code === "AGT_STEER_NOT_ENTITLED") {
      return this.#farewell(socket, inlet, asked.elsewhere);
    }
    this.#o.agent.refuseFlow(code, this.#o.name);
    this.#farewell(socket, inlet, asked.refusal(refusal(code)));
  }

  async #isOwnSocket(socket: Socket): Promise<boolean> {
    // Read at once: they are gone when the program is.
    const ends = programEnds(socket);
    return ends !== undefined && this.#isOwn(await this.#peerUids.uidOf(ends));
  }

  #isOwn(uid: number | undefined): boolean {
    return uid !== undefined && (uid === this.#uid || uid === ROOT);
  }

  /** Lives as long as the program's connection, on which nothing more is said. */
  async #associate(socket: Socket, inlet: Inlet, asked: AssociationRequest): Promise<void> {
    const { agent, associations } = this.#o;
    const opened = await openSocksAssociation({
      ...{ control: socket, statedPort: asked.statedPort, associations, agent },
      isServed: async (address, port) => this.#o.shared || this.#isOwn(await udpUser(address, port)),
    }).catch(() => undefined);
    const address = parseIp(opened?.address ?? "");
    if (opened === undefined || address === undefined) {
      agent.refuse("proxy", "AGT_FLOW_LOCAL_ERROR");
      return farewell(socket, inlet, asked.refusal(refusal("AGT_FLOW_LOCAL_ERROR")));
    }
    await inlet.handOver();
    if (socket.destroyed) return opened.close();
    socket.once("close", () => opened.close());
    socket.once("end", () => socket.destroy());
    socket.write(asked.success(address, opened.port));
    inlet.release();
    socket.resume();
  }

  /** What is private is told to this user's own programs alone, whoever else is served. */
  async #steer(socket: Socket, inlet: Inlet, { source, process, foreign }: SteeredRequest): Promise<void> {
    const { steered } = this.#o;
    const isServed = source !== undefined || !this.#o.shared || (await this.#isOwnSocket(socket));
    if (steered === undefined || !isServed) return farewell(socket, inlet, foreign);
    const early = await inlet.handOver();
    inlet.release();
    if (socket.destroyed) return;
    if (source === undefined) steered.watch(socket);
    else steered.datagrams(socket, { source, process }, early);
  }

  async #carry(
    socket: Socket,
    inlet: Inlet,
    asked: ProgramRequest,
    { host, ...lead }: Destination & { kind: "gateway" },
  ): Promise<void> {
    const { agent, links, spans } = this.#o;
    const { ip: srcIp = "", port: srcPort = 0 } = asked.source ?? { ip: socket.remoteAddress, port: socket.remotePort };
    const isApart = asked.source !== undefined;
    const program = asked.process ?? (await this.#o.programs?.ofConnection(socket, isApart));
    if (socket.destroyed) return;
    // Where the kernel has answered the program, or a run's, it sends; where we do, it waits for our answer.
    const isConnected = this.#captures || isApart;
    const wanted = { host, port: asked.port, protocol: "tcp" as const, srcIp, srcPort, ...lead, program, isConnected };
    const opener = new FlowOpener(agent, links, wanted, spans);
    if (isConnected) inlet.readFirst(EARLY_MAX, (all) => opener.hasSent(all));
    const gone = () => opener.abandon();
    socket.once("close", gone);
    const settled = await opener.settled;
    socket.off("close", gone);
    if (settled.kind === "refused") return this.#refused(socket, inlet, asked, settled.refusal);
    const early = await inlet.handOver();
    const { stream, link, opened, trace, sentFirst: firstSent } = settled;
    if (settled.broken()) {
      link.flowEnded();
      stream.cancel();
      agent.refusedFlow("AGT_TUNNEL_LOST");
      return this.#refused(socket, inlet, asked, refusal("AGT_TUNNEL_LOST"));
    }
    agent.counters.flows += 1;
    agent.counters.flows_live += 1;
    if (asked.success.length > 0 && !socket.destroyed) socket.write(asked.success);
    const firstBytes = Buffer.concat([asked.first, early]);
    // A program under `wayleave run` has named the address that it has sent to.
    const sentTo = this.#captures ? socket.localAddress : isApart ? asked.host : undefined;
    const seen = this.#o.tap?.connection(() => seenFlow(wanted, settled, sentTo));
    const flow = spliceSocket(socket, stream, {
      ...{ side: "downstream", firstBytes, firstSent, early: settled.early, peerAcks: opened.acks },
      onKept: () => trace.kept(),
      watch: seen && watchOf(seen),
    });
    this.#flows.add(flow);
    inlet.release();
    const end = await flow.done;
    seen?.ended(end.endedBy === "client" ? "client" : "server");
    trace.ended(link, end);
    this.#flows.delete(flow);
    agent.counters.flows_live -= 1;
    link.flowEnded();
  }

  #refused(socket: Socket, inlet: Inlet, asked: ProgramRequest, refused: Refusal): void {
    // What the gateway decided stands in its record; here only what it never saw, or never answered, is counted.
    if (refused.denialId === "" && REASONS[refused.code].class !== "N")
      this.#o.agent.refuse(this.#o.name, refused.code);
    this.#farewell(socket, inlet, asked.refusal(refused));
  }

  #farewell(socket: Socket, inlet: Inlet, words: Buffer): void {
    // A captured program speaks no protocol in which it could be told; an end in order would say that all is well.
    if (this.#captures) resetSocket(socket);
    else farewell(socket, inlet, words);
  }

  async #direct(socket: Socket, inlet: Inlet, asked: ProgramRequest, host: string): Promise<void> {
    const dialled = await dialDirect(host, asked.port);
    if ("failed" in dialled) return this.#refused(socket, inlet, asked, refusal(dialReasonOf(dialled.failed)));
    const far = dialled.socket;
    const early = await inlet.handOver();
    // Either may have gone meanwhile: its close would be waited for in vain.
    if (socket.destroyed) return void far.destroy();
    if (far.destroyed) return resetSocket(socket);
    this.#o.agent.counters.flows_direct += 1;
    noticeReset(far);
    if (asked.success.length > 0) socket.write(asked.success);
    far.write(Buffer.concat([asked.first, early]));
    socket.pipe(far).pipe(socket);
    socket.once("close", () => far.destroy());
    far.once("close", (broke) => (broke ? resetSocket(socket) : socket.destroySoon()));
    inlet.release();
  }
}

/** What was captured and is nobody's app any more: dialled from here, it would be captured again. */
const notOurs = (to: Destination): Code => (to.kind === "refuse" ? to.code : "AGT_STEER_NOT_ENTITLED");
