/** Reads a piece of the control log, beside whoever follows it. */
import type { ControlRecord } from "../../core/control/event.ts";
import type { EventLog } from "../log/event-log.ts";
import { decodeControlEvent } from "../wire/control-event.ts";
import { CONTROL_TOPIC } from "./control-topic.ts";

/** From an offset up to, not including, another. What is malformed is left out; nothing where the log ends before. */
export async function readLog(log: EventLog, from: number, to: number): Promise<ControlRecord[]> {
  const end = Math.min(to, await log.endOffset(CONTROL_TOPIC, 0));
  if (from < 0 || from >= end) return [];
  const found: ControlRecord[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const follower = log.follow(CONTROL_TOPIC, 0, from, (records) => {
    for (const { offset, appendTimeUs, value } of records) {
      if (offset >= end) return resolve();
      try {
        found.push({ offset, appendTimeUs, event: decodeControlEvent(value) });
      } catch {
        // The fold counts it.
      }
      if (offset === end - 1) return resolve();
    }
  });
  try {
    await Promise.race([promise, follower.done]);
  } finally {
    follower.close();
    // Nobody awaits it any more where the piece was read first.
    follower.done.catch(() => {});
  }
  return found;
}
