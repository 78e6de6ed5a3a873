/** What every process tells of itself: its memory, its CPU, its event loop, what its listeners refused. */
import { REFUSAL_VALUES, REFUSING_LISTENERS } from "./label-values.ts";
import { METRIC_PARTS, type Metric, plain } from "./metric.ts";

const counter = plain(METRIC_PARTS, "counter");
const gauge = plain(METRIC_PARTS, "gauge");

export const PROCESS_ROWS: readonly Metric[] = [
  gauge("wayleave_ready", "ready", "1 where the part does its work, 0 where it is there and does not"),
  gauge("wayleave_process_start_time_seconds", "process_started_s", "When the process began, seconds since 1970"),
  {
    name: "wayleave_process_cpu_seconds_total",
    type: "counter",
    help: "CPU time of the process, all its threads, by mode",
    parts: METRIC_PARTS,
    labels: { mode: ["user", "system"] },
    from: [
      { key: "process_cpu_user_us", labels: { mode: "user" }, scale: 1e-6 },
      { key: "process_cpu_system_us", labels: { mode: "system" }, scale: 1e-6 },
    ],
  },
  gauge("wayleave_process_resident_memory_bytes", "process_rss", "Memory of the process that is in RAM"),
  gauge("wayleave_process_heap_bytes", "process_heap_total", "What V8 has taken for its heap"),
  gauge("wayleave_process_heap_used_bytes", "process_heap_used", "What of V8's heap is in use, garbage included"),
  gauge("wayleave_process_external_memory_bytes", "process_external", "Memory outside V8's heap that it keeps alive"),
  gauge("wayleave_process_array_buffers_bytes", "process_array_buffers", "Of that, buffers: the bytes of flows too"),
  gauge("wayleave_process_open_fds", "process_open_fds", "Open descriptors, on Linux"),
  gauge("wayleave_process_max_fds", "process_max_fds", "How many descriptors the process may have, on Linux"),
  gauge(
    "wayleave_event_loop_delay_p50_seconds",
    "loop_delay_p50_s",
    "How late timers are at the median, in the worst 15 seconds of the last minute",
  ),
  gauge(
    "wayleave_event_loop_delay_p99_seconds",
    "loop_delay_p99_s",
    "How late timers are at the 99th percentile, in the worst 15 seconds of the last minute",
  ),
  gauge(
    "wayleave_event_loop_delay_max_seconds",
    "loop_delay_max_s",
    "How late a timer was at most, within the last minute",
  ),
  counter(
    "wayleave_event_loop_active_seconds_total",
    "loop_active_s",
    "How long the event loop was at work: its rate is its utilisation",
  ),
  counter(
    "wayleave_event_loop_idle_seconds_total",
    "loop_idle_s",
    "How long the event loop waited for something to do",
  ),
  {
    name: "wayleave_refused_total",
    type: "counter",
    help: "What a listener turned away, by reason",
    parts: METRIC_PARTS,
    labels: { listener: REFUSING_LISTENERS, reason: REFUSAL_VALUES },
    from: REFUSING_LISTENERS.map((listener) => ({
      ...{ prefix: `refused/${listener}/`, into: "reason", labels: { listener } },
    })),
  },
  counter("wayleave_metrics_scrapes_total", "metrics_scrapes", "How often the page of metrics was read"),
  gauge("wayleave_metrics_untold_readings", "metrics_untold", "Readings of this part that no row of the table takes"),
  {
    name: "wayleave_metrics_pushes_total",
    type: "counter",
    help: "Pushes of metrics by OTLP, by outcome",
    parts: ["gateway", "analytics"],
    labels: { outcome: ["taken", "failed"] },
    from: [
      { key: "metrics_pushed", labels: { outcome: "taken" } },
      { key: "metrics_push_failed", labels: { outcome: "failed" } },
    ],
  },
];

/** Of agents and publishers, whose identity renews itself. */
const ends = plain(["agent", "publisher"], "gauge");

export const CERTIFICATE_ROWS: readonly Metric[] = [
  ends("wayleave_certificate_not_after_seconds", "certificate_not_after_s", "When it expires, seconds since 1970"),
  ends("wayleave_certificate_failed_renewals", "certificate_failed", "Tries of a renewal that failed in a row"),
];
