/** Disks that are full or broken: what was refused is not there, what was acknowledged is, and it goes on after. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { SpoolFault } from "./spool.ts";
import {
  appendMany,
  asIfKilled,
  faultyDisk,
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

const code = (name: string) => expect.objectContaining({ code: name });
const one = (n: number) => recordOf(n, 100);

describe("a full disk", () => {
  it("a write that was cut short anywhere is undone and refused; with room it goes on, gap-free", async () => {
    for (let room = 0; room < 240; room += 7) {
      const folder = tempFolder();
      const { weather, on } = faultyDisk();
      const { spool } = await openSmall(folder, {}, on);
      await appendMany(spool, 3);
      const before = readFileSync(spoolFiles(folder)[0]!);
      weather.room = room;
      const outcomes = await Promise.allSettled([
        spool.append(one, "optional"),
        spool.append(one, spool.reserve(120)!),
      ]);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: code("WL_SPOOL_FULL") });
      expect(readFileSync(spoolFiles(folder)[0]!)).toEqual(before);
      expect(spool.counts).toMatchObject({ dropped_optional: 1, refused_full: 1, reserved_bytes: 120 });
      expect(spool.counts.used_bytes).toBe(before.length);
      expect(sequences(await readAll(spool))).toEqual(upTo(3));
      weather.room = Number.POSITIVE_INFINITY;
      await appendMany(spool, 2);
      const { spool: next } = await openSmall(asIfKilled(folder));
      expect(sequences(await readAll(next))).toEqual(upTo(5));
      await next.close();
      await spool.close();
    }
  });

  it("room that was reserved is still there after a write that failed", async () => {
    const { weather, on } = faultyDisk();
    const { spool } = await openSmall(tempFolder(), {}, on);
    const room = spool.reserve(120)!;
    weather.room = 10;
    await expect(spool.append(one, room)).rejects.toEqual(code("WL_SPOOL_FULL"));
    expect(room.left).toBe(120);
    weather.room = 1000;
    await spool.append(one, room);
    expect(room.left).toBe(0);
    await spool.close();
  });

  it("a new file for which there is no room is not begun, and leaves nothing", async () => {
    const folder = tempFolder();
    const { weather, on } = faultyDisk();
    const { spool } = await openSmall(folder, { state: () => [recordOf(0, 500)] }, on);
    await appendMany(spool, 40);
    expect(spoolFiles(folder)).toHaveLength(1);
    for (const room of [0, 20, 64, 300]) {
      weather.room = room;
      await expect(spool.append(one, "optional")).rejects.toEqual(code("WL_SPOOL_FULL"));
      expect(spoolFiles(folder)).toHaveLength(1);
    }
    weather.room = Number.POSITIVE_INFINITY;
    await appendMany(spool, 1);
    expect(spoolFiles(folder)).toHaveLength(2);
    expect(sequences(await readAll(spool))).toEqual(upTo(41));
    await spool.close();
  });

  it("a spool opens on it, ships what is there, and takes records once there is room", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await appendMany(spool, 5);
    await spool.close();
    const { weather, on } = faultyDisk();
    weather.fails = { create: "ENOSPC" };
    const { spool: next } = await openSmall(folder, {}, on);
    await expect(next.append(one, "optional")).rejects.toEqual(code("WL_SPOOL_FULL"));
    const batch = await next.read({ bytes: 1e6, records: 100 });
    expect(sequences(batch.records)).toEqual(upTo(5));
    await next.shipped(batch);
    // Nothing newer holds the state yet.
    expect(spoolFiles(folder)).toHaveLength(1);
    weather.fails = {};
    await appendMany(next, 2);
    await next.shipped(await next.read({ bytes: 1e6, records: 1 }));
    expect(spoolFiles(folder)).toHaveLength(1);
    expect(sequences(await readAll(next))).toEqual([2]);
    await next.close();
  });

  it("a real limit of the system cuts a write short: the same, in a process of its own", async () => {
    const folder = tempFolder();
    const writer = new URL("./killed-writer.ts", import.meta.url).pathname;
    // In blocks of 512 bytes or of 1 KiB, as the shell has it; either ends in the middle of a record.
    const limited = 'ulimit -f 20; exec "$0" "$@"';
    const args = ["-c", limited, process.execPath, writer, folder, "3", "group", "333", "65536"];
    const { stdout } = spawnSync("sh", args, { encoding: "utf8" });
    const lines = stdout.trim().split("\n");
    expect(lines.filter((line) => line === "refused WL_SPOOL_FULL")).toHaveLength(3);
    const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(acknowledged.length).toBeGreaterThan(10);
    const { spool } = await openSmall(folder);
    expect(sequences(await readAll(spool))).toEqual(acknowledged.toSorted((a, b) => a - b));
    expect(spool.counts).toMatchObject({ torn_tail_bytes: 0, damaged_files: 0 });
    await spool.close();
  });
});

describe("a broken disk", () => {
  it("nothing is written until what a failed write has left is cut off", async () => {
    const folder = tempFolder();
    const { weather, on } = faultyDisk();
    const { spool } = await openSmall(folder, {}, on);
    await appendMany(spool, 2);
    weather.room = 170;
    weather.fails = { truncate: "EIO" };
    // One whole record and a part of the next one stay behind the end.
    const outcomes = await Promise.allSettled([spool.append(one, "optional"), spool.append(one, "optional")]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: code("WL_SPOOL_FULL") });
    weather.room = Number.POSITIVE_INFINITY;
    await expect(spool.append(one, "optional")).rejects.toEqual(code("WL_SPOOL_BROKEN"));
    expect(sequences(await readAll(spool))).toEqual(upTo(2));
    weather.fails = {};
    await appendMany(spool, 2);
    const { spool: next, replayed } = await openSmall(asIfKilled(folder));
    expect(replayed.flatMap((r) => (r.kind === "event" ? [r.sequence] : []))).toEqual(upTo(4));
    await next.close();
    await spool.close();
  });

  it("each: what the disk did not take for certain is refused, and not there", async () => {
    const folder = tempFolder();
    const { weather, on } = faultyDisk();
    const { spool } = await openSmall(folder, { sync: "each" }, on);
    await appendMany(spool, 2);
    weather.fails = { datasync: "EIO" };
    await expect(spool.append(one, "optional")).rejects.toEqual(code("WL_SPOOL_BROKEN"));
    await expect(spool.append(one, "optional")).rejects.toBeInstanceOf(SpoolFault);
    weather.fails = {};
    await appendMany(spool, 1);
    expect(sequences(await readAll(spool))).toEqual(upTo(3));
    expect(spool.counts.fsync_failures).toBe(2);
    await spool.close();
    // A file that a sync has failed is not trusted with more.
    expect(spoolFiles(folder)).toHaveLength(2);
  });

  it("group: a sync that fails is counted, and the next group goes to a new file", async () => {
    const folder = tempFolder();
    const { weather, on } = faultyDisk();
    const { spool } = await openSmall(folder, { sync: "group" }, on);
    weather.fails = { datasync: "EIO" };
    let group = 0;
    while (spool.counts.fsync_failures === 0) {
      await appendMany(spool, 1);
      group += 1;
    }
    weather.fails = {};
    await appendMany(spool, 1);
    expect(spoolFiles(folder).length).toBeGreaterThanOrEqual(2);
    expect(sequences(await readAll(spool))).toEqual(upTo(group + 1));
    await spool.close();
  });

  it("older files stay until a newer one's state is on the disk", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await appendMany(spool, 3);
    await spool.close();
    const { weather, on } = faultyDisk();
    weather.fails = { datasync: "EIO" };
    const { spool: next } = await openSmall(folder, { sync: "group" }, on);
    const batch = await next.read({ bytes: 1e6, records: 100 });
    await next.shipped(batch);
    expect(sequences(batch.records)).toEqual(upTo(3));
    expect(spoolFiles(folder)).toHaveLength(2);
    while (next.counts.fsync_failures === 0) await appendMany(next, 1);
    expect(spoolFiles(folder).length).toBeGreaterThanOrEqual(2);
    weather.fails = {};
    await appendMany(next, 1);
    await next.shipped(await next.read({ bytes: 1e6, records: 1e6 }));
    await next.close();
    expect(spoolFiles(folder)).toHaveLength(1);
  });

  it("lives that find no room leave no more than one begin behind", async () => {
    const folder = tempFolder();
    const full = { fileBytes: 4096, boundBytes: 16_384, state: () => [recordOf(0, 600)] };
    const { spool } = await openSmall(folder, full);
    while (spool.counts.dropped_optional === 0) await appendMany(spool, 1).catch(() => {});
    const { unshipped_records } = spool.counts;
    await spool.close();
    for (let life = 0; life < 10; life++) {
      const { spool: next } = await openSmall(folder, full);
      await expect(appendMany(next, 1, 2000)).rejects.toEqual(code("WL_SPOOL_FULL"));
      expect(next.counts.used_bytes).toBeLessThanOrEqual(full.boundBytes);
      expect(next.counts.unshipped_records).toBe(unshipped_records);
      await next.close();
    }
  });

  it("a state that can't be told refuses appends, and stops nothing that is there", async () => {
    const folder = tempFolder();
    let tell = true;
    const state = () => {
      if (!tell) throw new Error("no state");
      return [];
    };
    const { spool } = await openSmall(folder, { state });
    await appendMany(spool, 40);
    tell = false;
    await expect(spool.append(one, "optional")).rejects.toMatchObject({ code: "WL_SPOOL_BROKEN" });
    expect(sequences(await readAll(spool))).toEqual(upTo(40));
    tell = true;
    await appendMany(spool, 1);
    await spool.close();
  });
});
