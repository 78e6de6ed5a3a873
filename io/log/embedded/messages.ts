/** What passes between the main thread and the log's own: plain values, payloads packed in one transferred buffer. */
import type { LogFaultCode, LogRecord, NewRecord, TopicShape } from "../event-log.ts";

export type ToThread =
  | {
      readonly do: "append";
      readonly id: number;
      readonly topic: string;
      readonly partition: number;
      readonly batch: Packed;
    }
  | {
      readonly do: "follow";
      readonly id: number;
      readonly topic: string;
      readonly partition: number;
      readonly from: number;
      /** In shared memory, one number: how many batches may come. A message for each costs more than a small batch. */
      readonly credit: Int32Array<SharedArrayBuffer>;
    }
  | { readonly do: "unfollow"; readonly id: number }
  | { readonly do: "call"; readonly id: number; readonly call: Call }
  | { readonly do: "close" };

export type Call =
  | { readonly name: "createTopic"; readonly topic: string; readonly shape: TopicShape }
  | { readonly name: "offsets"; readonly topic: string; readonly partition: number }
  | { readonly name: "compact"; readonly topic: string }
  | { readonly name: "take"; readonly group: string; readonly topic: string; readonly partition: number }
  | {
      readonly name: "commit";
      readonly group: string;
      readonly topic: string;
      readonly partition: number;
      readonly epoch: number;
      readonly offset: number;
      readonly metadata: string;
    };

export type FromThread =
  | { readonly is: "ready" }
  | { readonly is: "unopened"; readonly fault: PlainFault }
  | { readonly is: "done"; readonly id: number; readonly value: unknown }
  | { readonly is: "refused"; readonly id: number; readonly fault: PlainFault }
  | { readonly is: "batch"; readonly id: number; readonly batch: PackedRecords }
  /** At that time of the shared monotonic clock these followers had been sent all there was. */
  | { readonly is: "confirmed"; readonly ids: readonly number[]; readonly atMs: number }
  | { readonly is: "unfollowed"; readonly id: number; readonly fault: PlainFault };

export interface PlainFault {
  readonly code: LogFaultCode;
  readonly text: string;
  readonly stored: "no" | "unknown";
}

export interface Packed {
  readonly keys: readonly string[];
  /** JSON text, or "" for none. */
  readonly headers: readonly string[];
  /** Where each value ends in `values`. */
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly values: Uint8Array<ArrayBuffer>;
}

/** What is read: texts are joined, since a message is made and taken apart value by value. */
export interface PackedRecords extends Pick<Packed, "ends" | "values"> {
  readonly keys: PackedTexts;
  /** Absent where no record has any. */
  readonly headers: PackedTexts | undefined;
  readonly offsets: Float64Array<ArrayBuffer>;
  readonly timesUs: Float64Array<ArrayBuffer>;
}

export interface PackedTexts {
  readonly text: string;
  /** Where each ends in `text`. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  let end = 0;
  const ends = Uint32Array.from(texts, (text) => {
    end += text.length;
    return end;
  });
  return { text: texts.join(""), ends };
}

const textAt = ({ text, ends }: PackedTexts, i: number): string => text.slice(i === 0 ? 0 : ends[i - 1]!, ends[i]!);

/** Copies the values: what the caller does to its buffers afterwards changes nothing. */
export function pack(records: readonly NewRecord[]): Packed {
  const size = records.reduce((sum, { value }) => sum + value.byteLength, 0);
  const values = new Uint8Array(size);
  const ends = new Uint32Array(records.length);
  let end = 0;
  records.forEach(({ value }, i) => {
    values.set(value, end);
    end += value.byteLength;
    ends[i] = end;
  });
  return {
    keys: records.map(({ key }) => key),
    headers: records.map(({ headers }) => (headers === undefined ? "" : headersText(headers))),
    ends,
    values,
  };
}

const headersText = (headers: Readonly<Record<string, string>>): string =>
  Object.keys(headers).length === 0 ? "" : JSON.stringify(headers);

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

export function unpack(batch: PackedRecords): LogRecord[] {
  const { offsets, timesUs, keys, headers } = batch;
  return Array.from(offsets, (offset, i) => {
    const said = headers === undefined ? "" : textAt(headers, i);
    return {
      ...{ offset, appendTimeUs: timesUs[i]!, key: textAt(keys, i), value: valueAt(batch, i) },
      headers: said === "" ? NO_HEADERS : (JSON.parse(said) as Record<string, string>),
    };
  });
}

export const valueAt = (batch: Pick<Packed, "ends" | "values">, i: number): Uint8Array<ArrayBuffer> =>
  batch.values.subarray(i === 0 ? 0 : batch.ends[i - 1]!, batch.ends[i]!);

/** Milliseconds of the machine's monotonic clock: the one clock that both threads read alike. */
export const sharedMs = (): number => Number(process.hrtime.bigint()) / 1e6;
