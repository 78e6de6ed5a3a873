/**
 * Retention that knows consumers: a broker deletes by time alone, so records that every group has read are deleted by
 * us when they are past the topic's time, and by the broker, read or not, when they are past it several times.
 */
import { LogFault, RETENTION_HELD_TIMES } from "../event-log.ts";
import { addressOf, type Brokers, knownTopic } from "./brokers.ts";
import type { Link } from "./link.ts";
import { offsetAt } from "./offsets.ts";
import { isPartGroup } from "./position-parts.ts";
import type { Positions } from "./positions.ts";
import type { Topics } from "./topics.ts";

const NO_RECORD_SINCE = -1;
/** More groups than any cluster of ours has; past it nothing is deleted but by the broker. */
const GROUPS_MAX = 1000;

export class Trim {
  readonly #brokers: Brokers;
  readonly #topics: Topics;
  readonly #positions: Positions;

  constructor(brokers: Brokers, topics: Topics, positions: Positions) {
    this.#brokers = brokers;
    this.#topics = topics;
    this.#positions = positions;
  }

  async trim(topic: string): Promise<{ removed: number }> {
    const { cleanup, retentionMs } = await this.#topics.retention(topic);
    // A broker compacts by itself, in its own time.
    if (cleanup === "compact") return { removed: 0 };
    if (retentionMs === undefined) {
      throw new LogFault("WL_LOG_TOPIC_SHAPE", `topic ${topic} keeps everything: there is nothing to let go`);
    }
    const { topicMetadata } = await this.#brokers.patiently(`look at topic ${topic}`, () =>
      this.#brokers.metadata(topic),
    );
    const partitions = knownTopic(topicMetadata, topic)?.partitionMetadata.map(({ partitionId }) => partitionId) ?? [];
    let removed = 0;
    for (const partition of partitions) removed += await this.#trimPartition(topic, partition, retentionMs);
    return { removed };
  }

  async #trimPartition(topic: string, partition: number, retentionMs: number): Promise<number> {
    const read = await this.#readByAll(topic, partition);
    return this.#brokers.patiently(`retention of ${topic}/${partition}`, () =>
      this.#brokers.withLeader(topic, partition, (link) => letGo(link, topic, partition, { retentionMs, read })),
    );
  }

  /** The offset that every group has read up to. */
  async #readByAll(topic: string, partition: number): Promise<number> {
    const what = "list the consumer groups";
    const { brokers } = await this.#brokers.patiently(what, () => this.#brokers.metadata(topic));
    const groups = new Set<string>();
    for (const { host, port } of brokers) {
      const listed = await this.#brokers.patiently(what, async () => {
        const link = await this.#brokers.link(addressOf({ host, port }));
        return link.request<{ groups: { groupId: string }[] }>("ListGroups", {});
      });
      for (const { groupId } of listed.groups) if (!isPartGroup(groupId)) groups.add(groupId);
    }
    if (groups.size > GROUPS_MAX) {
      throw new LogFault(
        "WL_LOG_UNAVAILABLE",
        `retention of ${topic}: ${groups.size} groups are more than ${GROUPS_MAX}`,
      );
    }
    let read = Number.MAX_SAFE_INTEGER;
    for (const group of groups) {
      const position = await this.#positions.committed(group, topic, partition);
      if (position !== undefined) read = Math.min(read, position.offset);
    }
    return read;
  }
}

async function letGo(
  link: Link,
  topic: string,
  partition: number,
  { retentionMs, read }: { readonly retentionMs: number; readonly read: number },
): Promise<number> {
  const nowMs = Date.now();
  const end = await offsetAt(link, topic, partition, "end");
  const since = async (ms: number): Promise<number> => {
    const first = await offsetAt(link, topic, partition, Math.max(0, Math.floor(nowMs - ms)));
    return first === NO_RECORD_SINCE ? end : first;
  };
  const start = await offsetAt(link, topic, partition, "start");
  const due = Math.min(await since(retentionMs), read);
  const upTo = Math.max(due, await since(retentionMs * RETENTION_HELD_TIMES));
  if (upTo <= start) return 0;
  const topics = [{ topic, partitions: [{ partition, offset: `${upTo}` }] }];
  await link.request("DeleteRecords", { topics });
  return upTo - start;
}
