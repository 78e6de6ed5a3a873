/**
 * Migration 3: spans, in the tables of the OpenTelemetry collector's ClickHouse exporter (v0.165.1); and whether a
 * flow's trace is kept.
 *
 * Names, types, codecs, sorting keys and skip indexes are the exporter's: what reads its tables reads these, and a
 * collector can write into them. Two things differ: a week is a partition, as everywhere here (90 days by the day
 * would be 91 parts to open, twice), and what is older than 90 days goes.
 */
import { SETTINGS } from "./0001-facts.ts";
import { FLOWS_AND_DECISIONS } from "./0002-flows.ts";

const KEPT = "INTERVAL 90 DAY";

const SPANS = `CREATE TABLE IF NOT EXISTS otel_traces (
  Timestamp DateTime64(9) CODEC(Delta, ZSTD(3)),
  TraceId String CODEC(ZSTD(3)),
  SpanId String CODEC(ZSTD(3)),
  ParentSpanId String CODEC(ZSTD(3)),
  TraceState String CODEC(ZSTD(3)),
  SpanName LowCardinality(String) CODEC(ZSTD(3)),
  SpanKind LowCardinality(String) CODEC(ZSTD(3)),
  ServiceName LowCardinality(String) CODEC(ZSTD(3)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  ScopeName String CODEC(ZSTD(3)),
  ScopeVersion String CODEC(ZSTD(3)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  Duration UInt64 CODEC(ZSTD(3)),
  StatusCode LowCardinality(String) CODEC(ZSTD(3)),
  StatusMessage String CODEC(ZSTD(3)),
  Events Nested (
    Timestamp DateTime64(9),
    Name LowCardinality(String),
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(3)),
  Links Nested (
    TraceId String,
    SpanId String,
    TraceState String,
    Attributes Map(LowCardinality(String), String)
  ) CODEC(ZSTD(3)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toMonday(Timestamp)
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))
TTL toDateTime(Timestamp) + ${KEPT}
${SETTINGS}`;

/** When the spans of a trace are: who asks for one reads that time of it and no more. */
const TIMES = `CREATE TABLE IF NOT EXISTS otel_traces_trace_id_ts (
  TraceId String CODEC(ZSTD(3)),
  Start DateTime CODEC(Delta, ZSTD(3)),
  End DateTime CODEC(Delta, ZSTD(3)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toMonday(Start)
ORDER BY (TraceId, Start)
TTL toDateTime(Start) + ${KEPT}
${SETTINGS}`;

const TIMES_FED = `CREATE MATERIALIZED VIEW IF NOT EXISTS otel_traces_trace_id_ts_mv TO otel_traces_trace_id_ts AS
SELECT TraceId, min(Timestamp) AS Start, max(Timestamp) AS End
FROM otel_traces WHERE TraceId != ''
GROUP BY TraceId`;

/** One place of an earlier statement in other words. A migration that finds none, or two, must not be shipped. */
export function reworded(statement: string, from: string, to: string): string {
  const [before, after, ...more] = statement.split(from);
  if (after === undefined || more.length > 0) throw new RangeError(`${JSON.stringify(from)} does not stand there once`);
  return `${before}${to}${after}`;
}

const [, fed = "", flows = ""] = FLOWS_AND_DECISIONS;

// In place: between a drop and the making anew a fact could pass that no flow would ever show.
export const FED = reworded(
  reworded(
    fed,
    "CREATE MATERIALIZED VIEW IF NOT EXISTS flow_segments_fed TO flow_segments AS",
    "ALTER TABLE flow_segments_fed MODIFY QUERY",
  ),
  "  client_bytes, server_bytes, probe,",
  "  client_bytes, server_bytes, probe, trace_kept,",
);

/** The gateway that decides the flow decides on its trace too: what others say of it does not count. */
export const SHOWN = reworded(
  reworded(
    reworded(flows, "CREATE VIEW IF NOT EXISTS flows", "CREATE OR REPLACE VIEW flows"),
    "max(s.probe) AS j_probe,",
    "max(s.probe) AS j_probe,\n    maxIf(s.trace_kept, s.role = 'client') AS j_trace_kept,",
  ),
  "false AS trace_kept",
  "CAST(j_trace_kept, 'Bool') AS trace_kept",
);

export const TRACES: readonly string[] = [
  ...[SPANS, TIMES, TIMES_FED],
  "ALTER TABLE network_events ADD COLUMN IF NOT EXISTS trace_kept Bool",
  "ALTER TABLE flow_segments ADD COLUMN IF NOT EXISTS trace_kept SimpleAggregateFunction(max, UInt8)",
  ...[FED, SHOWN],
];
