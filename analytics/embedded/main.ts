/** The embedded ClickHouse: the engine in a process of its own, spoken to as one speaks to a server. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openJsonLog } from "../../io/json-log.ts";
import { serveMetrics } from "../../io/metrics/serve-metrics.ts";
import { openShutdown } from "../../io/shutdown.ts";
import { openStatusFile } from "../../io/status-file.ts";
import { readYaml } from "../../io/yaml.ts";
import { type EmbeddedConfig, judgeEmbeddedConfig } from "./config.ts";
import type { Serving } from "./io/answer.ts";
import { BodyFiles } from "./io/bodies.ts";
import { Engine } from "./io/engine.ts";
import { openHttp } from "./io/http-listener.ts";
import { Pipes } from "./io/pipes.ts";
import { QUERIES_MAX, Turns } from "./io/turns.ts";

/** Beside the queries, each of which holds one, threads for files and for ending queries. */
const SPARE_THREADS = 8;
/** Who waits for a clean stop waits for all parts: a query that will not end is left. */
const ENGINE_CLOSE_MS = 1500;

export async function main(configFile: string): Promise<void> {
  // Read once, at the first use of a thread: nothing may have read a file without waiting, or packed a byte, before.
  process.env["UV_THREADPOOL_SIZE"] = String(QUERIES_MAX + SPARE_THREADS);
  // The engine makes its files for everybody, as a server's user would; the record is for its own user alone.
  process.umask(0o077);
  const { documents, mistakes } = readYaml(configFile, readFileSync(configFile, "utf8"));
  const judged = judgeEmbeddedConfig(documents[0]?.root);
  const wrong = [...mistakes, ...judged.mistakes];
  if (wrong.length > 0 || judged.config === undefined) {
    for (const { line, text } of wrong) process.stderr.write(`${configFile}:${line}: ${text}\n`);
    process.exit(1);
  }
  await run(judged.config);
}

async function run(config: EmbeddedConfig): Promise<void> {
  const log = openJsonLog({ service: "wayleave-clickhouse" });
  const shutdown = openShutdown({
    onStopping: (reason) => log.info("stopping", { reason }),
    onError: (closer, text) => log.error("did not close well", { closer, text }),
  });
  const key = readFileSync(config.keyFile, "utf8").trim();
  if (key === "") throw new Error(`${config.keyFile} holds no key: write one, for its owner alone`);
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  const engine = openEngine(config);
  shutdown.add("engine", async () => {
    if (!(await engine.close(ENGINE_CLOSE_MS))) log.warn("a query was still running");
  });
  const serving: Serving = {
    engine,
    turns: new Turns(),
    bodies: new BodyFiles(join(config.data, "bodies")),
    ids: new Set(),
    counters: { queries: 0, inserts: 0, inserted_bytes: 0, failed: 0, cancelled: 0 },
  };
  const http = await openHttp({ listen: config.listen, key, serving });
  shutdown.add("http", () => http.close());
  const listens = [`${config.listen.host}:${http.port}`];
  const { turns, counters } = serving;
  const read = () => ({
    counters: { ...counters, running: turns.running, waiting: turns.waiting },
    refused: { clickhouse: http.refused() },
  });
  const metrics = await serveMetrics({
    ...{ part: "clickhouse", instance: "clickhouse", config: config.metrics, read, log },
  });
  shutdown.add("metrics", () => metrics.close());
  const status = openStatusFile({
    path: config.statusFile,
    read: () => ({
      ready: true,
      listens,
      refused: { ...read().refused, ...metrics.refused() },
      counters: read().counters,
    }),
    onError: (error) => log.warn("the status file can't be written", { error }),
  });
  await status.writeNow();
  shutdown.add("status", () => status.close());
  log.info("ready", { listens, version: engine.version });
  process.stdout.write(`${JSON.stringify({ ready: true, part: "clickhouse", listens })}\n`);
}

function openEngine(config: EmbeddedConfig): Engine {
  const folder = join(config.data, "engine");
  try {
    return new Engine(folder, config.memory, new Pipes(join(config.data, "pipes"), QUERIES_MAX));
  } catch (cause) {
    throw new Error(`the engine can't open ${folder}: another process may have it, or it is damaged`, { cause });
  }
}
