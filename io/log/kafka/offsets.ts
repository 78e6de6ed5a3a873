/** Where a partition begins and ends, and what stands at a time. */
import type { Link } from "./link.ts";
import { whole } from "./records.ts";

const END = -1;
const START = -2;

/** Of a time, in milliseconds of the broker's clock: the first record from then on, or -1 where there is none. */
export async function offsetAt(
  link: Link,
  topic: string,
  partition: number,
  at: "start" | "end" | number,
): Promise<number> {
  const timestamp = at === "start" ? START : at === "end" ? END : at;
  const topics = [{ topic, partitions: [{ partition, timestamp }] }];
  const { responses } = await link.request<{ responses: { partitions: { offset: string }[] }[] }>("ListOffsets", {
    // Uncommitted, since nothing of ours is in a transaction: what is acknowledged counts.
    ...{ replicaId: -1, isolationLevel: 0, topics },
  });
  return whole(responses[0]!.partitions[0]!.offset);
}
