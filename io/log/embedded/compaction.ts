/** Compaction by key, in slices, so that appends come between. */
import { LogFault } from "../event-log.ts";
import type { Store } from "./store.ts";
import type { Writer } from "./writer.ts";

/** A slice of a compaction is one job among others: others wait for it no longer than for an append. */
const SLICE_RECORDS = 2000;
/** A compacted topic is compacted by whoever has appended so many records to it. */
const COMPACT_AFTER_RECORDS = 20_000;

export class Compaction {
  readonly #store: Store;
  readonly #writer: Writer;
  readonly #appended = new Map<string, number>();

  constructor(store: Store, writer: Writer) {
    this.#store = store;
    this.#writer = writer;
  }

  appended(topic: string, records: number): void {
    const count = (this.#appended.get(topic) ?? 0) + records;
    this.#appended.set(topic, count < COMPACT_AFTER_RECORDS ? count : 0);
    // Refused for a topic that keeps everything, and tried again in time where the log was away.
    if (count >= COMPACT_AFTER_RECORDS) this.all(topic).catch(() => {});
  }

  async all(topic: string): Promise<{ removed: number }> {
    const count = await this.#job(() => {
      const { count, cleanup } = this.#store.partitions(topic);
      if (cleanup === "compact") return count;
      throw new LogFault("WL_LOG_TOPIC_SHAPE", `topic ${topic} keeps every record; it can't be compacted`);
    });
    let removed = 0;
    for (let partition = 0; partition < count; partition++) {
      const { end } = await this.#job(() => this.#store.offsets(topic, partition));
      for (let next: number | undefined = 0; next !== undefined; ) {
        const from: number = next;
        const slice = await this.#job(() => this.#store.compactSlice(topic, partition, from, end, SLICE_RECORDS));
        removed += slice.removed;
        next = slice.next;
      }
    }
    return { removed };
  }

  #job<T>(run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#writer.add({ bytes: 64, run, done: (value) => resolve(value as T), failed: reject });
    });
  }
}
