/**
 * Migration 2: one row per flow, however its events came, and the decisions for themselves.
 *
 * Each segment's row is a join of its events: every column is a least, a greatest, or the greatest of a whole record.
 * So order, repetition and the cut into inserts make no difference. `flows` joins the segments of each flow.
 */
import { SETTINGS } from "./0001-facts.ts";

const KEPT = "INTERVAL 90 DAY";
const max = (type: string): string => `SimpleAggregateFunction(max, ${type})`;
const NO_TIME = "toDateTime64(0, 6, 'UTC')";

const WORDS = ["action", "policy", "user", "device", "device_classification", "src_ip", "host", "protocol", "app"];
const MORE_WORDS = ["near_miss", "access_method", "publisher", "publisher_gateway", "app_addr"];
const PHASES = ["dns_us", "decide_us", "route_us", "dispatch_us", "resolve_us", "connect_us", "first_byte_us"];
const columns = (names: readonly string[], type: string): string =>
  names.map((name) => `  ${name} ${max(type)},\n`).join("");

/** Of a segment's own end, the exact one is greater than what a later boot could still tell. */
const ENDED = `Tuple(
    rank UInt8, at DateTime64(6, 'UTC'), reason String, ended_by String, denial_id String, notice String,
    client_bytes_lost UInt64, server_bytes_lost UInt64, duration_us UInt64,
    candidates Array(Tuple(publisher String, gateway String, why_not String)))`;

const SEGMENTS = `CREATE TABLE IF NOT EXISTS flow_segments (
  tenant LowCardinality(String),
  flow_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
  flow_id UUID CODEC(ZSTD(1)),
  role LowCardinality(String),
  segment UInt32 CODEC(ZSTD(1)),
  gateway LowCardinality(String),
  place ${max("UInt64")} CODEC(ZSTD(1)),
  first_at SimpleAggregateFunction(min, DateTime64(6, 'UTC')) CODEC(Delta, ZSTD(1)),
  appended_at ${max("DateTime64(6, 'UTC')")} CODEC(Delta, ZSTD(1)),
  active ${max("UInt8")},
  decided ${max("UInt8")},
  decided_at ${max("DateTime64(6, 'UTC')")} CODEC(ZSTD(1)),
${columns([...WORDS, ...MORE_WORDS], "LowCardinality(String)")}\
${columns(["src_port", "port", "asks_before"], "UInt32")}\
${columns(["decision_reason", "decision_notice"], "LowCardinality(String)")}\
${columns(["decision_denial_id", "session_id", "client_ref", "trace_id", "egress_addr"], "String")}\
${columns(["as_of", "config_rev", "srp_version", "client_bytes", "server_bytes"], "UInt64")}\
${columns(["probe"], "UInt8")}${columns(PHASES, "Nullable(UInt64)")}\
${columns(["candidates"], "Array(Tuple(publisher String, gateway String, why_not String))")}\
  ended_rank ${max("UInt8")},
  ended ${max(ENDED)}
)
ENGINE = AggregatingMergeTree
PARTITION BY toMonday(flow_at)
ORDER BY (tenant, flow_at, flow_id, role, segment, gateway)
TTL toDateTime(appended_at) + ${KEPT}
${SETTINGS}`;

/**
 * The order of a flow's segments as one number: client before publisher, then the segment, then, since no two must ever
 * be equal, the gateway.
 */
const PLACE = `bitOr(bitShiftLeft(toUInt64(if(role = 'client', 2147483648, 0) + least(segment, 2147483647)), 32),
    CRC32(gateway))`;

/** Nothing here may fail for any row: the facts are stored by then, and would be stored again. */
const SEGMENTS_FED = `CREATE MATERIALIZED VIEW IF NOT EXISTS flow_segments_fed TO flow_segments AS
WITH kind = 'flow-decided' AS is_decision, kind = 'segment-ended' AS is_end
SELECT
  tenant, flow_at, flow_id, role, segment, gateway, ${PLACE} AS place, at AS first_at, appended_at,
  kind = 'segment-active' AS active,
  is_decision AS decided,
  if(is_decision, at, ${NO_TIME}) AS decided_at,
  ${[...WORDS, ...MORE_WORDS, "src_port", "port"].join(", ")},
  if(is_decision, reason, '') AS decision_reason,
  if(is_decision, notice, '') AS decision_notice,
  if(is_decision, denial_id, '') AS decision_denial_id,
  session_id, client_ref, asks_before, trace_id, egress_addr,
  if(is_decision, as_of, 0) AS as_of,
  if(is_decision, config_rev, 0) AS config_rev,
  if(is_decision, srp_version, 0) AS srp_version,
  client_bytes, server_bytes, probe, ${PHASES.join(", ")},
  if(is_end, [], e.candidates) AS candidates,
  if(is_end, if(inexact, 1, 2), 0) AS ended_rank,
  if(is_end,
    tuple(ended_rank, at, reason, ended_by, denial_id, notice,
      client_bytes_lost, server_bytes_lost, duration_us, e.candidates),
    tuple(0, ${NO_TIME}, '', '', '', '', 0, 0, 0, [])) AS ended
FROM network_events AS e
WHERE kind IN ('flow-decided', 'segment-opened', 'segment-active', 'segment-ended')`;

/** What the last segment has that has one; what the deciding gateway says goes before what others confirm. */
const told = (column: string, unless: string): string => `argMaxIf(s.${column}, s.place, ${unless})`;
const IS_DECISION = "s.decided > 0";
// Not `ended.rank`: a part of a column that is asked for alone is read beside it, and FINAL would not join it.
const IS_END = "s.role = 'client' AND s.ended_rank > 0";
const DECIDED = [...WORDS, "near_miss", "access_method", "session_id", "src_port", "port"].concat([
  ...["client_ref", "asks_before"],
  ...["decided_at", "decision_reason", "decision_notice", "decision_denial_id", "as_of", "config_rev", "srp_version"],
]);
const CONFIRMED = ["publisher", "publisher_gateway", "egress_addr", "app_addr"];

const JOINED = `SELECT
    tenant, flow_at, flow_id,
    min(s.first_at) AS j_first_at,
    minIf(s.decided_at, ${IS_DECISION}) AS j_began_at,
    max(s.decided) AS j_decided,
    maxIf(s.place, s.role = 'client') AS j_place,
    maxIf(s.place, ${IS_DECISION}) AS j_decision_place,
    maxIf(s.place, ${IS_END}) AS j_end_place,
    ${told("gateway", "s.role = 'client'")} AS j_gateway,
    ${told("gateway", "s.role = 'publisher'")} AS j_far_gateway,
    ${told("ended", IS_END)} AS j_end,
${DECIDED.map((name) => `    ${told(name, IS_DECISION)} AS j_${name},\n`).join("")}\
${CONFIRMED.map((name) => `    ${told(name, `s.${name} != ''`)} AS j_${name},\n`).join("")}\
${PHASES.map((name) => `    ${told(name, `s.${name} IS NOT NULL`)} AS j_${name},\n`).join("")}\
    ${told("candidates", "notEmpty(s.candidates)")} AS j_candidates,
    max(s.active) AS j_active, max(s.probe) AS j_probe, max(s.trace_id) AS j_trace_id,
    max(s.client_bytes) AS j_client_bytes, max(s.server_bytes) AS j_server_bytes,
    uniqExact(s.segment, s.gateway) AS j_segments
  FROM flow_segments AS s FINAL
  GROUP BY tenant, flow_at, flow_id`;

// Every type is said: an aggregate's own would be `SimpleAggregateFunction(..)` for whoever reads the view.
const orNull = (name: string): string => `nullIf(toString(j_${name}), '') AS ${name}`;
const ifDecided = (name: string, type: string): string => `if(is_decided, to${type}(j_${name}), NULL) AS ${name}`;

const FLOWS = `CREATE VIEW IF NOT EXISTS flows AS
WITH
  j_decided > 0 AS is_decided,
  j_end_place > 0 AND j_end_place = j_place AS is_ended,
  is_decided AND j_action = 'block' AND j_decision_place = j_place AS is_refused,
  j_end AS last_end,
  if(is_ended AND notEmpty(last_end.candidates), last_end.candidates, j_candidates) AS tried,
  arrayFirst(one -> is_ended AND one.why_not = last_end.reason AND one.why_not != '', tried) AS failed_at
SELECT
  flow_id,
  multiIf(is_ended OR is_refused, 'closed', j_active > 0, 'active', 'open') AS flow_status,
  toDateTime64(if(is_decided, j_began_at, j_first_at), 6, 'UTC') AS start_time,
  multiIf(is_ended, last_end.at, is_refused, toDateTime64(j_decided_at, 6, 'UTC'), NULL) AS end_time,
  ${["user", "device", "src_ip"].map(orNull).join(", ")},
  nullIf(toUInt32(j_src_port), 0) AS src_port,
  ${["app", "host"].map(orNull).join(", ")},
  ${ifDecided("port", "UInt32")},
  ${["protocol", "action", "policy"].map(orNull).join(", ")},
  nullIf(multiIf(is_ended, last_end.reason, is_refused, toString(j_decision_reason), ''), '') AS reason,
  nullIf(if(is_ended AND last_end.denial_id != '', last_end.denial_id, j_decision_denial_id), '') AS denial_id,
  nullIf(if(j_publisher != '', toString(j_publisher), failed_at.publisher), '') AS publisher_name,
  nullIf(toString(j_gateway), '') AS client_gateway,
  nullIf(multiIf(j_publisher_gateway != '', toString(j_publisher_gateway),
    j_far_gateway != '', toString(j_far_gateway), failed_at.gateway), '') AS publisher_gateway,
  ${["egress_addr", "app_addr"].map(orNull).join(", ")},
  toUInt64(j_client_bytes) AS client_bytes,
  toUInt64(j_server_bytes) AS server_bytes,
  CAST(NOT (is_ended AND last_end.rank = 1), 'Bool') AS bytes_exact,
  ${PHASES.map((name) => `CAST(j_${name}, 'Nullable(UInt64)') AS ${name}`).join(", ")},
  ${["as_of", "config_rev", "srp_version"].map((name) => ifDecided(name, "UInt64")).join(", ")},
  ${orNull("trace_id")},
  false AS trace_kept,
  toUInt32(j_segments) AS segments,
  tenant,
  flow_at,
  ${["device_classification", "access_method"].map(orNull).join(", ")},
  nullIf(if(is_ended AND last_end.notice != '', last_end.notice, toString(j_decision_notice)), '') AS notice,
  nullIf(multiIf(is_ended, last_end.ended_by, is_refused, 'system', ''), '') AS ended_by,
  if(is_ended, last_end.client_bytes_lost, 0) AS client_bytes_lost,
  if(is_ended, last_end.server_bytes_lost, 0) AS server_bytes_lost,
  if(is_ended, last_end.duration_us, NULL) AS duration_us,
  ${orNull("near_miss")},
  CAST(j_probe, 'Bool') AS probe,
  ${orNull("session_id")},
  tried AS candidates,
  ${orNull("client_ref")},
  ${ifDecided("asks_before", "UInt32")}
FROM (
  ${JOINED}
)`;

const DECISIONS = `CREATE TABLE IF NOT EXISTS policy_decisions (
  flow_id UUID CODEC(ZSTD(1)),
  at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  tenant LowCardinality(String),
  user LowCardinality(String),
  device LowCardinality(String),
  host LowCardinality(String),
  port UInt32 CODEC(ZSTD(1)),
  app LowCardinality(String),
  action LowCardinality(String),
  policy LowCardinality(String),
  reason LowCardinality(String),
  denial_id String CODEC(ZSTD(1)),
  notice LowCardinality(String),
  rules_considered Array(Tuple(rule String, first_failed String)) CODEC(ZSTD(1)),
  near_miss LowCardinality(String),
  as_of UInt64 CODEC(Delta, ZSTD(1)),
  config_rev UInt64 CODEC(ZSTD(1)),
  srp_version UInt64 CODEC(ZSTD(1)),
  decide_us Nullable(UInt64) CODEC(ZSTD(1)),
  gateway LowCardinality(String),
  appended_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
  INDEX by_flow flow_id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_denial denial_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = MergeTree
PARTITION BY toMonday(appended_at)
ORDER BY (tenant, at)
TTL toDateTime(appended_at) + ${KEPT}
${SETTINGS}`;

const DECISIONS_FED = `CREATE MATERIALIZED VIEW IF NOT EXISTS policy_decisions_fed TO policy_decisions AS
SELECT
  flow_id, at, tenant, user, device, host, port, app, action, policy, reason, denial_id, notice, rules_considered,
  near_miss, as_of, config_rev, srp_version, decide_us, gateway, appended_at
FROM network_events WHERE kind = 'flow-decided'`;

export const FLOWS_AND_DECISIONS: readonly string[] = [SEGMENTS, SEGMENTS_FED, FLOWS, DECISIONS, DECISIONS_FED];
