/** A program's connection is ended, with an answer that it can read. */
import type { Socket } from "node:net";
import type { Inlet } from "./inlet.ts";

/** A refusal must be read before the connection goes: closing on unread bytes would take the answer away. */
export const LINGER_MS = 2_000;

/** The last words, and time to read them. */
export function farewell(socket: Socket, inlet: Inlet, words: Buffer): void {
  if (socket.destroyed) return;
  if (words.length === 0) {
    socket.destroy();
    return;
  }
  socket.removeAllListeners("readable");
  inlet.release();
  socket.end(words);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
