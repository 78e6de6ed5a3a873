/**
 * Migration 1: the facts as they were told, one row an event, and the events that could not be read.
 *
 * Partitions and TTL go by the log's append time: a gateway's clock may be wrong, and must neither scatter a batch over
 * a hundred partitions nor have fresh facts deleted. A week is a partition: retention drops whole parts, at most seven
 * days late, and 90 days are 14 partitions instead of 91 to open at start. Queries go by `at`, which is in the key.
 */

/**
 * Tokens that a table remembers. Only the newest range is ever inserted again, by a restart; the rest is for an
 * ingester that was frozen between its check and its insert while another took over: at ten batches a second 10,000
 * are a quarter of an hour.
 */
const TOKENS_REMEMBERED = 10_000;

/**
 * A merge holds two buffers of this size for each of a hundred columns. By ClickHouse's own 1 MiB the engine came to
 * 461 to 743 MiB while it ingested, nearly all that the embedded one has; by this to 225 to 254, the tables no larger.
 */
const COLUMN_BUFFER_BYTES = 131_072;

/**
 * A part of fewer bytes is one file for all columns, instead of three hundred files and their buffers: 129 to 159 MiB
 * while it ingests. It takes no less of the processor's time.
 */
const WIDE_PART_BYTES = 67_108_864;

/** Of every table here. */
export const SETTINGS = `SETTINGS ttl_only_drop_parts = 1, max_compress_block_size = ${COLUMN_BUFFER_BYTES},
  min_bytes_for_wide_part = ${WIDE_PART_BYTES}, non_replicated_deduplication_window = ${TOKENS_REMEMBERED}`;

const KEPT = "INTERVAL 90 DAY";

const ENVELOPE = `
  event_id UUID CODEC(ZSTD(1)),
  kind LowCardinality(String),
  source LowCardinality(String),
  boot UUID CODEC(ZSTD(1)),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  tenant LowCardinality(String),
  reported_by LowCardinality(String),
  as_of UInt64 CODEC(Delta, ZSTD(1)),
  config_rev UInt64 CODEC(ZSTD(1)),
  srp_version UInt64 CODEC(ZSTD(1)),
  app_list_version UInt64 CODEC(ZSTD(1)),
  report_boot String CODEC(ZSTD(1)),
  report_sequence UInt64 CODEC(ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  log_partition UInt32 CODEC(ZSTD(1)),
  log_offset UInt64 CODEC(Delta, ZSTD(1)),
  appended_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  inserted_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1))`;

const FLOW = `
  flow_id UUID CODEC(ZSTD(1)),
  flow_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  segment UInt32 CODEC(ZSTD(1)),
  gateway LowCardinality(String),
  role LowCardinality(String),
  session_id String CODEC(ZSTD(1)),
  client_ref String CODEC(ZSTD(1)),
  asks_before UInt32 CODEC(ZSTD(1)),
  user LowCardinality(String),
  device LowCardinality(String),
  device_classification LowCardinality(String),
  src_ip LowCardinality(String),
  src_port UInt32 CODEC(ZSTD(1)),
  host LowCardinality(String),
  port UInt32 CODEC(ZSTD(1)),
  protocol LowCardinality(String),
  app LowCardinality(String),
  action LowCardinality(String),
  policy LowCardinality(String),
  reason LowCardinality(String),
  denial_id String CODEC(ZSTD(1)),
  notice LowCardinality(String),
  rules_considered Array(Tuple(rule String, first_failed String)) CODEC(ZSTD(1)),
  near_miss LowCardinality(String),
  access_method LowCardinality(String),
  probe Bool,
  dns_us Nullable(UInt64) CODEC(ZSTD(1)),
  decide_us Nullable(UInt64) CODEC(ZSTD(1)),
  publisher LowCardinality(String),
  publisher_gateway LowCardinality(String),
  egress_addr String CODEC(ZSTD(1)),
  app_addr LowCardinality(String),
  candidates Array(Tuple(publisher String, gateway String, why_not String)) CODEC(ZSTD(1)),
  route_us Nullable(UInt64) CODEC(ZSTD(1)),
  dispatch_us Nullable(UInt64) CODEC(ZSTD(1)),
  resolve_us Nullable(UInt64) CODEC(ZSTD(1)),
  connect_us Nullable(UInt64) CODEC(ZSTD(1)),
  first_byte_us Nullable(UInt64) CODEC(ZSTD(1)),
  client_bytes UInt64 CODEC(ZSTD(1)),
  server_bytes UInt64 CODEC(ZSTD(1)),
  ended_by LowCardinality(String),
  client_bytes_lost UInt64 CODEC(ZSTD(1)),
  server_bytes_lost UInt64 CODEC(ZSTD(1)),
  inexact Bool,
  duration_us UInt64 CODEC(ZSTD(1))`;

const OTHER_FACTS = `
  remote_addr String CODEC(ZSTD(1)),
  agent_version LowCardinality(String),
  os LowCardinality(String),
  attachment String CODEC(ZSTD(1)),
  instance String CODEC(ZSTD(1)),
  tunnel UInt32 CODEC(ZSTD(1)),
  actor LowCardinality(String),
  verb LowCardinality(String),
  changes Array(String) CODEC(ZSTD(1)),
  accepted Bool,
  mistakes Array(String) CODEC(ZSTD(1)),
  count UInt64 CODEC(ZSTD(1)),
  apps UInt32 CODEC(ZSTD(1)),
  dropped_kind LowCardinality(String),
  version LowCardinality(String),
  roles Array(String) CODEC(ZSTD(1)),
  previous_boot String CODEC(ZSTD(1)),
  previous_sequence UInt64 CODEC(ZSTD(1)),
  segments_ended UInt32 CODEC(ZSTD(1)),
  damaged_bytes UInt64 CODEC(ZSTD(1))`;

/** Who asks for one flow, one denial or one life of a gateway must not read 90 days. */
const INDEXES = `
  INDEX by_flow flow_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_denial denial_id TYPE bloom_filter(0.01) GRANULARITY 4,
  INDEX by_boot boot TYPE set(64) GRANULARITY 4`;

export const FACTS: readonly string[] = [
  // The kind before the time: rows of one kind fill the same columns, which then compress to half.
  `CREATE TABLE IF NOT EXISTS network_events (${ENVELOPE},${FLOW},${OTHER_FACTS},${INDEXES}
)
ENGINE = MergeTree
PARTITION BY toMonday(appended_at)
ORDER BY (tenant, kind, at)
TTL toDateTime(appended_at) + ${KEPT}
${SETTINGS}`,

  `CREATE TABLE IF NOT EXISTS dead_letters (
  tenant LowCardinality(String),
  log_partition UInt32,
  log_offset UInt64 CODEC(Delta, ZSTD(1)),
  appended_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  source LowCardinality(String),
  boot String CODEC(ZSTD(1)),
  sequence UInt64 CODEC(Delta, ZSTD(1)),
  error String CODEC(ZSTD(1)),
  bytes String CODEC(ZSTD(1)),
  inserted_at DateTime64(3, 'UTC') DEFAULT now64(3) CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toMonday(appended_at)
ORDER BY (tenant, appended_at, log_partition, log_offset)
TTL toDateTime(appended_at) + ${KEPT}
${SETTINGS}`,
];
