/** The commands that read the record, as processes, against the real engine that holds known events. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { MIGRATIONS } from "../../analytics/ingest/migrations.ts";
import { run } from "../../bench/show/estate.ts";
import { FLOW_COLUMNS, type FlowRow } from "../../core/reading/flow-view.ts";
import { kindColumns } from "../../core/reading/kinds.ts";
import { type ClickHouseClient, openClickHouse } from "../../io/clickhouse/client.ts";
import { uuidText } from "../../io/entropy.ts";
import { initAuthority, issue } from "../../io/pki/authority.ts";
import { freePort } from "../../io/trial-port.ts";

const WAYLEAVE = join(import.meta.dirname, "..", "..", "wayleave");
const KEY = "reading";
const BOOT = "0198f6a1-0c00-7abc-8def-0123456789ab";
/** More than are joined at once, several times, so that slices meet. */
const FLOWS = 25_000;
const BEGAN_MS = Date.now() - 3_600_000;
jest.setTimeout(120_000);

const data = mkdtempSync(join(tmpdir(), "wayleave-reading-"));
let engine: ChildProcess;
let store: ClickHouseClient;

beforeAll(async () => {
  const port = await freePort();
  const at = (path: string) => join(data, path);
  mkdirSync(at("keys"));
  writeFileSync(at("keys/clickhouse.key"), KEY, { mode: 0o600 });
  // Whose record is read is what the operator's certificate says.
  await initAuthority(at("pki"), "example.test");
  const operator = { authority: at("pki"), role: "operator", tenant: "demo", id: "reader" } as const;
  await issue({ ...operator, folder: at("keys/operator"), lifetimeMs: 3_600_000 });
  const config = { listen: `127.0.0.1:${port}`, data: at("clickhouse"), key_file: at("keys/clickhouse.key") };
  writeFileSync(at("clickhouse.yaml"), JSON.stringify({ ...config, status_file: at("clickhouse.json") }));
  engine = spawn(WAYLEAVE, ["clickhouse", "--config", at("clickhouse.yaml")], { stdio: ["ignore", "pipe", "inherit"] });
  await once(engine.stdout!, "data");
  const endpoints = { proxy: null, dns: null, console: null, otlp: null, gateways: [] };
  const file = { pid: process.pid, began: 0, ready: true, parts: [], endpoints };
  writeFileSync(
    at("run.json"),
    JSON.stringify({ ...file, endpoints: { ...endpoints, clickhouse: `127.0.0.1:${port}` } }),
  );
  const url = `http://127.0.0.1:${port}`;
  const bare = openClickHouse({ url, key: KEY });
  await bare.command({ query: "CREATE DATABASE IF NOT EXISTS wayleave" });
  await bare.close();
  store = openClickHouse({ url, key: KEY, database: "wayleave" });
  for (const { statements } of MIGRATIONS) for (const query of statements) await store.command({ query });
  await fill();
});

afterAll(async () => {
  await store?.close();
  await kill("SIGTERM");
  rmSync(data, { recursive: true, force: true });
});

it("json has every flow once, in the order of its begin, with the promised fields", async () => {
  const rows = await json("--since", "2h");
  expect(rows).toHaveLength(FLOWS + 1);
  expect(new Set(rows.map((row) => row.flow_id)).size).toBe(FLOWS + 1);
  const begins = rows.map((row) => row.start_time!);
  expect(begins).toEqual(begins.toSorted());
  expect(Object.keys(rows[0]!)).toEqual(FLOW_COLUMNS);
  expect(rows[0]).toEqual({
    ...{ flow_id: flowId(0), flow_status: "closed", start_time: timeText(0), end_time: timeText(7) },
    ...{ user: "sam@corp.example", device: "demo-laptop", src_ip: "127.0.0.1", src_port: 40_000, app: "wiki" },
    ...{ host: "h0.corp.example", port: 80, protocol: "tcp", action: "allow", policy: 'a "rule", at last' },
    ...{ reason: "APP_FLOW_CLOSED", denial_id: null, publisher_name: "p1", client_gateway: "gateway-1" },
    ...{ publisher_gateway: "gateway-2", egress_addr: "127.0.0.3:1", app_addr: "127.0.0.1:2" },
    ...{ client_bytes: 9_007_199_254_740_991, server_bytes: 0, bytes_exact: true, dns_us: null, decide_us: 38 },
    ...{ route_us: null, dispatch_us: null, resolve_us: null, connect_us: 0, first_byte_us: null, as_of: 41 },
    // Of a flow of datagrams alone.
    ...{ client_packets: null, server_packets: null, packets_dropped: null, drop_reasons: null },
    ...{ process: null, process_path_hash: null, process_uid: null, question_id: null },
    ...{ config_rev: 7, srp_version: 6, trace_id: "ab".repeat(16), trace_kept: false, segments: 1 },
  });
});

it("filters hold together; names with % are patterns, without it they are names; case doesn't matter", async () => {
  const since = ["--since", "2h"];
  expect(await json(...since, "--host", "H7.corp.example")).toMatchObject([{ host: "h7.corp.example" }]);
  expect(await json(...since, "--host", "h7")).toEqual([]);
  expect((await json(...since, "--host", "h1__.corp.example")).map((row) => row.host)).toHaveLength(100);
  expect(await json(...since, "--action", "block")).toMatchObject([{ host: "payroll.corp.example" }]);
  expect(await json(...since, "--user", "sam@%", "--app", "payroll", "--port", "443")).toEqual([]);
  expect(await json(...since, "--reason", "CGW_POLICY_%", "--status", "closed")).toHaveLength(1);
  expect(await json(...since, "--host", "' OR 1=1 --")).toEqual([]);
  expect(await json("--flow", flowId(9))).toMatchObject([{ flow_id: flowId(9) }]);
  expect(await json("--denial", "k7m2qx")).toMatchObject([{ denial_id: "K7M-2QX", user: "sam@corp.example" }]);
  const until = new Date(BEGAN_MS + 10).toISOString();
  expect(await json(...since, "--until", until)).toHaveLength(10);
});

it("a limit keeps the newest, across slices; without a time it is the last 15 minutes", async () => {
  const rows = await json("--since", "2h", "--limit", "12000");
  expect(rows).toHaveLength(12_000);
  expect(rows[0]!.flow_id).toBe(flowId(FLOWS + 1 - 12_000));
  expect(await json()).toEqual([]);
});

it("jsonl, csv and table print the same flows", async () => {
  const flags = ["--since", "2h", "--limit", "3"];
  const lines = (await wayleave("events", ...flags, "-o", "jsonl")).stdout.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(await json(...flags));
  const csv = (await wayleave("events", ...flags, "-o", "csv")).stdout.trimEnd().split("\n");
  expect([csv[0], csv.length]).toEqual([FLOW_COLUMNS.join(","), 4]);
  expect(csv[1]).toContain('"a ""rule"", at last"');
  const table = (await wayleave("events", ...flags)).stdout.split("\n");
  expect(table[0]).toMatch(/^TIME +USER +APP +DESTINATION +OUTCOME +DENIAL/);
  expect(table[3]).toContain("blocked CGW_POLICY_RULE_BLOCK");
});

it("another kind has its rows in every form, and none of flows", async () => {
  const questions = ["events", "--kind", "dns", "--since", "2h"];
  const [row, ...more] = JSON.parse((await wayleave(...questions, "-o", "json")).stdout);
  expect([row, more]).toMatchObject([{ host: "secret.corp.example", rcode: "REFUSED", denial_id: "Q7M-2QX" }, []]);
  expect(JSON.parse((await wayleave(...questions, "-o", "jsonl")).stdout)).toEqual(row);
  const csv = (await wayleave(...questions, "-o", "csv")).stdout.split("\n");
  expect([csv[0], csv.length]).toEqual([kindColumns("dns").join(","), 3]);
  expect((await wayleave(...questions)).stdout).toMatch(/^TIME .*\n.*secret\.corp\.example +A +REFUSED CGW_POLICY/);
  expect((await wayleave("events", "--kind", "lease", "-o", "json")).stdout).toBe("[]\n");
  expect(await wayleave(...questions, "--policy", "a")).toMatchObject({ exit: 2 });
  const why = await wayleave("why", "q7m 2qx");
  expect([why.exit, why.stdout]).toEqual([0, expect.stringContaining("secret.corp.example (A)")]);
});

it("a reader that goes is no error", async () => {
  const command = `"$0" events --since 2h -o jsonl --data "$1" | head -1; echo "\${PIPESTATUS[0]}"`;
  const ran = await run("bash", ["-c", command, WAYLEAVE, data]);
  expect(ran.stdout.trimEnd().split("\n").at(-1)).toBe("0");
  expect(ran.stderr).toBe("");
});

it("why finds a denial as it is typed, and says where it is not", async () => {
  const ran = await wayleave("why", "k7m 2qx", "-o", "json");
  expect(JSON.parse(ran.stdout)).toMatchObject({
    ...{ denial_id: "K7M-2QX", outcome: "blocked", reason: { code: "CGW_POLICY_RULE_BLOCK", class: "D" } },
    decision: {
      ...{ policy: "no payroll", notice: "Ask HR" },
      rules_considered: [
        { rule: "hr", first_failed: "groups" },
        { rule: "no payroll", first_failed: null },
      ],
    },
    route: { publisher_name: null, candidates: [] },
  });
  expect(await wayleave("why", "ZZZ-ZZZ")).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining("not in the record"),
  });
  expect(await wayleave("why", "what")).toMatchObject({ exit: 2, stderr: expect.stringContaining("no denial id") });
});

it("completeness counts what is stored, and names a double, a gap and a dead letter", async () => {
  const whole = await wayleave("completeness", "-o", "json");
  const events = 2 * FLOWS + 2;
  expect(whole.exit).toBe(0);
  expect(JSON.parse(whole.stdout)).toMatchObject({
    ...{ complete: true, faults: [], raw: { rows: events, distinct_events: events } },
    sources: [{ source: "gateway-1", boot: BOOT.replaceAll("-", ""), produced: events, stored: events, missing: 0 }],
  });
  // The same event again, one that leaves three out, and one of the three as a dead letter.
  await store.command({
    query: `INSERT INTO network_events SELECT * FROM network_events WHERE sequence = ${events}`,
  });
  await insert([{ ...envelope(events + 4, 0), kind: "tunnel-up" }]);
  const letter = {
    source: "gateway-1",
    boot: BOOT.replaceAll("-", ""),
    sequence: events + 1,
    error: "torn",
    bytes: "",
  };
  await store.insert({
    table: "dead_letters",
    values: [{ ...letter, appended_at: clockText(0) }],
    format: "JSONEachRow",
  });
  const broken = await wayleave("completeness", "-o", "json", "--within", "1s");
  expect(broken.exit).toBe(1);
  const { complete, totals, raw, faults } = JSON.parse(broken.stdout);
  expect([complete, faults]).toEqual([false, expect.arrayContaining([expect.stringMatching(/2 events .* missing/)])]);
  expect(totals).toMatchObject({ produced: events + 4, stored: events + 1, dead_lettered: 1, missing: 2, double: 1 });
  expect(raw).toEqual({ rows: events + 2, distinct_events: events + 1 });
});

it("a store that is away is named, with what to do", async () => {
  await kill("SIGKILL");
  const ran = await wayleave("events");
  expect(ran).toMatchObject({
    exit: 1,
    stdout: "",
    stderr: expect.stringMatching(/ClickHouse at 127.*ECONNREFUSED.*status/),
  });
});

async function kill(signal: NodeJS.Signals): Promise<void> {
  if (engine.exitCode !== null || engine.signalCode !== null) return;
  const gone = once(engine, "exit");
  engine.kill(signal);
  await gone;
}

const wayleave = (...words: string[]) => run(WAYLEAVE, [...words, "--data", data], 60_000);

async function json(...flags: string[]): Promise<FlowRow[]> {
  const ran = await wayleave("events", "-o", "json", ...flags);
  expect([ran.exit, ran.stderr]).toEqual([0, ""]);
  return JSON.parse(ran.stdout) as FlowRow[];
}

/** Made one a millisecond, decided a millisecond later, ended seven after. The last one is refused. */
function flowId(at: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(BEGAN_MS + at, 0, 6);
  bytes.writeUInt16BE(0x7000, 6);
  bytes.writeUInt32BE(0x8000_0000 + at, 8);
  return uuidText(bytes);
}

const timeText = (ms: number): string => `${new Date(BEGAN_MS + ms).toISOString().slice(0, -1)}000Z`;
const clockText = (ms: number): string => timeText(ms).replace("T", " ").replace("Z", "");

const envelope = (sequence: number, ms: number) => ({
  ...{ event_id: eventId(sequence), source: "gateway-1", boot: BOOT, sequence, tenant: "demo" },
  ...{ at: clockText(ms), appended_at: clockText(ms), as_of: 41, config_rev: 7, srp_version: 6 },
  trace_id: "ab".repeat(16),
});

const eventId = (sequence: number): string => `0198f6a1-0c00-7000-8000-${String(sequence).padStart(12, "0")}`;

const segment = (at: number) => ({
  ...{ flow_id: flowId(at), flow_at: clockText(at).slice(0, -3), segment: 1, gateway: "gateway-1", role: "client" },
});

const DECIDED = {
  ...{ kind: "flow-decided", user: "sam@corp.example", device: "demo-laptop", src_ip: "127.0.0.1", src_port: 40_000 },
  ...{ port: 80, protocol: "tcp", decide_us: 38 },
};

async function fill(): Promise<void> {
  const rows: object[] = [];
  for (let at = 0; at < FLOWS; at += 1) {
    const decided = {
      ...DECIDED,
      action: "allow",
      policy: 'a "rule", at last',
      app: "wiki",
      host: `h${at}.corp.example`,
    };
    rows.push({ ...envelope(2 * at + 1, at), ...segment(at), ...decided });
    const way = {
      publisher: "p1",
      publisher_gateway: "gateway-2",
      egress_addr: "127.0.0.3:1",
      app_addr: "127.0.0.1:2",
    };
    const ended = {
      kind: "segment-ended",
      client_bytes: "9007199254740991",
      reason: "APP_FLOW_CLOSED",
      ended_by: "app",
    };
    rows.push({ ...envelope(2 * at + 2, at + 7), ...segment(at), ...way, ...ended, connect_us: 0, duration_us: 7000 });
  }
  const refusal = { action: "block", policy: "no payroll", app: "payroll", host: "payroll.corp.example" };
  const considered = [
    { rule: "hr", first_failed: "groups" },
    { rule: "no payroll", first_failed: "" },
  ];
  const told = {
    reason: "CGW_POLICY_RULE_BLOCK",
    denial_id: "K7M-2QX",
    notice: "Ask HR",
    rules_considered: considered,
  };
  rows.push({ ...envelope(2 * FLOWS + 1, FLOWS), ...segment(FLOWS), ...DECIDED, ...refusal, ...told });
  rows.push({ ...envelope(2 * FLOWS + 2, FLOWS), ...QUESTION });
  await insert(rows);
}

const QUESTION = {
  ...{ kind: "dns-answered", question_id: "0d".repeat(16), host: "secret.corp.example", dns_type: 1, rcode: 5 },
  ...{ dns_how: "refused", reason: "CGW_POLICY_RULE_BLOCK", denial_id: "Q7M-2QX", user: "sam@corp.example" },
};

const insert = (values: readonly object[]) =>
  store.insert({ table: "network_events", values: [...values], format: "JSONEachRow" });
