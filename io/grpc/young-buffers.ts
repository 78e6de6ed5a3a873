/**
 * Keeps the garbage of moved bytes from costing whole-heap collections.
 *
 * Each message leaves some four buffers behind whose memory lies outside the JavaScript heap (a read, the joined
 * message, the framed copy, what TLS sealed). V8 looks at the young heap, which those hardly fill, and at 64 MiB of
 * outside memory begins a collection that marks everything: one for each 15 MB moved, 40 % of the CPU by profile.
 * A young collection frees the same buffers in under a millisecond, so one is asked for well before that bound.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Outside memory that may gather before a young collection: enough that what is still in flight is a small part. */
const GATHER_BYTES = 24 * 1024 * 1024;
/** Moved bytes between two looks; some four times as much outside memory stands behind them. */
const LOOK_EVERY_BYTES = 1024 * 1024;

type Collect = (o: { type: "minor" }) => void;

/** The function is no global of ours: nobody else gets to collect by accident. */
function exposed(): Collect {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as Collect;
  setFlagsFromString("--no-expose-gc");
  return collect;
}

const collect = exposed();
let moved = 0;
let low = 0;

/** To be told of each message that came or went, in bytes. */
export function onMoved(bytes: number): void {
  moved += bytes;
  if (moved < LOOK_EVERY_BYTES) return;
  moved = 0;
  const outside = getHeapStatistics().external_memory;
  // V8's own collections lower it too.
  low = Math.min(low, outside);
  if (outside - low < GATHER_BYTES) return;
  collect({ type: "minor" });
  low = getHeapStatistics().external_memory;
}
