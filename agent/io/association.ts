/**
 * One destination of one program: its first datagrams wait for the flow that they have asked for, the others pass.
 *
 * It is over when its flow is: the next datagram asks for a new one, through whichever gateway is there then. After a
 * refusal it rests first, and drops what comes meanwhile.
 */
import type { DropReason } from "../../core/datagram/drops.ts";
import { WaitingDatagrams, WHILE_OPENING } from "../../core/datagram/waiting.ts";
import type { Lead } from "../../core/dns/learned-names.ts";
import { parseIp } from "../../core/net/ip.ts";
import { type Code, REASONS } from "../../core/reason.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { clock } from "../../io/clock.ts";
import { type DatagramsSpliced, spliceDatagrams } from "../../io/flow/datagram-end.ts";
import { connectUdp, type DatagramEars, type DatagramPort } from "../../io/flow/datagram-port.ts";
import { countDropped } from "../../io/flow/moved-datagrams.ts";
import type { SpanReporter } from "../../io/report/span-reporter.ts";
import type { Agent } from "../agent.ts";
import { restMs } from "../association.ts";
import { whereTo } from "./destination.ts";
import { joinDirect } from "./direct-datagrams.ts";
import { FlowOpener, type Settled } from "./flow-opener.ts";
import type { GatewayLinks } from "./gateway-links.ts";
import type { Programs } from "./programs.ts";
import { seenFlow } from "./seen-flow.ts";
import type { Tap } from "./tap.ts";

export interface AssociationOptions {
  readonly agent: Agent;
  readonly links: GatewayLinks;
  readonly spans: SpanReporter | undefined;
  readonly target: { readonly host: string; readonly port: number };
  /** The program's socket, and where it sends to itself. */
  readonly srcIp: string;
  readonly srcPort: number;
  readonly sendsTo: { readonly host: string; readonly port: number };
  readonly process?: ProcessTold | undefined;
  /** Undefined: nothing is told of programs. */
  readonly programs: Programs | undefined;
  /** Undefined: nobody sees what flows carry. */
  readonly tap: Tap | undefined;
  readonly deliver: (payload: Buffer, done: (dropped?: DropReason) => void) => void;
  /** A datagram came for the program. */
  readonly onMoved: () => void;
  /** Its place is free. Called once. */
  readonly onOver: () => void;
}

export class Association {
  readonly #o: AssociationOptions;
  readonly #held = new WaitingDatagrams<Buffer>(WHILE_OPENING, (reason, count) => {
    this.#heldDrops.push([reason, count]);
  });
  /** Of those that were held: told once it is known to whom. */
  readonly #heldDrops: [DropReason, number][] = [];
  /** Set while a flow, or a socket of our own, takes datagrams. */
  #ears: DatagramEars | undefined;
  #flow: DatagramsSpliced | undefined;
  #seen: ReturnType<Tap["association"]> | undefined;
  #opener: FlowOpener | undefined;
  #endedWith: Code | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  readonly #done: Promise<void>;

  constructor(o: AssociationOptions) {
    this.#o = o;
    this.#done = this.#live().catch(() => {
      // A fault of ours costs this association, and nobody else anything.
      this.#o.agent.refuse("proxy", "AGT_FLOW_LOCAL_ERROR");
      this.#rest("AGT_FLOW_LOCAL_ERROR");
    });
  }

  /** From the program. */
  send(payload: Buffer): void {
    if (this.#ears !== undefined) this.#pass(this.#ears, payload);
    else if (this.#resting !== undefined || this.#over) countDropped("not-open", 1);
    else this.#held.push(payload, clock.now());
  }

  /** For this reason, whatever it is at. Resolves when its last words have passed. */
  end(code: Code): Promise<void> {
    this.#endedWith ??= code;
    this.#opener?.abandon();
    if (this.#flow !== undefined) this.#flow.terminate(code);
    else this.#ears?.onGone(code);
    this.#leave();
    return this.#done;
  }

  async #live(): Promise<void> {
    const { agent, links, target } = this.#o;
    const to = await whereTo(agent, links, target.host);
    if (this.#endedWith !== undefined) return this.#rest(this.#endedWith);
    if (to.kind === "gateway") return this.#carry(to);
    if (to.kind === "direct") return this.#direct(to.host);
    const code = to.kind === "refuse" ? to.code : "AGT_TUNNEL_GATEWAY_UNREACHABLE";
    agent.refuseFlow(code);
    this.#rest(code);
  }

  async #carry({ host, ...lead }: { readonly host: string } & Lead): Promise<void> {
    const { agent, links, spans, srcIp, srcPort, target } = this.#o;
    const program = await this.#programOf();
    if (this.#endedWith !== undefined) return this.#rest(this.#endedWith);
    const wanted = { host, port: target.port, protocol: "udp" as const, srcIp, srcPort, ...lead, program };
    this.#opener = new FlowOpener(agent, links, wanted, spans);
    const settled = await this.#opener.settled;
    this.#opener = undefined;
    if (settled.kind === "refused") {
      const { code, denialId } = settled.refusal;
      // What the gateway decided stands in its record; here only what it never saw, or never answered, is counted.
      if (denialId === "" && REASONS[code].class !== "N") agent.refuse("proxy", code);
      return this.#rest(code);
    }
    const { stream, link } = settled;
    if (settled.broken()) {
      link.flowEnded();
      stream.cancel();
      agent.refusedFlow("AGT_TUNNEL_LOST");
      return this.#rest("AGT_TUNNEL_LOST");
    }
    const { tap, sendsTo } = this.#o;
    // A proxy's datagrams are sent to the proxy: that address stands for no app.
    const sentTo = sendsTo === target ? target.host : undefined;
    this.#seen = tap?.association(() => seenFlow(wanted, settled, parseIp(sentTo ?? "") && sentTo));
    this.#rest(await this.#run(settled));
  }

  async #programOf(): Promise<ProcessTold | undefined> {
    const { programs, process, srcIp, srcPort, sendsTo } = this.#o;
    if (process !== undefined) return process;
    const ends = { localAddress: srcIp, localPort: srcPort, remoteAddress: sendsTo.host, remotePort: sendsTo.port };
    return programs?.udp(ends);
  }

  async #run({ stream, link, trace, early }: Settled & { kind: "opened" }): Promise<Code> {
    const { counters } = this.#o.agent;
    counters.flows += 1;
    counters.flows_live += 1;
    counters.associations_live += 1;
    this.#flow = spliceDatagrams(this.#port(), stream, {
      ...{ side: "downstream", early },
      onKept: () => trace.kept(),
    });
    const flow = this.#flow;
    for (const [reason, count] of this.#heldDrops.splice(0)) flow.dropped(reason, count);
    this.#flush();
    if (this.#endedWith !== undefined) flow.terminate(this.#endedWith);
    const end = await flow.done;
    trace.ended(link, end);
    counters.flows_live -= 1;
    counters.associations_live -= 1;
    link.flowEnded();
    return end.code;
  }

  /** Past the gateways, as this device's operator wants it of what is not ours. */
  async #direct(host: string): Promise<void> {
    const { agent, target } = this.#o;
    const far = await connectUdp({ address: host, port: target.port, localAddress: undefined });
    if (typeof far === "string") {
      agent.refuse("proxy", far);
      return this.#rest(far);
    }
    agent.counters.flows_direct += 1;
    const ended = joinDirect(this.#port(), far);
    this.#flush();
    if (this.#endedWith !== undefined) this.#ears?.onGone(this.#endedWith);
    this.#rest(await ended);
  }

  /** The program's side of the flow. */
  #port(): DatagramPort {
    return {
      send: (payload, done) => {
        this.#o.onMoved();
        this.#seen?.("server", payload);
        this.#o.deliver(payload, done);
      },
      listen: (ears) => {
        this.#ears = ears;
      },
      close: (code = "AGT_FLOW_LOCAL_ERROR") => this.#rest(code),
    };
  }

  #flush(): void {
    for (let next = this.#held.take(clock.now()); next !== undefined; next = this.#held.take(clock.now())) {
      if (this.#ears !== undefined) this.#pass(this.#ears, next);
    }
  }

  #pass(ears: DatagramEars, payload: Buffer): void {
    this.#seen?.("client", payload);
    ears.onDatagram(payload);
  }

  /** It has ended: after a moment, or at once, the next datagram may ask for a new one. The first cause stays. */
  #rest(code: Code): void {
    if (this.#resting !== undefined || this.#over) return;
    this.#ears = undefined;
    this.#held.dropAll("not-open");
    for (const [reason, count] of this.#heldDrops.splice(0)) countDropped(reason, count);
    const ms = this.#endedWith === undefined ? restMs(code) : 0;
    if (ms === 0) return this.#leave();
    this.#resting = setTimeout(() => this.#leave(), ms).unref();
  }

  #leave(): void {
    clearTimeout(this.#resting);
    if (this.#over) return;
    this.#over = true;
    this.#o.onOver();
  }
}
