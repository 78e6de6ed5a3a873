/**
 * The traces of a gateway: which are kept, whose spans are expected, and where they go.
 *
 * Devices and publishers send theirs through here; each is verified, stamped with who has reported it, and shipped with
 * the gateway's own.
 */
import type { ReportRefusal } from "../../core/record/report.ts";
import type { KeepRule } from "../../core/trace/keep.ts";
import type { FinishedSpan } from "../../core/trace/spans.ts";
import type { Peer } from "../../io/grpc/listener.ts";
import type { SpanOrigin } from "../../io/trace/otlp-sink.ts";
import type { SpanShipper } from "../../io/trace/span-shipper.ts";
import { MalformedMessage } from "../../io/wire/message-codec.ts";
import { decodeSpanReport, type SpanReport } from "../../io/wire/span-report.ts";
import { type Expectation, ExpectedSpans } from "../expected-spans.ts";
import { judgeSpans } from "../judge-spans.ts";

export interface TracingOptions {
  readonly rule: KeepRule;
  readonly shipper: SpanShipper;
  /** Of this gateway's own spans, where they are of its own tenant's flows. */
  readonly own: SpanOrigin;
  readonly count: (counter: string, by?: number) => void;
}

export class Tracing {
  readonly rule: KeepRule;
  readonly #expected = new ExpectedSpans();
  readonly #shipper: SpanShipper;
  readonly #own: SpanOrigin;
  readonly #count: TracingOptions["count"];

  constructor({ rule, shipper, own, count }: TracingOptions) {
    this.rule = rule;
    this.#own = own;
    this.#shipper = shipper;
    this.#count = count;
  }

  /** This gateway's own spans of a tenant's flow, and which of others belong to them. */
  keep(tenant: string, spans: readonly FinishedSpan[], expected: Expectation | undefined): void {
    if (expected !== undefined) this.#expected.expect(expected);
    this.#shipper.take(spans, tenant === this.#own.tenant ? undefined : { ...this.#own, tenant });
  }

  /** Spans of another hop, made of the timings that it told with its answer. */
  keepTold(tenant: string, by: Pick<SpanOrigin, "service" | "instance">, spans: readonly FinishedSpan[]): void {
    if (spans.length === 0) return;
    const isOwn = by.service === this.#own.service && by.instance === this.#own.instance;
    this.#shipper.take(spans, isOwn && tenant === this.#own.tenant ? undefined : { ...this.#own, ...by, tenant });
  }

  /** An encoded report of a device or publisher. */
  report(peer: Peer, otlp: Uint8Array): ReportRefusal | undefined {
    const report = readSpans(otlp);
    if (report === undefined) return "malformed";
    const judged = judgeSpans(peer, report.source, report.spans, this.#expected);
    if ("refused" in judged) return judged.refused;
    const { taken, unexpected } = judged;
    this.#count("spans_taken", taken.length);
    this.#count("spans_unexpected", unexpected);
    if (taken.length > 0) this.#shipper.take(taken, { ...report.source, tenant: peer.tenant, reportedBy: peer.spiffe });
    return undefined;
  }

  counters(): Record<string, number> {
    const { size, forgotten } = this.#expected;
    return { ...this.#shipper.counters, spans_expected_of: size, spans_forgotten: forgotten };
  }

  close(): Promise<void> {
    return this.#shipper.close();
  }
}

function readSpans(otlp: Uint8Array): SpanReport | undefined {
  try {
    return decodeSpanReport(otlp);
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}
