/**
 * The agent's side of `wayleave run`: what is steered, told to whoever watches, and datagrams of steered programs.
 *
 * Connections come through the programs' door like a proxy's (`../../io/proxy-listener.ts`).
 */
import type { Socket } from "node:net";
import type { Lease } from "../../../core/dns/stub-pool.ts";
import type { Srp } from "../../../core/policy/srp.ts";
import type { ProcessTold } from "../../../core/record/process-told.ts";
import { clock } from "../../../io/clock.ts";
import { dropReasonOf } from "../../../io/flow/datagram-port.ts";
import { countDropped } from "../../../io/flow/moved-datagrams.ts";
import type { Agent } from "../../agent.ts";
import type { Associations, Target } from "../../io/associations.ts";
import type { GatewayLinks } from "../../io/gateway-links.ts";
import type { LeaseFile } from "../../io/lease-file.ts";
import { readSocksDatagram } from "../../io/socks-udp.ts";
import type { LearnedLine, LeaseLine, Source, WatchLine } from "../view.ts";
import { answerBytes, Frames, frameOf, WATCH_LINE_MAX, watchBytes } from "./wire.ts";

/** Programs that are steered at once; one more is refused. */
export const WATCHERS_MAX = 256;
/** A watcher that is so far behind is let go: its `wayleave run` ends by that. */
const BEHIND_MAX = 2 * WATCH_LINE_MAX;
/** What waits for a program that takes no datagrams, as in a socket's buffer; what comes then is dropped. */
const WAITING_BYTES_MAX = 1024 * 1024;

interface Named extends Target {
  readonly header: Buffer;
}

export interface SteeredSocket {
  readonly source: Source;
  readonly process: ProcessTold | undefined;
}

export class SteeredPrograms {
  readonly #agent: Agent;
  readonly #links: GatewayLinks;
  readonly #associations: Associations;
  readonly #watchers = new Set<Socket>();
  /** The last that a gateway gave: what was private stays so while no gateway is there. */
  #srp: Srp | undefined;
  #dns: Source = { ip: "127.0.0.1", port: 53 };

  constructor(o: { readonly agent: Agent; readonly links: GatewayLinks; readonly associations: Associations }) {
    this.#agent = o.agent;
    this.#links = o.links;
    this.#associations = o.associations;
    this.#links.watch(() => this.#look());
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Where names are asked, once that is known. */
  answersDnsAt(dns: Source): void {
    this.#dns = dns;
  }

  /** The same leases, of which watchers hear. */
  leases(file: LeaseFile): LeaseFile {
    return {
      kept: file.kept,
      lease: (lease) => {
        this.#tell({ leased: [lineOf(lease)] });
        return file.lease(lease);
      },
      settled: () => file.settled(),
      isSettled: () => file.isSettled(),
      release: (leases) => {
        this.#tell({ released: leases.map(lineOf) });
        return file.release(leases);
      },
      move: async (moved) => {
        await file.move(moved);
        const bytes = this.#watchers.size === 0 ? undefined : this.#all();
        for (const socket of this.#watchers) if (bytes !== undefined) send(socket, bytes);
      },
      close: () => file.close(),
    };
  }

  /** Addresses that publishers have told are among what is steered. */
  learned(): void {
    this.#tell({ learned: this.#learned() });
  }

  /** For as long as its connection lives. */
  watch(socket: Socket): void {
    if (this.#watchers.size >= WATCHERS_MAX) {
      this.#agent.refuse("proxy", "too-many");
      return void socket.destroy();
    }
    this.#watchers.add(socket);
    socket.once("close", () => this.#watchers.delete(socket));
    socket.once("end", () => socket.destroy());
    this.#look();
    socket.write(this.#all());
    socket.resume();
  }

  /** One socket of a program: each address that it sends to is an association. */
  datagrams(socket: Socket, { source, process }: SteeredSocket, early: Buffer): void {
    const own = this.#associations.of<Named>({
      ...{ srcIp: source.ip, srcPort: source.port, process, apart: true },
      deliver: ({ header }, payload, done) => {
        const frame = frameOf(header, payload);
        if (socket.destroyed || frame === undefined) return done("not-open");
        if (socket.writableLength > WAITING_BYTES_MAX) return done("full");
        socket.write(frame, (error) => done(error ? dropReasonOf(error) : undefined));
      },
    });
    const frames = new Frames();
    const take = (chunk: Buffer) => {
      for (const frame of frames.take(chunk)) {
        const read = readSocksDatagram(frame);
        if (read.kind !== "datagram") countDropped("not-open", 1);
        else own.send({ host: read.host, port: read.port, header: Buffer.from(read.header) }, read.payload);
      }
    };
    socket.once("close", () => own.close());
    socket.once("end", () => socket.destroy());
    socket.on("data", take);
    socket.write(answerBytes({ kind: "opened" }));
    take(early);
    socket.resume();
  }

  #look(): void {
    const srp = this.#links.current?.srp;
    if (srp === undefined || srp === this.#srp) return;
    this.#srp = srp;
    const bytes = this.#watchers.size === 0 ? undefined : this.#all();
    for (const socket of this.#watchers) if (bytes !== undefined) send(socket, bytes);
  }

  #tell(said: WatchLine): void {
    if (this.#watchers.size === 0) return;
    const bytes = watchBytes(said);
    for (const socket of this.#watchers) send(socket, bytes);
  }

  #learned(): LearnedLine[] {
    return this.#agent.learned.all(clock.now()).map(({ address, name }) => [address, name]);
  }

  #all(): Buffer {
    const { pool, prefix = null } = this.#agent;
    const srp = this.#srp;
    const entries = srp?.entries.map(({ hosts, ports }) => ({ hosts, ports })) ?? [];
    return watchBytes({
      all: {
        srp: srp === undefined ? null : { version: srp.version, domains: srp.privateDomains, entries },
        range: { base: pool.range.base, bits: pool.range.bits },
        prefix,
        leases: pool.leases().map(lineOf),
        learned: this.#learned(),
        dns: this.#dns,
      },
    });
  }
}

const lineOf = ({ name, address }: Lease): LeaseLine => [name, address];

function send(socket: Socket, bytes: Buffer): void {
  if (socket.writableLength > BEHIND_MAX) socket.destroy();
  else socket.write(bytes);
}
