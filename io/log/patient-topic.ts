/** A topic is there: made, or found, however long the log takes no word of it. */
import { waitMs } from "../../core/tunnel/backoff.ts";
import { die } from "../entropy.ts";
import { type EventLog, LogFault, type TopicShape } from "./event-log.ts";

/** A log that takes what is written takes this sooner; else a topic that can be read is good enough. */
const MADE_WITHIN_MS = 1_000;

export interface Patience {
  /** Told once for each fault after which it is tried again. */
  readonly onAway: (fault: LogFault, attempt: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Resolves when the topic can be read, although it could not be made for now: who may write is asked again by each
 * append. Rejected with what no waiting mends (another shape, damage), or when the signal says so.
 */
export async function patientTopic(log: EventLog, topic: string, shape: TopicShape, o: Patience): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    o.signal?.throwIfAborted();
    const making = log.createTopic(topic, shape).then(() => "made" as const);
    try {
      const made = await Promise.race([making, pause(MADE_WITHIN_MS, o.signal)]);
      if (made !== undefined || (await isThere(log, topic))) return void making.catch(() => {});
      await making;
      return;
    } catch (error) {
      if (!(error instanceof LogFault) || !error.mayRetry) throw error;
      if (await isThere(log, topic)) return;
      o.onAway(error, attempt);
    }
    await pause(waitMs(attempt, die()), o.signal);
  }
}

/** Resolves after so long although the topic was not reached; it is tried on, and each append tells the same. */
export async function topicWithin(log: EventLog, topic: string, shape: TopicShape, withinMs: number): Promise<void> {
  const reached = patientTopic(log, topic, shape, { onAway: () => {} });
  await Promise.race([reached, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
  reached.catch(() => {});
}

async function isThere(log: EventLog, topic: string): Promise<boolean> {
  try {
    await log.endOffset(topic, 0);
    return true;
  } catch {
    return false;
  }
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal?.addEventListener("abort", over);
  });
