/** A part's metrics: its own readings and its process's, as a page to be read and, where it may push, as OTLP. */
import type { MetricsConfig } from "../../core/metrics/config.ts";
import { type Family, familiesOf, type Readings, untold } from "../../core/metrics/families.ts";
import type { MetricPart } from "../../core/metrics/metric.ts";
import { pageOf } from "../../core/metrics/page.ts";
import type { JsonLog } from "../json-log.ts";
import type { MetricsPush } from "./otlp-push.ts";
import { openPageServer, type PageServer } from "./page-server.ts";
import { openProcessMeter } from "./process-meter.ts";

export interface MetricsOptions {
  readonly part: MetricPart;
  /** Which one of its kind, for OTLP: a gateway's name. */
  readonly instance: string;
  /** Undefined: the part serves none. */
  readonly config: MetricsConfig | undefined;
  readonly read: () => Readings | Promise<Readings>;
  readonly log: JsonLog;
}

export interface ServedMetrics {
  /** host:port, or none. */
  readonly listens: readonly string[];
  /** Of its own listener, for the part's status. */
  refused(): Record<string, Record<string, number>>;
  close(): Promise<void>;
}

export async function serveMetrics(o: MetricsOptions): Promise<ServedMetrics> {
  const { config } = o;
  if (config === undefined) return { listens: [], refused: () => ({}), close: () => Promise.resolve() };
  const meter = openProcessMeter();
  let server: PageServer | undefined;
  let push: MetricsPush | undefined;
  let scrapes = 0;
  const refused = () => ({ metrics: server?.refused() ?? {} });
  const families = async (): Promise<Family[]> => {
    const [own, process] = await Promise.all([o.read(), meter.read()]);
    const counters = {
      ...{ ready: 1, ...process, ...own.counters, [`build_${o.part}`]: 1, metrics_scrapes: scrapes },
      ...push?.counters,
    };
    const readings = { ...own, counters, refused: { ...own.refused, ...refused() } };
    return familiesOf(o.part, {
      ...readings,
      counters: { ...counters, metrics_untold: untold(o.part, readings).length },
    });
  };
  const close = async () => {
    await push?.close();
    await server?.close();
    meter.close();
  };
  try {
    server = await openPageServer({
      listen: config.listen,
      page: async () => {
        scrapes += 1;
        return pageOf(await families());
      },
    });
    if (config.otlp !== undefined) push = await openPush(o, config.otlp, families);
  } catch (error) {
    await close();
    throw error;
  }
  const { host } = config.listen;
  return { listens: [`${host.includes(":") ? `[${host}]` : host}:${server.port}`], refused, close };
}

/** OpenTelemetry's code is read by those alone that push: it takes 27 MB and a tenth of a second (decision 0019). */
async function openPush(
  { part, instance, log }: MetricsOptions,
  otlp: NonNullable<MetricsConfig["otlp"]>,
  families: () => Promise<Family[]>,
): Promise<MetricsPush> {
  const { openMetricsPush } = await import("./otlp-push.ts");
  return openMetricsPush({ otlp, service: `wayleave-${part}`, instance, families, log });
}
