/** Questions, near misses and leases, read from the real engine: rows of a promised form, once however often told. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { KINDS, type Kind, type KindFilters, type KindRow, kindQuery, kindRowOf } from "../../core/reading/kinds.ts";
import { whyQuestion } from "../../core/reading/why-question.ts";
import type { DnsAnswered } from "../../core/record/dns-facts.ts";
import type { LeaseChange, StubLeases } from "../../core/record/lease-facts.ts";
import type { NearMiss, NetworkEvent, NetworkFact, ReportName } from "../../core/record/network-event.ts";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { RECORD_DATABASE, RecordReader } from "../../io/record-reader.ts";
import { EventRows } from "./event-rows.ts";
import { TrialRig } from "./io/trial-rig.ts";

const DOCS = join(import.meta.dirname, "..", "..", "docs", "cli");
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(join(DOCS, `${name}.schema.json`), "utf8")));

/** An hour ago: what is older than 90 days the tables forget. */
const AT_US = (Math.floor(Date.now() / 1000) - 3_600) * 1_000_000;
const SECOND_US = 1_000_000;
const id = (n: number): string => n.toString(16).padStart(32, "0");
const timeText = (us: number): string => `${new Date(us / 1000).toISOString().slice(0, -1)}000Z`;

let rig: TrialRig;
let reader: RecordReader;
let events = 0;
beforeAll(async () => {
  rig = await TrialRig.start();
  const at = { url: rig.trial.url, key: rig.trial.key, database: RECORD_DATABASE };
  reader = new RecordReader(openClickHouse(at), "here", "demo");
});
beforeEach(() => rig.empty());
afterAll(async () => {
  await reader?.close();
  await rig?.close();
});

interface About {
  readonly atUs?: number;
  readonly tenant?: string;
  readonly report?: ReportName;
}

async function store(...told: readonly (readonly [NetworkFact, About?])[]): Promise<void> {
  const rows = new EventRows();
  for (const [fact, { atUs = AT_US, tenant = "demo", report } = {}] of told) {
    const event: NetworkEvent = {
      ...{ id: id((events += 1)), source: "gateway-1", boot: id(7), sequence: events, atUs, tenant, traceId: "" },
      ...{ reportedBy: report ? "spiffe://x/demo/device/laptop" : "", asOf: 41, configRev: 0, srpVersion: 0 },
      ...{ appListVersion: 0, ...(report ? { report } : {}), fact },
    };
    rows.add(event, { partition: 0, offset: events, appendTimeUs: atUs });
  }
  await rig.store.insert("network_events", rows.names, rows.take(), `kinds ${events}`);
}

async function read(kind: Kind, filters: KindFilters = {}, storedFromMs?: number): Promise<KindRow[]> {
  const rows = await reader.all(kindQuery(kind, filters, storedFromMs));
  const found = rows.map((cells) => kindRowOf(kind, cells));
  const holds = schema(`events-${kind}`);
  expect([holds(found), holds.errors]).toEqual([true, null]);
  return found;
}

const question = (more: Partial<DnsAnswered> = {}): DnsAnswered => ({
  ...{ type: "dns-answered", questionId: id(1), sessionId: id(2), user: "sam@corp.example", device: "laptop" },
  ...{ gateway: "gateway-1", name: "db.corp.example", dnsType: 28, rcode: 0, how: "publisher", ttl: 30, app: "db" },
  ...{ answers: ["10.1.0.1", "10.1.0.2"], publisher: "p1", reason: "", denialId: "", durationUs: 900, resolveUs: 500 },
  ...more,
});
const missed = (more: Partial<NearMiss> = {}): NearMiss => ({
  ...{ type: "near-miss", user: "sam@corp.example", device: "laptop", host: "wiki.corp.example", port: 81 },
  ...{ protocol: "tcp", app: "wiki", reason: "AGT_STEER_PORT_MISS", flowId: "", ...more },
});
const change = (n: number, more: Partial<LeaseChange> = {}): LeaseChange => ({
  ...{ change: "leased", leaseId: id(n), name: `n${n}.corp.example`, stub: `100.64.0.${n}`, stub6: "" },
  ...{ atUs: AT_US - n * SECOND_US, ...more },
});
const leases = (untold: number, ...changes: LeaseChange[]): StubLeases => ({
  ...{ type: "stub-leases", user: "sam@corp.example", device: "laptop", leases: changes, untold },
});
const report = (sequence: number): ReportName => ({ boot: id(9), sequence });

describe("questions", () => {
  it("have their types and answers by name, and null for what they have not", async () => {
    await store([question()], [question({ questionId: id(3), dnsType: 4_000, rcode: 11, answers: [], ttl: 0 })]);
    const [one, two] = await read("dns");
    expect(one).toEqual({
      ...{ question_id: id(1), time: timeText(AT_US), user: "sam@corp.example", device: "laptop" },
      ...{ host: "db.corp.example", type: "AAAA", rcode: "NOERROR", how: "publisher", answers: "10.1.0.1, 10.1.0.2" },
      ...{ ttl: 30, app: "db", publisher_name: "p1", reason: null, denial_id: null, client_gateway: "gateway-1" },
      ...{ duration_us: 900, resolve_us: 500, session_id: id(2), as_of: 41, config_rev: 0, trace_id: null },
      trace_kept: false,
    });
    expect(two).toMatchObject({ type: "TYPE4000", rcode: "RCODE11", answers: null, ttl: null });
  });

  it("are found by name, number, denial and time; others' are not", async () => {
    const denied = { how: "refused", rcode: 5, reason: "CGW_POLICY_RULE_BLOCK", denialId: "K7M-2QX" } as const;
    await store(
      [question()],
      [question({ questionId: id(3), name: "pay.corp.example", app: "pay", ...denied }), { atUs: AT_US + SECOND_US }],
      [question({ questionId: id(4) }), { tenant: "other" }],
    );
    const idsOf = async (filters: KindFilters) => (await read("dns", filters)).map((row) => row["question_id"]);
    expect(await idsOf({})).toEqual([id(1), id(3)]);
    expect(await idsOf({ host: "PAY.corp.example" })).toEqual([id(3)]);
    expect(await idsOf({ host: "%.corp.example", app: "d_" })).toEqual([id(1)]);
    expect(await idsOf({ question: id(1), publisher: "p1" })).toEqual([id(1)]);
    expect(await idsOf({ denial: "K7M-2QX" })).toEqual([id(3)]);
    expect(await idsOf({ sinceUs: AT_US + 1 })).toEqual([id(3)]);
    expect(await idsOf({ untilUs: AT_US + 1 })).toEqual([id(1)]);
    expect(await idsOf({ limit: 1 })).toEqual([id(3)]);
    expect(await idsOf({ host: "' OR 1=1 --" })).toEqual([]);
  });

  it("that were refused are told by why, as its schema says", async () => {
    const denied = { how: "refused", rcode: 5, reason: "CGW_POLICY_RULE_BLOCK", denialId: "K7M-2QX" } as const;
    await store([question({ ...denied, answers: [], ttl: 0, publisher: "" })]);
    const [row] = await read("dns", { denial: "K7M-2QX" });
    const holds = schema("why");
    const why = whyQuestion(row!);
    expect([holds(why), holds.errors]).toEqual([true, null]);
    expect(why).toMatchObject({
      ...{ denial_id: "K7M-2QX", flow_id: null, outcome: "blocked", what: { host: "db.corp.example", app: "db" } },
      question: { question_id: id(1), type: "AAAA", rcode: "REFUSED", how: "refused" },
      reason: { code: "CGW_POLICY_RULE_BLOCK", class: "D", where: "the Client Gateway" },
    });
  });
});

describe("near misses", () => {
  it("of gateways have their flow, those of devices their reporter, once however often they were told", async () => {
    const flowId = "0198f6a1-0c00-7abc-8def-0123456789ab";
    await store(
      [missed(), { report: report(1) }],
      [missed(), { report: report(1), atUs: AT_US + SECOND_US }],
      [missed({ flowId, port: 82, reason: "" }), { atUs: AT_US + 2 * SECOND_US }],
    );
    expect(await read("near-miss")).toMatchObject([
      { port: 81, flow_id: null, reported_by: "spiffe://x/demo/device/laptop", reason: "AGT_STEER_PORT_MISS" },
      { port: 82, flow_id: flowId, reported_by: null, gateway: "gateway-1", reason: null },
    ]);
    expect(await read("near-miss", { flow: flowId })).toHaveLength(1);
    expect(await read("near-miss", { port: 81, app: "wiki" })).toHaveLength(1);
  });
});

describe("leases", () => {
  it("are a row for each change, at its own time, once however often they were told", async () => {
    const told = leases(0, change(2), change(1, { stub6: "fd00::1" }));
    const released = leases(3, change(1, { change: "released", atUs: AT_US }));
    await store([told, { report: report(1) }], [told, { report: report(1) }], [released, { report: report(2) }]);
    const rows = await read("lease");
    expect(rows.map(({ host, change: what, time }) => [host, what, time])).toEqual([
      ["n2.corp.example", "leased", timeText(AT_US - 2 * SECOND_US)],
      ["n1.corp.example", "leased", timeText(AT_US - SECOND_US)],
      ["n1.corp.example", "released", timeText(AT_US)],
      [null, "untold", timeText(AT_US)],
    ]);
    expect(rows[1]).toMatchObject({ lease_id: id(1), stub: "100.64.0.1", stub6: "fd00::1", count: null });
    expect(rows[3]).toMatchObject({ lease_id: null, count: 3 });
    expect(await read("lease", { question: id(1) })).toHaveLength(2);
    expect(await read("lease", { sinceUs: AT_US })).toHaveLength(2);
    expect(await read("lease", { untilUs: AT_US - SECOND_US })).toHaveLength(1);
  });
});

it("who follows sees what was stored since, and nothing of before", async () => {
  const nowUs = Date.now() * 1000;
  const all: readonly NetworkFact[] = [question(), missed(), leases(0, change(1, { atUs: nowUs }))];
  await store(...all.map((fact) => [fact, { atUs: nowUs }] as const));
  for (const kind of KINDS) {
    const [row] = await reader.all(kindQuery(kind, {}, Date.now() - 10_000));
    expect(Number(row?.at(-1))).toBeGreaterThan(Date.now() - 60_000);
    expect(await reader.all(kindQuery(kind, {}, Date.now() + 60_000))).toEqual([]);
  }
});
