/** What a gateway does beside its flows: requests of directories, alerts to receivers. */
import { type Metric, plain } from "./metric.ts";

const GATEWAY = ["gateway"] as const;
const counter = plain(GATEWAY, "counter");

export const BESIDE_ROWS: readonly Metric[] = [
  counter("wayleave_gateway_scim_requests_total", "scim_requests", "Requests of directories that showed a good token"),
  counter("wayleave_gateway_scim_writes_total", "scim_writes", "Of these, writes that were done"),
];
