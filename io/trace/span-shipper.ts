/**
 * Takes finished spans to an OTLP receiver, in batches, behind everybody's back.
 *
 * What finds no room is counted, and what a receiver doesn't take for a minute is lost, and counted too: no flow waits
 * for a span.
 *
 * The SDK that sends them is loaded once there is something to send, since that takes a second.
 */
import type { FinishedSpan } from "../../core/trace/spans.ts";
import { clock } from "../clock.ts";
import { errorText } from "../errors.ts";
import type { JsonLog } from "../json-log.ts";
import type { OtlpSink, SinkOptions, SpanOrigin } from "./otlp-sink.ts";

/** Some 1 KiB each; at 2,000 spans a second half a minute in which the receiver may be away. */
export const QUEUE_MAX = 65_536;
const BATCH_MAX = 1_000;
/** What comes in a burst goes in few requests. */
const GATHER_MS = 500;
const AGAIN_MS = 1_000;
const GIVE_UP_MS = 60_000;
const CLOSE_MS = 1_500;

/** `by`: who has reported it, or the gateway for another tenant; undefined: it is the gateway's own. */
export interface QueuedSpan {
  readonly span: FinishedSpan;
  readonly by: SpanOrigin | undefined;
}

export class SpanShipper {
  readonly counters = { spans_shipped: 0, spans_dropped: 0, spans_lost: 0, spans_waiting: 0, span_batches_failed: 0 };
  readonly #sinkOptions: SinkOptions;
  readonly #log: JsonLog;
  #queue: QueuedSpan[] = [];
  #sink: OtlpSink | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  #complained = false;

  constructor(sink: SinkOptions, log: JsonLog) {
    this.#sinkOptions = sink;
    this.#log = log;
  }

  take(spans: readonly FinishedSpan[], by?: SpanOrigin): void {
    if (this.#closed || this.#queue.length + spans.length > QUEUE_MAX) {
      this.counters.spans_dropped += spans.length;
      return;
    }
    for (const span of spans) this.#queue.push({ span, by });
    this.counters.spans_waiting = this.#queue.length;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** What waits is sent once more, and given up where that takes long: the receiver may have gone before. */
  async close(): Promise<void> {
    this.#closed = true;
    const shipped = Promise.resolve(this.#running).then(() => this.#sink?.close());
    await Promise.race([shipped, nap(CLOSE_MS)]);
    this.counters.spans_lost += this.#queue.length;
    this.#queue = [];
  }

  async #run(): Promise<void> {
    await nap(GATHER_MS);
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, BATCH_MAX);
      this.#queue = this.#queue.slice(batch.length);
      await this.#ship(batch);
      this.counters.spans_waiting = this.#queue.length;
    }
  }

  async #ship(batch: readonly QueuedSpan[]): Promise<void> {
    const from = clock.now();
    for (;;) {
      try {
        const { openOtlpSink } = await import("./otlp-sink.ts");
        this.#sink ??= openOtlpSink(this.#sinkOptions);
        await this.#sink.send(batch);
        this.counters.spans_shipped += batch.length;
        this.#complained = false;
        return;
      } catch (error) {
        this.counters.span_batches_failed += 1;
        if (!this.#complained) this.#log.warn("spans can't be sent", { error: errorText(error) });
        this.#complained = true;
      }
      if (this.#closed || clock.now() - from > GIVE_UP_MS) break;
      await nap(AGAIN_MS);
    }
    this.counters.spans_lost += batch.length;
  }
}

/** Keeps no process alive. */
const nap = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());
