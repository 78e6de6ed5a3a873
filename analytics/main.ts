/** The analytics process: the console, the ingester of the network log, and where spans come. */
import { readFileSync } from "node:fs";
import { type JsonLog, openJsonLog } from "../io/json-log.ts";
import { openLog } from "../io/log/open-log.ts";
import { serveMetrics } from "../io/metrics/serve-metrics.ts";
import { openShutdown, type Shutdown } from "../io/shutdown.ts";
import { openStatusFile } from "../io/status-file.ts";
import { readYaml } from "../io/yaml.ts";
import { type AnalyticsConfig, judgeAnalyticsConfig } from "./config.ts";
import { openEventStore } from "./ingest/io/event-store.ts";
import { type IngestStatus, ingestReadings } from "./ingest/io/ingest-meter.ts";
import { openIngester } from "./ingest/io/ingester.ts";
import { type OtlpListener, openOtlp } from "./ingest/io/otlp-listener.ts";
import { SpanWriter } from "./ingest/io/span-writer.ts";
import { openConsole } from "./io/console-server.ts";
import { SystemReader } from "./io/system-view.ts";

/** How old what the status file says of the ingester may be. */
const STATUS_EVERY_MS = 500;

export async function main(configFile: string): Promise<void> {
  const { documents, mistakes } = readYaml(configFile, readFileSync(configFile, "utf8"));
  const judged = judgeAnalyticsConfig(documents[0]?.root);
  const wrong = [...mistakes, ...judged.mistakes];
  if (wrong.length > 0 || judged.config === undefined) {
    for (const { line, text } of wrong) process.stderr.write(`${configFile}:${line}: ${text}\n`);
    process.exit(1);
  }
  await run(judged.config);
}

async function run(config: AnalyticsConfig): Promise<void> {
  const log = openJsonLog({ service: "wayleave-analytics" });
  const shutdown = openShutdown({
    onStopping: (reason) => log.info("stopping", { reason }),
    onError: (closer, text) => log.error("did not close well", { closer, text }),
  });
  const key = readKey(config.keyFile);
  const ingest = await openIngest(config, log, shutdown);
  const otlp = await openSpans(config, shutdown);
  const reader = new SystemReader(config);
  shutdown.add("links", () => reader.close());
  const console = await openConsole({ listen: config.console, key, read: () => reader.read() });
  shutdown.add("console", () => console.close());
  const listens = [`${config.console.host}:${console.port}`];
  if (otlp !== undefined) listens.push(`${config.otlp!.listen.host}:${otlp.port}`);
  const refused = () => ({ console: console.counts(), ...(otlp === undefined ? {} : { otlp: otlp.refused() }) });
  const metrics = await serveMetrics({
    ...{ part: "analytics", instance: "analytics", config: config.metrics, log },
    read: () => ({ counters: { ...ingestReadings(ingest()), ...otlp?.counters() }, refused: refused() }),
  });
  shutdown.add("metrics", () => metrics.close());
  const status = openStatusFile({
    path: config.statusFile,
    read: () => {
      const { counters: ingested, ...state } = ingest();
      const counters = { ...ingested, ...otlp?.counters() };
      return { ready: true, listens, refused: { ...refused(), ...metrics.refused() }, counters, ingest: state };
    },
    onError: (error) => log.warn("the status file can't be written", { error }),
  });
  await status.writeNow();
  shutdown.add("status", () => status.close());
  log.info("ready", { listens });
  process.stdout.write(`${JSON.stringify({ ready: true, part: "analytics", listens })}\n`);
}

function readKey(file: string): string {
  const key = readFileSync(file, "utf8").trim();
  if (key === "") throw new Error(`${file} holds no key: write one, for its owner alone`);
  return key;
}

/** Begins to ingest, whether ClickHouse answers yet or not; answers what the ingester said last. */
async function openIngest(config: AnalyticsConfig, log: JsonLog, shutdown: Shutdown): Promise<() => IngestStatus> {
  const events = await openLog(config.log, "analytics");
  shutdown.add("log", () => events.close());
  const { url, keyFile } = config.clickhouse;
  const store = openEventStore({ url, key: readKey(keyFile) });
  shutdown.add("store", () => store.close());
  const ingester = openIngester({ events, store, log });
  shutdown.add("ingester", () => ingester.close());
  let status = await ingester.status();
  // The next question waits for the last one's answer: a log that is away takes its time.
  let asking: NodeJS.Timeout | undefined;
  const ask = () => {
    asking = setTimeout(async () => {
      status = await ingester.status();
      if (asking !== undefined) ask();
    }, STATUS_EVERY_MS);
  };
  ask();
  shutdown.add("ingester's status", () => {
    clearTimeout(asking);
    asking = undefined;
  });
  return () => status;
}

async function openSpans(config: AnalyticsConfig, shutdown: Shutdown): Promise<OtlpListener | undefined> {
  if (config.otlp === undefined) return undefined;
  const { url, keyFile } = config.clickhouse;
  const writer = new SpanWriter({ url, key: readKey(keyFile) });
  shutdown.add("spans", () => writer.close());
  const otlp = await openOtlp({ listen: config.otlp.listen, key: readKey(config.otlp.keyFile), writer });
  shutdown.add("OTLP", () => otlp.close());
  return otlp;
}
