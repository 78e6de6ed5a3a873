/** Batches of the protocol as records: whole ones, thinned ones, ones cut short, and what is none. */
import { createRequire } from "node:module";
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeFetched, decodeRecords, messagesOf } from "./records.ts";

const require = createRequire(import.meta.url);
const { RecordBatch } = require("kafkajs/src/protocol/recordBatch/v0") as {
  RecordBatch(o: object): Promise<{ buffer: Buffer }>;
};
const Record = require("kafkajs/src/protocol/recordBatch/record/v0") as (o: object) => unknown;

const APPENDED_AT_MS = 1_795_000_000_000;
/** Attributes: append time is the log's. */
const LOG_APPEND_TIME = 8;
const ATTRIBUTES_AT = 22;

/** A batch as a broker keeps it: `kept` are the places, of `size`, that compaction has left. */
async function batch(firstOffset: number, size: number, kept: readonly number[], value = "v"): Promise<Buffer> {
  const records = kept.map((i) => {
    const [message] = messagesOf([{ key: `k${i}`, value: Buffer.from(value), headers: { n: `${i}` } }]);
    return Record({ ...message, offsetDelta: i, timestampDelta: 0 });
  });
  const { buffer } = await RecordBatch({
    ...{ firstOffset, lastOffsetDelta: size - 1, records },
    ...{ firstTimestamp: APPENDED_AT_MS - 5000, maxTimestamp: APPENDED_AT_MS },
  });
  buffer.writeUInt8(LOG_APPEND_TIME, ATTRIBUTES_AT);
  return buffer;
}

it("every record from the offset on, with its own offset and the log's time, and where to read on", async () => {
  const plans = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 6 }), keep: fc.array(fc.nat(5), { maxLength: 6 }) }),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(plans, fc.nat(12), fc.nat(40), async (all, from, cut) => {
      const expected: number[] = [];
      const parts: Buffer[] = [];
      let first = 0;
      for (const { size, keep } of all) {
        const kept = [...new Set(keep)].filter((i) => i < size).sort((a, b) => a - b);
        expected.push(...kept.map((i) => first + i).filter((offset) => offset >= from));
        parts.push(await batch(first, size, kept));
        first += size;
      }
      // What is cut off the next batch must not matter: a broker ends an answer where it likes.
      const tail = (await batch(first, 1, [0])).subarray(0, cut);
      const { records, next } = await decodeRecords(Buffer.concat([...parts, tail]), from);
      expect(records.map(({ offset }) => offset)).toEqual(expected);
      expect(next).toBe(Math.max(first, from));
      for (const { appendTimeUs } of records) expect(appendTimeUs).toBe(APPENDED_AT_MS * 1000);
    }),
    { numRuns: 60 },
  );
});

it("an empty value is a tombstone, and reads as empty; headers are texts", async () => {
  const { records } = await decodeRecords(await batch(7, 1, [0], ""), 0);
  expect(records).toEqual([
    { offset: 7, appendTimeUs: APPENDED_AT_MS * 1000, key: "k0", value: new Uint8Array(0), headers: { n: "0" } },
  ]);
});

it("bytes that are no answer are an error, not a crash or a hang", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      await Promise.allSettled([decodeFetched(Buffer.from(bytes)), decodeRecords(Buffer.from(bytes), 0)]);
    }),
  );
});
