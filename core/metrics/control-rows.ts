/** What a gateway tells of how it holds the control log: its snapshots of the folded state. */
import { SNAPSHOT_REFUSALS } from "../history/kept-snapshots.ts";
import { byRest, type Metric, OTHER, plain } from "./metric.ts";

const GATEWAY = ["gateway"] as const;
const counter = plain(GATEWAY, "counter");

export const CONTROL_ROWS: readonly Metric[] = [
  counter("wayleave_snapshots_written_total", "snapshots_written", "Snapshots of the folded control log"),
  counter("wayleave_snapshot_written_bytes_total", "snapshot_bytes_written", "Their bytes"),
  counter("wayleave_snapshots_failed_total", "snapshots_failed", "Snapshots that the disk did not take"),
  counter("wayleave_snapshots_used_total", "snapshots_used", "Starts that went on from a snapshot"),
  counter("wayleave_gateway_travels_total", "travels", "Routes and differences that were asked for"),
  byRest(GATEWAY, "counter")(
    ...(["wayleave_snapshots_refused_total", "snapshots_refused_", "reason", [...SNAPSHOT_REFUSALS, OTHER]] as const),
    "Snapshots that were of no use, so that the log was folded instead",
  ),
];
