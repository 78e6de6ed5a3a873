/**
 * Migration 4: what verdicts were made of.
 *
 * A session's inputs stand by their hash in a table of their own and are kept longer than the decisions that name them:
 * a session may be older than what it decides on. `policy_decisions` gets what a decision is asked again by.
 */
import { SETTINGS } from "./0001-facts.ts";
import { FLOWS_AND_DECISIONS } from "./0002-flows.ts";

/** The 90 days that decisions are kept, and a session of nine months before its last one. */
const INPUTS_KEPT = "INTERVAL 360 DAY";

const OF_EVENTS = [
  ...["user_name LowCardinality(String)", "judged_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))"],
  ...["inputs_hash String CODEC(ZSTD(1))", "system LowCardinality(String)", "address String CODEC(ZSTD(1))"],
  ...["country LowCardinality(String)", "session_method LowCardinality(String)"],
  ...["judged_host LowCardinality(String)", "judged_port UInt32 CODEC(ZSTD(1))"],
  ...["judged_app LowCardinality(String)", "judged_policy LowCardinality(String)"],
  "judged_code LowCardinality(String)",
  ...["judged_rules Array(Tuple(rule String, first_failed String)) CODEC(ZSTD(1))", "srp_hash String CODEC(ZSTD(1))"],
];

const OF_DECISIONS = [
  ...["protocol LowCardinality(String)", "user_name LowCardinality(String)", "inputs_hash String CODEC(ZSTD(1))"],
  ...["judged_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))", "probe Bool"],
];

const added = (table: string, columns: readonly string[]): string =>
  `ALTER TABLE ${table} ${columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(", ")}`;

const INPUTS = `CREATE TABLE IF NOT EXISTS session_inputs (
  tenant LowCardinality(String),
  inputs_hash String CODEC(ZSTD(1)),
  access_method LowCardinality(String),
  os LowCardinality(String),
  address String CODEC(ZSTD(1)),
  country LowCardinality(String),
  appended_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(appended_at)
ORDER BY (tenant, inputs_hash)
TTL toDateTime(appended_at) + ${INPUTS_KEPT}
${SETTINGS}`;

const INPUTS_FED = `CREATE MATERIALIZED VIEW IF NOT EXISTS session_inputs_fed TO session_inputs AS
SELECT tenant, inputs_hash, session_method AS access_method, system AS os, address, country, appended_at
FROM network_events WHERE kind = 'session-up' AND inputs_hash != ''`;

const [, , , , decisionsFed = ""] = FLOWS_AND_DECISIONS;

// In place: between a drop and the making anew a decision could pass that no replay would ever see.
const DECISIONS_FED = decisionsFed
  .replace(
    "CREATE MATERIALIZED VIEW IF NOT EXISTS policy_decisions_fed TO policy_decisions AS",
    "ALTER TABLE policy_decisions_fed MODIFY QUERY",
  )
  .replace("gateway, appended_at", "gateway, appended_at, protocol, user_name, inputs_hash, judged_at, probe");

export const JUDGED: readonly string[] = [
  added("network_events", OF_EVENTS),
  added("policy_decisions", OF_DECISIONS),
  ...[INPUTS, INPUTS_FED, DECISIONS_FED],
];
