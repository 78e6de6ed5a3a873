/** One report from many sources. */
import { expect, it } from "@jest/globals";
import type { RunFile, RunPart } from "./run-file.ts";
import { type GatewayAnswer, type PartStatus, printStatus, reportOf } from "./status-report.ts";

it("a gateway that answers is counted once, from its answer; one that doesn't from its file", () => {
  const files = new Map<string, PartStatus>([
    ["gateway-1", { refused: { gateway: { "no-certificate": 1 } } }],
    ["gateway-2", { refused: { gateway: { "no-certificate": 2 } } }],
    ["agent", { refused: { proxy: { malformed: 4 } } }],
  ]);
  const gateways = [{ ...answer("gateway-1"), refused: [{ listener: "gateway", reason: "no-certificate", count: 3 }] }];
  expect(report({ files, gateways }).refused).toEqual([
    { listener: "gateway", reason: "no-certificate", count: 5 },
    { listener: "proxy", reason: "malformed", count: 4 },
  ]);
});

it("lag is what a gateway has not folded of the log's end", () => {
  const gateways = [
    { ...answer("gateway-1"), asOf: 9, logEnd: 10 },
    { ...answer("gateway-2"), asOf: 6, logEnd: 8 },
  ];
  const { log } = report({ gateways });
  expect(log.end).toBe(10);
  expect(log.gateways.map((one) => one.lag)).toEqual([0, 3]);
});

it("a ready part whose process is gone is lost, and the system not ready", () => {
  const made = report({ alive: new Set(["gateway-1", "gateway-2"]) });
  expect(made.parts.map((part) => part.state)).toEqual(["ready", "ready", "lost"]);
  expect(made.ready).toBe(false);
  expect(printStatus(made)).toContain("lost");
});

it("session and SRP version are the local agent's, absent is null", () => {
  const files = new Map<string, PartStatus>([["agent", { session: { user: "sam" }, srp_version: 18 }]]);
  expect(report({ files })).toMatchObject({ session: { user: "sam" }, srp_version: 18 });
  expect(report({})).toMatchObject({ session: null, srp_version: null });
});

it("files of strange content are no error", () => {
  const files = new Map<string, PartStatus>([["agent", { refused: 3, counters: [1], srp_version: "x" } as PartStatus]]);
  expect(report({ files })).toMatchObject({ refused: [], srp_version: null, unanswered_opens: 0 });
});

function report(o: { files?: Map<string, PartStatus>; gateways?: GatewayAnswer[]; alive?: Set<string> }) {
  const alive = new Set(["gateway-1", "gateway-2", "agent"]);
  return reportOf({ run: RUN, files: new Map(), gateways: [], alive, ...o });
}

function answer(gateway: string): GatewayAnswer {
  return {
    gateway,
    asOf: 0,
    logEnd: 1,
    configRev: 0,
    stateHash: "ab",
    ready: true,
    counters: {},
    refused: [],
    attachments: 1,
    sessions: 1,
  };
}

const row = (name: string, kind: RunPart["kind"]): RunPart => ({
  name,
  kind,
  pid: 2,
  began: 0,
  listen: [],
  state: "ready",
  restarts: 0,
  status_file: "",
});

const RUN: RunFile = {
  pid: 1,
  began: 0,
  ready: true,
  parts: [row("gateway-1", "gateway"), row("gateway-2", "gateway"), row("agent", "agent")],
  endpoints: { proxy: null, dns: null, console: null, clickhouse: null, otlp: null, gateways: [] },
};
