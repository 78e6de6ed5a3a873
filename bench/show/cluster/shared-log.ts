/** The log of a cluster under test: the embedded one, or a real broker's; each can be taken away for a while. */
import { join } from "node:path";
import type { Plain } from "../../../core/config/located.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import { holdWriteLock, isWritable } from "../../../io/log/embedded/held-lock.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { openKafka } from "../../../io/log/kafka/kafka-log.ts";
import { LocalBroker } from "../../../io/log/kafka/local-broker.ts";

export interface SharedLog {
  readonly kind: "embedded" | "kafka";
  /** What a gateway's file says of it besides what it says anyway. */
  readonly config: { readonly [key: string]: Plain };
  /** `folder`: the cluster's. */
  open(folder: string): Promise<EventLog>;
  /** Nobody's appends land until the returned function is called. */
  takeAway(folder: string): Promise<() => Promise<void>>;
  /** False where a gateway was stopped inside its commit: with it the embedded log is away for all. */
  isWritable(folder: string): boolean;
  close(): Promise<void>;
}

/** Longer than a commit takes on a busy disk. */
const COMMIT_MS = 1_000;

const embedded: SharedLog = {
  ...{ kind: "embedded", config: {} },
  open: (folder) => openEmbeddedLog(join(folder, "log")),
  takeAway: async (folder) => {
    const free = holdWriteLock(join(folder, "log"));
    return async () => free();
  },
  isWritable: (folder) => isWritable(join(folder, "log"), COMMIT_MS),
  close: async () => {},
};

/** `folder`: where the broker keeps its data. */
async function atBroker(folder: string): Promise<SharedLog> {
  const broker = await LocalBroker.start({ folder });
  return {
    ...{ kind: "kafka", config: { log: { kafka: { brokers: [broker.address] } } } },
    open: async () => openKafka({ brokers: [broker.address], clientId: "observer", tls: undefined, sasl: undefined }),
    takeAway: async () => {
      await broker.kill();
      return () => broker.start();
    },
    isWritable: () => true,
    close: () => broker.stop(),
  };
}

export const sharedLog = (kind: SharedLog["kind"], folder: string): Promise<SharedLog> =>
  kind === "kafka" ? atBroker(folder) : Promise.resolve(embedded);
