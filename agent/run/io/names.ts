/**
 * The name server that programs under `wayleave run` find: private names are asked of the agent, all others of the
 * machine's own resolvers, and their answers are left as they are.
 */

import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import dns from "dns-packet";
import { normalName } from "../../../core/net/host-name.ts";
import { type Ip, parseIp } from "../../../core/net/ip.ts";
import { RESOLV_CONF } from "../../dns/resolv-conf.ts";
import { readQuery } from "../../io/dns-message.ts";
import { nameServers } from "../room.ts";
import type { Source } from "../view.ts";
import type { Steering } from "./steering.ts";
import { Frames, frameOf } from "./wire.ts";

/** Of each server; resolver libraries wait for five seconds. */
const ANSWER_MS = 3_000;
/** Past it a question gets no answer, and its program asks again. */
const PENDING_MAX = 1_024;
const TCP_IDLE_MS = 10_000;
const ID_BYTES = 2;
const HEADER_BYTES = 12;
const SERVFAIL = 2;

export type Transport = "udp" | "tcp";

export class Names {
  readonly #steering: Steering;
  #pending = 0;

  constructor(steering: Steering) {
    this.#steering = steering;
  }

  /** Undefined: no answer is given. */
  async ask(query: Buffer, transport: Transport): Promise<Buffer | undefined> {
    if (query.length < HEADER_BYTES || this.#pending >= PENDING_MAX) return undefined;
    this.#pending += 1;
    try {
      const read = readQuery(query);
      const name = read.kind === "question" ? normalName(read.name) : undefined;
      const isOurs = name !== undefined && this.#steering.view.asksAgent(name);
      for (const server of isOurs ? [this.#steering.view.dns] : machineServers()) {
        const answer = await (transport === "udp" ? overUdp : overTcp)(server, query).catch(() => undefined);
        if (answer === undefined) continue;
        if (isOurs) await this.#steering.knows(addressesIn(answer));
        return answer;
      }
      return servfail(query);
    } finally {
      this.#pending -= 1;
    }
  }

  /** DNS over TCP, of one program. */
  serve(socket: Socket): void {
    const frames = new Frames();
    socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
    let answered: Promise<unknown> = Promise.resolve();
    socket.once("end", () => void answered.then(() => socket.end()));
    socket.on("data", (chunk: Buffer) => {
      for (const query of frames.take(chunk)) {
        const told = this.ask(Buffer.from(query), "tcp").then((answer) => {
          const frame = answer === undefined ? undefined : frameOf(answer);
          if (frame === undefined) socket.destroy();
          else if (socket.writable) socket.write(frame);
        });
        answered = Promise.all([answered, told]);
      }
    });
  }
}

function addressesIn(answer: Buffer): Ip[] {
  try {
    const { answers = [] } = dns.decode(answer);
    return answers.flatMap((one) => (one.type === "A" || one.type === "AAAA" ? (parseIp(one.data) ?? []) : []));
  } catch {
    return [];
  }
}

/** As the machine has them now: they change with its network. */
function machineServers(): Source[] {
  let text = "";
  try {
    text = readFileSync(RESOLV_CONF, "utf8");
  } catch {
    // Without the file resolver libraries ask the machine itself.
  }
  return nameServers(text).map((ip) => ({ ip, port: 53 }));
}

function overUdp(server: Source, query: Buffer): Promise<Buffer> {
  const socket = createSocket(server.ip.includes(":") ? "udp6" : "udp4");
  return new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), ANSWER_MS);
    socket.once("close", () => clearTimeout(timer));
    socket.on("error", reject);
    socket.on("message", (answer) => {
      // Of a question of ours, by the socket that it was asked of alone.
      if (answer.length >= HEADER_BYTES && answer.readUInt16BE(0) === query.readUInt16BE(0)) resolve(answer);
    });
    socket.connect(server.port, server.ip, () => socket.send(query));
  }).finally(() => socket.close());
}

function overTcp(server: Source, query: Buffer): Promise<Buffer> {
  const socket = connect({ host: server.ip, port: server.port, noDelay: true });
  const frames = new Frames();
  return new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), ANSWER_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error("closed"));
    });
    socket.on("error", reject);
    socket.on("data", (chunk: Buffer) => {
      for (const answer of frames.take(chunk)) resolve(Buffer.from(answer));
    });
    socket.write(frameOf(query) ?? query);
  }).finally(() => socket.destroy());
}

/** The question's own header and question, and that nobody could be asked. */
function servfail(query: Buffer): Buffer {
  const answer = Buffer.from(query.subarray(0, HEADER_BYTES));
  answer.writeUInt16BE(0x8080 | (query.readUInt16BE(ID_BYTES) & 0x7900) | SERVFAIL, ID_BYTES);
  answer.fill(0, 4);
  return answer;
}
