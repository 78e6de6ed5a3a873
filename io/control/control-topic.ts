/** The topic of the control log: one partition, whose offset is what `asOf` means. */
import type { EventLog } from "../log/event-log.ts";

export const CONTROL_TOPIC = "wayleave.control.v1";

/** It stands already in all but a new log. */
export const createControlTopic = (log: EventLog): Promise<void> =>
  log.createTopic(CONTROL_TOPIC, { cleanup: "delete", partitions: 1 });
