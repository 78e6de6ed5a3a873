/** What stands beside the data plane tells: the ingester, the embedded ClickHouse, and `up` of the parts it keeps. */
import { METRIC_PARTS, type Metric, OTHER, plain } from "./metric.ts";

const ingestCounter = plain(["analytics"], "counter");
const ingestGauge = plain(["analytics"], "gauge");
const engineCounter = plain(["clickhouse"], "counter");
const engineGauge = plain(["clickhouse"], "gauge");

const INGEST_ROWS: readonly Metric[] = [
  ingestGauge("wayleave_ingest_following", "ingest_following", "1 where events are brought into ClickHouse"),
  ingestGauge("wayleave_ingest_clickhouse_up", "clickhouse_up", "1 where ClickHouse answered last, 0 where it did not"),
  ingestGauge("wayleave_ingest_log_up", "log_up", "1 where the log answered last, 0 where it did not"),
  ingestGauge("wayleave_ingest_lag_events", "lag", "Events of the log that are not stored yet"),
  ingestGauge("wayleave_ingest_position_offset", "position", "All events of the log before it are stored"),
  ingestCounter("wayleave_ingest_events_read_total", "events_read", "Records of the log in batches that were stored"),
  ingestCounter("wayleave_ingest_events_stored_total", "events_stored", "Events that were stored"),
  ingestCounter("wayleave_ingest_doubles_total", "dropped_doubles", "Events that came again and were dropped"),
  ingestCounter(
    "wayleave_ingest_dead_letters_total",
    "dead_letters",
    "Records that are no event of ours, or were refused",
  ),
  ingestCounter(
    "wayleave_ingest_unknown_facts_total",
    "unknown_facts",
    "Events of a newer gateway, stored without fields",
  ),
  ingestCounter("wayleave_ingest_gaps_total", "gaps", "Jumps in the sequence of a gateway"),
  ingestCounter("wayleave_ingest_missing_events_total", "missing", "Events that these jumps leave out"),
  ingestCounter("wayleave_ingest_batches_total", "batches", "Batches that were stored"),
  {
    name: "wayleave_ingest_last_insert_seconds",
    type: "gauge",
    help: "How long the last insert took",
    parts: ["analytics"],
    from: [{ key: "insert_ms_last", scale: 1e-3 }],
  },
];

const ENGINE_ROWS: readonly Metric[] = [
  engineCounter("wayleave_clickhouse_queries_total", "queries", "Queries that were asked"),
  engineCounter("wayleave_clickhouse_inserts_total", "inserts", "Inserts that were asked"),
  engineCounter("wayleave_clickhouse_inserted_bytes_total", "inserted_bytes", "Bytes of the bodies of inserts"),
  engineCounter("wayleave_clickhouse_failed_total", "failed", "Queries and inserts that ended as an exception"),
  engineCounter("wayleave_clickhouse_cancelled_total", "cancelled", "Queries that were ended before their end"),
  engineGauge("wayleave_clickhouse_running", "running", "Queries that run"),
  engineGauge("wayleave_clickhouse_waiting", "waiting", "Queries that wait for their turn"),
];

const KINDS = ["gateway", "publisher", "agent", "analytics", "clickhouse", "demo", OTHER];

const UP_ROWS: readonly Metric[] = [
  {
    name: "wayleave_up_parts",
    type: "gauge",
    help: "Parts that up keeps, by kind",
    parts: ["up"],
    labels: { kind: KINDS },
    from: [{ prefix: "parts_", into: "kind" }],
  },
  {
    name: "wayleave_up_parts_ready",
    type: "gauge",
    help: "Of these, parts that are ready now",
    parts: ["up"],
    labels: { kind: KINDS },
    from: [{ prefix: "ready_", into: "kind" }],
  },
  {
    name: "wayleave_up_restarts_total",
    type: "counter",
    help: "How often up has started a part again that had died",
    parts: ["up"],
    labels: { kind: KINDS },
    from: [{ prefix: "restarts_", into: "kind" }],
  },
];

export const STORE_ROWS = [...INGEST_ROWS, ...ENGINE_ROWS, ...UP_ROWS];

/** One row more for each process; its value is 1, and what it says stands in its labels. */
export const BUILD_INFO = (version: string): Metric => ({
  name: "wayleave_build_info",
  type: "gauge",
  help: "Which part this is, and of which version",
  parts: METRIC_PARTS,
  labels: { part: METRIC_PARTS, version: [version] },
  from: METRIC_PARTS.map((part) => ({ key: `build_${part}`, labels: { part, version } })),
});
