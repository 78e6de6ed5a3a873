/**
 * One flow's trace at the publisher: the phases as they pass, and the spans if the gateway has said that it is kept.
 * What does not open, or is ended by the system, is told without that: the gateway keeps it too.
 */
import type { FlowEnd } from "../../core/relay/relay.ts";
import { keepsEnd } from "../../core/trace/keep.ts";
import { contextOf } from "../../core/trace/traceparent.ts";
import { clock } from "../../io/clock.ts";
import { randomBytes, uuidText } from "../../io/entropy.ts";
import type { SpanReporter, SpanRoad } from "../../io/report/span-reporter.ts";
import { flowSpans, type Phase } from "../flow-spans.ts";

type Name = "lock" | "resolve" | "connect";

export interface FlowTraceOptions {
  readonly spans: SpanReporter;
  /** To the gateway that has bound the flow. */
  readonly road: SpanRoad;
  readonly flowId: Uint8Array;
  /** "" where no trace is kept. */
  readonly traceparent: string;
}

export class FlowTrace {
  readonly #o: FlowTraceOptions;
  readonly #phases: [Name, Phase][] = [];
  #told = false;

  constructor(o: FlowTraceOptions) {
    this.#o = o;
  }

  /** Times a phase; the function returned ends it. */
  begin(name: Name): () => void {
    const at = this.#phases.length;
    const fromUs = clock.wallUs();
    this.#phases.push([name, { fromUs, toUs: fromUs }]);
    return () => {
      this.#phases[at] = [name, { fromUs, toUs: clock.wallUs() }];
    };
  }

  /** `reason`: why it did not open; "" where it did. */
  keep(reason: string): void {
    const { spans, road, flowId, traceparent } = this.#o;
    const above = contextOf(traceparent);
    if (this.#told || above === undefined || this.#phases.length === 0) return;
    this.#told = true;
    spans.take(
      road,
      flowSpans(uuidText(flowId), above, this.#phases, reason, () => randomBytes(8).toString("hex")),
    );
  }

  ended({ endedBy }: FlowEnd): void {
    if (keepsEnd(endedBy)) this.keep("");
  }
}
