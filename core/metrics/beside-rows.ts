/** What a gateway does beside its flows: requests of directories, alerts to receivers. */
import { type Metric, plain } from "./metric.ts";

const GATEWAY = ["gateway"] as const;
const counter = plain(GATEWAY, "counter");

export const BESIDE_ROWS: readonly Metric[] = [
  counter("wayleave_gateway_scim_requests_total", "scim_requests", "Requests of directories that showed a good token"),
  counter("wayleave_gateway_scim_writes_total", "scim_writes", "Of these, writes that were done"),
  counter("wayleave_gateway_alerts_sent_total", "alerts_sent", "Messages that a receiver took, summaries among them"),
  counter("wayleave_gateway_alerts_summarised_total", "alerts_summarised", "Alerts that were told in a summary"),
  counter("wayleave_gateway_alerts_failed_total", "alerts_failed", "Messages that a receiver did not take, each time"),
  counter("wayleave_gateway_alerts_lost_total", "alerts_lost", "Alerts that were given up: no receiver in six hours"),
  counter("wayleave_gateway_alerts_unreadable_total", "alerts_unreadable", "Events that could not be read for alerts"),
];
