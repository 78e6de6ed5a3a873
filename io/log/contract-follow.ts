/** The contract of followers: every record from an offset on, one batch at a time, with honest freshness. */
import { expect, it } from "@jest/globals";
import { type Bench, record, sleep, topicOn, until } from "./contract-bench.ts";
import type { LogRecord } from "./event-log.ts";

export function followContract(at: () => Bench): void {
  endContract(at);

  it("follows from any offset, through what is there into what comes", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    await log.append(
      topic,
      Array.from({ length: 2000 }, (_, i) => record("k", `${i}`)),
    );
    for (const from of [0, 1, 999, 1999, 2000]) {
      const seen: number[] = [];
      const end = await log.endOffset(topic);
      const follower = log.follow(topic, 0, from, (batch) => void seen.push(...batch.map(({ offset }) => offset)));
      await log.append(topic, [record("k", "new")]);
      await until(() => seen.at(-1) === end);
      follower.close();
      await follower.done;
      expect(seen).toEqual(Array.from({ length: end + 1 - from }, (_, i) => from + i));
    }
  });

  it("hears what another handle appends", async () => {
    const { log, under } = at();
    const topic = await topicOn(log);
    const other = await under.open();
    const seen: LogRecord[] = [];
    const follower = other.follow(topic, 0, 0, (batch) => void seen.push(...batch));
    await log.append(topic, [record("k", "1")]);
    await until(() => seen.length === 1);
    follower.close();
    await other.close();
  });

  it("gives the next batch after the promise, one at a time", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    for (let i = 0; i < 4; i++)
      await log.append(
        topic,
        Array.from({ length: 1000 }, () => record("k", "x".repeat(500))),
      );
    let running = 0;
    let most = 0;
    let seen = 0;
    const follower = log.follow(topic, 0, 0, async (batch) => {
      most = Math.max(most, ++running);
      await sleep(3);
      running--;
      seen += batch.length;
    });
    await until(() => seen === 4000);
    follower.close();
    expect(most).toBe(1);
  });
}

function endContract(at: () => Bench): void {
  it("says when it was caught up: not before all is handled, and ever later while nothing happens", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    await log.append(topic, [record("k", "1")]);
    const gate = Promise.withResolvers<void>();
    const follower = log.follow(topic, 0, 0, () => gate.promise);
    await sleep(300);
    expect(follower.caughtUpAt()).toBe(Number.NEGATIVE_INFINITY);
    gate.resolve();
    await until(() => performance.now() - follower.caughtUpAt() < 5000);
    const then = follower.caughtUpAt();
    await until(() => follower.caughtUpAt() > then + 200);
    expect(follower.caughtUpAt()).toBeLessThanOrEqual(performance.now());
    follower.close();
  });

  it("ends with the handler's own error, at a topic unknown, and past the end", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    await log.append(topic, [record("k", "1")]);
    const broken = log.follow(topic, 0, 0, () => Promise.reject(new Error("fold broke")));
    await expect(broken.done).rejects.toThrow("fold broke");
    await expect(log.follow("nowhere", 0, 0, () => {}).done).rejects.toMatchObject({ code: "WL_LOG_TOPIC_UNKNOWN" });
    await expect(log.follow(topic, 0, 2, () => {}).done).rejects.toMatchObject({ code: "WL_LOG_OFFSET_RANGE" });
  });

  it("calls nobody after close", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    let calls = 0;
    const follower = log.follow(topic, 0, 0, () => void calls++);
    follower.close();
    await log.append(topic, [record("k", "1")]);
    await sleep(50);
    expect(calls).toBe(0);
  });
}
