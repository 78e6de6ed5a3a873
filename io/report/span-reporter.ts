/**
 * Tells gateways the spans of kept flows: each gateway those of the flows that it carried, since no other expects them.
 *
 * A trace is worth less than the flow that it tells of: what finds no room here, or no gateway, is dropped and counted.
 */
import { answerOf } from "../../core/record/report.ts";
import type { FinishedSpan } from "../../core/trace/spans.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../clock.ts";
import { randomBytes } from "../entropy.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { encodeSpanReport, type SpanSource } from "../wire/span-report.ts";
import { encodeSpanRequest } from "../wire/telemetry.ts";
import { ReportLine } from "./report-line.ts";

/** What leads to the gateway that carried the flow; undefined once it doesn't any more. */
export interface SpanRoad {
  openReport(): RawStream | undefined;
}

/** Of all gateways together; some 400 bytes each. */
export const SPANS_WAITING_MAX = 20_000;
/**
 * Each span is as old before it leaves: by then the gateway has heard how the flow came out and has that on record, and
 * only then it expects the span. A burst of flows goes in few reports besides.
 */
export const GATHER_MS = 1_000;
/** Some 60 KiB: a report takes 256. */
const BATCH_SPANS = 250;
/** A quota or an admission that comes a little later. */
const AGAIN_MS = 1_000;
const TRIES_MAX = 5;
const CLOSE_MS = 1_500;

interface Waiting {
  readonly spans: { readonly span: FinishedSpan; readonly since: Instant }[];
  done: Promise<void>;
}

export class SpanReporter {
  readonly counters = { spans_told: 0, spans_dropped: 0, spans_refused: 0 };
  readonly #source: () => SpanSource;
  readonly #boot = randomBytes(16);
  readonly #waiting = new Map<SpanRoad, Waiting>();
  #sequence = 0;
  #count = 0;
  #closed = false;

  constructor(source: () => SpanSource) {
    this.#source = source;
  }

  take(road: SpanRoad, spans: readonly FinishedSpan[]): void {
    if (this.#closed || this.#count + spans.length > SPANS_WAITING_MAX) {
      this.counters.spans_dropped += spans.length;
      return;
    }
    this.#count += spans.length;
    const since = clock.now();
    const dated = spans.map((span) => ({ span, since }));
    const waiting = this.#waiting.get(road);
    if (waiting !== undefined) return void waiting.spans.push(...dated);
    const fresh: Waiting = { spans: dated, done: Promise.resolve() };
    this.#waiting.set(road, fresh);
    fresh.done = nap(GATHER_MS).then(() => this.#tell(road, fresh.spans));
  }

  /** What waits is told, or given up: nobody's end waits long for a trace. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.race([Promise.all([...this.#waiting.values()].map(({ done }) => done)), nap(CLOSE_MS)]);
  }

  async #tell(road: SpanRoad, spans: Waiting["spans"]): Promise<void> {
    const stream = road.openReport();
    const line = stream === undefined ? undefined : new ReportLine(stream);
    for (let tries = 1; spans.length > 0 && line !== undefined && !line.isBroken; ) {
      const young = spans.findIndex(({ since }) => clock.now() - since < GATHER_MS);
      if (young === 0 && !this.#closed) {
        await nap(GATHER_MS / 4);
        continue;
      }
      const batch = spans.slice(0, Math.min(BATCH_SPANS, young > 0 ? young : BATCH_SPANS));
      this.#sequence += 1;
      const otlp = encodeSpanReport(
        this.#source(),
        batch.map(({ span }) => span),
      );
      const refused = await line.ask(this.#sequence, encodeSpanRequest(this.#boot, this.#sequence, otlp));
      const answer = refused === undefined ? "later" : answerOf(refused);
      if (answer === "later" && tries < TRIES_MAX && !this.#closed) {
        tries += 1;
        await nap(AGAIN_MS);
        continue;
      }
      spans.splice(0, batch.length);
      this.#count -= batch.length;
      this.counters[answer === "taken" ? "spans_told" : "spans_refused"] += batch.length;
    }
    line?.end();
    this.#waiting.delete(road);
    this.#count -= spans.length;
    this.counters.spans_dropped += spans.length;
  }
}

/** Keeps no process alive. */
const nap = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());
