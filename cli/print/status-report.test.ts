/** One report from many sources. */
import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { RunFile, RunPart } from "../run-file.ts";
import { type GatewayAnswer, type PartStatus, printStatus, reportOf } from "./status-report.ts";

const SCHEMA = `${import.meta.dirname}/../../docs/cli/status.schema.json`;

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

const INSIDE = {
  srp: {
    ...{ version: 7, hash: "ab", private_domains: ["corp.example"], entries_left_out: 0 },
    entries: [
      { app: "wiki", hosts: ["wiki.corp.example"], ports: ["tcp/80"], action: "allow", publisher_dns: false },
      { app: "games", hosts: ["*.games.example"], ports: ["udp/1000-2000"], action: "block", publisher_dns: false },
    ],
  },
  steering: { unmatched: "refuse", capture: true, stub_range: "100.64.0.0/16" },
  gateways: [
    { address: "127.0.0.1:8443", state: "up", gateway: "gateway-1", current: true, flows: 2, round_trip_us: 1_250 },
    { address: "127.0.0.1:8444", state: "idle", gateway: null, current: false, flows: 0, round_trip_us: null },
  ],
  ...{ leases: [{ name: "wiki.corp.example", address: "100.64.0.1" }], leases_left_out: 0 },
  flows: { live: 2, associations: 1, opening: 0 },
};

it("what the agent shows of its inside stands in it, as the schema says, and as tables", () => {
  const made = report({ files: new Map<string, PartStatus>([["agent", { inside: INSIDE }]]) });
  expect(made.agent).toEqual(INSIDE);
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  expect([valid(JSON.parse(JSON.stringify(made))), valid.errors]).toEqual([true, null]);
  expect(valid(JSON.parse(JSON.stringify(report({}))))).toBe(true);
  expect(valid({ ...made, agent: { ...INSIDE, flows: {} } })).toBe(false);
  const text = printStatus(made);
  for (const words of ["agent: by capture, stubs from 100.64.0.0/16, 1 leases, 2 flows (1 of datagrams)", "1.3 ms"]) {
    expect(text).toContain(words);
  }
  expect(text).toMatch(/games +block +udp\/1000-2000 +\*\.games\.example/);
});

const COUNTERS = {
  ...{ tcp_stubs4: 12, tcp_stubs6: 3, tcp_apps4: 4, tcp_apps6: 0, tcp_refused4: 2, tcp_refused6: 1 },
  ...{ udp_stubs4: 900, udp_stubs6: 0, udp_apps4: 70, udp_apps6: 5, udp_refused4: 6, udp_refused6: 0 },
};
const CAPTURE = {
  stubs: {
    ...{ v4: "100.80.0.0/16", v6: "fd12:3456:789a::/64", why: "100.64.0.0/16 was left for 100.64.0.0/10", moves: 1 },
    ...{ conflicts: ["100.80.9.0/24"], stays: "too-often", before: ["100.64.0.1/32", "100.64.0.2/31"] },
  },
  ...{ leases: { in_use: 3, resting: 2 }, whole: true, counters: COUNTERS },
  ...{ routes: { v4: 6, v6: 4, learned: 1 }, rules: { v4: 11, v6: 9 } },
};
const DNS = { system: "ours", way: "resolved", link: "wayleave0", domains: 12, upstream: ["192.0.2.53 53"] };

it("how the agent captures and is asked for names stands in it, as the schema says, and as lines for people", () => {
  const made = report({ files: new Map([["agent", { capture: CAPTURE, dns: DNS }]]) });
  expect(made).toMatchObject({ capture: CAPTURE, dns: DNS });
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  expect([valid(JSON.parse(JSON.stringify(made))), valid.errors]).toEqual([true, null]);
  expect(valid({ ...made, capture: { ...CAPTURE, counters: { tcp_stubs4: "12" } } })).toBe(false);
  expect(valid({ ...made, dns: { ...DNS, way: "guess" } })).toBe(false);
  const text = printStatus(made);
  for (const words of [
    "stubs: from 100.80.0.0/16 and fd12:3456:789a::/64, 3 leases in use, 2 resting",
    "why there: 100.64.0.0/16 was left for 100.64.0.0/10",
    "networks in the way: 100.80.9.0/24; stubs have moved too often",
    "of before, refused for now: 100.64.0.1/32, 100.64.0.2/31",
    "names: by systemd-resolved, private ones alone (link wayleave0, 12 domains): in place; others' names are asked of 192",
  ]) {
    expect(text).toContain(words);
  }
  expect(text).toMatch(/\nIPv4 +6 +11 +12 +4 +2 +900 +70 +6\nIPv6 +4 +9 +3 +0 +1 +0 +5 +0\n/);
});

it("says that capture isn't whole, names five networks of many, and has a dash for what isn't read yet", () => {
  const before = Array.from({ length: 9 }, (_, n) => `100.64.0.${n}/32`);
  const stubs = { v4: "100.80.0.0/16", why: "chosen", moves: 0, conflicts: [], before };
  const capture = { ...CAPTURE, stubs, whole: false, counters: {} };
  const made = report({
    files: new Map([["agent", { capture, dns: { system: "none", way: "none", upstream: [] } }]]),
  });
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  expect([valid(JSON.parse(JSON.stringify(made))), valid.errors]).toEqual([true, null]);
  const text = printStatus(made);
  expect(text).toContain("capture: not whole");
  expect(text).toContain("100.64.0.4/32 (4 more)\n");
  expect(text).toMatch(/\nIPv4 +6 +11 +- +- +- +- +- +-\n/);
  expect(text).toContain("names: the system's resolver is left alone; others' names are asked of nobody\n");
  expect(text).not.toContain("in the way");
  expect(printStatus(report({}))).not.toMatch(/capture|names:/);
});

it("files of strange content are no error", () => {
  const files = new Map<string, PartStatus>([["agent", { refused: 3, counters: [1], srp_version: "x" } as PartStatus]]);
  expect(report({ files })).toMatchObject({ refused: [], srp_version: null, unanswered_opens: 0 });
});

it("says what each spool still holds, and how far the store is behind; what nobody says is null", () => {
  const spool = {
    gateway: "gateway-1",
    boot: "ab",
    produced: 9,
    shipped: 7,
    unshipped: 2,
    dropped: { "near-miss": 3 },
  };
  const gateways = [
    { ...answer("gateway-1"), spool: { ...spool, bytes: 2048, bound_bytes: 4096 } },
    answer("gateway-2"),
  ];
  const files = new Map<string, PartStatus>([["analytics", { counters: { lag: 4, events_stored: 100 } }]]);
  const made = report({ files, gateways });
  expect(made.spool).toEqual([{ ...spool, bytes: 2048, bound_bytes: 4096 }]);
  expect(made.ingest).toEqual({ events_stored: 100, lag: 4, dead_letters: null });
  expect(printStatus(made)).toMatch(/gateway-1 +9 +7 +2 +2\.0 KiB of 4\.0 KiB +3\n/);
  expect(printStatus(made)).toContain("4 events wait in the log; 100 stored");
  expect(report({}).ingest.lag).toBeNull();
  expect(printStatus(report({}))).toContain("is not known");
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
