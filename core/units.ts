/** Units and ids as distinct types, so that a wrong argument is a compile error. */

export type Branded<T, Name extends string> = T & { readonly __brand: Name };

/** Milliseconds on the process's monotonic clock. Never wall time, never a duration. */
export type Instant = Branded<number, "Instant">;

export const after = (at: Instant, durationMs: number): Instant => (at + durationMs) as Instant;

/** UUIDv7 in text. */
export type FlowId = string;

/** Speaks of our own code only: a peer that misbehaves is refused at the edge and never trips one. */
export function invariant(holds: boolean, law: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${law}`);
}
