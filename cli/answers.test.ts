/** The JSON of `why` and `completeness` against the schemas that are promised, and their texts for people. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { judgeCompleteness } from "../core/reading/completeness.ts";
import { FLOW_COLUMNS, FLOW_FIELDS, flowOf } from "../core/reading/flow-view.ts";
import { KINDS, kindForms } from "../core/reading/kinds.ts";
import { whyOf } from "../core/reading/why.ts";
import { whyInputOf } from "../core/reading/why-query.ts";
import { REASONS } from "../core/reason.ts";
import { completenessText } from "./completeness.ts";
import { whyText } from "./print/why-text.ts";

const DOCS = join(import.meta.dirname, "..", "docs", "cli");
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(join(DOCS, `${name}.schema.json`), "utf8")));

const TIME = "2026-01-02 03:04:05.678901";
const KNOWN: Record<string, unknown> = {
  ...{ flow_id: "0198f6a1-0c00-7abc-8def-0123456789ab", flow_status: "closed", start_time: TIME, end_time: TIME },
  ...{ user: "sam@corp.example", device: "demo-laptop", src_ip: "127.0.0.1", src_port: 4000, app: "payroll" },
  ...{ host: "payroll.corp.example", port: 80, protocol: "tcp", action: "block", policy: "no payroll" },
  ...{ reason: "CGW_POLICY_RULE_BLOCK", denial_id: "K7M-2QX", client_gateway: "gateway-1", client_bytes: "0" },
  ...{ server_bytes: "0", as_of: "41", config_rev: "7", srp_version: "7", trace_id: "ab".repeat(16), trace_kept: true },
};
const REST = ["managed", "proxy", "Ask HR", "other-app", "1500", [["p", "g", "not-needed"]]];
const why = (known: Record<string, unknown>, rest: readonly unknown[], considered: unknown) =>
  whyOf({
    ...whyInputOf([...FLOW_COLUMNS.map((field) => known[field] ?? null), ...rest], [considered]),
    others: [
      { flow_id: "0198f6a1-0c00-7abc-8def-0123456789ac", start_time: "2026-01-01T00:00:00.000000Z", user: null },
    ],
  });

it("why answers as its schema says, whatever is known", () => {
  const holds = schema("why");
  const full = why(KNOWN, REST, [
    ["all", "users"],
    ["no payroll", ""],
  ]);
  const bare = why({ flow_status: "open" }, [null, null, null, null, null, []], []);
  const codes = Object.keys(REASONS).map((reason) => why({ ...KNOWN, reason }, REST, []));
  for (const one of [full, bare, ...codes]) expect([holds(one), holds.errors]).toEqual([true, null]);
  // The schema bites.
  expect(holds({ ...full, more: 1 })).toBe(false);
  expect(holds({ ...full, denial_id: undefined })).toBe(false);
  expect(holds({ ...full, when: { ...full.when, start_time: TIME } })).toBe(false);
});

it("a flow is as its schema says, and the schema has no field more", () => {
  const holds = schema("events-flow");
  const full = flowOf(FLOW_COLUMNS.map((field) => KNOWN[field] ?? null));
  expect([holds([full]), holds.errors]).toEqual([true, null]);
  const { question_id: _, ...less } = full;
  for (const wrong of [less, { ...full, more: 1 }, { ...full, question_id: "7" }]) expect(holds([wrong])).toBe(false);
});

it("why tells a person what, who, which rule and who can fix it", () => {
  const text = whyText(
    why(KNOWN, REST, [
      ["all", "users"],
      ["no payroll", ""],
    ]),
  );
  for (const part of [
    ...["K7M-2QX: blocked, CGW_POLICY_RULE_BLOCK", "A rule blocks this application for you.", "an administrator"],
    ...["sam@corp.example on demo-laptop (managed)", "payroll.corp.example:80 (tcp)", "block by rule no payroll"],
    ...["did not match: users", "matched", "publisher  none", "p at g", "not taken: not-needed", "Ask HR"],
    ...["as of 41, config 7, SRP 7", "app other-app has this host", "older flows bear the same id", "for 1.5 ms"],
    `wayleave trace ${String(KNOWN["flow_id"])}`,
  ])
    expect(text).toContain(part);
  expect(whyText(why({ ...KNOWN, host: "a\u001b[2Jb" }, REST, []))).toContain("a?[2Jb");
});

it("completeness answers as its schema says, complete or not", () => {
  const holds = schema("completeness");
  const boot = "ab".repeat(16);
  const life = { source: "gateway-1", boot, stored: 8, deadLettered: 1, accounted: 9, rows: 9, lowest: 1 };
  const lives = [{ ...life, lowestAtMs: 5, highest: 9, dropped: 2 }];
  const none = {
    lives: [],
    previous: [],
    witnessed: [],
    live: [],
    silent: [],
    raw: { rows: 0, distinct: 0 },
    deadLettersOfNobody: 0,
  };
  const good = judgeCompleteness({ ...none, keptSinceMs: 0 });
  const live = [{ source: "gateway-1", boot, sequence: 12 }];
  const raw = { rows: 10, distinct: 9 };
  const bad = judgeCompleteness({
    ...none,
    lives,
    live,
    silent: ["127.0.0.1:8444"],
    raw,
    deadLettersOfNobody: 1,
    keptSinceMs: 0,
  });
  for (const one of [good, bad]) expect([holds(one), holds.errors]).toEqual([true, null]);
  expect(holds({ ...good, totals: { ...good.totals, missing: -1 } })).toBe(false);
  expect(completenessText(good)).toContain("complete: 0 events produced, none missing, none double");
  const text = completenessText(bad);
  expect(text).toMatch(/gateway-1 +abababab +live-gateway +12 +8 +1 +2 +0 +3 +1\n/);
  expect(text).toContain("not complete:");
  for (const fault of bad.faults) expect(text).toContain(fault);
  expect(bad.faults).toHaveLength(6);
});

it("the reference of events names every field, in order, with its form", () => {
  const page = readFileSync(join(DOCS, "events.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, field, form]) => [field, form]);
  expect(rows).toEqual(Object.entries(FLOW_FIELDS));
});

it.each(KINDS)("the fields of %s are documented, in their order and with their forms", (kind) => {
  const [, page = ""] = readFileSync(join(DOCS, "event-kinds.md"), "utf8").split(`## ${kind}\n`);
  const rows = [...page.split("\n## ")[0]!.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, field, form]) => [
    field,
    form,
  ]);
  expect(rows).toEqual(Object.entries(kindForms(kind)));
});
