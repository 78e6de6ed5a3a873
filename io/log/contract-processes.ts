/** The contract between processes: real ones, killed at seeded moments: nothing acknowledged lost, nobody starved. */

import { expect, it } from "@jest/globals";
import { prng } from "../trial-prng.ts";
import { type Bench, readAll, sleep, topicOn } from "./contract-bench.ts";
import { type Acknowledged, checkStored, startWriter } from "./contract-load.ts";
import { readValue } from "./contract-writer.ts";
import type { LogRecord } from "./event-log.ts";

const SEED = Number(process.env.SEED ?? 7);
const KILLS = Number(process.env.CONTRACT_KILLS ?? 6);
/** So much may one process store while another waits: some turns of one commit each. */
const TURN_RECORDS_MAX = 30_000;

export function processContract(at: () => Bench): void {
  it("several processes write one log: no gap, no double, each one's order kept", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const writers = ["a", "b", "c"].map((writer) =>
      startWriter(at(), { topic, writer, recordsPerAppend: 7, appendsInFlight: 4 }),
    );
    await Promise.all(writers.map(({ opened }) => opened));
    await sleep(500);
    for (const { child } of writers) child.kill("SIGTERM");
    await Promise.all(writers.map(({ ended }) => ended));
    const records = await readAll(log, topic);
    expect(writers.flatMap(({ faults }) => faults)).toEqual([]);
    for (const { acknowledged } of writers) expect(acknowledged.length).toBeGreaterThan(0);
    const count = writers.flatMap(({ acknowledged }) => acknowledged).reduce((sum, one) => sum + one.count, 0);
    expect(records).toHaveLength(count);
    checkStored(records, new Map(writers.map(({ acknowledged }, i) => ["abc"[i]!, acknowledged])));
  });

  it(`kill -9 at ${KILLS} seeded moments: stored >= acknowledged, no gap (SEED=${SEED})`, async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const die = prng(SEED);
    const orders = { topic, recordsPerAppend: 20, appendsInFlight: 8 };
    const all = new Map<string, Acknowledged[]>();
    for (let round = 0; round < KILLS; round++) {
      const names = [`x${round}`, `y${round}`];
      const writers = names.map((writer) => startWriter(at(), { ...orders, writer }));
      await Promise.all(writers.map(({ opened }) => opened));
      await sleep(die() * 400);
      writers[0]!.child.kill("SIGKILL");
      await sleep(die() * 30);
      writers[1]!.child.kill("SIGKILL");
      await Promise.all(writers.map(({ ended }) => ended));
      writers.forEach(({ acknowledged }, i) => void all.set(names[i]!, acknowledged));
    }
    const records = await readAll(log, topic);
    checkStored(records, all);
    expect(records.length).toBeGreaterThan(0);
    expect((await log.append(topic, [{ key: "k", value: Buffer.from("z:0") }])).baseOffset).toBe(records.length);
  }, 120_000);

  it("one writer flat out does not starve another", async () => {
    const { log } = at();
    const topic = await topicOn(log);
    const greedy = startWriter(at(), { topic, writer: "greedy", recordsPerAppend: 500, appendsInFlight: 32 });
    await greedy.opened;
    const modest = startWriter(at(), { topic, writer: "modest", recordsPerAppend: 1, appendsInFlight: 1 });
    await modest.opened;
    await sleep(2500);
    for (const { child } of [greedy, modest]) child.kill("SIGTERM");
    await Promise.all([greedy.ended, modest.ended]);
    const waits = modest.acknowledged.map(({ ms }) => ms).sort((a, b) => a - b);
    expect([...greedy.faults, ...modest.faults]).toEqual([]);
    expect(greedy.acknowledged.length).toBeGreaterThan(10);
    expect(waits.length).toBeGreaterThan(15);
    // Judged by what was stored between, not by the clock: the machine may be busy besides.
    expect(longestRun(await readAll(log, topic), "greedy", "modest")).toBeLessThan(TURN_RECORDS_MAX);
  });
}

/** The most records of one writer between two of the other, while both were at work. */
function longestRun(records: readonly LogRecord[], of: string, between: string): number {
  const writers = records.map(({ value }) => readValue(value).writer);
  let longest = 0;
  let run = 0;
  for (const writer of writers.slice(writers.indexOf(between), writers.lastIndexOf(between))) {
    run = writer === of ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
