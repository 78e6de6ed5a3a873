/** What becomes of spans: told by agents and publishers, taken and shipped by gateways, stored by analytics. */
import { type Metric, plain } from "./metric.ts";

const ends = plain(["agent", "publisher"], "counter");
const gateway = plain(["gateway"], "counter");
const gatewayGauge = plain(["gateway"], "gauge");
const store = plain(["analytics"], "counter");

export const SPAN_ROWS: readonly Metric[] = [
  ends("wayleave_spans_told_total", "spans_told", "Spans that a gateway has taken"),
  ends("wayleave_spans_refused_total", "spans_refused", "Spans that a gateway did not take"),
  gateway("wayleave_gateway_span_reports_total", "span_reports_taken", "Reports of spans that were taken"),
  gateway("wayleave_gateway_spans_taken_total", "spans_taken", "Spans of devices and publishers that were expected"),
  gateway("wayleave_gateway_spans_unexpected_total", "spans_unexpected", "Spans that nobody expected, left out"),
  gatewayGauge("wayleave_gateway_spans_expected", "spans_expected_of", "Traces of which spans of others are expected"),
  gateway("wayleave_gateway_spans_forgotten_total", "spans_forgotten", "Traces whose spans are expected no longer"),
  gateway("wayleave_spans_shipped_total", "spans_shipped", "Spans that the receiver has taken"),
  gateway("wayleave_spans_lost_total", "spans_lost", "Spans that the receiver did not take, given up"),
  gatewayGauge("wayleave_spans_waiting", "spans_waiting", "Spans that wait to be shipped"),
  gateway("wayleave_span_batches_failed_total", "span_batches_failed", "Tries to ship spans that failed"),
  plain(
    ["agent", "publisher", "gateway"],
    "counter",
  )(...(["wayleave_spans_dropped_total", "spans_dropped", "Spans that were dropped at a bound"] as const)),
  store("wayleave_otlp_exports_total", "otlp_exports", "Requests with spans that were taken"),
  store("wayleave_spans_rejected_total", "spans_rejected", "Spans in them that were left out as malformed"),
  store("wayleave_spans_stored_total", "spans_stored", "Spans that were stored"),
  store("wayleave_span_inserts_total", "span_inserts", "Inserts of spans"),
  store("wayleave_span_inserts_failed_total", "span_inserts_failed", "Inserts of spans that failed"),
];
