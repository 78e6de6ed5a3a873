/**
 * record.5: a flow's row is the same whatever the order, repetition and cut of its events, by property test; and the
 * ClickHouse of an estate behaves as a server does to the official client and to curl, and not at all to a web page.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runSuite } from "./bare-machine.ts";
import { CURL_CHECKS, curlOf } from "./clickhouse/curl.ts";
import { CLIENT_CHECKS, type Face, officialClient } from "./clickhouse/official-client.ts";
import { startEstate } from "./estate.ts";
import type { Shown, ShowOptions } from "./main.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** The merge law, rows and blocks on the real engine, and batches that are read again. */
const LAWS = [
  "analytics/ingest/flow-row.test.ts",
  "analytics/ingest/native.test.ts",
  "analytics/ingest/gathering.test.ts",
];
/** The embedded ClickHouse's own tests: what a show has no time to try. */
const FACE = "analytics/embedded";
const SUITES_MS = 900_000;

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  progress("the laws, by property tests on the real engine");
  const env = { ...process.env, SEED: String(seed) };
  const suites = await runSuite("test", short ? LAWS : [...LAWS, FACE], env, SUITES_MS);
  failures.push(...suites.faults);
  const properties = LAWS.reduce((sum, file) => sum + propertiesOf(file, failures), 0);
  for (const file of LAWS) {
    if (!suites.tests.some((test) => test.file === file && test.passed)) failures.push(`${file}: no test passed`);
  }
  progress("the ClickHouse of an estate: the official client and curl");
  const estate = await startEstate();
  const figures: Record<string, unknown> = { tests: suites.passed, properties };
  try {
    const key = readFileSync(join(estate.data, "keys", "clickhouse.key"), "utf8").trim();
    const face: Face = { url: `http://${estate.runFile().endpoints.clickhouse}`, key };
    const client = officialClient(face.url, key);
    figures["official_client"] = await held(CLIENT_CHECKS, (check) => check(client, face), failures, progress);
    await client.close();
    figures["curl"] = await held(CURL_CHECKS, (check) => check(curlOf(), face), failures, progress);
  } finally {
    await estate.stop();
  }
  return { figures, failures };
}

/** How many of the checks held, of how many. */
async function held<Check>(
  checks: Readonly<Record<string, Check>>,
  perform: (check: Check) => Promise<void>,
  failures: string[],
  progress: (text: string) => void,
): Promise<string> {
  let count = 0;
  for (const [name, check] of Object.entries(checks)) {
    try {
      await perform(check);
      count += 1;
      progress(name);
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
    }
  }
  return `${count} of ${Object.keys(checks).length}`;
}

function propertiesOf(file: string, failures: string[]): number {
  const count = [...readFileSync(join(ROOT, file), "utf8").matchAll(/\bfc\.assert\(/g)].length;
  if (count === 0) failures.push(`${file} has no property`);
  return count;
}
