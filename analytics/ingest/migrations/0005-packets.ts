/** Migration 5: the datagrams of UDP associations: how many arrived, how many did not, and why. */
import { FED, reworded, SHOWN } from "./0003-traces.ts";

const COUNTS = ["client_packets", "server_packets", "packets_dropped"];
const OF_EVENTS = [...COUNTS.map((name) => `${name} Nullable(UInt64)`), "drop_reasons LowCardinality(String)"];
const OF_SEGMENTS = [
  ...COUNTS.map((name) => `${name} SimpleAggregateFunction(max, Nullable(UInt64))`),
  "drop_reasons SimpleAggregateFunction(max, LowCardinality(String))",
];

export const added = (table: string, columns: readonly string[]): string =>
  `ALTER TABLE ${table} ${columns.map((column) => `ADD COLUMN IF NOT EXISTS ${column}`).join(", ")}`;

/** The gateway that decides knows of both ends. */
const told = (name: string): string => `maxIf(s.${name}, s.role = 'client') AS j_${name}`;

export const PACKETS_FED = reworded(
  FED,
  "server_bytes, probe, trace_kept,",
  `server_bytes, probe, trace_kept, ${COUNTS.join(", ")}, drop_reasons,`,
);

export const PACKETS_SHOWN = reworded(
  reworded(
    SHOWN,
    "max(s.probe) AS j_probe,",
    `max(s.probe) AS j_probe, ${[...COUNTS, "drop_reasons"].map(told).join(", ")},`,
  ),
  "  toUInt32(j_segments) AS segments,",
  `  toUInt32(j_segments) AS segments,
  ${COUNTS.map((name) => `CAST(j_${name}, 'Nullable(UInt64)') AS ${name}`).join(", ")},
  nullIf(toString(j_drop_reasons), '') AS drop_reasons,`,
);

export const PACKETS: readonly string[] = [
  added("network_events", OF_EVENTS),
  added("flow_segments", OF_SEGMENTS),
  ...[PACKETS_FED, PACKETS_SHOWN],
];
