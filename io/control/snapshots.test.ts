/** Snapshots on a real disk and a real log: what is used is exact, what can't be used is refused, said and counted. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { canonicalText } from "../../core/control/canonical.ts";
import { KEPT_MAX } from "../../core/history/kept-snapshots.ts";
import { openEmbeddedLog } from "../log/embedded/embedded-log.ts";
import type { EventLog } from "../log/event-log.ts";
import { CONTROL_TOPIC } from "./control-topic.ts";
import { fromNothing, LogFold } from "./log-fold.ts";
import { SnapshotKeeper } from "./snapshot-keeper.ts";
import { Snapshots } from "./snapshots.ts";
import { SMALL_ESTATE, TrialFacts } from "./trial-facts.ts";
import { fillLog } from "./trial-log.ts";

const base = mkdtempSync(join(tmpdir(), "wayleave-snapshots-"));
let log: EventLog;
let other: EventLog;
let facts: TrialFacts;
let folder: string;
let counted: Map<string, number>;
let warned: string[];
let snapshots: Snapshots;

function numbers(seed: number): () => number {
  let at = seed;
  return () => (at = (at * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const newFacts = (seed: number) => new TrialFacts({ random: numbers(seed), tenant: "demo", scale: SMALL_ESTATE });

function open(): Snapshots {
  return new Snapshots({
    folder,
    log: { info: () => {}, warn: (_, fields) => warned.push(String(fields?.["why"])) },
    count: (name, by = 1) => counted.set(name, (counted.get(name) ?? 0) + by),
  });
}

beforeAll(async () => {
  log = await openEmbeddedLog(join(base, "log"));
  other = await openEmbeddedLog(join(base, "other"));
  facts = newFacts(7);
  await fillLog(log, facts, 1_500);
  await fillLog(other, newFacts(8), 1_600);
});

beforeEach(() => {
  folder = mkdtempSync(join(base, "kept-"));
  counted = new Map();
  warned = [];
  snapshots = open();
});

afterAll(async () => {
  await log.close();
  await other.close();
  rmSync(base, { recursive: true });
});

async function followed(of = log, from = fromNothing()): Promise<LogFold> {
  const fold = new LogFold(from);
  await fold.follow(of);
  return fold;
}

/** A snapshot of a log as it stands. */
async function shoot(of = log): Promise<{ fold: LogFold; file: string }> {
  const fold = await followed(of);
  const { folded, hashes } = fold;
  await snapshots.write({ folded, log: hashes.log, block: hashes.block });
  fold.close();
  return { fold, file: join(folder, readdirSync(folder).sort().at(-1)!) };
}

describe("a start with a snapshot", () => {
  it("and the tail of the log comes to the same state and hashes as one from nothing", async () => {
    const { fold: held } = await shoot();
    await fillLog(log, facts, facts.told + 700);
    const start = await snapshots.start(log);
    expect(start.folded.state.asOf).toBe(held.state.asOf);
    const [one, whole] = [await followed(log, start), await followed()];
    expect(canonicalText(one.state)).toBe(canonicalText(whole.state));
    expect(one.hashes).toEqual(whole.hashes);
    expect(one.startedAt).toBe(held.state.asOf);
    expect([counted.get("snapshots_used"), warned]).toEqual([1, []]);
    for (const each of [one, whole]) each.close();
  });

  it("of nothing, where there is none, begins with nothing", async () => {
    expect((await snapshots.start(log)).folded.state.asOf).toBe(-1);
  });
});

describe("what is no snapshot of this log is refused, and the log is folded", () => {
  async function refused(reason: string, of = log): Promise<void> {
    const start = await snapshots.start(of);
    expect(start.folded.state.asOf).toBe(-1);
    expect(counted.get(`snapshots_refused_${reason}`)).toBe(1);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain("control-");
  }

  it("a damaged one, whichever byte it is, or cut", async () => {
    const { file } = await shoot();
    const whole = readFileSync(file);
    for (let n = 0; n < 40; n++) {
      const bytes = Buffer.from(whole);
      const at = n === 0 ? bytes.length - 3 : Math.floor((n * bytes.length) / 40);
      // A letter for a letter: most lines stay what a reader of JSON would take.
      bytes[at]! ^= 1;
      writeFileSync(file, bytes);
      expect((await open().start(log)).folded.state.asOf).toBe(-1);
    }
    for (const length of [0, 1, whole.length >> 1, whole.length - 10]) {
      writeFileSync(file, whole.subarray(0, length));
      expect((await open().start(log)).folded.state.asOf).toBe(-1);
    }
    expect(warned).toHaveLength(44);
    writeFileSync(file, whole);
    expect((await open().start(log)).folded.state.asOf).toBeGreaterThan(0);
  });

  it("one of another log, by its id", async () => {
    await shoot(other);
    await refused("foreign");
  });

  it("one of a log that went on otherwise, by its rolling hash", async () => {
    const twin = await openEmbeddedLog(join(folder, "twin"));
    const same = newFacts(9);
    await fillLog(twin, same, 900);
    await shoot(twin);
    const restored = await openEmbeddedLog(join(folder, "restored"));
    // The same first event, and another time and id at the rest.
    await fillLog(restored, newFacts(9), 1_000);
    await refused("foreign", restored);
    expect(warned[0]).toContain("rolling hash");
    for (const each of [twin, restored]) await each.close();
  });

  it("one past the log's end", async () => {
    const twin = await openEmbeddedLog(join(folder, "twin"));
    const told = newFacts(9);
    await fillLog(twin, told, 900);
    await shoot(twin);
    const cut = await openEmbeddedLog(join(folder, "cut"));
    await fillLog(cut, newFacts(9), 500);
    await refused("end", cut);
    for (const each of [twin, cut]) await each.close();
  });

  it.each([
    ["format", /"format":1/, `"format":0`],
    ["version", /"fold":"[^"]+"/, `"fold":"0-1"`],
  ])("one of another %s", async (reason, from, to) => {
    const { file } = await shoot();
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
    await refused(reason);
  });

  it("and an older one is taken in its place; what was refused goes when a new one stands", async () => {
    const { file, fold } = await shoot();
    await fillLog(log, facts, facts.told + 50);
    const { file: newest } = await shoot();
    writeFileSync(newest, "nothing");
    const start = await snapshots.start(log);
    expect(start.folded.state.asOf).toBe(fold.state.asOf);
    await fillLog(log, facts, facts.told + 1);
    const { file: latest } = await shoot();
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([file, latest]);
  });
});

describe("snapshots are written", () => {
  it("after so many events and at the end; a bounded number stays, along the log", async () => {
    const fold = await followed();
    const keeper = new SnapshotKeeper({
      ...{ fold, snapshots, log: { warn: () => {} }, count: () => {} },
      everyEvents: 30,
    });
    for (let n = 0; n < 40; n++) {
      await fillLog(log, facts, facts.told + 30);
      await fold.reached(facts.told - 1);
    }
    fold.close();
    await keeper.close();
    const names = readdirSync(folder).sort();
    expect(names.length).toBeLessThanOrEqual(KEPT_MAX);
    expect(names.at(-1)).toContain(String(facts.told - 1));
    expect(names.every((name) => name.endsWith(".snapshot"))).toBe(true);
    expect((await snapshots.start(log)).folded.state.asOf).toBe((await log.endOffset(CONTROL_TOPIC)) - 1);
  });

  it("and a travel begins with the newest that isn't past its moment", async () => {
    const { fold } = await shoot();
    const { logId, asOf } = fold.state;
    expect((await snapshots.before({ offset: asOf }, logId))?.state.asOf).toBe(asOf);
    expect((await snapshots.before({ timeUs: Number.MAX_SAFE_INTEGER }, logId))?.state.asOf).toBe(asOf);
    expect(await snapshots.before({ offset: asOf - 1 }, logId)).toBeUndefined();
    expect(await snapshots.before({ timeUs: fold.folded.timeUs - 1 }, logId)).toBeUndefined();
    expect(await snapshots.before({ offset: asOf }, "another")).toBeUndefined();
  });
});
