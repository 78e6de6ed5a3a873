/**
 * What a gateway says on a lasting stream, bounded: its peer may ask for much and read little.
 */
import type { RawStream } from "../../io/grpc/raw-stream.ts";

/** While this much waits for the peer, what it can do without is not said: notices, pings and their answers. */
export const DROP_ABOVE_BYTES = 262_144;
/** Two of the largest messages, an SRP or an app list of 4 MiB: who has not taken those never will. */
export const CUT_ABOVE_BYTES = 8 * 1024 * 1024;

export interface Teller {
  /** What the peer must hear, or lose its stream. */
  tell(message: Buffer): void;
  /** What may be lost. */
  mention(message: Buffer): void;
}

/** `onCut` is called after the stream was cancelled, at most once; from then on nothing is said. */
export function tellerOn(stream: RawStream, onCut: () => void): Teller {
  let cut = false;
  return {
    tell(message) {
      if (cut) return;
      if (stream.buffered() <= CUT_ABOVE_BYTES) return void stream.send(message);
      cut = true;
      stream.cancel();
      onCut();
    },
    mention(message) {
      if (!cut && stream.buffered() <= DROP_ABOVE_BYTES) stream.send(message);
    },
  };
}
