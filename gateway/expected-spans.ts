/**
 * Which spans a device or a publisher may report: of flows whose trace is kept, those that are its to make, once.
 *
 * All else is forged, repeated, or of a flow that this gateway has forgotten.
 */
import type { Hex } from "../core/control/event.ts";
import type { FinishedSpan, SpanFacts, SpanName } from "../core/trace/spans.ts";

/** Some 200 bytes each: more flows than a gateway carries at once. The oldest are forgotten, and counted. */
export const EXPECTED_MAX = 65_536;

/** Who makes them, as the handshake names it. */
export interface Maker {
  readonly role: string;
  readonly tenant: string;
  readonly id: string;
}

export interface Expectation {
  readonly maker: Maker;
  readonly traceId: Hex;
  /** A flow's own id of a root; of others that of the span above them. */
  readonly anchorId: Hex;
  /** "" of a question's trace. */
  readonly flowId: string;
  /** Of a question's trace. */
  readonly questionId?: Hex;
  readonly names: readonly SpanName[];
}

/** Nothing follows these: an address is not resolved, and nobody waits for what did not happen. */
const LAST: ReadonlySet<SpanName> = new Set(["flow", "resolve-name", "connect"]);

const keyOf = ({ role, tenant, id }: Maker, traceId: Hex, anchorId: Hex): string =>
  `${role}/${tenant}/${id} ${traceId} ${anchorId}`;

export class ExpectedSpans {
  readonly #waiting = new Map<string, { readonly of: SpanFacts; readonly names: Set<SpanName> }>();
  forgotten = 0;

  get size(): number {
    return this.#waiting.size;
  }

  expect({ maker, traceId, anchorId, flowId, questionId, names }: Expectation): void {
    const of = questionId === undefined ? { flowId } : { questionId };
    this.#waiting.set(keyOf(maker, traceId, anchorId), { of, names: new Set(names) });
    if (this.#waiting.size <= EXPECTED_MAX) return;
    this.forgotten += 1;
    for (const oldest of this.#waiting.keys()) {
      this.#waiting.delete(oldest);
      return;
    }
  }

  /** The span with its flow, or its question, as this gateway knows it; undefined where it was not expected. */
  take(maker: Maker, span: FinishedSpan): FinishedSpan | undefined {
    const key = keyOf(maker, span.traceId, span.parentId === "" ? span.spanId : span.parentId);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined || !waiting.names.delete(span.name)) return undefined;
    if (waiting.names.size === 0 || LAST.has(span.name)) this.#waiting.delete(key);
    const { flowId: _, ...facts } = span.facts;
    return { ...span, facts: { ...facts, ...waiting.of } };
  }
}
