/** Reports on real streams: when they are acknowledged, what is recorded of them, and what a stream may cost. */
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Report, ReportRefusal } from "../../core/record/report.ts";
import { type Listener, openListener } from "../../io/grpc/listener.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { STATUS } from "../../io/grpc/status.ts";
import { lostOf, openTrial, type Trial, until } from "../../io/grpc/trial.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { readIdentity } from "../../io/pki/identity.ts";
import { encodeReport, REPORT_PATH, readAnswer } from "../../io/wire/telemetry.ts";
import { BURST, STREAMS_PER_REPORTER_MAX } from "../reporters.ts";
import { type AboutReport, REFUSALS_MAX, ReportListener, WAITING_MAX } from "./report-listener.ts";

const BOOT = "ab".repeat(16);
let trial: Trial;
let listener: Listener;
const counts = new Map<string, number>();
const recorded: { fact: object; about: AboutReport }[] = [];
/** What recording waits for, and whether it works. */
let recording: () => Promise<void> = async () => {};
let admits = true;
let spansRefused: ReportRefusal | undefined;
let names = 0;

beforeAll(async () => {
  trial = await openTrial();
  const reports = new ReportListener({
    ...{ roles: ["device", "publisher"], admits: () => admits },
    record: async (fact, about) => {
      await recording();
      recorded.push({ fact, about });
    },
    spans: () => spansRefused,
    count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    log: openJsonLog({ service: "gateway", write: () => {} }),
  });
  const identity = await trial.identity("gateway", "gw-9");
  listener = await openListener({
    ...{ host: "127.0.0.1", port: 0, identity, trust: trial.trust, onRefused: () => {}, services: [reports.service()] },
  });
});
afterAll(async () => {
  await trial.close();
  await listener.close();
});
beforeEach(() => {
  counts.clear();
  recorded.length = 0;
});
afterEach(() => {
  recording = async () => {};
  admits = true;
});

/** One reporter that nobody has heard of, and its streams. */
async function reporter(role: "device" | "publisher" = "device") {
  const name = `r-${++names}`;
  const link = trial.link(await trial.identity(role, name), listener.port);
  return { name, open: () => new Line(link.stream(REPORT_PATH), name) };
}

class Line {
  readonly stream: RawStream;
  readonly heard: string[] = [];
  readonly lost: Promise<Error & { code?: number }>;
  ended = false;
  readonly #name: string;

  constructor(stream: RawStream, name: string) {
    this.stream = stream;
    this.#name = name;
    this.lost = lostOf(stream);
    stream.onEnd(() => {
      this.ended = true;
    });
    stream.onMessage((message) => {
      const { sequence, refused } = readAnswer(message);
      this.heard.push(`${sequence} ${refused || "taken"}`);
    });
  }

  tell(sequence: number, more: Partial<Report> = {}, source = this.#name): void {
    const told = { type: "flows-not-carried", reason: "AGT_TUNNEL_LOST", count: sequence } as const;
    const report = { told, srpVersion: 7, appListVersion: 0, boot: BOOT, sequence, ...more };
    this.stream.send(encodeReport(report, { source, id: "01".repeat(16), atUs: 1 }));
  }

  async hears(...words: string[]): Promise<void> {
    await until(`${words}, not ${this.heard}`, () => this.heard.length >= words.length);
    expect(this.heard).toEqual(words);
    this.heard.length = 0;
  }
}

describe("a report", () => {
  it("is recorded as its reporter's, with the versions that it states", async () => {
    const device = await reporter();
    const line = device.open();
    line.tell(1);
    await line.hears("1 taken");
    expect(recorded).toEqual([
      {
        fact: { type: "flows-not-carried", device: device.name, reason: "AGT_TUNNEL_LOST", count: 1 },
        about: {
          ...{ tenant: "demo", reportedBy: `spiffe://wayleave.local/demo/device/${device.name}` },
          ...{ report: { boot: BOOT, sequence: 1 }, srpVersion: 7, appListVersion: 0 },
        },
      },
    ]);
    const publisher = await reporter("publisher");
    const other = publisher.open();
    other.tell(1, { told: { type: "app-list-taken", apps: 3 }, appListVersion: 9, srpVersion: 0 });
    await other.hears("1 taken");
    expect(recorded[1]).toMatchObject({
      fact: { publisher: publisher.name, apps: 3 },
      about: { reportedBy: expect.stringMatching(/\/publisher\//), appListVersion: 9 },
    });
    expect(counts.get("reports_taken")).toBe(2);
  });

  it("is acknowledged when it is recorded, not before, and its stream ends after that", async () => {
    const line = (await reporter()).open();
    const gate = Promise.withResolvers<void>();
    recording = () => gate.promise;
    line.tell(1);
    line.stream.end();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([line.heard, line.ended]).toEqual([[], false]);
    gate.resolve();
    await line.hears("1 taken");
    await until("the stream ended", () => line.ended);
  });

  it("that came before is acknowledged and not recorded again, though it comes on two streams at once", async () => {
    const device = await reporter();
    const one = device.open();
    const two = device.open();
    const gate = Promise.withResolvers<void>();
    recording = () => gate.promise;
    one.tell(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    two.tell(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    gate.resolve();
    await one.hears("1 taken");
    await two.hears("1 taken");
    one.tell(2);
    await one.hears("2 taken");
    two.tell(1);
    two.tell(2, { boot: "cd".repeat(16) });
    await two.hears("1 taken", "2 taken");
    expect(recorded.map(({ about }) => `${about.report.boot.slice(0, 2)} ${about.report.sequence}`)).toEqual([
      ...["ab 1", "ab 2", "cd 2"],
    ]);
    expect(counts.get("reports_repeated")).toBe(2);
  });

  it("that could not be recorded is refused, and taken when it comes again", async () => {
    const line = (await reporter()).open();
    recording = () => Promise.reject(new Error("full"));
    line.tell(1);
    await line.hears("1 spool");
    recording = async () => {};
    line.tell(1);
    await line.hears("1 taken");
    expect(recorded).toHaveLength(1);
    expect(counts.get("reports_refused_spool")).toBe(1);
  });

  it("of one that the fold does not admit is refused", async () => {
    const line = (await reporter()).open();
    admits = false;
    line.tell(1);
    await line.hears("1 unknown");
    admits = true;
    line.tell(1);
    await line.hears("1 taken");
  });

  it("that is forged, not its reporter's to state, or garbage is refused, each counted", async () => {
    const line = (await reporter()).open();
    line.tell(1, {}, "other");
    line.tell(2, { told: { type: "app-list-taken", apps: 1 } });
    line.tell(3, { told: { type: "flows-not-carried", reason: "no code", count: 1 } });
    line.stream.send(Buffer.from([255, 255, 255]));
    await line.hears("1 forged", "2 kind", "3 malformed", "0 malformed");
    expect(recorded).toEqual([]);
    expect(Object.fromEntries(counts)).toEqual({
      ...{ reports_refused_forged: 1, reports_refused_kind: 1, reports_refused_malformed: 2 },
    });
  });
});

describe("a flood", () => {
  it("past the quota is refused and counted, then its stream ends; another reporter has its own", async () => {
    const device = await reporter();
    const line = device.open();
    for (let n = 1; n <= 10 * REFUSALS_MAX; n++) line.tell(n, { boot: "cd".repeat(16) }, "other");
    expect((await line.lost).code).toBe(STATUS.RESOURCE_EXHAUSTED);
    expect(counts.get("reports_refused_forged")).toBe(BURST);
    expect(counts.get("reports_refused_quota")).toBe(REFUSALS_MAX - BURST);
    const again = device.open();
    again.tell(1);
    await again.hears("1 quota");
    const other = (await reporter()).open();
    other.tell(1);
    await other.hears("1 taken");
  });

  it("of reports that wait for the spool holds few of them", async () => {
    const line = (await reporter()).open();
    const gate = Promise.withResolvers<void>();
    recording = () => gate.promise;
    for (let n = 1; n <= WAITING_MAX + 2; n++) line.tell(n);
    await line.hears(`${WAITING_MAX + 1} spool`, `${WAITING_MAX + 2} spool`);
    gate.resolve();
    await line.hears(...Array.from({ length: WAITING_MAX }, (_, n) => `${n + 1} taken`));
  });

  it("of streams finds them counted, whether they end or break", async () => {
    const device = await reporter();
    const lines = Array.from({ length: STREAMS_PER_REPORTER_MAX }, () => device.open());
    for (const [n, line] of lines.entries()) line.tell(n + 1, { boot: `${n}0`.repeat(16) });
    for (const [n, line] of lines.entries()) await line.hears(`${n + 1} taken`);
    expect((await device.open().lost).code).toBe(STATUS.RESOURCE_EXHAUSTED);
    expect(counts.get("report_streams_refused")).toBe(1);
    lines[0]!.stream.cancel();
    lines[1]!.stream.end();
    await until("it ended", () => lines[1]!.ended);
    for (const sequence of [7, 8]) {
      const line = device.open();
      line.tell(sequence);
      await line.hears(`${sequence} taken`);
    }
    expect((await device.open().lost).code).toBe(STATUS.RESOURCE_EXHAUSTED);
  });
});

it("a gateway that may not serve a role's reports refuses it", async () => {
  const link = trial.link(readIdentity(join(trial.authority, "..", "0")), listener.port);
  expect((await lostOf(link.stream(REPORT_PATH))).code).toBe(STATUS.PERMISSION_DENIED);
});
