/** What any event log must do, as tests that take a log: the same lines judge every adapter. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Bench, type LogUnderTest, readAll, record, texts, topicOn } from "./contract-bench.ts";
import { followContract } from "./contract-follow.ts";
import { boundsContract, compactionContract, positionContract, retentionContract } from "./contract-limits.ts";
import { processContract } from "./contract-processes.ts";

/** Runs the whole contract against the log that `make` gives. */
export function eventLogContract(name: string, make: () => Promise<LogUnderTest>): void {
  describe(`${name} as an event log`, () => {
    let bench: Bench;
    beforeAll(async () => {
      const under = await make();
      bench = { under, log: await under.open() };
    });
    afterAll(async () => {
      await bench.log.close();
      await bench.under.dispose();
    });
    describe("append", () => appendContract(() => bench));
    describe("what was acknowledged", () => durableContract(() => bench));
    describe("follow", () => followContract(() => bench));
    describe("bounds", () => boundsContract(() => bench));
    describe("positions", () => positionContract(() => bench));
    describe("retention", () => retentionContract(() => bench));
    describe("compaction", () => compactionContract(() => bench));
    describe("several processes", () => processContract(() => bench));
  });
}

function appendContract(at: () => Bench): void {
  it("stores an append whole and in order, and says where and when", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const before = Date.now() * 1000 - 2000;
    const first = await log.append(topic, [record("a", "1"), record("b", "2")]);
    const second = await log.append(topic, [{ ...record("c", "3"), headers: { tenant: "demo", ü: "ß" } }]);
    expect([first.baseOffset, second.baseOffset]).toEqual([0, 2]);
    expect(first.appendTimeUs).toBeGreaterThan(before);
    expect(second.appendTimeUs).toBeGreaterThanOrEqual(first.appendTimeUs);
    const records = await readAll(log, topic);
    expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2]);
    expect(records.map(({ key }) => key)).toEqual(["a", "b", "c"]);
    expect(texts(records)).toEqual(["1", "2", "3"]);
    expect(records[2]!.headers).toEqual({ tenant: "demo", ü: "ß" });
    expect(records[0]!.appendTimeUs).toBe(first.appendTimeUs);
    expect([await log.startOffset(topic), await log.endOffset(topic)]).toEqual([0, 3]);
  });

  it("takes bytes of any kind, and a buffer that is used again at once changes nothing", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const value = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const append = log.append(topic, [
      { key: "", value },
      { key: "k", value: new Uint8Array(0) },
    ]);
    value.fill(0);
    await append;
    const [all, none] = await readAll(log, topic);
    expect([...all!.value]).toEqual(Array.from({ length: 256 }, (_, i) => i));
    expect(none!.value).toHaveLength(0);
  });

  it("what one caller begins in order is stored in order, though many wait together", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const appended = await Promise.all(Array.from({ length: 500 }, (_, i) => log.append(topic, [record("k", `${i}`)])));
    expect(appended.map(({ baseOffset }) => baseOffset)).toEqual(appended.map((_, i) => i));
    const records = await readAll(log, topic);
    expect(texts(records)).toEqual(records.map((_, i) => `${i}`));
    const times = records.map(({ appendTimeUs }) => appendTimeUs);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });
}

function durableContract(at: () => Bench): void {
  it("partitions count for themselves", async () => {
    const { log } = at();
    const topic = await topicOn(log, "delete", 3);
    await Promise.all([0, 1, 2, 2].map((partition) => log.append(topic, [record("k", `p${partition}`)], partition)));
    expect(texts(await readAll(log, topic, 2))).toEqual(["p2", "p2"]);
    expect(texts(await readAll(log, topic, 1))).toEqual(["p1"]);
  });

  it("what was acknowledged is there for the next who opens", async () => {
    const { log, under } = at();
    const topic = await topicOn(log);
    const other = await under.open();
    await other.append(topic, [record("k", "kept")]);
    await other.close();
    const third = await under.open();
    expect(texts(await readAll(third, topic))).toEqual(["kept"]);
    await third.close();
  });

  it("close stores what was accepted; afterwards all is refused", async () => {
    const { log, under } = at();
    const topic = await topicOn(log);
    const other = await under.open();
    const appends = Promise.all(Array.from({ length: 50 }, (_, i) => other.append(topic, [record("k", `${i}`)])));
    await other.close();
    expect(await appends).toHaveLength(50);
    expect(await log.endOffset(topic)).toBe(50);
    await expect(other.append(topic, [record("k", "late")])).rejects.toMatchObject({ code: "WL_LOG_CLOSED" });
    await other.close();
  });
}
