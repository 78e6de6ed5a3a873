/** Topics at a real broker: what they are made with, what stands otherwise, and retention that knows consumers. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readAll, record, sleep, texts, topicOn } from "../contract-bench.ts";
import type { EventLog } from "../event-log.ts";
import { Link } from "./link.ts";
import { settingsOf } from "./topics.ts";
import { Trial } from "./trial.ts";

const TOPIC = 2;
let trial: Trial;
let log: EventLog;
let link: Link;
beforeAll(async () => {
  trial = await Trial.start();
  log = trial.open();
  link = await Link.open(trial.broker.address, trial.options());
});
afterAll(async () => {
  link.close();
  await trial.end();
});

async function settings(topic: string): Promise<Record<string, string>> {
  const resources = [{ type: TOPIC, name: topic, configNames: [] }];
  const answer = await link.request<{
    resources: { configEntries: { configName: string; configValue: string }[] }[];
  }>("DescribeConfigs", { resources });
  return Object.fromEntries(answer.resources[0]!.configEntries.map((one) => [one.configName, one.configValue]));
}

function make(topic: string, more: Record<string, string>): Promise<unknown> {
  const all = { ...settingsOf({ cleanup: "delete", partitions: 1 }, 1), ...more };
  const configEntries = Object.entries(all).map(([name, value]) => ({ name, value }));
  return link.request("CreateTopics", { topics: [{ topic, numPartitions: 1, replicationFactor: 1, configEntries }] });
}

it("a topic is made with all that the log needs, whatever the broker's defaults are", async () => {
  for (const cleanup of ["delete", "compact"] as const) {
    const topic = await topicOn(log, cleanup);
    expect(await settings(topic)).toMatchObject(settingsOf({ cleanup, partitions: 1 }, 1));
  }
  const kept = { cleanup: "delete", partitions: 1, retentionMs: 1000 } as const;
  await log.createTopic("kept", kept);
  expect(await settings("kept")).toMatchObject({ "retention.ms": "4000", "message.timestamp.type": "LogAppendTime" });
});

it.each([
  ["writers' own times", { "message.timestamp.type": "CreateTime" }],
  ["a bound of bytes", { "retention.bytes": "1000000" }],
  ["unclean elections", { "unclean.leader.election.enable": "true" }],
  ["another cleanup", { "cleanup.policy": "compact" }],
])("a topic that stands with %s is refused, with what was asked", async (name, more) => {
  const topic = `foreign-${name.replaceAll(/\W/g, "-")}`;
  await make(topic, more);
  const creating = log.createTopic(topic, { cleanup: "delete", partitions: 1 });
  await expect(creating).rejects.toMatchObject({ code: "WL_LOG_TOPIC_SHAPE" });
  const [[field, value]] = Object.entries(more) as [[string, string]];
  await expect(creating).rejects.toThrow(new RegExp(`${topic} exists with ${field} ${value}, asked was `));
});

it("of retention the newest call's holds, and what else an operator has set stays", async () => {
  await make("operators", { "retention.ms": "604800000", "segment.bytes": "2000000" });
  await log.createTopic("operators", { cleanup: "delete", partitions: 1 });
  expect(await settings("operators")).toMatchObject({ "retention.ms": "-1", "segment.bytes": "2000000" });
});

it("what a group has not read stays though it is past its time, and goes when it is read", async () => {
  const topic = await topicOn(log);
  const retentionMs = 3_000;
  await log.createTopic(topic, { cleanup: "delete", partitions: 1, retentionMs });
  const { epoch } = await log.takePosition("slow", topic);
  await log.append(
    topic,
    ["1", "2", "3"].map((text) => record("k", text)),
  );
  await sleep(retentionMs + 500);
  // Another group is done with them.
  const quick = await log.takePosition("quick", topic);
  await log.commitPosition("quick", topic, 0, quick.epoch, 3, "");
  expect(await log.compact(topic)).toEqual({ removed: 0 });
  await log.commitPosition("slow", topic, 0, epoch, 2, "");
  // Its next owner sees the commit complete.
  await log.takePosition("slow", topic);
  expect(await log.compact(topic)).toEqual({ removed: 2 });
  expect(texts(await readAll(log, topic))).toEqual(["3"]);
}, 30_000);

it("retention goes on by itself while records come", async () => {
  const topic = await topicOn(log);
  await log.createTopic(topic, { cleanup: "delete", partitions: 1, retentionMs: 1 });
  const many = Array.from({ length: 2000 }, (_, i) => record("k", `${i}`));
  for (let i = 0; i < 12; i++) await log.append(topic, many);
  for (const deadline = performance.now() + 20_000; (await log.startOffset(topic)) < 20_000 - 2000; await sleep(100)) {
    if (performance.now() > deadline) throw new Error("nothing was let go");
  }
  expect(await log.endOffset(topic)).toBe(24_000);
}, 30_000);

it("several systems share a cluster by their prefixes", async () => {
  const [one, other] = [trial.open({ prefix: "one." }), trial.open({ prefix: "other." })];
  for (const [system, text] of [
    [one, "of one"],
    [other, "of the other"],
  ] as const) {
    await system.createTopic("shared", { cleanup: "delete", partitions: 1 });
    await system.append("shared", [record("k", text)]);
    const { epoch } = await system.takePosition("g", "shared");
    await system.commitPosition("g", "shared", 0, epoch, 1, text);
  }
  expect(texts(await readAll(one, "shared"))).toEqual(["of one"]);
  expect(texts(await readAll(other, "shared"))).toEqual(["of the other"]);
  expect(await one.takePosition("g", "shared")).toMatchObject({ offset: 1, metadata: "of one" });
  await expect(trial.open().endOffset("shared")).rejects.toMatchObject({ code: "WL_LOG_TOPIC_UNKNOWN" });
}, 30_000);
