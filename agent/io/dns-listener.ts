/** The name server of this device, on UDP and TCP: what the agent says of a name, once its lease is on disk. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { clock } from "../../io/clock.ts";
import type { Agent } from "../agent.ts";
import type { HostPort } from "../config.ts";
import { readQuery, writeAnswer } from "./dns-message.ts";
import type { LeaseFile } from "./lease-file.ts";

/** A resolver library opens one; more are somebody's mistake. */
export const TCP_CONNECTIONS_MAX = 256;
/** RFC 7766 asks for some seconds; nobody needs more of a server on the same machine. */
export const TCP_IDLE_MS = 10_000;
/** Waiting for their lease to be on disk; past it a query gets no answer, and its program asks again. */
export const PENDING_MAX = 4_096;
/** Queries of one TCP connection that wait at once. */
const PIPELINED_MAX = 64;
/** A free TCP port need not be free for UDP. */
const PORT_TRIES = 10;

export interface DnsOptions {
  readonly listen: HostPort;
  readonly agent: Agent;
  readonly leases: LeaseFile;
}

export interface DnsListener {
  readonly port: number;
  close(): Promise<void>;
}

export async function openDnsListener(o: DnsOptions): Promise<DnsListener> {
  const answerer = new Answerer(o);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    serveTcp(socket, sockets, answerer, o.agent),
  );
  for (let tries = 1; ; tries++) {
    await listening(server, (done) => server.listen({ host: o.listen.host, port: o.listen.port }, done));
    const { port } = server.address() as { port: number };
    const udp = createSocket({ type: o.listen.host.includes(":") ? "udp6" : "udp4" });
    try {
      await listening(udp, (done) => udp.bind({ address: o.listen.host, port, exclusive: true }, done));
    } catch (error) {
      await new Promise((resolve) => server.close(resolve));
      if (o.listen.port !== 0 || tries >= PORT_TRIES) throw error;
      continue;
    }
    serveUdp(udp, answerer);
    server.on("error", () => o.agent.refuse("dns", "accept-failed"));
    return { port, close: () => closeAll(udp, server, sockets) };
  }
}

class Answerer {
  readonly #agent: Agent;
  readonly #leases: LeaseFile;
  #pending = 0;

  constructor({ agent, leases }: DnsOptions) {
    this.#agent = agent;
    this.#leases = leases;
  }

  /** Undefined: no answer is given. */
  async answer(bytes: Buffer): Promise<Buffer | undefined> {
    const cameAt = clock.now();
    const query = readQuery(bytes);
    if (query.kind !== "question") {
      this.#agent.refuse("dns", query.reason);
      return query.kind === "wrong" ? query.answer : undefined;
    }
    if (this.#pending >= PENDING_MAX) {
      this.#agent.refuse("dns", "too-many");
      return undefined;
    }
    const answer = this.#agent.resolve(query, cameAt);
    if (answer.address === undefined) return writeAnswer(query.packet, answer);
    this.#pending += 1;
    try {
      // A lease that another question has just made may not be on disk either.
      await (answer.fresh === undefined ? this.#leases.settled() : this.#leases.lease(answer.fresh));
      if (answer.name !== undefined) this.#agent.answered(answer.name, clock.now() - cameAt);
      return writeAnswer(query.packet, answer);
    } catch {
      this.#agent.refuse("dns", "lease-not-kept");
      return writeAnswer(query.packet, { rcode: "SERVFAIL" });
    } finally {
      this.#pending -= 1;
    }
  }
}

function serveUdp(udp: UdpSocket, answerer: Answerer): void {
  // Errors here are answers to our answers (port unreachable): whoever asked has gone.
  udp.on("error", () => {});
  udp.on("message", (bytes, { address, port }) => {
    void answerer.answer(bytes).then((answer) => {
      if (answer === undefined || port === 0) return;
      try {
        udp.send(answer, port, address, () => {});
      } catch {
        // Closed meanwhile.
      }
    });
  });
}

function serveTcp(socket: Socket, sockets: Set<Socket>, answerer: Answerer, agent: Agent): void {
  socket.on("error", () => {});
  if (sockets.size >= TCP_CONNECTIONS_MAX) {
    agent.refuse("dns", "too-many-connections");
    socket.destroy();
    return;
  }
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
  let held: Buffer = Buffer.alloc(0);
  let waiting = 0;
  let ended = false;
  const finish = () => {
    if (ended && waiting === 0) socket.end();
  };
  socket.on("end", () => {
    ended = true;
    finish();
  });
  socket.on("data", (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const length = held.readUInt16BE(0);
      const query = held.subarray(2, 2 + length);
      held = held.subarray(2 + length);
      waiting += 1;
      void answerer.answer(query).then((answer) => {
        waiting -= 1;
        // On a stream silence is no answer: a peer that sent noise is let go.
        if (answer === undefined) return void socket.destroy();
        socket.write(Buffer.concat([Buffer.from([answer.length >> 8, answer.length & 255]), answer]));
        if (waiting < PIPELINED_MAX && socket.writableLength < 65_536) socket.resume();
        finish();
      });
    }
    if (waiting >= PIPELINED_MAX || socket.writableLength >= 65_536) socket.pause();
  });
  socket.on("drain", () => void (waiting < PIPELINED_MAX && socket.resume()));
}

async function listening(
  on: { once(event: "error", f: (e: Error) => void): unknown; off(event: "error", f: (e: Error) => void): unknown },
  start: (done: () => void) => unknown,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  on.once("error", reject);
  start(resolve);
  await promise;
  on.off("error", reject);
}

async function closeAll(udp: UdpSocket, server: ReturnType<typeof createServer>, sockets: Set<Socket>): Promise<void> {
  const closed = Promise.all([
    new Promise<void>((resolve) => udp.close(() => resolve())),
    new Promise<void>((resolve) => server.close(() => resolve())),
  ]);
  for (const socket of sockets) socket.destroy();
  await closed;
}
