/**
 * A reset is noticed on a socket that nobody reads.
 *
 * The runtime hears of a RST by reading, or by a write that waits for room; a socket that rests because the other side
 * of its flow takes nothing does neither (decision 0008). So a socket that has rested for a while is written to: no
 * byte at all, which the kernel answers with the socket's error if there is one, and sends nothing.
 */
import type { Socket } from "node:net";
import { after, type Instant } from "../../core/units.ts";
import { clock } from "../clock.ts";

/**
 * A socket that has read nothing for so long is asked, and each time again: a reset is noticed within twice that. One
 * that is read now and then tells by itself, behind the last byte that came before its reset.
 */
export const NOTICE_EVERY_MS = 2_000;
const TURN_MS = 100;
/** Of thousands that began to rest in one moment a part at a time is asked: the loop has bytes to move. */
const PART = 1 / 10;

interface Watched {
  dueAt: Instant;
  /** What had been read at the last look; -1: it did not rest. */
  read: number;
}

/** In the order in which they are due. */
const watched = new Map<Socket, Watched>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Until the socket closes. Its `error` comes as from any write. */
export function noticeReset(socket: Socket): void {
  if (watched.has(socket) || socket.destroyed) return;
  watched.set(socket, { dueAt: after(clock.now(), NOTICE_EVERY_MS), read: -1 });
  socket.once("close", () => {
    watched.delete(socket);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  timer ??= setInterval(lookAround, TURN_MS).unref();
}

function lookAround(): void {
  const now = clock.now();
  let left = Math.ceil(watched.size * PART);
  for (const [socket, one] of watched) {
    if (now < one.dueAt || left-- === 0) return;
    watched.delete(socket);
    watched.set(socket, one);
    one.dueAt = after(now, NOTICE_EVERY_MS);
    look(socket, one);
  }
}

function look(socket: Socket, one: Watched): void {
  const { bytesRead, writable, writableLength, connecting } = socket;
  const rests = socket.isPaused() || socket.readableEnded;
  const stalled = rests && one.read === bytesRead;
  one.read = rests ? bytesRead : -1;
  // What waits to be written tells by itself; after our FIN there is nothing to ask with.
  if (stalled && writable && writableLength === 0 && !connecting) socket.write("");
}
