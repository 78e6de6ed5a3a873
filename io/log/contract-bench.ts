/** What the contract's tests stand on: a log under test, a topic, records, and waiting. */
import { randomUUID } from "node:crypto";
import type { Opener } from "./contract-writer.ts";
import type { EventLog, LogRecord, NewRecord } from "./event-log.ts";

export interface LogUnderTest {
  /** Each call is a handle of its own on one log. */
  open(): Promise<EventLog>;
  readonly opener: Opener;
  /** Whether `compact` does it there and then; a broker does it in its own time. */
  readonly compactsAtOnce: boolean;
  dispose(): Promise<void>;
}

export interface Bench {
  readonly under: LogUnderTest;
  readonly log: EventLog;
}

export async function topicOn(
  log: EventLog,
  cleanup: "delete" | "compact" = "delete",
  partitions = 1,
): Promise<string> {
  const topic = `test-${randomUUID()}`;
  await log.createTopic(topic, { cleanup, partitions });
  return topic;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for something to become true; a deadline, not a measurement. */
export async function until(condition: () => boolean, withinMs = 10_000): Promise<void> {
  for (const deadline = performance.now() + withinMs; !condition(); await sleep(2)) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${condition}`);
  }
}

/** All records up to the end that the log has now. */
export async function readAll(log: EventLog, topic: string, partition = 0, from = 0): Promise<LogRecord[]> {
  const end = await log.endOffset(topic, partition);
  const records: LogRecord[] = [];
  const follower = log.follow(topic, partition, from, (batch) => void records.push(...batch));
  const beganAt = performance.now();
  await Promise.race([until(() => follower.caughtUpAt() > beganAt, 60_000), follower.done]);
  follower.close();
  return records.filter(({ offset }) => offset < end);
}

export const texts = (records: readonly LogRecord[]): string[] =>
  records.map(({ value }) => Buffer.from(value).toString());
export const record = (key: string, text: string): NewRecord => ({ key, value: Buffer.from(text) });
