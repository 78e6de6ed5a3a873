/** Answers that are lost on their way: the request has arrived, and must not count twice. */

import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { freePort } from "../../trial-port.ts";
import { prng } from "../../trial-prng.ts";
import { readAll, record, texts, topicOn, until } from "../contract-bench.ts";
import type { EventLog } from "../event-log.ts";
import { localPorts } from "./local-broker.ts";
import { LocalProxy } from "./local-proxy.ts";
import { Trial, untilAvailable } from "./trial.ts";

const SEED = Number(process.env.SEED ?? 7);
let trial: Trial;
let proxy: LocalProxy;
let log: EventLog;
beforeAll(async () => {
  const [ports, behindProxy] = [await localPorts(), await freePort()];
  trial = await Trial.start({ ports, behindProxy });
  proxy = await LocalProxy.start(ports.proxied, behindProxy);
  log = trial.open({ brokers: [`127.0.0.1:${ports.proxied}`] });
});
afterAll(async () => {
  await trial.end();
  await proxy.close();
});

it(`an append whose acknowledgement is lost stands once, where it was first stored (SEED=${SEED})`, async () => {
  const topic = await topicOn(log);
  const random = prng(SEED);
  const appended = [];
  await log.append(topic, [record("k", "0")]);
  for (let i = 1; i <= 60; i++) {
    const isCut = random() < 0.4;
    const cuts = proxy.cuts;
    if (isCut) proxy.cutNextAnswer();
    appended.push(await log.append(topic, [record("k", `${i}`), record("k", `${i}'`)]));
    expect(proxy.cuts).toBe(cuts + (isCut ? 1 : 0));
  }
  expect(proxy.cuts).toBeGreaterThan(10);
  const records = await readAll(log, topic);
  const expected = ["0", ...Array.from({ length: 60 }, (_, i) => [`${i + 1}`, `${i + 1}'`]).flat()];
  expect(texts(records)).toEqual(expected);
  for (const { baseOffset, appendTimeUs } of appended)
    expect(records[baseOffset]).toMatchObject({ offset: baseOffset, appendTimeUs });
}, 60_000);

it("an append given up after its answer was lost says that it may be there, and the next is stored too", async () => {
  const topic = await topicOn(log);
  const hasty = trial.open({ brokers: [`127.0.0.1:${trial.broker.ports.proxied}`], patienceMs: 600 });
  await hasty.append(topic, [record("k", "1")]);
  proxy.cutNextAnswer();
  const append = hasty.append(topic, [record("k", "2")]);
  const cuts = proxy.cuts;
  await until(() => proxy.cuts > cuts);
  await trial.broker.kill();
  await expect(append).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE", stored: "unknown" });
  await trial.broker.start();
  // As long as the one before: under its sequence a broker would take it for that one, and store nothing.
  const next = () => hasty.append(topic, [record("k", "3")]);
  expect((await untilAvailable(next)).baseOffset).toBe(2);
  expect(texts(await readAll(log, topic))).toEqual(["1", "2", "3"]);
}, 60_000);

it("positions are committed once whatever answers are lost, and the owner stays the owner", async () => {
  const topic = await topicOn(log);
  await log.append(
    topic,
    Array.from({ length: 20 }, (_, i) => record("k", `${i}`)),
  );
  const random = prng(SEED + 1);
  const { epoch } = await log.takePosition("lossy", topic);
  for (let offset = 1; offset <= 20; offset++) {
    if (random() < 0.5) proxy.cutNextAnswer();
    await log.commitPosition("lossy", topic, 0, epoch, offset, `marks at ${offset}`);
  }
  const next = await log.takePosition("lossy", topic);
  expect(next).toMatchObject({ offset: 20, metadata: "marks at 20" });
  expect(next.epoch).toBeGreaterThan(epoch);
}, 60_000);
