/** What topics let go: by key, or by age, in slices, so that appends come between. */
import { LogFault } from "../event-log.ts";
import type { Store } from "./store.ts";
import type { Writer } from "./writer.ts";

/** A slice is one job among others: others wait for it no longer than for an append. */
const SLICE_RECORDS = 2000;
/** A topic is looked through by whoever has appended so many records to it. */
const LOOK_AFTER_RECORDS = 20_000;

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
    this.#appended.set(topic, count < LOOK_AFTER_RECORDS ? count : 0);
    // Refused for a topic that keeps everything, and tried again in time where the log was away.
    if (count >= LOOK_AFTER_RECORDS) this.all(topic).catch(() => {});
  }

  async all(topic: string): Promise<{ removed: number }> {
    const { cleanup, partitions, retentionMs } = await this.#job(() => this.#store.shape(topic));
    if (cleanup !== "compact" && retentionMs === undefined) {
      throw new LogFault("WL_LOG_TOPIC_SHAPE", `topic ${topic} keeps every record: nothing of it can go`);
    }
    let removed = 0;
    for (let partition = 0; partition < partitions; partition++) {
      removed += await (retentionMs === undefined
        ? this.#compact(topic, partition)
        : this.#trim(topic, partition, retentionMs));
    }
    return { removed };
  }

  async #compact(topic: string, partition: number): Promise<number> {
    const { end } = await this.#job(() => this.#store.offsets(topic, partition));
    let removed = 0;
    for (let next: number | undefined = 0; next !== undefined; ) {
      const from: number = next;
      const slice = await this.#job(() => this.#store.compactSlice(topic, partition, from, end, SLICE_RECORDS));
      removed += slice.removed;
      next = slice.next;
    }
    return removed;
  }

  async #trim(topic: string, partition: number, retentionMs: number): Promise<number> {
    for (let removed = 0; ; ) {
      const slice = await this.#job(() => this.#store.trimSlice(topic, partition, retentionMs, SLICE_RECORDS));
      removed += slice.removed;
      if (!slice.more) return removed;
    }
  }

  #job<T>(run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#writer.add({ bytes: 64, run, done: (value) => resolve(value as T), failed: reject });
    });
  }
}
