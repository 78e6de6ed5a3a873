/** Series as OpenTelemetry's reader takes them from whoever counts by itself. */
import { ValueType } from "@opentelemetry/api";
import { emptyResource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Family } from "../../core/metrics/families.ts";
import type { HistogramReading } from "../../core/metrics/histogram.ts";
import { VERSION } from "../../core/version.ts";
import type { JsonLog } from "../json-log.ts";

const SCOPE = { name: "wayleave", version: VERSION };

export function producerOf(families: () => Promise<Family[]>, log: JsonLog): MetricProducer {
  const startTime = hrTimeOf(performance.timeOrigin);
  return {
    async collect() {
      const errors: unknown[] = [];
      const read = await families().catch((error: unknown) => {
        log.error("metrics could not be read", { error });
        errors.push(error);
        return [];
      });
      const times = { startTime, endTime: hrTimeOf(performance.timeOrigin + performance.now()) };
      const metrics = read.map((family) => dataOf(family, times));
      return { resourceMetrics: { resource: emptyResource(), scopeMetrics: [{ scope: SCOPE, metrics }] }, errors };
    },
  };
}

type Times = Pick<DataPoint<number>, "startTime" | "endTime">;

function dataOf({ metric: { name, help, type }, points }: Family, times: Times): MetricData {
  const descriptor = { name, description: help, unit: unitOf(name), valueType: ValueType.DOUBLE };
  const about = { descriptor, aggregationTemporality: AggregationTemporality.CUMULATIVE };
  const pointsOf = <From, To>(to: (value: From) => To): DataPoint<To>[] =>
    points.map(({ labels, value }) => ({ ...times, attributes: labels, value: to(value as From) }));
  const numbers = pointsOf((value: number) => value);
  switch (type) {
    case "counter":
      return { ...about, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: numbers };
    case "gauge":
      return { ...about, dataPointType: DataPointType.GAUGE, dataPoints: numbers };
    case "histogram":
      return { ...about, dataPointType: DataPointType.HISTOGRAM, dataPoints: pointsOf(histogramOf) };
  }
}

const histogramOf = ({ bounds, counts, sum }: HistogramReading): Histogram => ({
  buckets: { boundaries: [...bounds], counts: [...counts] },
  sum,
  count: counts.reduce((all, count) => all + count, 0),
});

/** Units by UCUM, as the name tells them. */
function unitOf(name: string): string {
  const base = name.replace(/_total$/, "");
  return base.endsWith("_seconds") ? "s" : base.endsWith("_bytes") ? "By" : "1";
}

const hrTimeOf = (ms: number): [number, number] => [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
