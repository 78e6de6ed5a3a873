/** The embedded log: the contract of every event log, and what is its own: its folder, its format, its neighbours. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, it } from "@jest/globals";
import { eventLogContract } from "../contract.ts";
import { readAll, sleep } from "../contract-bench.ts";
import { openEmbeddedLog } from "./embedded-log.ts";

const made: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "wayleave-log-"));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

eventLogContract("the embedded log", async () => {
  const path = folder();
  const module = new URL("./embedded-log.ts", import.meta.url).href;
  return {
    open: () => openEmbeddedLog(path),
    opener: { module, name: "openEmbeddedLog", args: [path] },
    compactsAtOnce: true,
    dispose: async () => {},
  };
});

const value = Buffer.from("v");

async function filled(records: number, bytes = 100): Promise<string> {
  const path = folder();
  const log = await openEmbeddedLog(path);
  await log.createTopic("t", { cleanup: "delete", partitions: 1 });
  for (let i = 0; i < records; i += 1000) {
    await log.append(
      "t",
      Array.from({ length: 1000 }, () => ({ key: "k", value: Buffer.alloc(bytes) })),
    );
  }
  await log.close();
  return path;
}

it("its files are for their own user alone, and close leaves one file", async () => {
  const path = join(folder(), "log");
  const log = await openEmbeddedLog(path);
  await log.createTopic("t", { cleanup: "delete", partitions: 1 });
  await log.append("t", [{ key: "k", value }]);
  for (const name of readdirSync(path)) expect([name, statSync(join(path, name)).mode & 0o77]).toEqual([name, 0]);
  expect(statSync(path).mode & 0o77).toBe(0);
  await log.close();
  expect(readdirSync(path)).toEqual(["log.sqlite"]);
});

it("many who open a new folder at once make one log", async () => {
  const path = folder();
  const logs = await Promise.all(Array.from({ length: 6 }, () => openEmbeddedLog(path)));
  await Promise.all(logs.map((log) => log.createTopic("t", { cleanup: "delete", partitions: 1 })));
  await Promise.all(logs.map((log) => log.append("t", [{ key: "k", value }])));
  expect(await logs[0]!.endOffset("t")).toBe(6);
  await Promise.all(logs.map((log) => log.close()));
});

it("another format is named, with what to do, and not touched", async () => {
  const path = await filled(0);
  change(path, "PRAGMA user_version = 9");
  const before = readFileSync(join(path, "log.sqlite"));
  const opening = openEmbeddedLog(path);
  await expect(opening).rejects.toMatchObject({ code: "WL_LOG_FORMAT" });
  await expect(opening).rejects.toThrow(/log\.sqlite has log format 9, this Wayleave reads 2; use the newer Wayleave/);
  expect(readFileSync(join(path, "log.sqlite"))).toEqual(before);
});

it("the format before is taken over, with all its records", async () => {
  const path = await filled(3);
  change(path, "DROP TABLE retention; PRAGMA user_version = 1");
  const log = await openEmbeddedLog(path);
  await log.createTopic("t", { cleanup: "delete", partitions: 1, retentionMs: 3_600_000 });
  expect(await log.endOffset("t")).toBe(1000);
  await log.close();
});

it("somebody else's database is not taken for a log", async () => {
  const path = folder();
  change(path, "CREATE TABLE theirs (a)");
  await expect(openEmbeddedLog(path)).rejects.toMatchObject({ code: "WL_LOG_FORMAT" });
});

it.each([
  ["a text", (file: string) => writeFileSync(file, "not a database, but long enough to be looked at ".repeat(100))],
  ["cut short", (file: string) => truncateSync(file, 4096 * 20)],
  ["overwritten in the middle", (file: string) => overwrite(file)],
])("a damaged file is told at once: %s", async (_name, harm) => {
  const path = await filled(3000);
  harm(join(path, "log.sqlite"));
  const opening = openEmbeddedLog(path);
  await expect(opening).rejects.toMatchObject({ code: "WL_LOG_DAMAGED" });
  await expect(opening).rejects.toThrow(path);
});

it("damage found only when it is read ends the follower, and the process lives", async () => {
  const path = await filled(30_000, 900);
  overwrite(join(path, "log.sqlite"));
  const log = await openEmbeddedLog(path);
  await expect(log.follow("t", 0, 0, () => {}).done).rejects.toMatchObject({ code: "WL_LOG_DAMAGED" });
  await log.close();
});

it("a folder that can't be is told", async () => {
  const path = folder();
  writeFileSync(join(path, "file"), "");
  const opening = openEmbeddedLog(join(path, "file", "log"));
  await expect(opening).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE" });
  await expect(opening).rejects.toThrow("ENOTDIR");
});

it("append time never runs backwards, though the clock did", async () => {
  const path = await filled(1000);
  const future = (Date.now() + 3_600_000) * 1000;
  change(path, `UPDATE part SET last_append_us = ${future}`);
  const log = await openEmbeddedLog(path);
  expect((await log.append("t", [{ key: "k", value }])).appendTimeUs).toBe(future);
  await log.close();
});

it("tombstones go once every follower had a day to see them", async () => {
  const path = folder();
  const log = await openEmbeddedLog(path);
  await log.createTopic("t", { cleanup: "compact", partitions: 1 });
  await log.append("t", [
    { key: "a", value },
    { key: "b", value },
    { key: "a", value: new Uint8Array(0) },
  ]);
  await log.compact("t");
  expect((await readAll(log, "t")).map(({ offset }) => offset)).toEqual([1, 2]);
  await log.close();
  change(path, `UPDATE record_1 SET append_us = append_us - ${25 * 3600}000000`);
  const again = await openEmbeddedLog(path);
  expect(await again.compact("t")).toEqual({ removed: 1 });
  expect((await readAll(again, "t")).map(({ offset }) => offset)).toEqual([1]);
  expect(await again.endOffset("t")).toBe(3);
  await again.close();
});

it("a process that holds the log too long costs 5 s and a clear answer, not a hang; followers read on", async () => {
  const path = await filled(1000);
  const log = await openEmbeddedLog(path);
  const holder = new DatabaseSync(join(path, "log.sqlite"));
  holder.exec("BEGIN IMMEDIATE");
  const append = log.append("t", [{ key: "k", value }]);
  const fault = { code: "WL_LOG_UNAVAILABLE", stored: "no", mayRetry: true };
  const refused = expect(append).rejects.toMatchObject(fault);
  expect(await readAll(log, "t")).toHaveLength(1000);
  await refused;
  const waiting = log.append("t", [{ key: "k", value }]);
  await sleep(300);
  holder.exec("COMMIT");
  holder.close();
  expect((await waiting).baseOffset).toBe(1000);
  await log.close();
}, 20_000);

it("commits do not hold the main loop", async () => {
  const path = await filled(0);
  const log = await openEmbeddedLog(path);
  await log.createTopic("big", { cleanup: "delete", partitions: 1 });
  const block = Buffer.alloc(400_000);
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  for (let i = 0; i < 20; i++) await log.append("big", [{ key: "k", value: block }]);
  clearInterval(timer);
  await log.close();
  expect(longestMs).toBeLessThan(200);
});

it("a process with a closed log ends by itself", async () => {
  const module = new URL("./embedded-log.ts", import.meta.url).href;
  const script = `import { openEmbeddedLog } from ${JSON.stringify(module)};
    const log = await openEmbeddedLog(${JSON.stringify(folder())});
    await log.createTopic("t", { cleanup: "delete", partitions: 1 });
    log.follow("t", 0, 0, () => {});
    await log.close();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  expect([await once(child, "exit"), said.replaceAll(/.*ExperimentalWarning.*\n?.*\n?/g, "")]).toEqual([[0, null], ""]);
});

function change(path: string, sql: string): void {
  const db = new DatabaseSync(join(path, "log.sqlite"));
  db.exec(sql);
  db.close();
}

/** Garbage over a stretch of pages, as a failing disk leaves it. */
function overwrite(file: string): void {
  chmodSync(file, 0o600);
  const bytes = readFileSync(file);
  bytes.fill(0xa5, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 16_384);
  writeFileSync(file, bytes);
}
