/** Watches one HTTP/2 connection for a dead peer, at either end. The rule is core/liveness.ts. */
import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import { beginSilence, LOOK_EVERY_MS, look } from "../../core/liveness.ts";
import { clock } from "../clock.ts";

const nothing = () => {};

/** Destroys the connection when its peer is dead; whoever uses it hears of that as of any other loss. */
export function watchLiveness(session: Http2Session, socket: Socket): void {
  let silence = beginSilence(clock.now());
  const timer = setInterval(() => {
    if (socket.destroyed) return clearInterval(timer);
    const { next, act } = look(silence, socket.bytesRead, clock.now());
    silence = next;
    if (act === "ping" && !session.destroyed) session.ping(nothing);
    // Not the session alone: it would first deliver what it has written, to a peer that takes nothing.
    if (act === "give-up") socket.destroy();
  }, LOOK_EVERY_MS);
  timer.unref();
  socket.once("close", () => clearInterval(timer));
}
