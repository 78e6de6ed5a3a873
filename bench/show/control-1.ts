/**
 * control.1: real Kafka. The log's contract and the end-to-end suite run at a broker of its own, and kill -9 of the
 * broker under several appending processes and an estate's flows loses and doubles nothing that was acknowledged. The
 * short form has the kills alone: CI runs the suites by themselves.
 */
import { readAll } from "../../io/log/contract-bench.ts";
import { checkStored, type Running, startWriter } from "../../io/log/contract-load.ts";
import { type KafkaOptions, openKafka } from "../../io/log/kafka/kafka-log.ts";
import type { LocalBroker } from "../../io/log/kafka/local-broker.ts";
import { openerOf } from "../../io/log/kafka/trial.ts";
import { prng } from "../../io/trial-prng.ts";
import { runJest, withBroker } from "../kafka-suites.ts";
import { startLoadApp } from "../load-app.ts";
import { type Estate, KAFKA, startEstate, until } from "./estate.ts";
import { rawCounts, settled, sumOf } from "./killed/settled.ts";
import { ToldFlows } from "./killed/told.ts";

interface ShowOptions {
  readonly short: boolean;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

const TOPIC = "load";
const WRITERS = ["a", "b", "c"];
const FLOWS = 60;
const HANG_MS = 20_000;
/** To each writer, before every kill: so that it comes amid work. */
const APPENDS_BETWEEN = 200;
/** So much is acknowledged within this, also after the broker is back. */
const BACK_MS = 30_000;

export async function show(o: ShowOptions) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  if (!o.short) failures.push(...(await logSuites(o, figures)));
  await withBroker(async (broker) => {
    process.env[KAFKA] = broker.address;
    if (!o.short) failures.push(...(await endToEnd(o, figures)));
    failures.push(...(await killed(o, broker, figures)));
    delete process.env[KAFKA];
  });
  return { figures, failures };
}

async function logSuites(o: ShowOptions, figures: Record<string, unknown>): Promise<readonly string[]> {
  o.progress("the log's suites at real brokers");
  const began = performance.now();
  const code = await runJest(["--selectProjects", "kafka", "--maxWorkers=2"]);
  figures["log_suites_s"] = Math.round((performance.now() - began) / 1000);
  return code === 0 ? [] : [`the log's suites ended with ${code}`];
}

async function endToEnd(o: ShowOptions, figures: Record<string, unknown>): Promise<readonly string[]> {
  o.progress("end to end, with the broker as the log");
  const began = performance.now();
  const code = await runJest(["--selectProjects", "e2e", "--runInBand"]);
  figures["e2e_s"] = Math.round((performance.now() - began) / 1000);
  return code === 0 ? [] : [`the end-to-end suite ended with ${code}`];
}

async function killed(o: ShowOptions, broker: LocalBroker, figures: Record<string, unknown>): Promise<string[]> {
  const failures: string[] = [];
  const options: KafkaOptions = { brokers: [broker.address], clientId: "show", tls: undefined, sasl: undefined };
  const log = openKafka(options);
  const app = await startLoadApp();
  let estate: Estate | undefined;
  try {
    await log.createTopic(TOPIC, { cleanup: "delete", partitions: 1 });
    estate = await startEstate({});
    const since = new Date().toISOString();
    const flows = await ToldFlows.publishedAt(estate, app.port);
    await until("a flow to the app just published", () => served(flows), 60_000);
    const orders = { topic: TOPIC, recordsPerAppend: 5, appendsInFlight: 4 };
    const under = { opener: openerOf(options) };
    const writers = WRITERS.map((writer) => startWriter({ under }, { ...orders, writer }));
    await Promise.all(writers.map(({ opened }) => opened));
    figures["kills"] = await killRounds(o, broker, writers, flows);
    for (const { child } of writers) child.kill("SIGTERM");
    await Promise.all(writers.map(({ ended }) => ended));
    failures.push(...writers.flatMap(({ faults }) => faults));
    const acknowledged = new Map(writers.map((one, i) => [WRITERS[i]!, one.acknowledged]));
    const records = await readAll(log, TOPIC);
    // Throws where anything acknowledged is missing, stands twice, or elsewhere.
    checkStored(records, acknowledged);
    figures["appends_acknowledged"] = writers.reduce((sum, one) => sum + one.acknowledged.length, 0);
    figures["records"] = records.length;
    failures.push(...(await recordAgrees(o, estate, flows, since, figures)));
  } catch (error) {
    failures.push(String(error));
  } finally {
    await estate?.stop();
    await app.close();
    await log.close();
  }
  return failures;
}

const served = async (flows: ToldFlows) => ((await flows.live(0, false, HANG_MS)) === "success" ? true : undefined);

async function killRounds(o: ShowOptions, broker: LocalBroker, writers: readonly Running[], flows: ToldFlows) {
  const random = prng(o.seed);
  const rounds = o.short ? 2 : 20;
  for (let round = 1; round <= rounds; round++) {
    o.progress(`the broker: kill ${round} of ${rounds}`);
    const lives = Array.from({ length: FLOWS }, async () => {
      await new Promise((resolve) => setTimeout(resolve, random() * 3_000));
      await flows.live(random() * 1_500, random() < 0.2, HANG_MS);
    });
    await new Promise((resolve) => setTimeout(resolve, random() * 1_500));
    await acknowledgedMore(writers, APPENDS_BETWEEN);
    await broker.kill();
    await broker.start();
    await acknowledgedMore(writers, 1);
    await Promise.all(lives);
  }
  return rounds;
}

async function acknowledgedMore(writers: readonly Running[], count: number): Promise<void> {
  const from = writers.map(({ acknowledged }) => acknowledged.length);
  const all = () =>
    writers.every(({ acknowledged }, i) => acknowledged.length >= from[i]! + count) ? true : undefined;
  await until(`${count} appends more are acknowledged to every writer`, all, BACK_MS);
}

/** A log that is away is nothing that programs see, and nothing that the record lacks. */
async function recordAgrees(
  { progress }: ShowOptions,
  estate: Estate,
  flows: ToldFlows,
  since: string,
  figures: Record<string, unknown>,
): Promise<string[]> {
  progress("every event is stored");
  const rows = await settled(estate, flows, since);
  const raw = await rawCounts(estate);
  const sums = sumOf(flows);
  Object.assign(figures, { ...sums, rows: rows.length, events: raw.total });
  const failures = flows.against(rows).slice(0, 20);
  if (raw.total !== raw.distinct) failures.push(`the raw table holds ${raw.total - raw.distinct} events twice`);
  if ((sums.failed ?? 0) + (sums.hung ?? 0) > 0) failures.push("flows failed though only the log was away");
  return failures;
}
