/**
 * The event log that all gateways share, as a port: what control and network events are appended to and followed from.
 *
 * Promises, whichever adapter stands behind it:
 * 1. An append is stored whole and contiguous, or not at all; it is acknowledged only when it is durable.
 * 2. In one partition offsets ascend by one with each record; compaction removes records, never renumbers them.
 * 3. A follower gets every record from its offset on, in order, each once per follower; one append may come in parts.
 * 4. Append time is given by the log, in microseconds, and never runs backwards within a partition.
 * 5. A position is committed only by its newest owner: taking it raises the epoch, an older epoch is refused.
 * 6. Retention is unlimited, but for two kinds of topic: one with cleanup "compact" loses records with a newer one of
 *    their key; one with `retentionMs` loses the oldest, once they are past it and every consumer group has read them.
 */
import type { Instant } from "../../core/units.ts";

export interface NewRecord {
  readonly key: string;
  /** Empty in a compacted topic: a tombstone, which removes its key and in time itself. */
  readonly value: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LogRecord {
  readonly offset: number;
  readonly appendTimeUs: number;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Appended {
  readonly baseOffset: number;
  readonly appendTimeUs: number;
}

export interface Follower {
  /** No batch begins after this; one that runs is not waited for. */
  close(): void;
  /** When the log's end was last confirmed with all before it handled; -Infinity until the first time. */
  caughtUpAt(): Instant;
  /**
   * Fulfilled after `close`. Rejected when `onBatch` failed, or when there is nothing to follow: unknown topic, an
   * offset past the end. A log that is away for a while rejects nothing; only `caughtUpAt` stands still.
   */
  readonly done: Promise<void>;
}

export interface Position {
  readonly epoch: number;
  /** The next offset to read. */
  readonly offset: number;
  readonly metadata: string;
}

export interface TopicShape {
  readonly cleanup: "delete" | "compact";
  readonly partitions: number;
  /**
   * With "delete": records older than this may go. What a group has not read yet stays, but no longer than
   * RETENTION_HELD_TIMES as long: a group that nobody comes back for must not fill the disk. Absent: for ever.
   */
  readonly retentionMs?: number;
}

export const RETENTION_HELD_TIMES = 4;

export type OnBatch = (records: LogRecord[]) => void | Promise<void>;

export interface EventLog {
  append(topic: string, records: readonly NewRecord[], partition?: number): Promise<Appended>;
  /** The next batch comes after `onBatch`'s promise. From below the first offset: from the first. */
  follow(topic: string, partition: number, fromOffset: number, onBatch: OnBatch): Follower;
  startOffset(topic: string, partition?: number): Promise<number>;
  /** The offset that the next record will have. */
  endOffset(topic: string, partition?: number): Promise<number>;
  /** Removes now what the topic's shape lets go, where the adapter can be told to; a broker does it in its own time. */
  compact(topic: string): Promise<{ readonly removed: number }>;
  takePosition(group: string, topic: string, partition?: number): Promise<Position>;
  commitPosition(
    group: string,
    topic: string,
    partition: number,
    epoch: number,
    offset: number,
    metadata: string,
  ): Promise<void>;
  /** Nothing happens if the topic stands already in this shape; of `retentionMs` the newest call's holds. */
  createTopic(name: string, shape: TopicShape): Promise<void>;
  /** Stores what was accepted, ends the followers, lets go of everything. */
  close(): Promise<void>;
}

export const LOG_FAULTS = {
  /** After close, or the log's own thread died. */
  WL_LOG_CLOSED: { mayRetry: false },
  /** The bound of appends in flight: nothing of this one was stored; wait for earlier ones and try again. */
  WL_LOG_OVERLOADED: { mayRetry: true },
  /** The log can't be written or read for now: another process holds it, the disk is full, the brokers are away. */
  WL_LOG_UNAVAILABLE: { mayRetry: true },
  WL_LOG_FENCED: { mayRetry: false },
  WL_LOG_TOPIC_UNKNOWN: { mayRetry: false },
  /** The topic exists in another shape, or the call doesn't fit its shape. */
  WL_LOG_TOPIC_SHAPE: { mayRetry: false },
  WL_LOG_TOO_LARGE: { mayRetry: false },
  WL_LOG_OFFSET_RANGE: { mayRetry: false },
  WL_LOG_DAMAGED: { mayRetry: false },
  WL_LOG_FORMAT: { mayRetry: false },
  /** A live gateway would not understand what was to be written: nothing of it was. */
  WL_LOG_FEATURE: { mayRetry: false },
} as const;

export type LogFaultCode = keyof typeof LOG_FAULTS;

export class LogFault extends Error {
  override readonly name = "LogFault";
  readonly code: LogFaultCode;
  /** Whether what was to be written is certainly not there. "unknown": read the log before writing it again. */
  readonly stored: "no" | "unknown";
  readonly mayRetry: boolean;
  constructor(code: LogFaultCode, text: string, more: { stored?: "no" | "unknown"; cause?: unknown } = {}) {
    super(text, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.stored = more.stored ?? "no";
    this.mayRetry = LOG_FAULTS[code].mayRetry;
  }
}

/** One append is one batch at a Kafka broker, whose default limit is 1 MiB with its framing. */
export const BATCH_BYTES_MAX = 960 * 1024;
/** Framing a record costs at either adapter, so that a million empty records are not free. */
export const RECORD_OVERHEAD_BYTES = 32;
export const BATCH_RECORDS_MAX = 5000;
/** So much may wait to be stored in one process; past either bound `append` refuses at once (WL_LOG_OVERLOADED). */
export const IN_FLIGHT_BYTES_MAX = 32 * 1024 * 1024;
export const IN_FLIGHT_APPENDS_MAX = 4096;
/** Marks of all sources ride in it; a broker needs `offset.metadata.max.bytes` at least this. */
export const METADATA_BYTES_MAX = 64 * 1024;
export const PARTITIONS_MAX = 64;
export const TOPIC_FORM = /^[a-z0-9][a-z0-9._-]{0,199}$/;

const tooLarge = (text: string): LogFault => new LogFault("WL_LOG_TOO_LARGE", text);

/** The bytes a batch counts for; throws where it is beyond a bound. */
export function batchBytes(topic: string, records: readonly NewRecord[]): number {
  if (records.length === 0) throw tooLarge(`an append to ${topic} must hold at least one record`);
  if (records.length > BATCH_RECORDS_MAX) {
    throw tooLarge(
      `an append to ${topic} has ${records.length} records, at most ${BATCH_RECORDS_MAX} are stored at once`,
    );
  }
  let bytes = 0;
  for (const { key, value, headers } of records) {
    bytes += RECORD_OVERHEAD_BYTES + Buffer.byteLength(key) + value.byteLength;
    for (const name in headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name]!) + 8;
  }
  if (bytes > BATCH_BYTES_MAX) {
    throw tooLarge(`an append to ${topic} has ${bytes} bytes, at most ${BATCH_BYTES_MAX} are stored at once`);
  }
  return bytes;
}

/** Throws where a shape or name could not be made at every adapter. */
export function checkTopic(name: string, shape: TopicShape): void {
  if (!TOPIC_FORM.test(name)) throw new LogFault("WL_LOG_TOPIC_SHAPE", `${JSON.stringify(name)} is no topic name`);
  const { partitions } = shape;
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > PARTITIONS_MAX) {
    throw new LogFault(
      "WL_LOG_TOPIC_SHAPE",
      `topic ${name}: partitions must be 1 to ${PARTITIONS_MAX}, is ${partitions}`,
    );
  }
  const { cleanup, retentionMs } = shape;
  if (retentionMs === undefined) return;
  if (cleanup !== "delete" || !Number.isSafeInteger(retentionMs) || retentionMs < 1) {
    const text = `topic ${name}: retentionMs must be a whole number from 1, with cleanup delete`;
    throw new LogFault("WL_LOG_TOPIC_SHAPE", text);
  }
}
