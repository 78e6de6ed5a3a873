/** What a gateway tells: flows by outcome, what it holds, what it relays, its control log. */
import {
  DIRECTIONS,
  EVENT_KINDS,
  NO_REASON,
  PEER_ROLES,
  REASON_VALUES,
  REPORT_REFUSAL_VALUES,
} from "./label-values.ts";
import { byRest, type Metric, plain } from "./metric.ts";

const GATEWAY = ["gateway"] as const;
const counter = plain(GATEWAY, "counter");
const gauge = plain(GATEWAY, "gauge");
const counterBy = byRest(GATEWAY, "counter");

/** The Client Gateway's. */
const FLOWS: readonly Metric[] = [
  {
    name: "wayleave_gateway_flows_total",
    type: "counter",
    help: "Flows that devices asked for, by how they were answered: aborted ones had nobody left to answer",
    parts: GATEWAY,
    labels: { outcome: ["opened", "refused", "aborted", "malformed"], reason: REASON_VALUES },
    from: [
      { key: "flows_opened", labels: { outcome: "opened", reason: NO_REASON } },
      { prefix: "flows_refused_", into: "reason", labels: { outcome: "refused" } },
      { key: "flows_aborted_before_open", labels: { outcome: "aborted", reason: NO_REASON } },
      { key: "flows_malformed", labels: { outcome: "malformed", reason: NO_REASON } },
    ],
  },
  {
    name: "wayleave_gateway_setup_seconds",
    type: "histogram",
    help: "From a device's open to its answer, by outcome",
    parts: GATEWAY,
    labels: { outcome: ["opened", "refused"] },
    from: [
      { key: "setup_opened", labels: { outcome: "opened" } },
      { key: "setup_refused", labels: { outcome: "refused" } },
    ],
  },
  gauge(
    "wayleave_gateway_opens_in_flight",
    "opens_in_flight",
    "Flows that were allowed and are on their way to the app",
  ),
  gauge("wayleave_gateway_flows_live", "flows_live", "Flows that this Client Gateway carries"),
  counterBy(
    "wayleave_gateway_flows_ended_total",
    "flows_ended_",
    "reason",
    REASON_VALUES,
    "Flows that were open and ended",
  ),
  counterBy(
    ...(["wayleave_gateway_flows_terminated_total", "flows_terminated_", "reason", REASON_VALUES] as const),
    "Of these, flows that were cut by a change of policy",
  ),
  counterBy(
    ...(["wayleave_gateway_hops_failed_total", "hops_failed_", "reason", REASON_VALUES] as const),
    "Publishers or gateways that were passed over for the next",
  ),
  counter("wayleave_gateway_pairs_moved_total", "pairs_moved", "Pairs of user and app that went to another publisher"),
  gauge("wayleave_gateway_pairs_remembered", "pairs_remembered", "Pairs whose present publisher is remembered"),
  counter("wayleave_gateway_flows_rejudged_total", "flows_rejudged", "Live flows that were judged again"),
  counter("wayleave_gateway_rejudgings_total", "rejudgings", "Rounds in which live flows were judged again"),
  counter("wayleave_gateway_compilations_total", "compilations", "How often a tenant's rules were made ready"),
];

/** The Publisher Gateway's. */
const OPENS: readonly Metric[] = [
  counterBy(
    ...(["wayleave_gateway_opens_refused_total", "opens_refused_", "reason", REASON_VALUES] as const),
    "Opens that this Publisher Gateway refused before a publisher was asked",
  ),
  counter(
    "wayleave_gateway_relays_malformed_total",
    "relay_malformed",
    "Streams of other gateways that began with no open",
  ),
  counter(
    "wayleave_gateway_relays_called_off_total",
    "relays_called_off",
    "Opens of other gateways that nobody waited for",
  ),
  counterBy(
    ...(["wayleave_gateway_relays_terminated_total", "relays_terminated_", "reason", REASON_VALUES] as const),
    "Flows that were cut because their publisher may not serve any more",
  ),
  gauge("wayleave_gateway_flows_bound", "flows_bound", "Flows on streams of publishers that are attached here"),
  gauge("wayleave_gateway_permits_remembered", "permits_remembered", "Permits that were used and have not expired"),
];

const PEERS: readonly Metric[] = [
  gauge("wayleave_gateway_sessions", "sessions", "Sessions of devices"),
  counter("wayleave_gateway_sessions_refused_total", "sessions_refused", "Sessions that were not admitted"),
  counter(
    "wayleave_gateway_sessions_shut_total",
    "sessions_shut",
    "Of these, for what this gateway doesn't know of the present",
  ),
  counter("wayleave_gateway_sessions_stalled_total", "sessions_stalled", "Sessions that were cut for not reading"),
  counter(
    "wayleave_gateway_sessions_malformed_total",
    "session_malformed",
    "Sessions that were cut for what they sent",
  ),
  counter("wayleave_gateway_explained_total", "explained", "Decisions that were made once more for an operator"),
  counter(
    "wayleave_gateway_configurations_read_total",
    "configurations_read",
    "Readers of a tenant's whole configuration, for a replay",
  ),
  counter("wayleave_gateway_srps_doubted_total", "srps_doubted", "SRPs that an agent hashed otherwise"),
  gauge("wayleave_gateway_attachments", "attachments", "Tunnels of publishers"),
  gauge("wayleave_gateway_idle_streams", "idle_streams", "Streams of publishers that wait for a flow"),
  counter("wayleave_gateway_attachments_refused_total", "attachments_refused", "Tunnels that were not admitted"),
  counter("wayleave_gateway_publisher_clones_total", "publisher_clones", "Publisher identities found to live twice"),
  counter(
    "wayleave_gateway_revocations_unwritten_total",
    "revocations_unwritten",
    "Tries to write a revocation that the control log did not take",
  ),
  counter("wayleave_gateway_attachments_stalled_total", "attachments_stalled", "Tunnels that were cut for not reading"),
  counter(
    "wayleave_gateway_findings_refused_total",
    "findings_refused",
    "What publishers said of ports that are not theirs to speak of, or more of them than is kept",
  ),
  counter(
    "wayleave_gateway_attachments_malformed_total",
    "attach_malformed",
    "Tunnels that were cut for what they sent",
  ),
  counter(
    "wayleave_gateway_attachments_untold_total",
    "attachments_untold",
    "Tries to tell the control log what is held here that failed",
  ),
  counter(
    "wayleave_gateway_accepts_refused_total",
    "accepts_refused",
    "Streams that publishers offered and nobody wanted",
  ),
  counter("wayleave_gateway_enrolments_refused_total", "enrolments_refused", "Enrolments that got no certificate"),
  byRest(GATEWAY, "gauge")(
    ...(["wayleave_gateway_connections", "connections_", "role", PEER_ROLES] as const),
    "Connections by the role of their certificate",
  ),
  gauge("wayleave_gateway_handshakes", "handshaking", "Connections that have shown no certificate yet"),
  gauge("wayleave_gateway_streams", "streams", "RPC streams that are open"),
  counter("wayleave_gateway_reports_taken_total", "reports_taken", "Reports of devices and publishers on record"),
  counter("wayleave_gateway_reports_repeated_total", "reports_repeated", "Reports that were on record before"),
  counterBy(
    ...(["wayleave_gateway_reports_refused_total", "reports_refused_", "reason", REPORT_REFUSAL_VALUES] as const),
    "Reports that were not taken",
  ),
  counter(
    "wayleave_gateway_report_streams_refused_total",
    "report_streams_refused",
    "Streams of reporters beyond their bound",
  ),
];

const BYTES: readonly Metric[] = [
  {
    name: "wayleave_relayed_bytes_total",
    type: "counter",
    help: "Payload of flows that came in here, by the way it goes",
    parts: ["gateway", "agent", "publisher"],
    labels: { direction: DIRECTIONS },
    from: [
      { key: "moved_client_bytes", labels: { direction: "to_app" } },
      { key: "moved_server_bytes", labels: { direction: "to_program" } },
    ],
  },
  gauge("wayleave_gateway_stalled_bytes", "stalled_bytes", "Bytes that wait here for peers that take no more"),
  gauge("wayleave_gateway_stalled_bytes_max", "stalled_bytes_max", "At so many, new flows are refused"),
  counter("wayleave_gateway_frames_decoded_total", "frames_decoded", "Frames that were decoded: none of data"),
];

const LOG: readonly Metric[] = [
  gauge("wayleave_control_log_end_offset", "control_log_end", "Facts in the control log"),
  gauge("wayleave_control_log_folded_offset", "control_log_folded", "Facts of it that this gateway has folded"),
  gauge("wayleave_control_log_lag", "control_log_lag", "Facts of it that this gateway has not folded"),
  gauge("wayleave_config_revision", "config_rev", "Revision of what operators configured, as folded here"),
  counter("wayleave_control_events_malformed_total", "control_events_malformed", "Facts that could not be read"),
];

const EVENTS: readonly Metric[] = [
  counter("wayleave_events_shipped_total", "events_shipped", "Network events that the log has taken"),
  counter("wayleave_ship_batches_total", "ship_batches", "Appends to the log that brought them there"),
  counter("wayleave_ship_retries_total", "ship_retries", "Appends that the log did not take"),
  counter("wayleave_events_unshippable_total", "events_unshippable", "Spooled events that could not be read"),
  counter("wayleave_events_failed_total", "events_failed", "Events that could not be recorded"),
  counterBy(
    "wayleave_events_dropped_total",
    "events_dropped_",
    "kind",
    EVENT_KINDS,
    "Events without room in the spool",
  ),
  gauge("wayleave_ends_owed", "ends_owed", "Ends of flows that wait for a disk that comes back"),
  gauge("wayleave_segments_open", "segments_open", "Segments of flows that have no end on record yet"),
];

export const GATEWAY_ROWS = [...FLOWS, ...OPENS, ...PEERS, ...BYTES, ...LOG, ...EVENTS];
