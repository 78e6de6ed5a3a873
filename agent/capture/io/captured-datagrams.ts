/**
 * Captured UDP: each socket of a program is one program of the associations, each address that it sends to a flow.
 *
 * What comes back leaves from a socket at the very address that the program had sent to, so that it knows no other.
 */
import { createSocket, type Socket } from "node:dgram";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type Ip, printHostPort, printIp } from "../../../core/net/ip.ts";
import type { AskedDatagram } from "../../../io/asked-datagrams.ts";
import { clock } from "../../../io/clock.ts";
import { dropReasonOf } from "../../../io/flow/datagram-port.ts";
import { countDropped } from "../../../io/flow/moved-datagrams.ts";
import { closeSocket, LOOPBACK, openTransparentUdp, portOf } from "../../../io/transparent-socket.ts";
import type { Agent } from "../../agent.ts";
import type { Associations, ProgramAssociations, Target } from "../../io/associations.ts";
import { DROPPED, END, type ThreadData, UNTAKEN } from "./datagram-thread.ts";

const THREAD = new URL(`./datagram-thread${extname(import.meta.filename)}`, import.meta.url);
/** Sockets of programs at once, and addresses that they are answered from. Past it the one longest unused gives way. */
const PROGRAMS_MAX = 4_096;
const ANSWERING_MAX = 4_096;
const SWEEP_MS = 10_000;

interface To extends Target {
  readonly ip: Ip;
}

export class CapturedDatagrams {
  readonly #agent: Agent;
  readonly #associations: Associations;
  readonly #worker: Worker;
  readonly #fds: readonly number[];
  readonly #words = new Int32Array(new SharedArrayBuffer(12));
  /** By the program's own address, the longest unused first. */
  readonly #programs = new Map<string, ProgramAssociations<To>>();
  readonly #answering = new Map<string, Socket>();
  readonly #sweep: ReturnType<typeof setInterval>;
  readonly ports: { readonly udp4: number; readonly udp6: number };

  constructor(o: { readonly agent: Agent; readonly associations: Associations }) {
    const fds = ([4, 6] as const).map((family) => openTransparentUdp(family, { ip: LOOPBACK[family], port: 0 }, true));
    this.#agent = o.agent;
    this.#associations = o.associations;
    this.#fds = fds;
    const [udp4 = 0, udp6 = 0] = fds.map(portOf);
    this.ports = { udp4, udp6 };
    const workerData: ThreadData = { fds, words: this.#words };
    const execArgv = ["--disable-warning=ExperimentalWarning"];
    this.#worker = new Worker(THREAD, { workerData, name: "datagrams", execArgv });
    this.#worker.on("message", (batch: AskedDatagram[]) => this.#hear(batch));
    this.#worker.on("error", () => o.agent.refuse("capture", "accept-failed"));
    this.#sweep = setInterval(() => this.#forgetIdle(), SWEEP_MS);
  }

  /** Addresses that programs have associations with. */
  hosts(): string[] {
    return [...this.#programs.values()].flatMap((program) => program.hosts());
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    Atomics.store(this.#words, END, 1);
    await new Promise((resolve) => this.#worker.once("exit", resolve));
    for (const program of this.#programs.values()) program.close();
    for (const socket of this.#answering.values()) socket.close();
    for (const fd of this.#fds) closeSocket(fd);
  }

  #hear(batch: readonly AskedDatagram[]): void {
    Atomics.sub(this.#words, UNTAKEN, batch.length);
    const dropped = Atomics.exchange(this.#words, DROPPED, 0);
    if (dropped > 0) countDropped("full", dropped);
    for (const { from, to, payload } of batch) {
      const host = printIp(to.ip);
      // Sent to the socket itself, or to what is nobody's app any more: dialled from here, it would come here again.
      const { kind } = this.#agent.destination(host, clock.now());
      if (kind === "direct" || to.ip.words.at(-1) === LOOPBACK[to.ip.family].words.at(-1)) countDropped("not-open", 1);
      else this.#program(from).send({ host, port: to.port, ip: to.ip }, Buffer.from(payload));
    }
  }

  #program(from: AskedDatagram["from"]): ProgramAssociations<To> {
    const [srcIp, srcPort] = [printIp(from.ip), from.port];
    const key = printHostPort(srcIp, srcPort);
    let program = this.#programs.get(key);
    if (program === undefined) {
      if (this.#programs.size >= PROGRAMS_MAX) this.#giveWay();
      program = this.#associations.of<To>({
        ...{ srcIp, srcPort },
        deliver: (to, payload, done) => void this.#answer(to, payload, srcIp, srcPort, done),
      });
    } else this.#programs.delete(key);
    this.#programs.set(key, program);
    return program;
  }

  async #answer(
    to: To,
    payload: Buffer,
    srcIp: string,
    srcPort: number,
    done: (dropped?: ReturnType<typeof dropReasonOf>) => void,
  ): Promise<void> {
    try {
      const socket = this.#answering.get(keyOf(to)) ?? (await this.#openAnswering(to));
      socket.send(payload, srcPort, srcIp, (error) => done(error ? dropReasonOf(error) : undefined));
    } catch (error) {
      done(dropReasonOf(error));
    }
  }

  async #openAnswering(to: To): Promise<Socket> {
    const key = keyOf(to);
    const socket = await adopt(openTransparentUdp(to.ip.family, to), to.ip.family);
    const other = this.#answering.get(key);
    if (other !== undefined) {
      socket.close();
      return other;
    }
    const [oldest] = this.#answering;
    if (this.#answering.size >= ANSWERING_MAX && oldest !== undefined) {
      this.#answering.delete(oldest[0]);
      oldest[1].close();
    }
    this.#answering.set(key, socket);
    return socket;
  }

  #giveWay(): void {
    const [oldest] = this.#programs;
    if (oldest === undefined) return;
    this.#programs.delete(oldest[0]);
    oldest[1].close();
  }

  /** A program says nothing when it closes its socket: it is over when its last association is. */
  #forgetIdle(): void {
    for (const [key, program] of this.#programs) {
      if (program.size > 0) continue;
      this.#programs.delete(key);
      program.close();
    }
  }
}

const keyOf = ({ host, port }: Target): string => `${host} ${port}`;

/** A socket of Node's over a descriptor. */
async function adopt(fd: number, family: 4 | 6): Promise<Socket> {
  const socket = createSocket(family === 4 ? "udp4" : "udp6");
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.bind({ fd }, resolve));
  return socket;
}
