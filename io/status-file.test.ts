/** The status file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { openStatusFile } from "./status-file.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-status-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("is replaced whole, private, again and again, and ends as not ready", async () => {
  const path = join(folder, "status.json");
  let n = 0;
  const read = () => ({ ready: true, listens: [], refused: {}, counters: { n: ++n }, long: "x".repeat(50_000) });
  const file = openStatusFile({ path, read, everyMs: 2 });
  await file.writeNow();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const seen = new Set<number>();
  for (const until = Date.now() + 10_000; seen.size <= 5 && Date.now() < until; await sleep(1)) {
    const status = JSON.parse(readFileSync(path, "utf8")) as { pid: number; counters: { n: number } };
    expect(status.pid).toBe(process.pid);
    seen.add(status.counters.n);
  }
  expect(seen.size).toBeGreaterThan(5);
  await file.close();
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ ready: false });
  expect(readdirSync(folder)).toEqual(["status.json"]);
});

it("a folder that is not there is told, and stops nothing", async () => {
  const errors: unknown[] = [];
  const path = join(folder, "none", "status.json");
  const file = openStatusFile({ path, read: () => ({}), onError: (error) => errors.push(error) });
  await file.writeNow();
  await file.writeNow();
  await file.close();
  expect(errors).toHaveLength(3);
});
