/** What a program sends before its connection's far end is there: passed on as it comes, up to a bound, and kept. */
import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { EARLY_MAX } from "../../../core/relay/window.ts";

/** Answers what ends it, with all that was passed on. What came behind stays in `from`, which rests. */
export function passFirst(from: Socket, to: Socket): () => Promise<Buffer> {
  const passed: Buffer[] = [];
  let room = EARLY_MAX;
  const pass = () => {
    const bytes = room === 0 ? null : (from.read(Math.min(room, from.readableLength)) as Buffer | null);
    if (bytes === null) return;
    room -= bytes.length;
    passed.push(bytes);
    to.write(bytes);
  };
  from.on("readable", pass);
  return async () => {
    from.off("readable", pass);
    from.pause();
    // A listener that was taken off still steers the stream until the turn is over.
    await turn();
    return Buffer.concat(passed);
  };
}
