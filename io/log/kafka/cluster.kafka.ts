/** Three brokers, of which any one may die: what a topic is made with, and what its death costs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readAll, record, texts, until } from "../contract-bench.ts";
import { checkStored, startWriter } from "../contract-load.ts";
import type { EventLog } from "../event-log.ts";
import { type KafkaOptions, openKafka } from "./kafka-log.ts";
import { Link } from "./link.ts";
import { LocalBroker, localPorts } from "./local-broker.ts";
import { openerOf } from "./trial.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-kafka-"));
let brokers: LocalBroker[];
let options: KafkaOptions;
let log: EventLog;
beforeAll(async () => {
  const ports = await Promise.all([1, 2, 3].map(localPorts));
  const controllers = ports.map(({ controller }) => controller);
  brokers = await Promise.all(
    ports.map((one, i) =>
      LocalBroker.prepare({ folder: join(folder, `${i + 1}`), ports: one, node: { id: i + 1, controllers } }),
    ),
  );
  await Promise.all(brokers.map((broker) => broker.start()));
  options = { brokers: brokers.map(({ address }) => address), clientId: "trial", tls: undefined, sasl: undefined };
  log = openKafka(options);
});
afterAll(async () => {
  await log.close();
  await Promise.all(brokers.map((broker) => broker.kill()));
  rmSync(folder, { recursive: true, force: true });
});

/** Which of `brokers` leads the topic's partition. */
async function leaderOf(topic: string): Promise<{ leader: number; replicas: number }> {
  const link = await Link.open(brokers.find(({ pid }) => pid !== 0)!.address, options);
  const { topicMetadata } = await link.request<{
    topicMetadata: { partitionMetadata: { leader: number; replicas: number[] }[] }[];
  }>("Metadata", { topics: [topic], allowAutoTopicCreation: false });
  link.close();
  const { leader, replicas } = topicMetadata[0]!.partitionMetadata[0]!;
  return { leader: leader - 1, replicas: replicas.length };
}

it("a topic stands on three brokers, and its leader's death loses and doubles nothing acknowledged", async () => {
  await log.createTopic("replicated", { cleanup: "delete", partitions: 1 });
  const { leader, replicas } = await leaderOf("replicated");
  expect(replicas).toBe(3);
  const under = { open: async () => log, opener: openerOf(options), compactsAtOnce: false, dispose: async () => {} };
  const orders = { topic: "replicated", recordsPerAppend: 5, appendsInFlight: 4 };
  const writers = ["a", "b"].map((writer) => startWriter({ under }, { ...orders, writer }));
  await until(() => writers.every(({ acknowledged }) => acknowledged.length > 50), 60_000);
  await brokers[leader]!.kill();
  const before = writers.map(({ acknowledged }) => acknowledged.length);
  await until(() => writers.every(({ acknowledged }, i) => acknowledged.length > before[i]! + 50), 60_000);
  for (const { child } of writers) child.kill("SIGTERM");
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.flatMap(({ faults }) => faults)).toEqual([]);
  const stored = new Map(writers.map(({ acknowledged }, i) => ["ab"[i]!, acknowledged]));
  checkStored(await readAll(log, "replicated"), stored);
  expect((await leaderOf("replicated")).leader).not.toBe(leader);
  await brokers[leader]!.start();
}, 180_000);

it("a position outlives its coordinator", async () => {
  const { epoch } = await log.takePosition("g", "replicated");
  await log.commitPosition("g", "replicated", 0, epoch, 3, "marks");
  const restarted = brokers[0]!;
  await restarted.kill();
  await log.commitPosition("g", "replicated", 0, epoch, 5, "more marks");
  expect(await log.takePosition("g", "replicated")).toMatchObject({ offset: 5, metadata: "more marks" });
  await restarted.start();
}, 120_000);

it("with fewer replicas than acknowledge, nothing is acknowledged", async () => {
  await log.createTopic("held", { cleanup: "delete", partitions: 1 });
  await log.append("held", [record("k", "1")]);
  const { leader } = await leaderOf("held");
  const others = brokers.filter((_, i) => i !== leader);
  for (const broker of others) broker.freeze();
  const hasty = openKafka({ ...options, patienceMs: 3000 });
  await expect(hasty.append("held", [record("k", "2")])).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE" });
  for (const broker of others) broker.thaw();
  await hasty.close();
  await log.append("held", [record("k", "3")]);
  expect(texts(await readAll(log, "held")).at(-1)).toBe("3");
}, 120_000);
