/** What happens to the log when its broker dies, freezes, or is not there at all. */

import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { prng } from "../../trial-prng.ts";
import { readAll, record, sleep, texts, topicOn, until } from "../contract-bench.ts";
import { checkStored, type Running, startWriter } from "../contract-load.ts";
import { readValue } from "../contract-writer.ts";
import type { EventLog } from "../event-log.ts";
import { Trial } from "./trial.ts";

const SEED = Number(process.env.SEED ?? 7);
let trial: Trial;
let log: EventLog;
beforeAll(async () => {
  trial = await Trial.start();
  log = trial.open();
});
afterAll(() => trial.end());

it("kill -9 of the broker under several writing processes loses and doubles nothing acknowledged", async () => {
  const topic = await topicOn(log);
  const seen: number[] = [];
  const follower = log.follow(topic, 0, 0, (batch) => void seen.push(...batch.map(({ offset }) => offset)));
  const names = ["a", "b", "c"];
  const orders = { topic, recordsPerAppend: 5, appendsInFlight: 4 };
  const writers = names.map((writer) => startWriter({ under: trial.under() }, { ...orders, writer }));
  await Promise.all(writers.map(({ opened }) => opened));
  const random = prng(SEED);
  for (let round = 0; round < 2; round++) {
    const before = writers.map(({ acknowledged }) => acknowledged.length);
    await until(() => writers.every(({ acknowledged }, i) => acknowledged.length > before[i]! + 20), 30_000);
    await sleep(random() * 200);
    await trial.broker.kill();
    await trial.broker.start();
  }
  await stop(writers);
  const records = await readAll(log, topic);
  checkStored(records, new Map(writers.map(({ acknowledged }, i) => [names[i]!, acknowledged])));
  await until(() => seen.length >= records.length);
  expect(seen).toEqual(records.map(({ offset }) => offset));
  follower.close();
}, 120_000);

it("a writer killed while the broker is away leaves whole appends, and the next one writes on", async () => {
  const topic = await topicOn(log);
  const writer = startWriter(
    { under: trial.under() },
    { topic, writer: "w", recordsPerAppend: 50, appendsInFlight: 8 },
  );
  await writer.opened;
  await until(() => writer.acknowledged.length > 20);
  await trial.broker.kill();
  writer.child.kill("SIGKILL");
  await writer.ended;
  await trial.broker.start();
  const records = await readAll(log, topic);
  checkStored(records, new Map([["w", writer.acknowledged]]));
  expect(records.length % 50).toBe(0);
  expect(readValue(records.at(-1)!.value).sequence).toBe(records.length - 1);
  expect((await log.append(topic, [record("k", "on")])).baseOffset).toBe(records.length);
}, 60_000);

it("away, an append fails in its time and says whether it may be there; freshness stands still", async () => {
  const topic = await topicOn(log);
  const hasty = trial.open({ patienceMs: 1500 });
  await hasty.append(topic, [record("k", "1")]);
  const follower = hasty.follow(topic, 0, 0, () => {});
  await until(() => performance.now() - follower.caughtUpAt() < 1000);
  await trial.broker.kill();
  const beganAt = performance.now();
  const fault = { code: "WL_LOG_UNAVAILABLE", mayRetry: true, stored: "no" };
  const appends = [
    hasty.append(topic, [record("k", "2")]),
    trial.open({ patienceMs: 500 }).append(topic, [record("k", "3")]),
  ];
  await Promise.all(appends.map((append) => expect(append).rejects.toMatchObject(fault)));
  await expect(hasty.endOffset(topic)).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE" });
  await expect(hasty.takePosition("g", topic)).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE" });
  expect(follower.caughtUpAt()).toBeLessThan(beganAt);
  await trial.broker.start();
  await until(() => follower.caughtUpAt() > beganAt);
  await log.append(topic, [record("k", "4")]);
  expect(texts(await readAll(log, topic))).toEqual(["1", "4"]);
}, 60_000);

it("a broker that is away at start is waited for, by appends and followers alike", async () => {
  const topic = await topicOn(log);
  await trial.broker.kill();
  const early = trial.open();
  const seen: string[] = [];
  const follower = early.follow(topic, 0, 0, (batch) => void seen.push(...texts(batch)));
  const append = early.append(topic, [record("k", "early")]);
  const created = early.createTopic(`${topic}-2`, { cleanup: "delete", partitions: 1 });
  await sleep(300);
  expect(follower.caughtUpAt()).toBe(Number.NEGATIVE_INFINITY);
  await trial.broker.start();
  expect((await append).baseOffset).toBe(0);
  await created;
  await until(() => seen.length === 1);
  expect(seen).toEqual(["early"]);
}, 60_000);

it("a frozen broker is noticed, its answers come when it thaws, and what it took meanwhile stands once", async () => {
  const topic = await topicOn(log);
  await log.append(topic, [record("k", "1")]);
  trial.broker.freeze();
  const append = log.append(topic, [record("k", "2")]);
  const hasty = trial.open({ patienceMs: 1000 });
  await expect(hasty.append(topic, [record("k", "never")])).rejects.toMatchObject({ stored: "no" });
  trial.broker.thaw();
  expect((await append).baseOffset).toBe(1);
  expect(texts(await readAll(log, topic))).toEqual(["1", "2"]);
}, 60_000);

async function stop(writers: readonly Running[]): Promise<void> {
  for (const { child } of writers) child.kill("SIGTERM");
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.flatMap(({ faults }) => faults)).toEqual([]);
}
