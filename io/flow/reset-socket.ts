/** How a TCP connection is aborted: by RST, so that the far end doesn't take what it has read for all there is. */
import type { Socket } from "node:net";

/**
 * Node's own reset is refused (EINVAL) while the socket's FIN is on its way to the kernel, and then the socket is
 * lost: its descriptor stays open, the far end hears no RST, no `close` comes, and the process spins when it exits.
 * Such a socket is reset as soon as its FIN is out, a turn of the loop later: all before it is written by then, so a
 * far end that doesn't read can't hold that up.
 */
export function resetSocket(socket: Socket): void {
  const finUnderWay = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0;
  if (finUnderWay && !socket.destroyed) socket.once("finish", () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
