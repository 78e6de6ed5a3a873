/** Records as the protocol has them, and as the log's users do. */
import type { LogRecord, NewRecord } from "../event-log.ts";
import { type DecodedRecord, Decoder, decodeRecordBatch, errorFromCode } from "./kafkajs.ts";

/** A batch of the protocol begins with its first offset and the length of what follows. */
const BATCH_HEADER_BYTES = 12;

export interface Message {
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Copies: the caller may use its buffers again. An empty value is null: a tombstone where a topic is compacted. */
export const messagesOf = (records: readonly NewRecord[]): Message[] =>
  records.map(({ key, value, headers = {} }) => ({
    key,
    value: value.byteLength === 0 ? null : Buffer.from(value),
    headers: { ...headers },
  }));

export interface Fetched {
  readonly highWatermark: number;
  readonly bytes: Buffer;
}

/** The answer to a fetch of one partition, version 11. Throws the protocol's error where it tells of one. */
export async function decodeFetched(payload: Buffer): Promise<Fetched> {
  const decoder = new Decoder(payload);
  decoder.readInt32();
  const code = decoder.readInt16();
  if (code !== 0) throw errorFromCode(code);
  decoder.readInt32();
  const partitions = decoder.readArray((topic) => {
    topic.readString();
    return topic.readArray((one) => {
      one.readInt32();
      const errorCode = one.readInt16();
      const highWatermark = whole(one.readInt64());
      one.readInt64();
      one.readInt64();
      one.readArray((aborted) => [aborted.readInt64(), aborted.readInt64()]);
      one.readInt32();
      const length = one.readInt32();
      return { errorCode, highWatermark, bytes: length > 0 ? one.readBytes(length) : Buffer.alloc(0) };
    });
  });
  const only = partitions[0]?.[0];
  if (only === undefined) throw new Error("a fetch was answered without its partition");
  if (only.errorCode !== 0) throw errorFromCode(only.errorCode);
  return only;
}

/**
 * The records from an offset on, and the offset after the last batch: compaction may have left a batch with fewer
 * records than offsets, or none. The last batch may be cut short, which is the protocol's way to say "fetch again".
 */
export async function decodeRecords(bytes: Buffer, from: number): Promise<{ records: LogRecord[]; next: number }> {
  const records: LogRecord[] = [];
  let next = from;
  for (let at = 0; bytes.length - at >= BATCH_HEADER_BYTES; ) {
    const end = at + BATCH_HEADER_BYTES + bytes.readInt32BE(at + 8);
    if (end > bytes.length || end <= at) break;
    const batch = await decodeRecordBatch(new Decoder(bytes.subarray(at, end)));
    for (const record of batch.records) {
      const read = recordOf(record);
      if (read.offset >= from && !record.isControlRecord) records.push(read);
    }
    next = Math.max(next, whole(batch.firstOffset) + batch.lastOffsetDelta + 1);
    at = end;
  }
  return { records, next };
}

const recordOf = ({ offset, timestamp, key, value, headers }: DecodedRecord): LogRecord => ({
  offset: whole(offset),
  appendTimeUs: whole(timestamp) * 1000,
  key: key?.toString() ?? "",
  value: value ?? new Uint8Array(0),
  headers: Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, textOf(one)])),
});

/** Of a header that somebody gave twice the last counts. */
const textOf = (value: Buffer | Buffer[] | null): string =>
  (Array.isArray(value) ? value.at(-1)! : value)?.toString() ?? "";

/** 64 bits of a peer as a number that is exact. */
export function whole(value: string | { toString(): string }): number {
  const number = Number(value.toString());
  if (!Number.isSafeInteger(number)) throw new Error(`${value} is beyond 53 bits`);
  return number;
}
