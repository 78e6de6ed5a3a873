/** The contract of bounds, of positions and their fencing, and of compaction. */
import { expect, it } from "@jest/globals";
import { type Bench, readAll, record, topicOn } from "./contract-bench.ts";
import { BATCH_BYTES_MAX, BATCH_RECORDS_MAX, IN_FLIGHT_BYTES_MAX, METADATA_BYTES_MAX } from "./event-log.ts";

export function boundsContract(at: () => Bench): void {
  it("refuses what is too large, empty, or for nobody, and stores nothing of it", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const tooLarge = { code: "WL_LOG_TOO_LARGE", stored: "no" };
    await expect(log.append(topic, [])).rejects.toMatchObject(tooLarge);
    await expect(log.append(topic, [{ key: "k", value: Buffer.alloc(BATCH_BYTES_MAX) }])).rejects.toMatchObject(
      tooLarge,
    );
    const many = Array.from({ length: BATCH_RECORDS_MAX + 1 }, () => record("k", ""));
    await expect(log.append(topic, many)).rejects.toMatchObject(tooLarge);
    await expect(log.append("nowhere", [record("k", "v")])).rejects.toMatchObject({ code: "WL_LOG_TOPIC_UNKNOWN" });
    await expect(log.append(topic, [record("k", "v")], 1)).rejects.toMatchObject({ code: "WL_LOG_TOPIC_UNKNOWN" });
    expect(await log.endOffset(topic)).toBe(0);
    await log.append(topic, [{ key: "k", value: Buffer.alloc(BATCH_BYTES_MAX - 100) }]);
    expect((await readAll(log, topic))[0]!.value).toHaveLength(BATCH_BYTES_MAX - 100);
  });

  it("refuses at once past the bound in flight, says it may be tried again, and loses none of the others", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const value = Buffer.alloc(900_000);
    const count = Math.ceil(IN_FLIGHT_BYTES_MAX / value.length) + 5;
    const results = await Promise.allSettled(
      Array.from({ length: count }, () => log.append(topic, [{ key: "k", value }])),
    );
    const refused = results.filter((result) => result.status === "rejected").map(({ reason }) => reason as unknown);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    for (const fault of refused)
      expect(fault).toMatchObject({ code: "WL_LOG_OVERLOADED", stored: "no", mayRetry: true });
    expect(await log.endOffset(topic)).toBe(count - refused.length);
    await log.append(topic, [record("k", "room again")]);
  });

  it("a topic is made once, in one shape", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    await log.createTopic(topic, { cleanup: "delete", partitions: 1 });
    const shape = { code: "WL_LOG_TOPIC_SHAPE" };
    await expect(log.createTopic(topic, { cleanup: "compact", partitions: 1 })).rejects.toMatchObject(shape);
    await expect(log.createTopic("No Name", { cleanup: "delete", partitions: 1 })).rejects.toMatchObject(shape);
    await expect(log.createTopic(`${topic}-x`, { cleanup: "delete", partitions: 0 })).rejects.toMatchObject(shape);
  });
}

export function retentionContract(at: () => Bench): void {
  it("lets go what is past a topic's retention once every group has read it, and numbers nothing anew", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    await expect(log.compact(topic)).rejects.toMatchObject({ code: "WL_LOG_TOPIC_SHAPE" });
    for (const text of ["1", "2", "3", "4"]) await log.append(topic, [record("k", text)]);
    const { epoch } = await log.takePosition("reader", topic);
    await log.commitPosition("reader", topic, 0, epoch, 3, "");
    await log.createTopic(topic, { cleanup: "delete", partitions: 1, retentionMs: 3_600_000 });
    expect(await log.compact(topic)).toEqual({ removed: 0 });
    // Everything is past a millisecond, and not yet past four times as long.
    await log.createTopic(topic, { cleanup: "delete", partitions: 1, retentionMs: 60_000 });
    expect(await log.compact(topic)).toEqual({ removed: 0 });
    await log.createTopic(topic, { cleanup: "delete", partitions: 1, retentionMs: 1 });
    const { removed } = await log.compact(topic);
    expect(removed).toBeGreaterThanOrEqual(3);
    expect(await log.startOffset(topic)).toBe(removed);
    expect(await log.endOffset(topic)).toBe(4);
    await log.append(topic, [record("k", "5")]);
    expect((await readAll(log, topic)).at(-1)).toMatchObject({ offset: 4 });
  });
}

export function positionContract(at: () => Bench): void {
  it("the newest owner alone commits, and the next owner finds what it left", async () => {
    const { log, under } = at();
    const topic = await topicOn(log);
    await log.append(topic, [record("k", "1"), record("k", "2")]);
    const other = await under.open();
    const old = await log.takePosition("ingest", topic);
    expect(old).toMatchObject({ offset: 0, metadata: "" });
    await log.commitPosition("ingest", topic, 0, old.epoch, 1, "marks of the old");
    const young = await other.takePosition("ingest", topic);
    expect(young).toMatchObject({ offset: 1, metadata: "marks of the old" });
    expect(young.epoch).toBeGreaterThan(old.epoch);
    const late = log.commitPosition("ingest", topic, 0, old.epoch, 2, "too late");
    await expect(late).rejects.toMatchObject({ code: "WL_LOG_FENCED" });
    await other.commitPosition("ingest", topic, 0, young.epoch, 2, "ü".repeat(METADATA_BYTES_MAX / 2));
    expect(await log.takePosition("ingest", topic)).toMatchObject({
      offset: 2,
      metadata: "ü".repeat(METADATA_BYTES_MAX / 2),
    });
    await other.close();
  });

  it("groups know nothing of each other; bounds hold", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const { epoch } = await log.takePosition("a", topic);
    await log.takePosition("b", topic);
    await log.commitPosition("a", topic, 0, epoch, 0, "fine");
    const large = log.commitPosition("a", topic, 0, epoch, 0, "x".repeat(METADATA_BYTES_MAX + 1));
    await expect(large).rejects.toMatchObject({ code: "WL_LOG_TOO_LARGE" });
    const past = log.commitPosition("a", topic, 0, epoch, 1, "");
    await expect(past).rejects.toMatchObject({ code: "WL_LOG_OFFSET_RANGE" });
    const none = log.commitPosition("nobody took", topic, 0, 1, 0, "");
    await expect(none).rejects.toMatchObject({ code: "WL_LOG_FENCED" });
  });
}

export function compactionContract(at: () => Bench): void {
  it("keeps the newest record of each key, tombstones too, and renumbers nothing", async () => {
    const { log, under } = at();
    const topic = await topicOn(log, "compact");
    for (let round = 0; round < 3; round++) {
      await log.append(
        topic,
        Array.from({ length: 1500 }, (_, i) => record(`k${i}`, `${round}`)),
      );
    }
    await log.append(topic, [{ key: "k7", value: new Uint8Array(0) }]);
    const { removed } = await log.compact(topic);
    const records = await readAll(log, topic);
    const latest = new Map(records.map((one) => [one.key, one]));
    expect(latest.size).toBe(1500);
    expect(latest.get("k7")!.value).toHaveLength(0);
    expect(latest.get("k8")).toMatchObject({ offset: 3008 });
    expect(await log.endOffset(topic)).toBe(4501);
    expect((await log.append(topic, [record("k8", "on")])).baseOffset).toBe(4501);
    if (!under.compactsAtOnce) return;
    expect(removed).toBe(3001);
    expect(records).toHaveLength(1500);
    expect((await readAll(log, topic, 0, 10))[0]!.offset).toBe(3000);
  });

  it("a topic that keeps everything is not compacted", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    await log.append(topic, [record("k", "1"), record("k", "2")]);
    await log.compact(topic).catch(() => {});
    expect(await readAll(log, topic)).toHaveLength(2);
  });
}
