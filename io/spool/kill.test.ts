/** Real processes, killed in the middle of appending: whatever they were told is there when the next one opens. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { openSpool } from "./open-spool.ts";
import type { SpooledRecord, SyncMode } from "./spool.ts";
import { recordOf, removeFolders, sequences, tempFolder, upTo } from "./trial.ts";

afterAll(removeFolders);

const SEED = Number(process.env.SEED ?? 7);
const KILLS = 20;
const WRITER = new URL("./killed-writer.ts", import.meta.url).pathname;
const BYTES = 200;

interface Life {
  readonly boot: string;
  readonly acknowledged: number[];
}

/** Runs a writer, kills it when it has said so many lines, and doesn't wait for its end. */
async function live(
  folder: string,
  sync: SyncMode,
  lanes: number,
  lines: number,
): Promise<Life & { ended: Promise<unknown> }> {
  const args = [WRITER, folder, String(lanes), sync, String(BYTES), "65536"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  let boot = "";
  const acknowledged: number[] = [];
  const said = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    said.on("line", (line) => {
      if (line.startsWith("boot ")) boot = line.slice(5);
      else if (/^\d+$/.test(line)) acknowledged.push(Number(line));
      else reject(new Error(line));
      if (acknowledged.length < lines) return;
      child.kill("SIGKILL");
      resolve();
    });
  });
  return { boot, acknowledged, ended };
}

it(`SIGKILL at ${KILLS} seeded moments: the folder is taken at once, all told is there (SEED=${SEED})`, async () => {
  const folder = tempFolder();
  const moments = fc.sample(
    fc.record({
      lines: fc.integer({ min: 0, max: 3000 }),
      lanes: fc.constantFrom(1, 7, 64),
      sync: fc.constantFrom<SyncMode>("group", "each", "never"),
    }),
    { numRuns: KILLS, seed: SEED },
  );
  for (const { lines, lanes, sync } of moments) {
    // A sync a record, on whatever disk: fewer of them.
    const { boot, acknowledged, ended } = await live(
      folder,
      sync,
      lanes,
      sync === "each" ? lines % (8 * lanes) : lines,
    );
    // At once: the killed process may not be gone yet, and nobody has asked for its exit code.
    const spool = await openSpool({ folder, sync: "never", state: () => [] });
    await ended;
    const found: SpooledRecord[] = [];
    for (;;) {
      const batch = await spool.read({ bytes: 100_000, records: 500 });
      if (batch.records.length === 0) break;
      found.push(...batch.records);
      await spool.shipped(batch);
    }
    expect(new Set(found.map((record) => record.boot))).toEqual(new Set(found.length > 0 ? [boot] : []));
    // Gap-free, so what was acknowledged is there if the highest of it is.
    expect(sequences(found)).toEqual(upTo(found.length));
    expect(found.length).toBeGreaterThanOrEqual(Math.max(0, ...acknowledged));
    for (const { sequence, bytes } of found)
      expect(Buffer.from(bytes)).toEqual(recordOf(sequence, BYTES + (sequence % 50)));
    expect(spool.counts).toMatchObject({ damaged_files: 0, damaged_records: 0, cursor_lost: 0 });
    await spool.close();
  }
}, 120_000);

it("a killed process that nobody has asked for its exit code holds nothing", async () => {
  const folder = tempFolder();
  const args = ["-c", '"$0" "$@" & exec sleep 60', process.execPath, WRITER, folder, "1", "never"];
  const parent = spawn("sh", args, { stdio: ["ignore", "pipe", "ignore"] });
  await once(parent.stdout, "data");
  const lock = readdirSync(folder).find((name) => /^lock\.\d+$/.test(name))!;
  const pid = Number(readFileSync(join(folder, lock), "utf8").split(" ")[0]);
  process.kill(pid, "SIGKILL");
  const spool = await openSpool({ folder, sync: "never", state: () => [] });
  // Its pid is still taken: it is a zombie as long as its parent lives.
  expect(process.kill(pid, 0)).toBe(true);
  await spool.close();
  parent.kill("SIGKILL");
  await once(parent, "close");
});
