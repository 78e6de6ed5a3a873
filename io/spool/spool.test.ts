/** The spool: what is appended is read, shipped, deleted; its bound, its state, its one writer. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { openSpool } from "./open-spool.ts";
import { RECORD_BYTES_MAX, type Replayed, spoolBytes } from "./spool.ts";
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

const code = (name: string) => expect.objectContaining({ code: name });

describe("appending and reading", () => {
  it.each(["group", "each", "never"] as const)("what was appended is read in its order (%s)", async (sync) => {
    const { spool } = await openSmall(tempFolder(), { sync });
    await appendMany(spool, 300);
    const records = await readAll(spool);
    expect(sequences(records)).toEqual(upTo(300));
    for (const { boot, sequence, bytes } of records) {
      expect([boot, Buffer.from(bytes)]).toEqual([spool.boot, recordOf(sequence, 100)]);
    }
    await spool.close();
    expect(spool.counts.fsyncs > 0).toBe(sync !== "never");
  });

  it("many appends of one turn are few writes", async () => {
    const { spool } = await openSmall(tempFolder(), { fileBytes: 65_536 });
    await appendMany(spool, 200);
    expect(spool.counts).toMatchObject({ groups: 1, appended_records: 200 });
    await spool.close();
  });

  it("a batch keeps to bytes and records, and holds one record at least", async () => {
    const { spool } = await openSmall(tempFolder());
    await appendMany(spool, 20);
    expect(sequences((await spool.read({ bytes: 350, records: 100 })).records)).toEqual([1, 2, 3]);
    expect(sequences((await spool.read({ bytes: 10_000, records: 2 })).records)).toEqual([1, 2]);
    expect(sequences((await spool.read({ bytes: 1, records: 1 })).records)).toEqual([1]);
    await spool.close();
  });

  it("what is refused uses no number, and its neighbours are written", async () => {
    const { spool } = await openSmall(tempFolder());
    const seen: number[] = [];
    const outcomes = await Promise.allSettled([
      spool.append((n) => recordOf(n, 10), "optional"),
      spool.append(() => new Uint8Array(RECORD_BYTES_MAX + 1), "optional"),
      spool.append((n) => {
        seen.push(n);
        throw new Error("no such record");
      }, "optional"),
      spool.append((n) => recordOf(n, RECORD_BYTES_MAX), "optional"),
    ]);
    expect(outcomes).toMatchObject([
      { status: "fulfilled" },
      { reason: { code: "WL_SPOOL_TOO_LARGE" } },
      { reason: { message: "no such record" } },
      { status: "fulfilled" },
    ]);
    expect(seen).toEqual([2]);
    expect(sequences(await readAll(spool))).toEqual([1, 2]);
    await spool.close();
  });

  it("tells of what is to be read: once for many, and at once of what was there", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    let told = 0;
    spool.onAppended(() => told++);
    await appendMany(spool, 50);
    expect(told).toBe(1);
    await spool.close();
    const { spool: next } = await openSmall(folder);
    await new Promise<void>((resolve) => next.onAppended(resolve));
    await next.close();
  });

  it("after close it takes nothing, and what was accepted before is there", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    const appended = appendMany(spool, 10);
    await spool.close();
    await appended;
    await expect(appendMany(spool, 1)).rejects.toEqual(code("WL_SPOOL_CLOSED"));
    await expect(readAll(spool)).rejects.toEqual(code("WL_SPOOL_CLOSED"));
    const { spool: next } = await openSmall(folder);
    expect(sequences(await readAll(next))).toEqual(upTo(10));
    await next.close();
  });

  it("its folder and files are for their own user alone", async () => {
    const folder = join(tempFolder(), "spool", "gw1");
    const { spool } = await openSmall(folder);
    await appendMany(spool, 100);
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o77]).toEqual([name, 0]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await spool.close();
  });
});

describe("shipping", () => {
  it("what was shipped is not read again, by this life or the next; earlier lives come first", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await appendMany(spool, 100);
    const batch = await spool.read({ bytes: 1e6, records: 60 });
    expect(await spool.read({ bytes: 1e6, records: 60 })).toEqual(batch);
    await spool.shipped(batch);
    expect(sequences(await readAll(spool))).toEqual(upTo(100, 61));
    await spool.close();
    const { spool: next, replayed } = await openSmall(folder);
    await appendMany(next, 3);
    const records = await readAll(next);
    expect(sequences(records)).toEqual([...upTo(100, 61), 1, 2, 3]);
    expect(new Set(records.map(({ boot }) => boot))).toEqual(new Set([spool.boot, next.boot]));
    const shipped = replayed.flatMap((one) => (one.kind === "event" && one.shipped ? [one.sequence] : []));
    expect(shipped.at(-1)).toBe(60);
    await next.close();
  });

  it("whole files are deleted, the newest never; a batch that comes late moves nothing back", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await appendMany(spool, 10);
    const early = await spool.read({ bytes: 1e6, records: 5 });
    for (let i = 0; i < 10; i++) await appendMany(spool, 40);
    expect(spoolFiles(folder).length).toBeGreaterThan(3);
    await spool.shipped(await spool.read({ bytes: 1e6, records: 1e6 }));
    expect(spoolFiles(folder)).toHaveLength(1);
    await spool.shipped(early);
    expect(await readAll(spool)).toEqual([]);
    const size = spoolFiles(folder).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(spool.counts).toMatchObject({ used_bytes: size, unshipped_records: 0, shipped_records: 410 });
    await spool.close();
  });

  it("a cursor that is lost or damaged ships all again, never less", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await appendMany(spool, 20);
    for (const records of [5, 5, 5]) await spool.shipped(await spool.read({ bytes: 1e6, records }));
    await spool.close();
    const path = join(folder, "cursor");
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += at >= 64 && at < 4090 ? 61 : 1) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      writeFileSync(path, flipped);
      const { spool: next } = await openSmall(asIfKilled(folder));
      const first = (await readAll(next))[0]?.sequence;
      // A flip between the slots or in one: the newest slot, or the one before.
      expect([11, 16]).toContain(first);
      await next.close();
    }
    writeFileSync(path, whole.subarray(0, 30));
    const { spool: next } = await openSmall(folder);
    expect(sequences(await readAll(next))).toEqual(upTo(20));
    expect(next.counts.cursor_lost).toBe(1);
    await next.close();
  });
});

describe("the bound", () => {
  const bound = { fileBytes: 4096, boundBytes: 32_768 };

  it("room is refused past it, what is reserved fits, what nobody owes is dropped; shipping makes room", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder, { ...bound, state: () => [Buffer.alloc(50)] });
    const rooms = [];
    for (let room = spool.reserve(spoolBytes(400)); room; room = spool.reserve(spoolBytes(400))) rooms.push(room);
    expect(rooms.length).toBeGreaterThan(60);
    await expect(spool.append((n) => recordOf(n, 400), "optional")).rejects.toEqual(code("WL_SPOOL_FULL"));
    for (const room of rooms) {
      await spool.append((n) => recordOf(n, 400), room);
      expect(spool.counts.used_bytes).toBeLessThanOrEqual(bound.boundBytes);
    }
    expect(spool.counts).toMatchObject({ refused_full: 1, dropped_optional: 1, reserved_bytes: 0 });
    await spool.shipped(await spool.read({ bytes: 1e6, records: 1e6 }));
    const room = spool.reserve(spoolBytes(400))!;
    await spool.append((n) => recordOf(n, 400), room);
    expect((await readAll(spool))[0]?.sequence).toBe(rooms.length + 1);
    await spool.close();
  });

  it("room that was not used comes back, once", async () => {
    const { spool } = await openSmall(tempFolder(), bound);
    const room = spool.reserve(1000)!;
    await spool.append((n) => recordOf(n, 300), room);
    expect([room.left, spool.counts.reserved_bytes]).toEqual([680, 680]);
    room.release();
    room.release();
    expect([room.left, spool.counts.reserved_bytes]).toEqual([0, 0]);
    await spool.close();
  });

  it("a record larger than its room takes free room, and is counted; without any it is refused", async () => {
    const { spool } = await openSmall(tempFolder(), bound);
    const room = spool.reserve(100)!;
    await spool.append((n) => recordOf(n, 500), room);
    expect(spool.counts).toMatchObject({ overdrawn_records: 1, reserved_bytes: 0 });
    const rest = spool.reserve(30_000)!;
    await expect(spool.append((n) => recordOf(n, 5000), room)).rejects.toEqual(code("WL_SPOOL_FULL"));
    rest.release();
    await spool.append((n) => recordOf(n, 5000), room);
    await spool.close();
  });
});

describe("the state", () => {
  /** What a gateway keeps of it: the segments that are open. */
  const openOf = (replayed: readonly Replayed[]): string[] => {
    let open = new Set<string>();
    let row = new Set<string>();
    for (const one of replayed) {
      if (one.kind === "state") row.add(Buffer.from(one.bytes).toString());
      else if (one.kind === "stated") [open, row] = [row, new Set()];
      else {
        const [what, id = ""] = Buffer.from(one.bytes).toString().split(" ");
        if (what === "open") open.add(id);
        else open.delete(id);
      }
    }
    return [...open].toSorted();
  };

  it("what is open is known after its file has gone, whenever the process is killed", async () => {
    const folder = tempFolder();
    const live = new Set<string>();
    const { spool } = await openSmall(folder, { state: () => [...live].map((id) => Buffer.from(id)) });
    const say = (what: string, id: string) =>
      spool.append(() => Buffer.from(`${what} ${id} ${"x".repeat(200)}`), "optional");
    for (let n = 0; n < 400; n++) {
      const id = `s${n}`;
      live.add(id);
      await say("open", id);
      // Some stay open for ever.
      if (n % 40 !== 0) {
        await say("end", id);
        live.delete(id);
      }
      await spool.shipped(await spool.read({ bytes: 1e6, records: 7 }));
      if (n % 50 !== 49) continue;
      const { spool: next, replayed } = await openSmall(asIfKilled(folder));
      expect(openOf(replayed)).toEqual([...live].toSorted());
      await next.close();
    }
    expect(spoolFiles(folder).length).toBeLessThan(8);
    await spool.close();
  });

  it("is asked after all that is there was told, and is on the disk before older files go", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await spool.append(() => Buffer.from("open a"), "optional");
    await spool.shipped(await spool.read({ bytes: 1e6, records: 10 }));
    await spool.close();
    const left: Replayed[] = [];
    const o = { folder, sync: "each", state: () => openOf(left).map((id) => Buffer.from(id)) } as const;
    const next = await openSpool({ ...o, onRecord: (record) => left.push(record) });
    await next.close();
    expect(spoolFiles(folder)).toHaveLength(1);
    const { spool: last, replayed } = await openSmall(folder);
    expect(openOf(replayed)).toEqual(["a"]);
    await last.close();
  });

  it("may be larger than a file: then files are as large as it", async () => {
    const folder = tempFolder();
    const state = Array.from({ length: 1000 }, (_, n) => recordOf(n, 100));
    const { spool } = await openSmall(folder, { state: () => state, boundBytes: 4 * 1024 * 1024 });
    for (let i = 0; i < 30; i++) await appendMany(spool, 100);
    const { used_bytes, appended_bytes } = spool.counts;
    expect(used_bytes).toBeLessThan(2.5 * appended_bytes);
    expect(await readAll(spool)).toHaveLength(3000);
    await spool.close();
  });
});

describe("one writer", () => {
  it("a second one is refused with the pid of the first, in this process and from another", async () => {
    const folder = tempFolder();
    const { spool } = await openSmall(folder);
    await expect(openSmall(folder)).rejects.toThrow(`this process (${process.pid}) writes to ${folder}`);
    const writer = new URL("./killed-writer.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, [writer, folder, "0"], { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    await once(child, "close");
    expect(said).toContain(`process ${process.pid} writes to ${folder}`);
    await appendMany(spool, 3);
    await spool.close();
    const { spool: next } = await openSmall(folder);
    await next.close();
  });

  it("of many who come for a dead one's place one gets it", async () => {
    const folder = tempFolder();
    // The pid of this process, in another life of it.
    writeFileSync(join(folder, "lock.7"), `${process.pid} 1 another-boot`);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openSmall(folder)));
    const won = outcomes.filter((one) => one.status === "fulfilled");
    expect(won).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.startsWith("lock"))).toEqual(["lock.8"]);
    await won[0]!.value.spool.close();
  });
});
