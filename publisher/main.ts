/** The publisher process: its configuration, its status file, its end; it dials out and never listens. */
import { join } from "node:path";
import { readConfigFile } from "../io/config-file.ts";
import { printMistakes } from "../io/config-mistakes.ts";
import { errorText } from "../io/errors.ts";
import { openJsonLog } from "../io/json-log.ts";
import { serveMetrics } from "../io/metrics/serve-metrics.ts";
import { openShutdown } from "../io/shutdown.ts";
import { openStatusFile } from "../io/status-file.ts";
import { judgePublisherConfig } from "./config.ts";
import { AllowFault } from "./io/allow-file.ts";
import { startPublisher } from "./io/start-publisher.ts";

export async function main(configFile: string): Promise<void> {
  const { config, mistakes } = judgePublisherConfig(readConfigFile(configFile));
  if (config === undefined) {
    process.stderr.write(printMistakes(configFile, mistakes));
    process.exit(1);
  }
  const log = openJsonLog({ service: "wayleave-publisher" });
  const stopping = new AbortController();
  const shutdown = openShutdown({
    onStopping: (reason) => {
      log.info("stopping", { reason });
      stopping.abort();
    },
  });
  try {
    const publisher = await startPublisher(config, log, stopping.signal);
    const read = () => publisher.readings();
    const metrics = await serveMetrics({ part: "publisher", instance: "publisher", config: config.metrics, read, log });
    const path = join(config.state, "status.json");
    const onError = (error: unknown) => log.warn("the status file can't be written", { error });
    const status = () => ({ ...publisher.status(), refused: { ...read().refused, ...metrics.refused() } });
    const statusFile = openStatusFile({ path, read: status, onError });
    shutdown.add("status", () => statusFile.close());
    shutdown.add("publisher", () => publisher.close());
    shutdown.add("metrics", () => metrics.close());
    await publisher.attached;
    await statusFile.writeNow();
    process.stdout.write(`${JSON.stringify({ ready: true, part: "publisher", listens: [] })}\n`);
  } catch (error) {
    if (stopping.signal.aborted) return;
    log.error("the publisher can't start", { error });
    // Mistakes of the allow file name that file, each with its line.
    process.stderr.write(error instanceof AllowFault ? error.message : `${configFile}: ${errorText(error)}\n`);
    process.exit(1);
  }
}
