/**
 * Metrics to a collector by OTLP/HTTP. Series go through OpenTelemetry's own reader and exporter; what they say of the
 * process that sends them is a closed list, for the library's own would send its command line.
 */
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from "@opentelemetry/sdk-metrics";
import type { OtlpMetricsConfig } from "../../core/metrics/config.ts";
import type { Family } from "../../core/metrics/families.ts";
import { VERSION } from "../../core/version.ts";
import { errorText } from "../errors.ts";
import type { JsonLog } from "../json-log.ts";
import { readHeaders } from "./headers-file.ts";
import { producerOf } from "./otlp-producer.ts";

export interface PushOptions {
  readonly otlp: OtlpMetricsConfig;
  readonly service: string;
  readonly instance: string;
  readonly families: () => Promise<Family[]>;
  readonly log: JsonLog;
  /** For tests: shorter than the configuration can say. */
  readonly everyMs?: number;
}

export interface MetricsPush {
  readonly counters: { readonly metrics_pushed: number; readonly metrics_push_failed: number };
  /** Pushes a last time, unless the collector is away. */
  close(): Promise<void>;
}

/** A collector answers in milliseconds; whoever pushes waits no longer than until the next push. */
const ANSWER_MS = 10_000;
const CLOSE_MS = 1_000;

export function openMetricsPush({ otlp, service, instance, families, log, everyMs }: PushOptions): MetricsPush {
  const { endpoint, headersFile, everyS } = otlp;
  const headers = headersFile === undefined ? {} : readHeaders(headersFile);
  const exportIntervalMillis = everyMs ?? everyS * 1000;
  const timeoutMillis = Math.min(ANSWER_MS, exportIntervalMillis);
  const counters = { metrics_pushed: 0, metrics_push_failed: 0 };
  const exporter = new OTLPMetricExporter({ url: endpoint, headers, timeoutMillis });
  const reader = new PeriodicExportingMetricReader({
    exporter: counted(exporter, counters, log),
    exportIntervalMillis,
    exportTimeoutMillis: exportIntervalMillis,
    metricProducers: [producerOf(families, log)],
  });
  const resource = resourceFromAttributes({
    ...{ "service.name": service, "service.version": VERSION, "service.instance.id": instance },
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  return {
    counters,
    close: () => provider.shutdown({ timeoutMillis: CLOSE_MS }).catch(() => {}),
  };
}

/** Says once that the collector is away, and once that it is back. */
function counted(
  exporter: OTLPMetricExporter,
  counters: { metrics_pushed: number; metrics_push_failed: number },
  log: JsonLog,
): PushMetricExporter {
  let away = false;
  return {
    export(metrics, done) {
      exporter.export(metrics, (result) => {
        // 0 is the library's word for taken.
        const failed = result.code !== 0;
        counters[failed ? "metrics_push_failed" : "metrics_pushed"] += 1;
        if (failed && !away) log.warn("the collector takes no metrics", { error: errorText(result.error) });
        if (!failed && away) log.info("the collector takes metrics again");
        away = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
