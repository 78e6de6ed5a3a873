/** The agent process: its configuration, its status file, its end. */
import { join } from "node:path";
import { readConfigFile } from "../io/config-file.ts";
import { printMistakes } from "../io/config-mistakes.ts";
import { errorText } from "../io/errors.ts";
import { openJsonLog } from "../io/json-log.ts";
import { serveMetrics } from "../io/metrics/serve-metrics.ts";
import { openShutdown } from "../io/shutdown.ts";
import { openStatusFile } from "../io/status-file.ts";
import { undoCapture } from "./capture/io/undo.ts";
import { judgeAgentConfig } from "./config.ts";
import { undoResolver } from "./dns/io/undo-resolver.ts";
import { agentOf, claimState } from "./io/claimed-state.ts";
import { startAgent } from "./io/start-agent.ts";

/** `wayleave agent --undo`: what an agent with this file has changed on the machine is taken back. */
export async function undo(configFile: string): Promise<void> {
  const { config, mistakes } = judgeAgentConfig(readConfigFile(configFile));
  if (config === undefined) {
    process.stderr.write(printMistakes(configFile, mistakes));
    process.exit(1);
  }
  const other = agentOf(config.state);
  if (other !== undefined) {
    process.stderr.write(`${configFile}: its agent (process ${other}) runs, and takes all back when it ends: end it\n`);
    process.exit(1);
  }
  try {
    const found = [undoResolver(config.state), await undoCapture(config.state)].includes(true);
    process.stdout.write(found ? "what capture had changed is taken back\n" : "capture has left nothing\n");
  } catch (error) {
    process.stderr.write(`${configFile}: ${errorText(error)}\n`);
    process.exit(1);
  }
}

export async function main(configFile: string): Promise<void> {
  const { config, mistakes } = judgeAgentConfig(readConfigFile(configFile));
  if (config === undefined) {
    process.stderr.write(printMistakes(configFile, mistakes));
    process.exit(1);
  }
  const log = openJsonLog({ service: "wayleave-agent" });
  const stopping = new AbortController();
  const shutdown = openShutdown({
    onStopping: (reason) => {
      log.info("stopping", { reason });
      stopping.abort();
    },
  });
  try {
    const giveUp = claimState(config.state);
    process.once("exit", giveUp);
    const agent = await startAgent(config, log, stopping.signal);
    shutdown.add("agent", () => agent.close());
    const read = () => agent.readings();
    const metrics = await serveMetrics({ part: "agent", instance: "agent", config: config.metrics, read, log });
    shutdown.add("metrics", () => metrics.close());
    const path = join(config.state, "status.json");
    const onError = (error: unknown) => log.warn("the status file can't be written", { error });
    const status = () => ({ ...agent.status(), refused: { ...agent.readings().refused, ...metrics.refused() } });
    const statusFile = openStatusFile({ path, read: status, onError });
    shutdown.add("status", () => statusFile.close());
    await statusFile.writeNow();
    process.stdout.write(`${JSON.stringify({ ready: true, part: "agent", listens: agent.listens })}\n`);
  } catch (error) {
    if (stopping.signal.aborted) return;
    log.error("the agent can't start", { error });
    process.stderr.write(`${configFile}: ${errorText(error)}\n`);
    process.exit(1);
  }
}
