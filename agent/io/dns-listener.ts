/** The name server of this device, on UDP and TCP: what the agent says of a name, once its lease is on disk. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import { lengthBytes } from "../../io/dns/exchange.ts";
import type { HostPort } from "../config.ts";
import { Answerer, type AnswererOptions } from "../dns/io/answerer.ts";
import type { Tap } from "./tap.ts";

/** A resolver library opens one; more are somebody's mistake. */
export const TCP_CONNECTIONS_MAX = 256;
/** RFC 7766 asks for some seconds; nobody needs more of a server on the same machine. */
export const TCP_IDLE_MS = 10_000;
/** Of them, from one address that is not this machine's own loopback. */
const TCP_CONNECTIONS_EACH_MAX = 64;
/** Answers of one connection that its peer has not taken yet. */
const UNTAKEN_BYTES_MAX = 65_536;
/** Queries of one TCP connection that wait at once. */
const PIPELINED_MAX = 64;
/** A free TCP port need not be free for UDP. */
const PORT_TRIES = 10;

export interface DnsOptions extends AnswererOptions {
  readonly listen: HostPort;
  /** Undefined: nobody sees what is asked. */
  readonly tap?: Tap;
}

export interface DnsListener {
  readonly port: number;
  close(): Promise<void>;
}

export async function openDnsListener(o: DnsOptions): Promise<DnsListener> {
  const answerer = new Answerer(o);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    serveTcp(socket, sockets, answerer, o),
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
    serveUdp(udp, answerer, o.tap);
    server.on("error", () => o.agent.refuse("dns", "accept-failed"));
    return { port, close: () => closeAll(udp, server, sockets) };
  }
}

function serveUdp(udp: UdpSocket, answerer: Answerer, tap: Tap | undefined): void {
  // Errors here are answers to our answers (port unreachable): whoever asked has gone.
  udp.on("error", () => {});
  udp.on("message", (bytes, { address, port }) => {
    const send = (answer: Buffer | undefined) => {
      if (tap?.on) tap.question({ srcIp: address, srcPort: port, question: bytes, answer, listener: udp.address() });
      if (answer === undefined || port === 0) return;
      try {
        udp.send(answer, port, address, () => {});
      } catch {
        // Closed meanwhile.
      }
    };
    const answer = answerer.answer(bytes, { over: "udp", address, port });
    if (answer instanceof Promise) void answer.then(send);
    else send(answer);
  });
}

function serveTcp(socket: Socket, sockets: Set<Socket>, answerer: Answerer, { agent, tap }: DnsOptions): void {
  socket.on("error", () => {});
  const { remoteAddress: address = "", remotePort: port = 0 } = socket;
  if (sockets.size >= TCP_CONNECTIONS_MAX || !hasRoom(address, sockets)) {
    agent.refuse("dns", "too-many-connections");
    socket.destroy();
    return;
  }
  sockets.add(socket);
  const listener = { address: socket.localAddress ?? "", port: socket.localPort ?? 0 };
  const seen = tap?.questions({ srcIp: address, srcPort: port, listener });
  socket.once("close", () => {
    sockets.delete(socket);
    seen?.ended("server");
  });
  socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
  let held: Buffer = Buffer.alloc(0);
  let waiting = 0;
  let ended = false;
  const takesMore = () => waiting < PIPELINED_MAX && socket.writableLength < UNTAKEN_BYTES_MAX;
  const take = () => {
    while (takesMore() && held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const length = held.readUInt16BE(0);
      const query = held.subarray(2, 2 + length);
      held = held.subarray(2 + length);
      waiting += 1;
      seen?.asked(query);
      const answered = Promise.resolve(answerer.answer(query, { over: "tcp", address, port }));
      void answered.then((answer) => send(query, answer));
    }
    if (!takesMore()) socket.pause();
    else if (ended && waiting === 0) finish();
    else socket.resume();
  };
  const finish = () => {
    if (!socket.writableEnded) for (const side of ["client", "server"] as const) seen?.finished(side);
    socket.end();
  };
  const send = (query: Buffer, answer: Buffer | undefined) => {
    waiting -= 1;
    // On a stream silence is no answer: a peer that sent noise is let go.
    if (answer === undefined) return void socket.destroy();
    if (!socket.writableEnded && !socket.destroyed) seen?.told(query, answer);
    socket.write(Buffer.concat([lengthBytes(answer), answer]));
    take();
  };
  socket.on("end", () => {
    ended = true;
    take();
  });
  socket.on("data", (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    take();
  });
  socket.on("drain", take);
}

function hasRoom(address: string, sockets: ReadonlySet<Socket>): boolean {
  if (address === "127.0.0.1" || address === "::1") return true;
  let count = 0;
  for (const { remoteAddress } of sockets) if (remoteAddress === address) count += 1;
  return count < TCP_CONNECTIONS_EACH_MAX;
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
