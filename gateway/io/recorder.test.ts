/** The recorder over a real spool and the real embedded log: what survives a kill, in which order it is stored. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { emptyState } from "../../core/control/state.ts";
import {
  NETWORK_TOPIC,
  type NetworkEvent,
  type NetworkFact,
  type Segment,
  type SegmentEnded,
} from "../../core/record/network-event.ts";
import { eventually } from "../../io/control/trial-operator.ts";
import { uuidv7 } from "../../io/entropy.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { openEmbeddedLog } from "../../io/log/embedded/embedded-log.ts";
import { type EventLog, LogFault } from "../../io/log/event-log.ts";
import { SpoolFault } from "../../io/spool/spool.ts";
import { decodeNetworkEvent } from "../../io/wire/network-event.ts";
import { openRecorder, type Recorder, type RecorderOptions } from "./recorder.ts";

const MIB = 1024 * 1024;
const ABOUT = { tenant: "demo", srpVersion: 3, traceId: "cd".repeat(16) };
const folders: string[] = [];
const opened: { close(): Promise<void> }[] = [];
let folder: string;
let events: EventLog;
/** Set: the log refuses what is appended, or loses its acknowledgement. */
let away: "no" | "refused" | "unacknowledged";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "wayleave-recorder-"));
  folders.push(folder);
  mkdirSync(join(folder, "log"));
  events = await openEmbeddedLog(join(folder, "log"));
  opened.push(events);
  away = "no";
  const append = events.append.bind(events);
  events.append = async (...what) => {
    if (away === "refused") throw new LogFault("WL_LOG_UNAVAILABLE", "away");
    const appended = await append(...what);
    if (away === "unacknowledged")
      throw new LogFault("WL_LOG_UNAVAILABLE", "the answer was lost", { stored: "unknown" });
    return appended;
  };
});

afterAll(async () => {
  for (const one of opened.reverse()) await one.close();
  for (const one of folders) rmSync(one, { recursive: true });
});

describe("what is recorded", () => {
  it("is in the log in the order of its telling, gap-free, behind its boot's begin, with its envelope", async () => {
    const recorder = await start("spool");
    const flow = uuidv7();
    await recorder.record(decided(flow), ABOUT);
    await recorder.record(openedFact(flow), ABOUT);
    await recorder.record(ended(flow), { tenant: "demo" });
    const stored = await inLog(4);
    expect(stored.map(({ fact }) => fact.type)).toEqual([
      ...["source-started", "flow-decided", "segment-opened", "segment-ended"],
    ]);
    expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(new Set(stored.map(({ boot }) => boot))).toEqual(new Set([recorder.status().boot]));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(4);
    expect(stored[1]).toMatchObject({ source: "g1", ...ABOUT, fact: decided(flow) });
    expect(stored[0]!.fact).toMatchObject({ version: "0", roles: ["client"], previousBoot: "", segmentsEnded: 0 });
    expect(await keys()).toEqual(["g1", flow, flow, flow]);
    await eventually(() => recorder.status().shippedSequence === 4);
    expect(recorder.status()).toMatchObject({ sequence: 4, unshipped: 0, dropped: {} });
  });

  it("comes when the log is back, once and in order, though many were told meanwhile", async () => {
    const recorder = await start("spool");
    away = "refused";
    const flows = Array.from({ length: 5_000 }, () => uuidv7());
    await Promise.all(flows.map((flow) => recorder.record(decided(flow, "block"), ABOUT)));
    expect(await events.endOffset(NETWORK_TOPIC)).toBeLessThanOrEqual(1);
    away = "no";
    const stored = await inLog(5_001);
    expect(stored.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 5_001 }, (_, n) => n + 1));
    expect(stored.slice(1).map(flowOf)).toEqual(flows);
  });

  it("may be stored twice where an acknowledgement was lost, and never out of order", async () => {
    const recorder = await start("spool");
    await inLog(1);
    away = "unacknowledged";
    await recorder.record(decided(uuidv7(), "block"), ABOUT);
    await eventually(() => recorder.counters()["ship_retries"]! >= 2);
    away = "no";
    await recorder.record(decided(uuidv7(), "block"), ABOUT);
    await eventually(() => recorder.status().unshipped === 0);
    const sequences = (await inLog(4)).map(({ sequence }) => sequence);
    expect(new Set(sequences)).toEqual(new Set([1, 2, 3]));
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  });
});

describe("a life that was killed", () => {
  it("has its open segments ended by the next, with its last counts, once and only once", async () => {
    const first = await start("spool");
    const [done, still, blocked, held] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
    await first.record(decided(done), ABOUT);
    await first.record(decided(still), ABOUT);
    await first.record(decided(blocked, "block"), ABOUT);
    await first.record(openedFact(held, "publisher"), ABOUT);
    await first.record(ended(done), ABOUT);
    await first.record(active(still, 10, 20), ABOUT);
    await first.record(active(still, 11, 22), ABOUT);
    await eventually(() => first.status().unshipped === 0);

    const second = await start(asKilled("spool", "second"));
    const mine = async () => (await inLog(0)).filter(({ boot }) => boot === second.status().boot);
    await eventually(async () => (await mine()).length === 3);
    const [begun, ...ends] = await mine();
    expect(begun!.fact).toMatchObject({
      ...{ type: "source-started", previousBoot: first.status().boot, previousSequence: 8, segmentsEnded: 2 },
    });
    expect(ends.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(ends.map(({ fact }) => fact)).toEqual([
      { ...lost(still), clientBytes: 11, serverBytes: 22 },
      lost(held, "publisher"),
    ]);
    for (const end of ends) expect(end).toMatchObject(ABOUT);

    const third = await start(asKilled("second", "third"));
    await eventually(() => third.status().unshipped === 0);
    const theirs = (await inLog(0)).filter(({ boot }) => boot === third.status().boot);
    expect(theirs.map(({ fact }) => fact)).toMatchObject([
      { type: "source-started", previousBoot: second.status().boot, previousSequence: 3, segmentsEnded: 0 },
    ]);
  });

  it("has them ended though the file that tells of their begin was shipped and deleted long ago", async () => {
    const first = await start("spool", { spool: { boundBytes: 8 * 64 * 1024 } });
    const flow = uuidv7();
    await first.record(decided(flow), ABOUT);
    for (let n = 0; n < 40; n += 1) {
      await Promise.all(Array.from({ length: 50 }, () => first.record(decided(uuidv7(), "block"), ABOUT)));
      await eventually(() => first.status().unshipped === 0);
    }
    expect(first.counters()["spool_appended_bytes"]).toBeGreaterThan(8 * 64 * 1024);
    const second = await start(asKilled("spool", "second"), { spool: { boundBytes: 8 * 64 * 1024 } });
    await eventually(() => second.status().unshipped === 0);
    const theirs = (await inLog(0)).filter(({ boot }) => boot === second.status().boot);
    expect(theirs.map(({ fact }) => fact).slice(1)).toEqual([lost(flow)]);
  });
});

describe("a spool that is full", () => {
  const small = { spool: { boundBytes: MIB } };

  it("gives no room for another flow, drops what nobody owes, and keeps what it owes", async () => {
    const recorder = await start("spool", small);
    away = "refused";
    const room = recorder.reserve()!;
    for (let n = 0; n < 2_000 && recorder.reserve() !== undefined; n += 1);
    expect(recorder.reserve()).toBeUndefined();
    // The rooms are taken; the smallest event fills what is left beside them.
    expect(await fill(recorder)).toBeInstanceOf(SpoolFault);
    recorder.mention(nearMiss(), ABOUT);
    recorder.mention(smallest(), ABOUT);
    await eventually(() => recorder.status().dropped["segment-active"] === 1);
    expect(recorder.status().dropped).toEqual({ "near-miss": 1, "segment-active": 1 });
    const flow = uuidv7();
    await recorder.record(decided(flow), ABOUT, room);
    await recorder.record(ended(flow), ABOUT, room);
    room.release();
  });

  it("tells the log how many of each kind it dropped, when it has room again", async () => {
    const recorder = await start("spool", { ...small, mendEveryMs: 20 });
    away = "refused";
    const rooms = [];
    for (let room = recorder.reserve(); room !== undefined; room = recorder.reserve()) rooms.push(room);
    await fill(recorder);
    for (let n = 0; n < 7; n += 1) recorder.mention(nearMiss(), ABOUT);
    await eventually(() => recorder.status().dropped["near-miss"] === 7);
    for (const room of rooms) room.release();
    away = "no";
    await eventually(async () => (await inLog(0)).some(({ fact }) => fact.type === "events-dropped"));
    const told = (await inLog(0)).filter(({ fact }) => fact.type === "events-dropped");
    expect(told.map(({ fact }) => fact)).toEqual([{ type: "events-dropped", kind: "near-miss", count: 7 }]);
  });
});

it("live segments are told of now and then, until they end", async () => {
  const recorder = await start("spool", { activeEveryMs: 30 });
  const flow = uuidv7();
  let serverBytes = 0;
  const still = recorder.moving({
    ...{ segment: segmentOf(flow), about: ABOUT },
    bytes: () => ({ clientBytes: 1, serverBytes: (serverBytes += 1) }),
  });
  await eventually(async () => (await inLog(0)).filter(({ fact }) => fact.type === "segment-active").length >= 3);
  still();
  const told = (await inLog(0)).filter(({ fact }) => fact.type === "segment-active");
  expect(told[1]!.fact).toEqual(active(flow, 1, 2));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { sequence } = recorder.status();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(recorder.status().sequence).toBe(sequence);
});

it("what the log has not taken by the close is there for the next life, which ships it first", async () => {
  const recorder = await start("spool");
  await inLog(1);
  away = "refused";
  const flow = uuidv7();
  await recorder.record(decided(flow, "block"), ABOUT);
  await recorder.close();
  away = "no";
  const next = await start("spool");
  await eventually(() => next.status().unshipped === 0);
  expect((await inLog(3)).map(({ fact }) => fact.type)).toEqual(["source-started", "flow-decided", "source-started"]);
}, 15_000);

interface More extends Partial<Omit<RecorderOptions, "spool">> {
  readonly spool?: { readonly boundBytes: number };
}

async function start(spool: string, more: More = {}): Promise<Recorder> {
  const { boundBytes = 64 * MIB } = more.spool ?? {};
  const recorder = await openRecorder({
    ...{ name: "g1", tenant: "demo", version: "0", roles: ["client"], control: { state: emptyState() }, events },
    log: openJsonLog({ service: "test", write: () => {} }),
    ...more,
    spool: { folder: join(folder, spool), boundBytes, sync: "never" },
  });
  opened.push(recorder);
  return recorder;
}

const smallest = () => active(uuidv7(), 0, 0);

/** Until there is no room for anything: answers why. */
async function fill(recorder: Recorder): Promise<unknown> {
  for (;;) {
    const fault = await recorder.record(smallest(), ABOUT, "optional").catch((error: unknown) => error);
    if (fault !== undefined) return fault;
  }
}

/** What a kill at this moment would leave behind, in a folder of another name: nobody holds that one. */
function asKilled(spool: string, name: string): string {
  cpSync(join(folder, spool), join(folder, name), { recursive: true, filter: (path) => !/lock/.test(path) });
  return name;
}

/** All that the topic holds, when it holds so many. */
async function inLog(least: number): Promise<NetworkEvent[]> {
  await eventually(async () => (await events.endOffset(NETWORK_TOPIC)) >= least);
  return (await records()).map(({ value }) => decodeNetworkEvent(value) as NetworkEvent);
}

const keys = async () => (await records()).map(({ key }) => key);

async function records() {
  const end = await events.endOffset(NETWORK_TOPIC);
  const found: { key: string; value: Uint8Array }[] = [];
  const follower = events.follow(NETWORK_TOPIC, 0, 0, (batch) => void found.push(...batch));
  await eventually(() => found.length >= end);
  follower.close();
  return found;
}

const flowOf = ({ fact }: NetworkEvent): string => (fact as { segment: Segment }).segment.flowId;

const segmentOf = (flowId: string, role: Segment["role"] = "client"): Segment => ({
  ...{ flowId, segment: 0, gateway: "g1", role },
});

function decided(flowId: string, action: "allow" | "block" = "allow"): NetworkFact {
  return {
    ...{ type: "flow-decided", segment: segmentOf(flowId), sessionId: "ab".repeat(16), clientRef: "", user: "sam" },
    ...{ device: "laptop", deviceClassification: "", srcIp: "127.0.0.1", srcPort: 5, host: "wiki.corp.example" },
    ...{ port: 80, protocol: "tcp", app: "wiki", policy: "all", action, reason: "", denialId: "", notice: "" },
    ...{
      considered: [{ rule: "all", firstFailed: "" }],
      nearMiss: "",
      accessMethod: "Client",
      probe: false,
      asksBefore: 0,
    },
  };
}

function openedFact(flowId: string, role: Segment["role"] = "client"): NetworkFact {
  const where = { publisher: "p", publisherGateway: "g1", egressAddr: "", appAddr: "", candidates: [], timings: {} };
  return { type: "segment-opened", segment: segmentOf(flowId, role), ...where };
}

const active = (flowId: string, clientBytes: number, serverBytes: number): NetworkFact => ({
  ...{ type: "segment-active", segment: segmentOf(flowId), clientBytes, serverBytes },
});

function ended(flowId: string): SegmentEnded {
  const lostNothing = { ...lost(flowId), reason: "APP_FLOW_CLOSED", endedBy: "app", inexact: false } as const;
  return { ...lostNothing, clientBytes: 3, serverBytes: 4 };
}

const lost = (flowId: string, role: Segment["role"] = "client"): SegmentEnded => ({
  ...{ type: "segment-ended", segment: segmentOf(flowId, role), clientBytes: 0, serverBytes: 0, inexact: true },
  ...{ reason: "CGW_FLOW_LOST", endedBy: "system", clientBytesLost: 0, serverBytesLost: 0, denialId: "", notice: "" },
  ...{ timings: {}, candidates: [], durationUs: expect.any(Number) as unknown as number },
});

const nearMiss = (): NetworkFact => ({
  ...{ type: "near-miss", user: "sam", device: "laptop", host: "wiki.corp.example", port: 81, protocol: "tcp" },
  ...{ app: "wiki", reason: "AGT_STEER_PORT_MISS", flowId: uuidv7() },
});
