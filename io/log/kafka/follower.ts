/** Reading on from a partition's leader over a connection of its own, through whatever happens to brokers. */
import type { Instant } from "../../../core/units.ts";
import { type Follower, LogFault, type LogRecord, type OnBatch } from "../event-log.ts";
import type { Brokers } from "./brokers.ts";
import { answerType, faultFrom, isUnknownTopic, passes } from "./faults.ts";
import { Link, LinkFault } from "./link.ts";
import { offsetAt } from "./offsets.ts";
import { decodeFetched, decodeRecords } from "./records.ts";

const FETCH_BYTES = 1024 * 1024;
/** As many as the embedded log gives at once, so that a handler is never at work for longer by the log's choice. */
const BATCH_RECORDS = 500;
/** At the end of the log a broker holds a fetch so long for new records: freshness is at most this old. */
const HELD_MS = 500;
/** Version 11: the newest that kafkajs writes, of which our own decoder reads the answer. */
const FETCH_VERSION = 11;
const BACKOFF_MS = [20, 100, 300, 1000];

/** The handler's own error, which is not to be taken for the log's. */
class HandlerFault extends Error {}

interface Fetch {
  readonly records: readonly LogRecord[];
  readonly next: number;
  readonly highWatermark: number;
  readonly sentAt: number;
}

export interface FollowOptions {
  readonly brokers: Brokers;
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly onBatch: OnBatch;
  readonly onEnd: (follower: KafkaFollower) => void;
}

export class KafkaFollower implements Follower {
  readonly done: Promise<void>;
  readonly #o: FollowOptions;
  readonly #settle: { resolve(): void; reject(error: unknown): void };
  #next: number;
  #link: Link | undefined;
  #wasThere = false;
  #isClosed = false;
  #atEnd = false;
  #caughtUpAt = Number.NEGATIVE_INFINITY;

  constructor(options: FollowOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    this.#settle = { resolve, reject };
    this.#o = options;
    this.#next = Math.max(options.from, 0);
    void this.#run();
  }

  close(): void {
    if (this.#end()) this.#settle.resolve();
  }

  /** Unlike `close`, tells whoever waits on `done`; where nobody does, the process ends by it: it would be blind. */
  fail(error: unknown): void {
    if (this.#end()) this.#settle.reject(error);
  }

  caughtUpAt(): Instant {
    return this.#caughtUpAt as Instant;
  }

  async #run(): Promise<void> {
    const { brokers, topic, partition } = this.#o;
    for (let tried = 0; !this.#isClosed; tried++) {
      try {
        const link = await this.#open();
        if (this.#isClosed) return link.close();
        tried = 0;
        await this.#read();
      } catch (error) {
        if (this.#isClosed) return;
        if (error instanceof HandlerFault) return this.fail(error.cause);
        if (!this.#isPassing(error)) return this.fail(faultFrom(error, `follow ${topic}/${partition}`));
        this.#link?.close();
        brokers.forget(topic, partition);
        await brokers.pause(BACKOFF_MS[Math.min(tried, BACKOFF_MS.length - 1)]!).catch(() => {});
      }
    }
  }

  async #open(): Promise<Link> {
    const { brokers, topic, partition } = this.#o;
    const link = await Link.open(await brokers.leader(topic, partition), brokers.settings);
    this.#link = link;
    this.#atEnd = false;
    const end = await offsetAt(link, topic, partition, "end");
    this.#wasThere = true;
    if (this.#next <= end) return link;
    const text = `${topic}/${partition} ends at ${end}, there is nothing from ${this.#next} on`;
    throw new LogFault("WL_LOG_OFFSET_RANGE", text);
  }

  async #read(): Promise<void> {
    let pending = this.#fetch(this.#next);
    while (!this.#isClosed) {
      const { records, next, highWatermark, sentAt } = await pending;
      this.#atEnd = next >= highWatermark;
      // The next answer is on its way while this one is handled; one waits at most.
      pending = this.#fetch(next);
      pending.catch(() => {});
      await this.#handle(records);
      this.#next = next;
      // As of when it was asked, not answered: what came between is not known to be nothing.
      if (next >= highWatermark) this.#caughtUpAt = Math.max(this.#caughtUpAt, sentAt);
    }
  }

  async #handle(records: readonly LogRecord[]): Promise<void> {
    for (let at = 0; at < records.length; at += BATCH_RECORDS) {
      if (this.#isClosed) return;
      const batch = records.slice(at, at + BATCH_RECORDS);
      try {
        await this.#o.onBatch(batch);
      } catch (error) {
        throw new HandlerFault("the handler failed", { cause: error });
      }
      // Should the connection break within these, none is given twice.
      this.#next = batch.at(-1)!.offset + 1;
    }
  }

  async #fetch(from: number): Promise<Fetch> {
    const { topic, partition } = this.#o;
    const sentAt = performance.now();
    const maxWaitTime = this.#atEnd ? HELD_MS : 0;
    const partitions = [{ partition, fetchOffset: `${from}`, maxBytes: FETCH_BYTES }];
    const args = { replicaId: -1, maxWaitTime, minBytes: 1, maxBytes: FETCH_BYTES, topics: [{ topic, partitions }] };
    const link = this.#link!;
    try {
      const { highWatermark, bytes } = await link.request<Awaited<ReturnType<typeof decodeFetched>>>("Fetch", args, {
        ...{ waitsMs: maxWaitTime, version: FETCH_VERSION, decode: decodeFetched },
        parse: async (decoded) => decoded,
      });
      return { ...(await decodeRecords(bytes, from)), highWatermark, sentAt };
    } catch (error) {
      if (answerType(error) !== "OFFSET_OUT_OF_RANGE") throw error;
      return this.#outOfRange(link, from, sentAt);
    }
  }

  /** Retention has passed this follower: it goes on with the first record there is. */
  async #outOfRange(link: Link, from: number, sentAt: number): Promise<Fetch> {
    const { topic, partition } = this.#o;
    const start = await offsetAt(link, topic, partition, "start");
    if (start > from) return { records: [], next: start, highWatermark: Number.MAX_SAFE_INTEGER, sentAt };
    const end = await offsetAt(link, topic, partition, "end");
    const text = `${topic}/${partition} ends at ${end}, though it had records up to ${from}: the cluster has lost some`;
    throw new LogFault("WL_LOG_OFFSET_RANGE", text);
  }

  #isPassing(error: unknown): boolean {
    // A refusal too: somebody may set a password right, and until then freshness tells.
    return passes(error) || error instanceof LinkFault || (isUnknownTopic(error) && this.#wasThere);
  }

  #end(): boolean {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    this.#link?.close();
    this.#o.onEnd(this);
    return true;
  }
}
