/** Time travel and the following fold on a real log, against the pure fold of all prefixes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { canonicalText } from "../../core/control/canonical.ts";
import { stateHash } from "../../core/control/digest.ts";
import { fold } from "../../core/control/fold.ts";
import { type ControlState, emptyState } from "../../core/control/state.ts";
import { openEmbeddedLog } from "../log/embedded/embedded-log.ts";
import type { EventLog, LogRecord } from "../log/event-log.ts";
import { CONTROL_TOPIC } from "./control-topic.ts";
import { LogChain } from "./log-chain.ts";
import { fromNothing, LogFold } from "./log-fold.ts";
import { decoded } from "./sliced-folding.ts";
import { foldedAt, NoSuchMoment, stateAt } from "./state-at.ts";
import { SMALL_ESTATE, TrialFacts } from "./trial-facts.ts";
import { fillLog } from "./trial-log.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-state-at-"));
let log: EventLog;
let records: LogRecord[];

/** The same numbers each time. */
function numbers(): () => number {
  let at = 7;
  return () => (at = (at * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Everything in the log, as it is read. */
async function readAll(of: EventLog): Promise<LogRecord[]> {
  const end = await of.endOffset(CONTROL_TOPIC);
  const all: LogRecord[] = [];
  await new Promise<void>((done) => {
    const follower = of.follow(CONTROL_TOPIC, 0, 0, (batch) => {
      all.push(...batch);
      if (all.length >= end) done(follower.close());
    });
  });
  return all;
}

const eventsOf = (some: readonly LogRecord[]) =>
  some.map(({ offset, appendTimeUs, value }) => ({ offset, appendTimeUs, event: decoded(value)! }));
const plainFold = (count: number): ControlState => fold(emptyState(), eventsOf(records.slice(0, count)));

beforeAll(async () => {
  log = await openEmbeddedLog(folder);
  const facts = new TrialFacts({ random: numbers(), tenant: "demo", scale: SMALL_ESTATE });
  for (const count of [400, 900, 901, 1_300]) await fillLog(log, facts, count);
  records = await readAll(log);
});

afterAll(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

describe("the state at a moment", () => {
  it("at an offset is the fold of all up to it, from whatever base it is folded", async () => {
    const bases = [await foldedAt(log, { offset: 300 }), await foldedAt(log, { offset: 1_000 })];
    for (const offset of [0, 1, 299, 300, 301, 777, 1_000, 1_001, records.length - 1]) {
      const state = await stateAt(log, { offset }, bases);
      expect(canonicalText(state)).toBe(canonicalText(plainFold(offset + 1)));
      expect(stateHash(state)).toBe(stateHash(plainFold(offset + 1)));
    }
  });

  it("at a time is the fold of all that was appended by then", async () => {
    const times = [...new Set(records.map(({ appendTimeUs }) => appendTimeUs))];
    for (const timeUs of [times[0]!, times[1]!, times[1]! + 1, times.at(-1)! - 1, times.at(-1)!, times.at(-1)! + 9e9]) {
      const wanted = records.filter((one) => one.appendTimeUs <= timeUs).length;
      expect((await stateAt(log, { timeUs })).asOf).toBe(wanted - 1);
      expect((await stateAt(log, { timeUs }, [await foldedAt(log, { offset: 900 })])).asOf).toBe(wanted - 1);
    }
  });

  it("that is not in the log is refused, and the text says what is", async () => {
    await expect(stateAt(log, { offset: records.length })).rejects.toThrow(`the log's last is @${records.length - 1}`);
    await expect(stateAt(log, { timeUs: records[0]!.appendTimeUs - 1 })).rejects.toThrow("it begins at 20");
    await expect(stateAt(log, { timeUs: 0 })).rejects.toBeInstanceOf(NoSuchMoment);
  });
});

describe("the fold that follows the log", () => {
  it("holds what the log held, and says both hashes of it", async () => {
    const one = new LogFold(fromNothing());
    await one.follow(log);
    const other = new LogFold(fromNothing());
    await other.follow(log);
    expect(canonicalText(one.state)).toBe(canonicalText(plainFold(records.length)));
    expect(one.hashes).toEqual(other.hashes);
    expect(one.hashes.state).toBe(stateHash(plainFold(records.length)));
    for (const each of [one, other]) each.close();
  });

  it("a poison record is folded to nothing, counted, and passed", async () => {
    const poisoned = await openEmbeddedLog(join(folder, "poisoned"));
    const facts = new TrialFacts({ random: numbers(), tenant: "demo", scale: SMALL_ESTATE });
    await fillLog(poisoned, facts, 300);
    const fold = new LogFold(fromNothing());
    await fold.follow(poisoned);
    const held = fold.state.digest;
    const { baseOffset } = await poisoned.append(CONTROL_TOPIC, [{ key: "k", value: Buffer.from([0xff, 0xff]) }]);
    await fold.reached(baseOffset);
    expect([fold.state.asOf, fold.malformed]).toEqual([baseOffset, 1]);
    expect(fold.state.digest).toEqual(held);
    await poisoned.close();
  });
});

describe("the rolling hash", () => {
  it("is the same whatever was read at once, and goes on from the begin of a block", () => {
    const whole = new LogChain();
    const at = new Map<number, string>();
    for (const record of records) {
      whole.add(record);
      if (record.offset % 3 === 0) at.set(record.offset, whole.value());
    }
    const silent = new LogChain();
    for (const record of records) silent.add(record);
    expect(silent.value()).toBe(whole.value());
    expect(silent.start.offset).toBe(1_024);
    const resumed = new LogChain(silent.start);
    for (const record of records.slice(1_024)) {
      resumed.add(record);
      if (record.offset % 3 === 0) expect(resumed.value()).toBe(at.get(record.offset));
    }
    expect(resumed.value()).toBe(whole.value());
  });

  it("differs where one byte of any record does, or its time", () => {
    const of = (some: readonly LogRecord[]): string => {
      const chain = new LogChain();
      for (const record of some) chain.add(record);
      return chain.value();
    };
    const value = Buffer.from(records[5]!.value);
    value[3]! ^= 1;
    const wanted = of(records);
    expect(of(records.with(5, { ...records[5]!, value }))).not.toBe(wanted);
    expect(of(records.with(5, { ...records[5]!, appendTimeUs: records[5]!.appendTimeUs + 1 }))).not.toBe(wanted);
    expect(of(records.slice(0, -1))).not.toBe(wanted);
  });
});
