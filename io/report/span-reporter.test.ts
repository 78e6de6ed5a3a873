/** Spans on their way to the gateway that expects them. */
import { describe, expect, it } from "@jest/globals";
import type { FinishedSpan } from "../../core/trace/spans.ts";
import { memoryStreams } from "../flow/memory-stream.ts";
import { decodeSpanReport } from "../wire/span-report.ts";
import { readReport, reportResponse } from "../wire/telemetry.ts";
import { SPANS_WAITING_MAX, SpanReporter, type SpanRoad } from "./span-reporter.ts";

const SOURCE = { service: "wayleave-agent", version: "0", instance: "laptop" };

function spans(count: number): FinishedSpan[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ name: "flow", traceId: "ab".repeat(16), spanId: n.toString(16).padStart(16, "0"), parentId: "" },
    ...{ startUs: 1, endUs: 2, failed: false, facts: { role: "agent" } },
  }));
}

/** A gateway that answers each report by the next of `answers`, and takes all when there are no more. */
function gateway(...answers: string[]): SpanRoad & { readonly heard: string[][]; readonly streams: () => number } {
  const heard: string[][] = [];
  let streams = 0;
  return {
    heard,
    streams: () => streams,
    openReport() {
      streams += 1;
      const { client, server } = memoryStreams();
      server.onEnd(() => server.end());
      server.onMessage((message) => {
        const read = readReport(message);
        if (read.kind !== "spans") throw new Error(read.kind);
        const refused = answers.shift() ?? "";
        if (refused === "gone") return server.cancel();
        heard.push(decodeSpanReport(read.otlp).spans.map(({ spanId }) => spanId));
        server.send(reportResponse.encode({ sequence: read.sequence, refused }));
      });
      return client;
    },
  };
}

const all = (heard: readonly string[][]): string[] => heard.flat();

describe("spans", () => {
  it("of a burst go in few reports, each to the gateway of its flow", async () => {
    const reporter = new SpanReporter(() => SOURCE);
    const [one, other] = [gateway(), gateway()];
    for (const span of spans(600)) reporter.take(one, [span]);
    reporter.take(other, spans(1));
    await reporter.close();
    // Three; and one more where the burst took a slow machine longer than a report waits.
    const lengths = one.heard.map((report) => report.length);
    expect([lengths.length <= 4, Math.max(...lengths), new Set(all(one.heard)).size]).toEqual([true, 250, 600]);
    expect([all(other.heard).length, one.streams()]).toEqual([1, 1]);
    expect(reporter.counters).toEqual({ spans_told: 601, spans_dropped: 0, spans_refused: 0 });
  });

  it("that a gateway never takes are counted, and not told again", async () => {
    const reporter = new SpanReporter(() => SOURCE);
    const road = gateway("forged");
    reporter.take(road, spans(3));
    await reporter.close();
    expect(road.heard).toHaveLength(1);
    expect(reporter.counters).toMatchObject({ spans_told: 0, spans_refused: 3 });
  });

  it("that meet a quota are told again", async () => {
    const reporter = new SpanReporter(() => SOURCE);
    const road = gateway("quota");
    reporter.take(road, spans(2));
    await told(reporter, 2);
    expect(road.heard.map((report) => report.length)).toEqual([2, 2]);
    await reporter.close();
  });

  it("of a gateway that is gone are dropped and counted", async () => {
    const reporter = new SpanReporter(() => SOURCE);
    reporter.take(gateway("gone"), spans(2));
    reporter.take({ openReport: () => undefined }, spans(3));
    await reporter.close();
    expect(reporter.counters).toMatchObject({ spans_told: 0 });
    expect(reporter.counters.spans_dropped + reporter.counters.spans_refused).toBe(5);
  });

  it("past the bound are dropped and counted, and there is room again when others were told", async () => {
    const reporter = new SpanReporter(() => SOURCE);
    const road = gateway();
    reporter.take(road, spans(SPANS_WAITING_MAX));
    reporter.take(road, spans(5));
    expect(reporter.counters.spans_dropped).toBe(5);
    await told(reporter, SPANS_WAITING_MAX);
    reporter.take(road, spans(1));
    await reporter.close();
    expect(reporter.counters.spans_told).toBe(SPANS_WAITING_MAX + 1);
  });
});

async function told(reporter: SpanReporter, count: number): Promise<void> {
  while (reporter.counters.spans_told < count) await new Promise((resolve) => setTimeout(resolve, 10));
}
