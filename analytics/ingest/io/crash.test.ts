/**
 * Goal: whatever dies, and when, every event of the log stands in the table once, and its flow is one row.
 * Method: an ingester as a process, killed at seeded points between any two of its acts, again and again on one log;
 * then the engine killed in mid-insert. SEED=n has a run again.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { NETWORK_SHAPE, NETWORK_TOPIC } from "../../../core/record/network-event.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { append, TrialSource } from "./trial-events.ts";
import type { Death, TrialIngesterOptions } from "./trial-ingester.ts";
import { TrialRig } from "./trial-rig.ts";

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1_000_000));
const TRIAL = new URL("./trial-ingester.ts", import.meta.url).pathname;
const ROWS = 40;

let rig: TrialRig;
let events: EventLog;
let folder: string;
const gateways = [new TrialSource("gateway-1"), new TrialSource("gateway-2")];
let appended = 0;

beforeAll(async () => {
  rig = await TrialRig.start();
  folder = join(rig.folder, "log");
  events = await openEmbeddedLog(folder);
  await events.createTopic(NETWORK_TOPIC, NETWORK_SHAPE);
});
afterAll(async () => {
  await events?.close();
  await rig?.close();
});

it(`an ingester killed between any two of its acts stores each event once (SEED=${seed})`, async () => {
  const random = numbers(seed);
  const points: Death["point"][] = ["committed", "inserting", "inserted"];
  for (let round = 0; round < 12; round++) {
    await grow(random);
    const point = points[round % points.length]!;
    const death = { point, nth: 1 + (random() % 4), afterMs: point === "inserting" ? random() % 25 : 0 };
    const ended = await once(spawned(death), "exit");
    expect(ended).toEqual([null, "SIGKILL"]);
  }
  await storesAll();
}, 120_000);

it(`an engine killed in mid-insert, the ingester with it or not, stores each event once (SEED=${seed})`, async () => {
  const random = numbers(seed + 1);
  for (let round = 0; round < 4; round++) {
    const ingester = spawned({ point: "never", nth: 0, afterMs: 0 });
    for (let batch = 0; batch < 3; batch++) await grow(random);
    await sleep(random() % 400);
    await rig.trial.kill();
    if (round % 2 === 0) await killed(ingester);
    await grow(random);
    await rig.trial.start();
    await sleep(random() % 300);
    await killed(ingester);
  }
  await storesAll();
}, 120_000);

/** More in the log than a life of the ingester takes; the end of it twice, as a gateway does that had no answer. */
async function grow(random: () => number): Promise<void> {
  const gateway = gateways[random() % 2]!;
  const records = Array.from({ length: 150 + (random() % 100) }, () => gateway.refused());
  await append(events, records);
  await append(events, records.slice(-(random() % 30)));
  appended += records.length;
}

async function storesAll(): Promise<void> {
  const last = spawned({ point: "never", nth: 0, afterMs: 0 });
  for await (const line of createInterface(last.stdout!)) {
    if ((JSON.parse(line) as { lag?: number; state: string }).lag === 0) break;
  }
  await killed(last);
  const [raw] = await rig.rows(
    "SELECT count() AS rows, uniqExact(event_id) AS ids, uniqExact(boot, sequence) AS told FROM network_events",
  );
  expect(raw).toEqual({ rows: appended, ids: appended, told: appended });
  expect(await rig.count("SELECT count() FROM flows WHERE flow_status = 'closed'")).toBe(appended);
  expect(await rig.count("SELECT count() FROM policy_decisions")).toBe(appended);
  expect(await rig.count("SELECT count() FROM dead_letters")).toBe(0);
}

function spawned(death: Death): ChildProcess {
  const o: TrialIngesterOptions = { folder, url: rig.trial.url, key: rig.trial.key, rows: ROWS, death };
  return spawn(process.execPath, [TRIAL, JSON.stringify(o)], { stdio: ["ignore", "pipe", "ignore"] });
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Whole numbers by a seed. */
function numbers(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
