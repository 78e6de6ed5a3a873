/**
 * What a gateway does with a flow's stream before relaying starts: wait for the first frame within a bound, hold back
 * what comes early, and notice an abort meanwhile.
 */
import type { Code } from "../../core/reason.ts";
import { EARLY_MAX } from "../../core/relay/window.ts";
import { clock } from "../../io/clock.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { dataOf, decodeFrame, encodeFrame, type Frame, type FrameFields } from "../../io/wire/frame.ts";

/** A flow's stream that has said nothing is closed after this long, so that idle streams are no way to hold memory. */
export const FIRST_FRAME_MS = 10_000;
/** Early frames kept while the flow is decided and dialled, first bytes in many pieces; more breaks the rule. */
export const EARLY_FRAMES_MAX = 2 * EARLY_MAX;
/** Of all flows that are being opened in this process. */
let held = 0;

/** Bytes that wait in this process for the answer to their flow's open. */
export const heldBytes = (): number => held;

export type First = { readonly frame: Frame } | { readonly failed: "silent" | "ended" | "malformed" };

/** The first frame of `stream`. Afterwards the stream is paused and the caller's to listen to. */
export function firstFrame(stream: RawStream, withinMs: number): Promise<First> {
  return new Promise((resolve) => {
    const settle = (first: First) => {
      clearTimeout(timer);
      stream.onMessage(() => {});
      stream.pause();
      resolve(first);
    };
    const timer = setTimeout(() => settle({ failed: "silent" }), withinMs);
    stream.onEnd(() => settle({ failed: "ended" }));
    stream.onLost(() => settle({ failed: "ended" }));
    stream.onMessage((message) => {
      try {
        if (dataOf(message) !== undefined) settle({ failed: "malformed" });
        else settle({ frame: decodeFrame(message) });
      } catch {
        settle({ failed: "malformed" });
      }
    });
    stream.resume();
  });
}

/**
 * Watches a stream whose flow is being opened: early payload is kept, an abort calls `onAbort` once. `release` must
 * follow, whatever becomes of the flow.
 */
export class Holding {
  readonly early: Buffer[] = [];
  readonly stream: RawStream;
  /** Why nobody waits for this flow any more. */
  aborted: Code | undefined;
  #bytes = 0;

  constructor(stream: RawStream, earlyData: boolean, onAbort: (code: Code) => void) {
    this.stream = stream;
    const abort = (code: Code) => {
      if (this.aborted) return;
      this.aborted = code;
      onAbort(code);
    };
    stream.onEnd(() => abort("AGT_FLOW_CLIENT_CLOSED"));
    stream.onLost(() => abort("AGT_TUNNEL_LOST"));
    stream.onMessage((message) => {
      this.#bytes += message.length;
      held += message.length;
      try {
        const reset = dataOf(message) === undefined && decodeFrame(message).kind === "reset";
        if (reset) abort("AGT_FLOW_CLIENT_CLOSED");
        else if (!earlyData || this.#bytes > EARLY_FRAMES_MAX) abort("CGW_FLOW_PROTOCOL_ERROR");
        else this.early.push(message);
      } catch {
        abort("CGW_FLOW_PROTOCOL_ERROR");
      }
    });
    stream.resume();
  }

  /** What was kept is passed on now, or wanted by nobody. */
  release(): void {
    held -= this.#bytes;
    this.#bytes = 0;
  }
}

type Timings = NonNullable<FrameFields["refused"]["timings"]>;

/** A refusal ends the stream: one frame, then the end. */
export function refuse(
  stream: RawStream,
  refused: {
    code: Code;
    denialId?: string;
    notice?: string;
    flowId?: Uint8Array;
    timings?: Timings;
    traceKept?: boolean;
  },
) {
  stream.onMessage(() => {});
  stream.onEnd(() => {});
  stream.onLost(() => {});
  stream.resume();
  const { code, denialId = "", notice = "", flowId = Buffer.alloc(0), timings = [], traceKept = false } = refused;
  const sentAtUs = clock.wallUs();
  stream.send(encodeFrame("refused", { flowId, code, denialId, notice, timings, sentAtUs, traceKept }));
  stream.end();
}

/** Ends a stream whose peer has said its last word (refused). */
export function finish(stream: RawStream): void {
  stream.onMessage(() => {});
  stream.onEnd(() => {});
  stream.onLost(() => {});
  stream.resume();
  stream.end();
}

/** Aborts a stream that carries a flow nobody wants any more. */
export function abandon(stream: RawStream, code: Code): void {
  stream.onMessage(() => {});
  stream.onEnd(() => {});
  stream.onLost(() => {});
  stream.resume();
  stream.send(encodeFrame("reset", { code, notice: "", deliveredBytes: 0 }));
  stream.end();
}
