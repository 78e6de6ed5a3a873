/** The sockets of an HTTP server on loopback: who gets no request through is counted, and told so. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Counts what is refused before a request stands. Answers the sockets that are open. */
export function guardSockets(server: Server, count: (reason: string) => void): Set<Socket> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  server.on("drop", () => count("connections"));
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    // A peer that went away is no refusal.
    if (error.code === "ECONNRESET") return void socket.destroy();
    const slow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
    count(slow ? "slow" : "malformed");
    const status = slow ? "408 Request Timeout" : "400 Bad Request";
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
    else socket.destroy();
  });
  return open;
}

/** Listens, guarded. Answers the port that it has, and how to end: whoever still talks is cut off. */
export async function listenGuarded(
  server: Server,
  at: { readonly host: string; readonly port: number },
  count: (reason: string) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const open = guardSockets(server, count);
  server.listen(at.port, at.host);
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
