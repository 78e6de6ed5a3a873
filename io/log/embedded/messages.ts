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
    }
  /** One batch has been handled: another may come. */
  | { readonly do: "credit"; readonly id: number }
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

export interface PackedRecords extends Packed {
  readonly offsets: Float64Array<ArrayBuffer>;
  readonly timesUs: Float64Array<ArrayBuffer>;
}

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
  return batch.keys.map((key, i) => ({
    offset: batch.offsets[i]!,
    appendTimeUs: batch.timesUs[i]!,
    key,
    value: valueAt(batch, i),
    headers: batch.headers[i] === "" ? NO_HEADERS : (JSON.parse(batch.headers[i]!) as Record<string, string>),
  }));
}

export const valueAt = (batch: Packed, i: number): Uint8Array<ArrayBuffer> =>
  batch.values.subarray(i === 0 ? 0 : batch.ends[i - 1]!, batch.ends[i]!);

/** Milliseconds of the machine's monotonic clock: the one clock that both threads read alike. */
export const sharedMs = (): number => Number(process.hrtime.bigint()) / 1e6;
