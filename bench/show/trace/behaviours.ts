/** Apps that each misbehave in one way, and a port where nobody ever answers. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { openDeafListener } from "../../../io/flow/deaf-listener.ts";
import { resetSocket } from "../../../io/flow/reset-socket.ts";

/** What an app does with the first bytes of a connection. */
const BEHAVIOURS = {
  says: (socket: Socket, bytes: Buffer) => void socket.write(bytes),
  closes: (socket: Socket) => void socket.end("bye\n"),
  resets: (socket: Socket) => resetSocket(socket),
  /** Past what is slow. */
  slow: (socket: Socket, bytes: Buffer) => void setTimeout(() => socket.write(bytes), SLOW_MS),
} as const;

/** `up` is told that half of it is slow. */
export const SLOW_MS = 1_000;

export type Behaviour = keyof typeof BEHAVIOURS;

export interface Apps {
  readonly ports: Readonly<Record<Behaviour | "deaf", number>>;
  close(): Promise<void>;
}

export async function startApps(): Promise<Apps> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const ports: Record<string, number> = {};
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
      socket.on("end", () => socket.end());
      socket.once("data", (bytes: Buffer) => behave(socket, bytes));
    });
    server.listen(0, "127.0.0.1", 4096);
    await once(server, "listening");
    ports[name] = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  const deaf = await openDeafListener();
  return {
    ports: { ...ports, deaf: deaf.port } as Apps["ports"],
    async close() {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
      await deaf.close();
    },
  };
}
