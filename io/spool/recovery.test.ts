/** Whatever happened to a spool's files: their whole prefix is replayed, never garbage, and the rest is counted. */
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { FRAME_BYTES, HEADER_BYTES } from "../../core/spool/spool-frame.ts";
import type { Replayed, SpoolCounts } from "./spool.ts";
import {
  appendMany,
  asIfKilled,
  openSmall,
  readAll,
  recordOf,
  removeFolders,
  sequences,
  spoolFiles,
  tempFolder,
  upTo,
} from "./trial.ts";

afterAll(removeFolders);

const PAYLOAD = 28;
const RECORD = FRAME_BYTES + PAYLOAD;

interface Seen {
  readonly events: { boot: string; sequence: number }[];
  readonly counts: SpoolCounts;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Opens what is there, and holds that nothing of it is garbage and that what is read is what was replayed. */
async function reopen(folder: string): Promise<Seen> {
  const { spool, replayed } = await openSmall(folder);
  const records = await readAll(spool);
  const events = replayed.flatMap((one: Replayed) => (one.kind === "event" ? [one] : []));
  const isRead = (one: (typeof events)[number], at: number): boolean =>
    one.boot === records[at]?.boot && one.sequence === records[at].sequence && same(one.bytes, records[at].bytes);
  expect(events.filter(({ sequence, bytes }) => !same(bytes, recordOf(sequence, PAYLOAD)))).toEqual([]);
  expect([records.length, events.filter((one, at) => !isRead(one, at))]).toEqual([events.length, []]);
  const { counts } = spool;
  await spool.close();
  return { events, counts };
}

/** One file with so many records, closed; the file's path and bytes. */
async function oneFile(records: number): Promise<{ folder: string; path: string; whole: Buffer }> {
  const folder = tempFolder();
  const { spool } = await openSmall(folder, { fileBytes: 65_536, state: () => [recordOf(0, 30)] });
  await appendMany(spool, records, PAYLOAD);
  await spool.close();
  const path = spoolFiles(folder)[0]!;
  return { folder, path, whole: readFileSync(path) };
}

describe("one file", () => {
  let it1: Awaited<ReturnType<typeof oneFile>>;
  beforeAll(async () => {
    it1 = await oneFile(6);
  });
  /** A folder with that file changed. */
  const changed = (bytes: Uint8Array): string => {
    const folder = asIfKilled(it1.folder);
    writeFileSync(join(folder, basename(it1.path)), bytes);
    return folder;
  };

  it("cut at every byte of its last record: all before it is there, and what was cut is a torn tail", async () => {
    for (let cut = 0; cut <= RECORD; cut++) {
      const left = it1.whole.length - RECORD + cut;
      const { events, counts } = await reopen(changed(it1.whole.subarray(0, left)));
      expect([cut, sequences(events)]).toEqual([cut, upTo(cut === RECORD ? 6 : 5)]);
      const torn = cut === RECORD ? 0 : cut;
      expect(counts).toMatchObject({ torn_tail_bytes: torn, damaged_files: 0, damaged_records: 0 });
    }
  });

  it("cut anywhere, in its header and begin too: the prefix is there", async () => {
    const begin = it1.whole.length - 6 * RECORD;
    for (let left = 0; left < it1.whole.length; left += 7) {
      const { events, counts } = await reopen(changed(it1.whole.subarray(0, left)));
      expect([left, events.length]).toEqual([left, Math.max(0, Math.floor((left - begin) / RECORD))]);
      expect(counts.damaged_files).toBe(0);
    }
  });

  it.each([
    ["every flipped bit of the last record", 5, 1],
    ["every third flipped bit of one in the middle", 2, 3],
  ])("%s: all before it is there, the rest is counted", async (_name, which, every) => {
    const from = it1.whole.length - (6 - which) * RECORD;
    for (let bit = 0; bit < RECORD * 8; bit += every) {
      const flipped = Buffer.from(it1.whole);
      flipped[from + (bit >> 3)]! ^= 1 << (bit & 7);
      const { events, counts } = await reopen(changed(flipped));
      expect([bit, sequences(events)]).toEqual([bit, upTo(which)]);
      const rest = (6 - which) * RECORD;
      expect(counts).toMatchObject({ damaged_files: 1, damaged_bytes: rest, torn_tail_bytes: 0 });
      expect(counts.damaged_records).toBeGreaterThanOrEqual(Math.max(1, 5 - which));
    }
  });

  it("flipped bits of its header: nothing is believed", async () => {
    for (let bit = 0; bit < HEADER_BYTES * 8; bit += 5) {
      const flipped = Buffer.from(it1.whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const { events, counts } = await reopen(changed(flipped));
      expect([bit, events.length, counts.damaged_files]).toEqual([bit, 0, 1]);
    }
  });

  it("a tail of zeros, as after a loss of power, is a torn tail; other bytes are damage", async () => {
    const zeros = await reopen(changed(Buffer.concat([it1.whole, Buffer.alloc(3000)])));
    expect(zeros.counts).toMatchObject({ torn_tail_bytes: 3000, damaged_files: 0 });
    const ones = await reopen(changed(Buffer.concat([it1.whole, Buffer.alloc(3000, 1)])));
    expect(ones.counts).toMatchObject({ torn_tail_bytes: 0, damaged_files: 1, damaged_bytes: 3000 });
    for (const { events } of [zeros, ones]) expect(sequences(events)).toEqual(upTo(6));
  });

  it("a frame of another file, or of another place, is not believed though it is whole", async () => {
    const other = (await oneFile(7)).whole;
    for (const more of [other.subarray(-RECORD), it1.whole.subarray(-RECORD)]) {
      const { events, counts } = await reopen(changed(Buffer.concat([it1.whole, more])));
      expect([events.length, counts.damaged_files]).toEqual([6, 1]);
    }
  });

  it("damage is counted by one life, and set aside for a person to look at", async () => {
    const flipped = Buffer.from(it1.whole);
    flipped[it1.whole.length - 2 * RECORD]! ^= 1;
    const folder = changed(flipped);
    expect((await reopen(folder)).counts.damaged_bytes).toBe(2 * RECORD);
    const { events, counts } = await reopen(folder);
    expect([sequences(events), counts.damaged_bytes, counts.torn_tail_bytes]).toEqual([upTo(4), 0, 0]);
    const aside = readdirSync(folder).find((name) => name.endsWith(".damaged"))!;
    expect(readFileSync(join(folder, aside))).toEqual(flipped.subarray(-2 * RECORD));
  });

  it("a newer format is named, and nothing is touched", async () => {
    const newer = Buffer.from(it1.whole);
    newer.writeUInt32BE(9, 8);
    newer.writeUInt32BE(crc32(newer.subarray(0, 60)), 60);
    const folder = changed(newer);
    const opening = openSmall(folder);
    await expect(opening).rejects.toMatchObject({ code: "WL_SPOOL_FORMAT" });
    await expect(opening).rejects.toThrow(/has spool format 9, which this Wayleave does not know/);
    expect(readFileSync(join(folder, basename(it1.path)))).toEqual(newer);
  });
});

describe("several files", () => {
  const RECORDS = 400;
  let folder: string;
  /** The sequences of each file, in order. */
  let held: number[][];
  beforeAll(async () => {
    folder = tempFolder();
    const { spool } = await openSmall(folder);
    for (let i = 0; i < RECORDS / 8; i++) await appendMany(spool, 8, PAYLOAD);
    await spool.close();
    const firsts = spoolFiles(folder).map((path) => readFileSync(path).readUIntBE(40, 6));
    held = firsts.map((first, at) => upTo((firsts[at + 1] ?? RECORDS + 1) - 1, first));
    expect(held.length).toBeGreaterThan(3);
  });

  it("bits flipped anywhere: every file gives its prefix, the next ones all; what is missing is counted", async () => {
    const flips = fc.array(fc.record({ file: fc.nat(), at: fc.nat(), bit: fc.nat(7) }), { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(flips, async (all) => {
      const copy = asIfKilled(folder);
      const paths = spoolFiles(copy);
      const before = paths.map((path) => readFileSync(path));
      for (const { file, at, bit } of all) {
        const path = paths[file % paths.length]!;
        const bytes = readFileSync(path);
        bytes[at % bytes.length]! ^= 1 << bit;
        writeFileSync(path, bytes);
      }
      const whole = paths.map((path, at) => readFileSync(path).equals(before[at]!));
      const { events, counts } = await reopen(copy);
      const got = new Set(sequences(events));
      expect(sequences(events)).toEqual([...got].toSorted((a, b) => a - b));
      for (const [at, expected] of held.entries()) {
        const prefix = expected.findIndex((sequence) => !got.has(sequence));
        if (whole[at]) expect(prefix).toBe(-1);
        else expect(expected.slice(prefix).some((sequence) => got.has(sequence))).toBe(false);
      }
      expect(counts.damaged_files).toBe(whole.filter((one) => !one).length);
      const lost = RECORDS - events.length;
      expect(counts.damaged_records).toBeGreaterThanOrEqual(lost > 0 ? 1 : 0);
    });
    await fc.assert(property, { numRuns: 80 });
  });

  it("an older file that was cut is damage, counted to the record", async () => {
    const copy = asIfKilled(folder);
    truncateSync(spoolFiles(copy)[1]!, 1000);
    const { events, counts } = await reopen(copy);
    expect(counts).toMatchObject({ damaged_files: 1, torn_tail_bytes: 0, damaged_records: RECORDS - events.length });
    expect(sequences(events)).toEqual(expect.arrayContaining([...held[0]!, ...held[2]!, ...held[3]!]));
  });

  it.each([0, 30, HEADER_BYTES])("an older file of which %i bytes are left is damage too", async (left) => {
    const copy = asIfKilled(folder);
    truncateSync(spoolFiles(copy)[1]!, left);
    const { events, counts } = await reopen(copy);
    expect(sequences(events)).toEqual(upTo(RECORDS).filter((sequence) => !held[1]!.includes(sequence)));
    expect(counts).toMatchObject({
      damaged_files: 1,
      torn_tail_bytes: 0,
      damaged_bytes: left === HEADER_BYTES ? 0 : left,
    });
  });

  it("a file that is gone takes its own records alone with it", async () => {
    const copy = asIfKilled(folder);
    rmSync(spoolFiles(copy)[1]!);
    const { events, counts } = await reopen(copy);
    expect(sequences(events)).toEqual(upTo(RECORDS).filter((sequence) => !held[1]!.includes(sequence)));
    expect(counts).toMatchObject({ damaged_files: 1, damaged_records: held[1]!.length });
    expect((await reopen(copy)).counts.damaged_records).toBe(0);
    const path = spoolFiles(copy)[2]!;
    const bytes = readFileSync(path);
    bytes[5]! ^= 1;
    writeFileSync(path, bytes);
    expect((await reopen(copy)).counts).toMatchObject({ damaged_files: 1, damaged_records: held[3]!.length });
    expect((await reopen(copy)).counts.damaged_files).toBe(0);
  });

  it("a file that rots, or goes, while the spool is open is skipped and counted when it is read", async () => {
    const copy = asIfKilled(folder);
    const { spool } = await openSmall(copy);
    const [first = "", second = ""] = spoolFiles(copy);
    const bytes = readFileSync(first);
    bytes[bytes.length - 10]! ^= 4;
    writeFileSync(first, bytes);
    rmSync(second);
    const lost = [held[0]!.at(-1)!, ...held[1]!];
    const batch = await spool.read({ bytes: 1e9, records: 1e9 });
    expect(sequences(batch.records)).toEqual(upTo(RECORDS).filter((sequence) => !lost.includes(sequence)));
    expect(spool.counts).toMatchObject({ damaged_files: 2, damaged_records: lost.length });
    await spool.shipped(batch);
    expect(spool.counts.files).toBe(1);
    await spool.close();
  });

  it("few damaged files are kept aside, however often that happens", async () => {
    const copy = asIfKilled(folder);
    for (let i = 0; i < 8; i++) {
      appendFileSync(spoolFiles(copy)[0]!, "rot");
      const { spool } = await openSmall(copy);
      await appendMany(spool, 5, PAYLOAD);
      await spool.shipped(await spool.read({ bytes: 1e9, records: 1e9 }));
      await spool.close();
    }
    expect(readdirSync(copy).filter((name) => name.endsWith(".damaged")).length).toBeLessThanOrEqual(4);
  });

  it("a cursor of another life's file is not believed, and one ahead of what is left loses nothing", async () => {
    const copy = asIfKilled(folder);
    const { spool } = await openSmall(copy);
    await appendMany(spool, 10, PAYLOAD);
    await spool.shipped(await spool.read({ bytes: 1e9, records: 1e9 }));
    await spool.close();
    // As after a loss of power: the cursor was kept, the file that it speaks of was not.
    for (const path of spoolFiles(copy)) rmSync(path);
    const { spool: next } = await openSmall(copy);
    await appendMany(next, 4, PAYLOAD);
    expect(sequences(await readAll(next))).toEqual(upTo(4));
    await next.close();
    const cursor = readFileSync(join(copy, "cursor"));
    const foreign = asIfKilled(folder);
    const wrong = Buffer.from(cursor);
    for (const slot of [0, 4096]) {
      if (wrong.readUInt32BE(slot + 8) === 0) continue;
      wrong.writeBigUInt64BE(2n, slot + 36);
      wrong.writeUInt32BE(crc32(wrong.subarray(slot, slot + 60)), slot + 60);
    }
    writeFileSync(join(foreign, "cursor"), wrong);
    const { spool: last } = await openSmall(foreign);
    expect(sequences(await readAll(last))).toEqual(upTo(RECORDS));
    expect(last.counts.cursor_lost).toBe(1);
    await last.close();
    expect(existsSync(join(foreign, "cursor"))).toBe(true);
  });
});
