/** One question's trace at the device: its context for the gateway, and the root span if the gateway keeps it. */
import type { Hex } from "../../../core/control/event.ts";
import { clockOffsetUs } from "../../../core/trace/clock-offset.ts";
import { traceparentOf } from "../../../core/trace/traceparent.ts";
import { clock } from "../../../io/clock.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { SpanReporter } from "../../../io/report/span-reporter.ts";
import type { TracedRoad } from "../../io/flow-trace.ts";
import type { PublisherAnswer } from "../ask-publisher.ts";

/** What its gateway says of it. */
export interface QuestionKept {
  readonly traceKept: boolean;
  /** By the gateway's clock; 0 where it doesn't say. */
  readonly receivedAtUs: number;
  readonly sentAtUs: number;
  readonly questionId: Hex | undefined;
}

export class QuestionTrace {
  readonly #spans: SpanReporter | undefined;
  readonly #ids = randomBytes(24).toString("hex");
  readonly #startUs = clock.wallUs();
  #askedUs = 0;

  constructor(spans: SpanReporter | undefined) {
    this.#spans = spans;
  }

  /** For a question that leaves now. */
  asked(): string {
    this.#askedUs = clock.wallUs();
    return traceparentOf(this.#context);
  }

  /** `said` undefined: the gateway's answer did not come in time, and it keeps what took so long. */
  answered(road: TracedRoad, { code, denialId }: PublisherAnswer, said: QuestionKept | undefined): void {
    if (this.#spans === undefined || !(said?.traceKept ?? road.keepsTraces)) return;
    const endUs = clock.wallUs();
    const { receivedAtUs: receivedUs = 0, sentAtUs: answeredUs = 0, questionId } = said ?? {};
    const offset = clockOffsetUs({ askedUs: this.#askedUs, receivedUs, answeredUs, heardUs: endUs });
    const facts = {
      ...{ role: "agent", ...(questionId === undefined ? {} : { questionId }) },
      ...(code === undefined ? {} : { reason: code }),
      ...(denialId === undefined ? {} : { denialId }),
      ...(offset === undefined ? {} : { clockOffsetUs: offset }),
    };
    const times = { startUs: this.#startUs, endUs: Math.max(this.#startUs, endUs) };
    const failed = code !== undefined;
    this.#spans.take(road, [{ name: "resolve-name", ...this.#context, parentId: "", ...times, failed, facts }]);
  }

  get #context() {
    return { traceId: this.#ids.slice(0, 32), spanId: this.#ids.slice(32) };
  }
}
