/** What a program sends before its connection's far end is there: passed on as it comes, up to a bound, and kept. */
import type { Socket } from "node:net";
import { EARLY_MAX } from "../../../core/relay/window.ts";
import { Inlet } from "../../io/inlet.ts";

/** Answers what ends it, with all that was passed on. What came behind stays in `from`, which rests. */
export function passFirst(from: Socket, to: Socket): () => Promise<Buffer> {
  const inlet = new Inlet(from);
  let passed = 0;
  inlet.readFirst(EARLY_MAX, (all) => {
    if (all.length > passed) to.write(all.subarray(passed));
    passed = all.length;
  });
  return async () => {
    const first = await inlet.handOver();
    inlet.release();
    return first;
  };
}
