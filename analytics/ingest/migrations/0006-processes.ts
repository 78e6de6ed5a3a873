/** Migration 6: the process whose connection a flow is, as its device reports it. */
import { reworded } from "./0003-traces.ts";
import { added, PACKETS_FED, PACKETS_SHOWN } from "./0005-packets.ts";

const WORDS = ["process", "process_path_hash"];
const max = (type: string): string => `SimpleAggregateFunction(max, ${type})`;
const COLUMNS = [...WORDS, "process_uid"].join(", ");

/** What the last segment says that says anything. */
const told = (name: string, unless: string): string => `argMaxIf(s.${name}, s.place, ${unless}) AS j_${name}`;

export const PROCESSES_FED = reworded(
  PACKETS_FED,
  "packets_dropped, drop_reasons,",
  `packets_dropped, drop_reasons, ${COLUMNS},`,
);

export const PROCESSES_SHOWN = reworded(
  reworded(
    PACKETS_SHOWN,
    "max(s.probe) AS j_probe,",
    `max(s.probe) AS j_probe, ${WORDS.map((name) => told(name, `s.${name} != ''`)).join(", ")},
    ${told("process_uid", "s.process_uid IS NOT NULL")},`,
  ),
  "nullIf(toString(j_drop_reasons), '') AS drop_reasons,",
  `nullIf(toString(j_drop_reasons), '') AS drop_reasons,
  ${WORDS.map((name) => `nullIf(toString(j_${name}), '') AS ${name}`).join(", ")},
  CAST(j_process_uid, 'Nullable(UInt64)') AS process_uid,`,
);

export const PROCESSES: readonly string[] = [
  added("network_events", [...WORDS.map((name) => `${name} LowCardinality(String)`), "process_uid Nullable(UInt64)"]),
  added("flow_segments", [
    ...WORDS.map((name) => `${name} ${max("LowCardinality(String)")}`),
    `process_uid ${max("Nullable(UInt64)")}`,
  ]),
  ...[PROCESSES_FED, PROCESSES_SHOWN],
];
