/**
 * `npm run test:kafka`: the log's suites at real brokers, each of which a suite starts by itself, then the whole
 * end-to-end suite with one as the log of every estate. `-- log` or `-- e2e` runs one of the two.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalBroker } from "../io/log/kafka/local-broker.ts";
import { KAFKA } from "./show/estate.ts";

const JEST = join(import.meta.dirname, "../node_modules/jest/bin/jest.js");

/** Runs jest to its end with these words; what it says goes to this process's own output. Answers its exit code. */
export async function runJest(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const flags = ["--experimental-vm-modules", "--no-warnings", JEST, "--no-watchman"];
  // Standard output is a show's figures.
  const stdio = ["ignore", process.stderr, process.stderr] as const;
  const child = spawn(process.execPath, [...flags, ...words], { stdio: [...stdio], env: { ...process.env, ...env } });
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}

/** A broker in a folder that goes with it. */
export async function withBroker<T>(use: (broker: LocalBroker) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-kafka-"));
  const broker = await LocalBroker.start({ folder });
  try {
    return await use(broker);
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const logSuites = () => runJest(["--selectProjects", "kafka", "--maxWorkers=2"]);
const e2eSuites = () =>
  withBroker(({ address }) => runJest(["--selectProjects", "e2e", "--runInBand"], { [KAFKA]: address }));

if (process.argv[1] === import.meta.filename) {
  const [word = "all", ...more] = process.argv.slice(2);
  if (!["all", "log", "e2e"].includes(word) || more.length > 0) {
    process.stderr.write("usage: npm run test:kafka -- [log|e2e]\n");
    process.exit(2);
  }
  const codes = [word === "e2e" ? 0 : await logSuites(), word === "log" ? 0 : await e2eSuites()];
  process.exitCode = Math.max(...codes);
}
