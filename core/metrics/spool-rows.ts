/** What a gateway tells of its spool: how full it is, what was written and shipped, what the disk refused. */
import { type Metric, plain } from "./metric.ts";

const counter = plain(["gateway"], "counter");
const gauge = plain(["gateway"], "gauge");

export const SPOOL_ROWS: readonly Metric[] = [
  gauge("wayleave_spool_used_bytes", "spool_used_bytes", "What the spool's files hold"),
  gauge("wayleave_spool_reserved_bytes", "spool_reserved_bytes", "What flows under way will write into it at most"),
  gauge("wayleave_spool_bound_bytes", "spool_bound_bytes", "How much the spool may hold: then new flows are refused"),
  gauge("wayleave_spool_files", "spool_files", "Files of the spool"),
  gauge("wayleave_spool_unshipped_records", "spool_unshipped_records", "Events in it that the log has not taken yet"),
  gauge("wayleave_spool_waiting_records", "spool_waiting_records", "Events that wait to be written"),
  counter("wayleave_spool_appended_records_total", "spool_appended_records", "Events that were written"),
  counter("wayleave_spool_appended_bytes_total", "spool_appended_bytes", "Bytes that were written"),
  counter("wayleave_spool_shipped_records_total", "spool_shipped_records", "Events that are safely elsewhere"),
  counter("wayleave_spool_refused_full_total", "spool_refused_full", "Rooms that were not given: bound or disk full"),
  counter("wayleave_spool_dropped_optional_total", "spool_dropped_optional", "Optional events that found no room"),
  counter("wayleave_spool_overdrawn_records_total", "spool_overdrawn_records", "Events larger than what they reserved"),
  counter("wayleave_spool_failed_records_total", "spool_failed_records", "Events that the disk did not take"),
  counter("wayleave_spool_write_groups_total", "spool_groups", "Writes, each of all that came meanwhile"),
  counter("wayleave_spool_fsyncs_total", "spool_fsyncs", "How often the disk was asked to keep what was written"),
  counter("wayleave_spool_fsync_failures_total", "spool_fsync_failures", "How often it did not"),
  counter(
    "wayleave_spool_cursor_failures_total",
    "spool_cursor_failures",
    "Times the mark of what was shipped was not kept",
  ),
  counter("wayleave_spool_cursor_lost_total", "spool_cursor_lost", "Marks that could not be believed at the start"),
  counter("wayleave_spool_damaged_records_total", "spool_damaged_records", "Events that damage has cost, at least"),
  counter("wayleave_spool_damaged_bytes_total", "spool_damaged_bytes", "Bytes that could not be believed"),
  counter("wayleave_spool_damaged_files_total", "spool_damaged_files", "Files in which they were"),
  counter("wayleave_spool_torn_tail_bytes_total", "spool_torn_tail_bytes", "Bytes of a write that a crash has cut"),
];
