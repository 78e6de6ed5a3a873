/** What a gateway tells of the cluster: its own lease and those of others, and how well it knows the control log. */
import { plain } from "./metric.ts";

const GATEWAY = ["gateway"] as const;
const counter = plain(GATEWAY, "counter");
const gauge = plain(GATEWAY, "gauge");

export const CLUSTER_ROWS = [
  gauge("wayleave_control_log_age_seconds", "control_log_age_s", "Since the control log's end was last confirmed"),
  gauge("wayleave_control_stopped", "control_stopped", "1: a critical fact is not understood, and nobody is admitted"),
  gauge("wayleave_gateways_joined", "gateways_joined", "Gateways of the cluster that take what comes"),
  gauge("wayleave_gateways_draining", "gateways_draining", "Gateways of the cluster that take nothing new"),
  gauge("wayleave_gateways_lost", "gateways_lost", "Gateways of the cluster whose lease ran out"),
  gauge("wayleave_lease_sighted", "lease_sighted", "1: own heartbeats come back, so others can be judged"),
  counter("wayleave_heartbeats_failed_total", "beats_failed", "Heartbeats that the log did not take"),
  counter("wayleave_heartbeats_malformed_total", "beats_malformed", "Heartbeats that could not be read"),
  counter("wayleave_gateways_judged_total", "gateways_judged", "How often this gateway has judged another one lost"),
  counter(
    "wayleave_gateway_rejoins_total",
    "gateway_rejoins",
    "How often this gateway was judged lost, and joined again",
  ),
  counter(
    "wayleave_states_compared_total",
    "states_compared",
    "States of others compared with this one's at one offset",
  ),
  counter("wayleave_states_differing_total", "states_differing", "Of these, those that were not the same"),
];
