/**
 * The programs' datagrams: private ones go to the agent, all others leave from a socket here, one for each of theirs.
 *
 * One socket for all destinations, as the program has it itself, so that what lies between it and the Internet sees no
 * difference. Only addresses that the program has sent to may answer.
 */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import type { Socket } from "node:net";
import { type Ip, parseIp, printHostPort, printIp } from "../../../core/net/ip.ts";
import type { ProcessTold } from "../../../core/record/process-told.ts";
import type { AskedDatagram } from "../../../io/asked-datagrams.ts";
import type { SocketEnd } from "../../../io/transparent-socket.ts";
import type { Ends } from "../../io/peer-uid.ts";
import { readSocksDatagram, socksHeader } from "../../io/socks-udp.ts";
import { NAME_SERVER } from "../room.ts";
import type { Source } from "../view.ts";
import { connectAgent, firstLine } from "./agent-channel.ts";
import type { Names } from "./names.ts";
import type { Steering } from "./steering.ts";
import { Frames, frameOf } from "./wire.ts";

/** Sockets of programs at once; past it the one longest unused gives way. */
const PROGRAMS_MAX = 1_024;
/** Of one program's socket; past it the one that was spoken to first may no longer answer. */
const PEERS_MAX = 1_024;
const IDLE_MS = 180_000;
const SWEEP_MS = 10_000;
/** An agent that takes no datagrams: what comes then is dropped. */
const WAITING_BYTES_MAX = 1024 * 1024;

export interface DatagramsOptions {
  readonly steering: Steering;
  readonly names: Names;
  readonly agent: () => Source;
  readonly whose: (ends: Ends) => Promise<ProcessTold | undefined>;
  readonly deliver: (from: SocketEnd, to: SocketEnd, payload: Uint8Array) => void;
}

export class SteeredDatagrams {
  readonly #o: DatagramsOptions;
  /** By the program's own address, the longest unused first. */
  readonly #programs = new Map<string, ProgramSockets>();
  readonly #sweep = setInterval(() => this.#forgetIdle(), SWEEP_MS);

  constructor(o: DatagramsOptions) {
    this.#o = o;
  }

  hear(batch: readonly AskedDatagram[]): void {
    const { names, deliver } = this.#o;
    for (const { from, to, payload } of batch) {
      const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      if (to.port !== 53 || printIp(to.ip) !== NAME_SERVER) this.#program(from).send(to, bytes);
      else void names.ask(bytes, "udp").then((answer) => void (answer && deliver(to, from, answer)));
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const program of this.#programs.values()) program.close();
  }

  #program(from: SocketEnd): ProgramSockets {
    const key = printHostPort(printIp(from.ip), from.port);
    const program = this.#programs.get(key) ?? new ProgramSockets(this.#o, from);
    this.#programs.delete(key);
    this.#programs.set(key, program);
    const [oldest] = this.#programs;
    if (this.#programs.size > PROGRAMS_MAX && oldest !== undefined) {
      this.#programs.delete(oldest[0]);
      oldest[1].close();
    }
    return program;
  }

  #forgetIdle(): void {
    const before = performance.now() - IDLE_MS;
    for (const [key, program] of this.#programs) {
      if (program.usedAt > before) continue;
      this.#programs.delete(key);
      program.close();
    }
  }
}

class ProgramSockets {
  readonly #o: DatagramsOptions;
  readonly #own: SocketEnd;
  readonly #outside: { 4?: UdpSocket; 6?: UdpSocket } = {};
  readonly #peers = new Set<string>();
  #agent: Socket | "opening" | undefined;
  #early: Buffer[] = [];
  #closed = false;
  usedAt = performance.now();

  constructor(o: DatagramsOptions, own: SocketEnd) {
    this.#o = o;
    this.#own = own;
  }

  send(to: SocketEnd, payload: Buffer): void {
    this.usedAt = performance.now();
    if (this.#o.steering.steers(to.ip)) return this.#toAgent(to, payload);
    const peer = printHostPort(printIp(to.ip), to.port);
    if (!this.#peers.has(peer)) {
      this.#peers.add(peer);
      const [first] = this.#peers;
      if (this.#peers.size > PEERS_MAX && first !== undefined) this.#peers.delete(first);
    }
    this.#socketFor(to.ip).send(payload, to.port, printIp(to.ip), () => {});
  }

  close(): void {
    this.#closed = true;
    for (const socket of Object.values(this.#outside)) socket.close();
    if (typeof this.#agent === "object") this.#agent.destroy();
  }

  #socketFor({ family }: Ip): UdpSocket {
    const held = this.#outside[family];
    if (held !== undefined) return held;
    const socket = createSocket(family === 4 ? "udp4" : "udp6");
    this.#outside[family] = socket;
    // Nobody is there: the program hears nothing, as behind many networks.
    socket.on("error", () => {});
    socket.on("message", (payload, { address, port }) => {
      const ip = parseIp(address);
      if (ip !== undefined && this.#peers.has(printHostPort(printIp(ip), port))) this.#deliver({ ip, port }, payload);
    });
    return socket;
  }

  #toAgent(to: SocketEnd, payload: Buffer): void {
    const frame = frameOf(socksHeader(to.ip, to.port), payload);
    if (frame === undefined) return;
    if (typeof this.#agent === "object") {
      if (this.#agent.writableLength < WAITING_BYTES_MAX) this.#agent.write(frame);
      return;
    }
    if (this.#early.reduce((sum, one) => sum + one.length, 0) < WAITING_BYTES_MAX) this.#early.push(frame);
    if (this.#agent === undefined) void this.#open(to);
  }

  async #open(to: SocketEnd): Promise<void> {
    this.#agent = "opening";
    const source = { ip: printIp(this.#own.ip), port: this.#own.port };
    const ends = { localAddress: source.ip, localPort: source.port };
    const process = await this.#o.whose({ ...ends, remoteAddress: printIp(to.ip), remotePort: to.port });
    const socket = await connectAgent(this.#o.agent(), { want: "udp", source, process }).catch(() => undefined);
    const answer = socket === undefined ? undefined : await firstLine(socket);
    if (socket === undefined || answer === undefined || this.#closed || !/^\{"opened"/.test(answer)) {
      socket?.destroy();
      this.#agent = undefined;
      this.#early = [];
      return;
    }
    this.#agent = socket;
    const frames = new Frames();
    socket.on("data", (chunk: Buffer) => {
      for (const frame of frames.take(chunk)) {
        const read = readSocksDatagram(frame);
        const ip = read.kind === "datagram" ? parseIp(read.host) : undefined;
        if (read.kind === "datagram" && ip !== undefined) this.#deliver({ ip, port: read.port }, read.payload);
      }
    });
    socket.once("end", () => socket.destroy());
    socket.once("close", () => {
      this.#agent = undefined;
    });
    socket.resume();
    for (const frame of this.#early.splice(0)) socket.write(frame);
  }

  #deliver(from: SocketEnd, payload: Buffer): void {
    this.usedAt = performance.now();
    this.#o.deliver(from, this.#own, payload);
  }
}
