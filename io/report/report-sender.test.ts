/** The sender before a gateway that says nothing, says something else, or goes away. */
import { describe, expect, it } from "@jest/globals";
import { type Entry, type KeptReports, Reporter } from "../../core/record/report.ts";
import { clock } from "../clock.ts";
import { memoryStreams, type StreamPair } from "../flow/memory-stream.ts";
import { until } from "../grpc/trial.ts";
import { openJsonLog } from "../json-log.ts";
import { readReport, reportResponse } from "../wire/telemetry.ts";
import { ReportSender } from "./report-sender.ts";

const BOOT = "ab".repeat(16);
const ENTRY: Entry = {
  ...{ told: { type: "flows-not-carried", reason: "AGT_TUNNEL_LOST", count: 1 }, srpVersion: 7, appListVersion: 0 },
};

/** A sender, and the streams on which a gateway hears it. */
function world(o: { isThere?: () => boolean; keep?: (kept: KeptReports) => Promise<void> } = {}) {
  const lines: { pair: StreamPair; heard: number[]; ended: boolean }[] = [];
  const sender = new ReportSender({
    ...{ reporter: new Reporter({ boot: BOOT, everyMs: 20, gatherMs: 0 }, clock.now()), name: () => "laptop" },
    ...{ answerWaitMs: 100, log: openJsonLog({ service: "test", write: () => {} }) },
    ...(o.keep === undefined ? {} : { keep: o.keep }),
    dial() {
      if (o.isThere?.() === false) return undefined;
      const pair = memoryStreams();
      const line = { pair, heard: [] as number[], ended: false };
      lines.push(line);
      pair.server.onMessage((message) => void line.heard.push(readReport(message).sequence));
      pair.server.onEnd(() => {
        line.ended = true;
        pair.server.end();
      });
      pair.server.onLost(() => {});
      return pair.client;
    },
  });
  const answer = (line: number, sequence: number, refused = "") =>
    void lines[line]!.pair.server.send(reportResponse.encode({ sequence, refused }));
  const hears = (line: number, ...sequences: number[]) =>
    until(`line ${line} hears ${sequences}`, () => String(lines[line]?.heard) === String(sequences));
  return { sender, lines, answer, hears };
}

describe("a report", () => {
  it("is told again on another stream where no answer comes, or one for another report, or garbage", async () => {
    const { sender, lines, answer, hears } = world();
    sender.note(ENTRY);
    await hears(0, 1);
    await hears(1, 1);
    answer(1, 2);
    await hears(2, 1);
    lines[2]!.pair.server.send(Buffer.from([255, 255]));
    await hears(3, 1);
    lines[3]!.pair.break();
    await hears(4, 1);
    answer(4, 1);
    await until("the round ended", () => lines[4]!.ended);
    expect(sender.counters()).toEqual({ reports_taken: 1, reports_refused: 0, reports_dropped: 0 });
    await sender.close();
    expect(lines).toHaveLength(5);
  });

  it("is told when somebody is there to hear it, one at a time, and the stream ends in order", async () => {
    let isThere = false;
    const { sender, lines, answer, hears } = world({ isThere: () => isThere });
    sender.note(ENTRY);
    sender.note({ ...ENTRY, told: { type: "flows-not-carried", reason: "AGT_DNS_STUB_STALE", count: 1 } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines).toEqual([]);
    isThere = true;
    sender.look();
    await hears(0, 1);
    // A second look while a round runs begins no other.
    sender.look();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(lines[0]!.heard).toEqual([1]);
    answer(0, 1);
    await hears(0, 1, 2);
    answer(0, 2);
    await until("the stream ended", () => lines[0]!.ended);
    await sender.close();
    expect(lines).toHaveLength(1);
  });

  it("is kept before it is told, and again when its sender ends without an answer, at once", async () => {
    const kept: KeptReports[] = [];
    const gate = Promise.withResolvers<void>();
    const { sender, lines, hears } = world({
      keep: async (what) => {
        kept.push(what);
        await gate.promise;
      },
    });
    sender.note(ENTRY);
    await until("it is being kept", () => kept.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lines[0]!.heard).toEqual([]);
    gate.resolve();
    await hears(0, 1);
    expect(kept).toEqual([{ made: [{ ...ENTRY, boot: BOOT, sequence: 1 }], fresh: [] }]);
    const from = clock.now();
    await sender.close();
    expect(clock.now() - from).toBeLessThan(90);
    expect(kept.at(-1)).toEqual(kept[0]);
  });
});
