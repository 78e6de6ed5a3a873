/** What the two ends of a flow tell: the agent on the device, the publisher in the private network. */
import { NO_REASON, REASON_VALUES } from "./label-values.ts";
import { type Metric, plain } from "./metric.ts";

const AGENT = ["agent"] as const;
const agentCounter = plain(AGENT, "counter");
const agentGauge = plain(AGENT, "gauge");
const PUBLISHER = ["publisher"] as const;
const publisherGauge = plain(PUBLISHER, "gauge");
const either = plain(["agent", "publisher"], "counter");

const AGENT_ROWS: readonly Metric[] = [
  {
    name: "wayleave_agent_flows_total",
    type: "counter",
    help: "Connections of programs, by what became of them: direct ones went past the gateways, not_carried to none",
    parts: AGENT,
    labels: { outcome: ["opened", "refused", "not_carried", "direct", "aborted"], reason: REASON_VALUES },
    from: [
      { key: "flows", labels: { outcome: "opened", reason: NO_REASON } },
      { key: "flows_refused_AGT_FLOW_CLIENT_CLOSED", labels: { outcome: "aborted", reason: NO_REASON } },
      { prefix: "flows_refused_", into: "reason", labels: { outcome: "refused" } },
      { prefix: "flows_not_carried_", into: "reason", labels: { outcome: "not_carried" } },
      { key: "flows_direct", labels: { outcome: "direct", reason: NO_REASON } },
    ],
  },
  {
    name: "wayleave_agent_setup_seconds",
    type: "histogram",
    help: "From a program's request to its answer, by outcome",
    parts: AGENT,
    labels: { outcome: ["opened", "refused"] },
    from: [
      { key: "setup_opened", labels: { outcome: "opened" } },
      { key: "setup_refused", labels: { outcome: "refused" } },
    ],
  },
  agentGauge("wayleave_agent_opens_in_flight", "opens_in_flight", "Flows that wait for their answer"),
  agentGauge("wayleave_agent_flows_live", "flows_live", "Flows that are open"),
  agentGauge("wayleave_agent_connections", "proxy_connections", "Connections of programs to the proxy"),
  agentGauge(
    "wayleave_agent_captured_connections",
    "captured_connections",
    "Connections of programs that were captured",
  ),
  agentCounter("wayleave_agent_flows_early_total", "flows_early", "Flows whose first bytes left with their open"),
  agentCounter("wayleave_agent_unanswered_opens_total", "unanswered_opens", "Opens that no gateway answered in time"),
  agentCounter("wayleave_agent_not_carried_total", "flows_not_carried", "Flows that no gateway answered, in all"),
  agentGauge("wayleave_agent_session_up", "session_up", "1 where a gateway has admitted this device"),
  agentGauge("wayleave_agent_sessions_retired", "sessions_retired", "Sessions that only their flows keep"),
  agentGauge("wayleave_agent_srp_version", "srp_version", "Version of the SRP that it steers by"),
  agentCounter("wayleave_agent_srps_doubted_total", "srp_doubted", "SRPs that were not what their hash said"),
  agentGauge("wayleave_agent_leases", "leases", "Names that have a stub IP"),
  agentCounter("wayleave_agent_processes_found_total", "processes_found", "Flows whose process was found"),
  agentCounter(
    "wayleave_agent_processes_missed_total",
    "processes_missed",
    "Flows whose process was not found in time",
  ),
  agentCounter("wayleave_agent_process_walks_total", "process_walks", "Walks through the descriptors of processes"),
  agentCounter("wayleave_agent_dns_forwarded_total", "dns_forwarded", "Questions that a resolver answered"),
  agentCounter("wayleave_agent_dns_forward_failures_total", "dns_forward_failures", "Questions that none answered"),
  agentCounter("wayleave_agent_dns_answers_total", "dns_answers", "Questions that its name server answered"),
];

const PUBLISHER_ROWS: readonly Metric[] = [
  {
    name: "wayleave_publisher_flows_total",
    type: "counter",
    help: "Flows that gateways asked for, by outcome",
    parts: PUBLISHER,
    labels: { outcome: ["opened", "refused"], reason: REASON_VALUES },
    from: [
      { key: "opened_total", labels: { outcome: "opened", reason: NO_REASON } },
      { prefix: "refused/publisher/", into: "reason", labels: { outcome: "refused" } },
    ],
  },
  {
    name: "wayleave_publisher_resolve_seconds",
    type: "histogram",
    help: "How long a name of an app took to become addresses, answer or not",
    parts: PUBLISHER,
    from: [{ key: "resolve" }],
  },
  {
    name: "wayleave_publisher_connect_seconds",
    type: "histogram",
    help: "How long the dial of an app took, all its addresses together, by outcome",
    parts: PUBLISHER,
    labels: { outcome: ["connected", "failed"] },
    from: [
      { key: "connected", labels: { outcome: "connected" } },
      { key: "connect_failed", labels: { outcome: "failed" } },
    ],
  },
  publisherGauge("wayleave_publisher_opens_in_flight", "opening", "Flows that are being resolved and dialled"),
  publisherGauge("wayleave_publisher_flows_live", "flows", "Flows that are open"),
  plain(PUBLISHER, "counter")("wayleave_publisher_flows_ended_total", "ended_total", "Flows that were open and ended"),
  {
    name: "wayleave_publisher_ended_bytes_total",
    type: "counter",
    help: "Bytes of flows that have ended, as their records tell them",
    parts: PUBLISHER,
    labels: { direction: ["to_app", "to_program"] },
    from: [
      { key: "client_bytes", labels: { direction: "to_app" } },
      { key: "server_bytes", labels: { direction: "to_program" } },
    ],
  },
  publisherGauge("wayleave_publisher_tunnels", "tunnels", "Tunnels that it holds up"),
  publisherGauge("wayleave_publisher_tunnels_attached", "tunnels_attached", "Of these, attached to a gateway now"),
  publisherGauge("wayleave_publisher_apps", "apps", "Apps of the list in force"),
  publisherGauge("wayleave_publisher_apps_version", "apps_version", "Revision of that list; none yet is -1"),
  publisherGauge("wayleave_publisher_band", "band", "Its declared load: 1 normal, 2 high, 3 full"),
  {
    name: "wayleave_publisher_ports",
    type: "gauge",
    help: "Ports of apps that it minds, by what it knows of them",
    parts: PUBLISHER,
    labels: { outcome: ["up", "down", "unknown"] },
    from: [
      { key: "ports_up", labels: { outcome: "up" } },
      { key: "ports_down", labels: { outcome: "down" } },
      { key: "ports_unknown", labels: { outcome: "unknown" } },
    ],
  },
  {
    name: "wayleave_publisher_probes_total",
    type: "counter",
    help: "Dials by which ports were asked, and those that found no answer, may not be made, or say nothing",
    parts: PUBLISHER,
    labels: { outcome: ["sent", "failed", "forbidden", "silent"] },
    from: [
      { key: "probes_sent", labels: { outcome: "sent" } },
      { key: "probes_failed", labels: { outcome: "failed" } },
      { key: "probes_forbidden", labels: { outcome: "forbidden" } },
      { key: "probes_silent", labels: { outcome: "silent" } },
    ],
  },
  publisherGauge("wayleave_publisher_permits_remembered", "permits_remembered", "Permits used that have not expired"),
];

const REPORT_ROWS: readonly Metric[] = [
  either("wayleave_reports_taken_total", "reports_taken", "Reports about itself that a gateway has on record"),
  either("wayleave_reports_refused_total", "reports_refused", "Reports that a gateway did not take"),
  either("wayleave_reports_dropped_total", "reports_dropped", "Reports that were dropped at their bound"),
];

export const END_ROWS = [...AGENT_ROWS, ...PUBLISHER_ROWS, ...REPORT_ROWS];
