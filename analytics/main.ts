/** The analytics process: for now the console's status page. */
import { readFileSync } from "node:fs";
import { openJsonLog } from "../io/json-log.ts";
import { openShutdown } from "../io/shutdown.ts";
import { openStatusFile } from "../io/status-file.ts";
import { readYaml } from "../io/yaml.ts";
import { type AnalyticsConfig, judgeAnalyticsConfig } from "./config.ts";
import { openConsole } from "./io/console-server.ts";
import { SystemReader } from "./io/system-view.ts";

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
  const key = readFileSync(config.keyFile, "utf8").trim();
  if (key === "") throw new Error(`${config.keyFile} holds no key: write one, for its owner alone`);
  const reader = new SystemReader(config);
  shutdown.add("links", () => reader.close());
  const console = await openConsole({ listen: config.console, key, read: () => reader.read() });
  shutdown.add("console", () => console.close());
  const listens = [`${config.console.host}:${console.port}`];
  const status = openStatusFile({
    path: config.statusFile,
    read: () => ({ ready: true, listens, refused: { console: console.counts() }, counters: {} }),
    onError: (error) => log.warn("the status file can't be written", { error }),
  });
  await status.writeNow();
  shutdown.add("status", () => status.close());
  log.info("ready", { listens });
  process.stdout.write(`${JSON.stringify({ ready: true, part: "analytics", listens })}\n`);
}
