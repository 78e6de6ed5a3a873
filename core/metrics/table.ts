/** The closed table of metrics: what no row names is not told. `docs/metrics.md` is printed from it. */
import { VERSION } from "../version.ts";
import { BESIDE_ROWS } from "./beside-rows.ts";
import { CLUSTER_ROWS } from "./cluster-rows.ts";
import { CONTROL_ROWS } from "./control-rows.ts";
import { DATAGRAM_ROWS } from "./datagram-rows.ts";
import { END_ROWS } from "./end-rows.ts";
import { GATEWAY_ROWS } from "./gateway-rows.ts";
import type { Metric } from "./metric.ts";
import { NAME_ROWS } from "./name-rows.ts";
import { CERTIFICATE_ROWS, PROCESS_ROWS } from "./process-rows.ts";
import { SPAN_ROWS } from "./span-rows.ts";
import { SPOOL_ROWS } from "./spool-rows.ts";
import { BUILD_INFO, STORE_ROWS } from "./store-rows.ts";

export const METRICS: readonly Metric[] = [
  BUILD_INFO(VERSION),
  ...PROCESS_ROWS,
  ...GATEWAY_ROWS,
  ...BESIDE_ROWS,
  ...CONTROL_ROWS,
  ...CLUSTER_ROWS,
  ...SPOOL_ROWS,
  ...SPAN_ROWS,
  ...END_ROWS,
  ...DATAGRAM_ROWS,
  ...NAME_ROWS,
  ...CERTIFICATE_ROWS,
  ...STORE_ROWS,
];
