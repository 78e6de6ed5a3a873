/**
 * The private network's own name servers, asked as any resolver asks them: by UDP, and by TCP what does not fit there.
 *
 * Each try has a socket of its own, so a port and a number of its own by chance: who wants to answer in the server's
 * place must guess both (RFC 5452).
 */
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns";
import { connect } from "node:net";
import dns from "dns-packet";
import type { NameAnswer, NameQuestion } from "../../core/dns/name-answer.ts";
import { RCODE } from "../../core/dns/name-answer.ts";
import { type ReadAnswer, readAnswer } from "../../core/dns/read-answer.ts";
import { isIp, splitHostPort } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import { randomBytes } from "../../io/entropy.ts";

/** Below every path's MTU: what the DNS flag day of 2020 settled on. */
const UDP_PAYLOAD = 1_232;
/** Questions under way at once; each has a descriptor. */
export const ASKING_MAX = 512;
/** As many as resolvers read of their configuration. */
const SERVERS_MAX = 3;
/** A server that doesn't answer leaves the others this much at least. */
const TRY_MIN_MS = 200;
/** The host's configuration is read again after this. */
const SYSTEM_FOR_MS = 5_000;

interface Server {
  readonly host: string;
  readonly port: number;
}

export class NameServers {
  readonly #configured: readonly Server[];
  readonly #asking = new Map<string, Promise<NameAnswer | Code>>();
  #system: readonly Server[] = [];
  #systemUntil = Number.NEGATIVE_INFINITY;

  /** `configured`: addresses, with or without a port; none: the host's own. */
  constructor(configured: readonly string[]) {
    this.#configured = configured.map(serverOf);
  }

  get areConfigured(): boolean {
    return this.#configured.length > 0;
  }

  /** Callers of one question at one moment share the answer. A name server's REFUSED and SERVFAIL are no answers. */
  ask(question: NameQuestion, deadline: Instant): Promise<NameAnswer | Code> {
    const key = `${question.type} ${question.name}`;
    const already = this.#asking.get(key);
    if (already !== undefined) return already;
    if (this.#asking.size >= ASKING_MAX) return Promise.resolve("PUB_LIMIT_RESOURCES");
    const answer = this.#ask(question, deadline).finally(() => this.#asking.delete(key));
    this.#asking.set(key, answer);
    return answer;
  }

  async #ask(question: NameQuestion, deadline: Instant): Promise<NameAnswer | Code> {
    const servers = this.#servers();
    // A datagram may be lost: one server alone is asked twice.
    const tries = servers.length === 1 ? [...servers, ...servers] : servers.slice(0, SERVERS_MAX);
    for (const [at, server] of tries.entries()) {
      const left = deadline - clock.now();
      if (left <= 0) break;
      const answer = await askOne(server, question, Math.max(TRY_MIN_MS, left / (tries.length - at)));
      if (answer !== undefined && (answer.rcode === RCODE.NOERROR || answer.rcode === RCODE.NXDOMAIN)) return answer;
    }
    return "PUB_DNS_TIMEOUT";
  }

  #servers(): readonly Server[] {
    if (this.#configured.length > 0) return this.#configured;
    if (clock.now() >= this.#systemUntil) {
      this.#system = new Resolver().getServers().map(serverOf);
      this.#systemUntil = clock.now() + SYSTEM_FOR_MS;
    }
    return this.#system;
  }
}

function serverOf(text: string): Server {
  const stated = isIp(text) ? undefined : splitHostPort(text);
  return stated ?? { host: text, port: 53 };
}

/** Undefined: nothing that can be read came in time. */
async function askOne(server: Server, question: NameQuestion, withinMs: number): Promise<NameAnswer | undefined> {
  const until = clock.now() + withinMs;
  const id = randomBytes(2).readUInt16BE(0);
  const bytes = written(id, question);
  const heard = (reply: Uint8Array) => readAnswer(reply, id, question);
  const byUdp = await overUdp(server, bytes, heard, withinMs);
  if (byUdp?.kind !== "truncated") return byUdp?.kind === "answer" ? byUdp.answer : undefined;
  const byTcp = await overTcp(server, bytes, heard, Math.max(1, until - clock.now()));
  return byTcp?.kind === "answer" ? byTcp.answer : undefined;
}

function written(id: number, { name, type }: NameQuestion): Buffer {
  const opt = { type: "OPT", name: ".", udpPayloadSize: UDP_PAYLOAD, extendedRcode: 0, ednsVersion: 0, flags: 0 };
  const packet = dns.encode({
    ...{ type: "query", id, flags: dns.RECURSION_DESIRED },
    questions: [{ name, type: "A", class: "IN" }],
    additionals: [{ ...opt, flag_do: false, options: [] } as unknown as dns.Answer],
  });
  // The library knows types by name, and not all of them: the number stands behind the header and the name.
  packet.writeUInt16BE(type, 12 + name.length + 2);
  return packet;
}

type Heard = (reply: Uint8Array) => ReadAnswer;

function overUdp(to: Server, query: Buffer, heard: Heard, withinMs: number): Promise<ReadAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<ReadAnswer | undefined>();
  const socket = createSocket(to.host.includes(":") ? "udp6" : "udp4");
  let done = false;
  const settle = (answer: ReadAnswer | undefined) => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    socket.close();
    resolve(answer);
  };
  const timer = setTimeout(() => settle(undefined), withinMs);
  // Among them is the host's word that nobody listens there.
  socket.on("error", () => settle(undefined));
  socket.on("message", (reply) => {
    const answer = heard(reply);
    // What answers another question may be a forger's try; the server's own is still to come.
    if (answer.kind !== "other") settle(answer);
  });
  socket.connect(to.port, to.host, () => {
    if (!done) socket.send(query, () => {});
  });
  return promise;
}

function overTcp(to: Server, query: Buffer, heard: Heard, withinMs: number): Promise<ReadAnswer | undefined> {
  const { promise, resolve } = Promise.withResolvers<ReadAnswer | undefined>();
  const socket = connect({ host: to.host, port: to.port, noDelay: true });
  let held: Buffer = Buffer.alloc(0);
  const settle = (answer: ReadAnswer | undefined) => {
    clearTimeout(timer);
    socket.destroy();
    resolve(answer);
  };
  const timer = setTimeout(() => settle(undefined), withinMs);
  socket.on("error", () => settle(undefined));
  socket.on("close", () => settle(undefined));
  socket.on("connect", () =>
    socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query])),
  );
  socket.on("data", (chunk: Buffer) => {
    // At most one message's 64 KiB and a chunk: more is never waited for.
    held = Buffer.concat([held, chunk]);
    if (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) settle(heard(held.subarray(2)));
  });
  return promise;
}
