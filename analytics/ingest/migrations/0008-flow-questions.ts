/** Migration 8: the question of a name that led to a flow, as its device reports it. */
import { reworded } from "./0003-traces.ts";
import { added } from "./0005-packets.ts";
import { PROCESSES_FED, PROCESSES_SHOWN } from "./0006-processes.ts";

const PROCESS = "process, process_path_hash, process_uid,";

export const FLOW_QUESTIONS_FED = reworded(PROCESSES_FED, PROCESS, `${PROCESS} question_id,`);

export const FLOW_QUESTIONS_SHOWN = reworded(
  reworded(
    PROCESSES_SHOWN,
    "max(s.probe) AS j_probe,",
    "max(s.probe) AS j_probe, argMaxIf(s.question_id, s.place, s.question_id != '') AS j_question_id,",
  ),
  "CAST(j_process_uid, 'Nullable(UInt64)') AS process_uid,",
  `CAST(j_process_uid, 'Nullable(UInt64)') AS process_uid,
  nullIf(toString(j_question_id), '') AS question_id,`,
);

export const FLOW_QUESTIONS: readonly string[] = [
  added("flow_segments", ["question_id SimpleAggregateFunction(max, String)"]),
  ...[FLOW_QUESTIONS_FED, FLOW_QUESTIONS_SHOWN],
];
