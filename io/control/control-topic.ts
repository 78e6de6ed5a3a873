/** The topic of the control log: one partition, whose offset is what `asOf` means. */
import type { EventLog } from "../log/event-log.ts";
import { type Patience, patientTopic } from "../log/patient-topic.ts";

export const CONTROL_TOPIC = "wayleave.control.v1";

/** It stands already in all but a new log. A log that can't be read is waited for. */
export const createControlTopic = (log: EventLog, onAway: Patience["onAway"] = () => {}): Promise<void> =>
  patientTopic(log, CONTROL_TOPIC, { cleanup: "delete", partitions: 1 }, { onAway });
