/** Apps that send so many bytes each, and count what moves; programs that do the same through the agent's proxy. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { dialThrough, sendBlocks } from "../load-app.ts";

/** What one end counted of one connection. */
export interface Counted {
  readonly sent: number;
  readonly received: number;
  /** Of this end: what it sees of itself and of the other. */
  readonly local: string;
  readonly peer: string;
}

export interface CountingApp {
  readonly port: number;
  /** The connections that ended, in the order of their ends. */
  readonly ended: readonly Counted[];
  close(): Promise<void>;
}

/** To each connection so many bytes, and the end; then it hears the other side out. */
export async function startCountingApp(bytes: number): Promise<CountingApp> {
  const sockets = new Set<Socket>();
  const ended: Counted[] = [];
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    void exchange(socket, bytes).then(
      (counted) => ended.push(counted),
      () => socket.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    ended,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A program: connects, sends so many bytes, ends, and hears the app out. Answers when both sides have ended. */
export async function moveThrough(proxy: string, host: string, port: number, bytes: number): Promise<Counted> {
  return await exchange(await dialThrough(proxy, host, port), bytes);
}

async function exchange(socket: Socket, bytes: number): Promise<Counted> {
  const addresses = { local: `${socket.localAddress}:${socket.localPort}`, peer: addressOf(socket) };
  let received = 0;
  const heard = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    socket.once("end", resolve);
    socket.once("close", () => reject(new Error(`cut after ${received} bytes`)));
  });
  await Promise.all([sendBlocks(socket, bytes).then(() => socket.end()), heard]);
  return { ...addresses, sent: bytes, received };
}

const addressOf = (socket: Socket): string => `${socket.remoteAddress}:${socket.remotePort}`;
