/**
 * Which live flows a new snapshot no longer allows.
 *
 * Judged in slices, so that tens of thousands of flows never hold the loop that moves bytes: the caller takes a slice,
 * yields, and takes the next.
 */
export interface LiveFlow<Facts> {
  readonly flowId: string;
  readonly facts: Facts;
}

/** Flows judged between two yields; at about 1 us each far below the 5 ms that a slice may take. */
export const SLICE = 1_000;

/** Every flow of `live` that `stillAllowed` denies, slice by slice, with the code it ends with. */
export function* denied<Facts>(
  live: Iterable<LiveFlow<Facts>>,
  stillAllowed: (facts: Facts) => string | undefined,
): Generator<{ flowId: string; code: string }[]> {
  let found: { flowId: string; code: string }[] = [];
  let judged = 0;
  for (const flow of live) {
    const code = stillAllowed(flow.facts);
    if (code !== undefined) found.push({ flowId: flow.flowId, code });
    judged += 1;
    if (judged % SLICE === 0) {
      yield found;
      found = [];
    }
  }
  yield found;
}
