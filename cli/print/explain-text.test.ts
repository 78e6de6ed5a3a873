/** The JSON of `explain` against the schema that is promised, what it finds to differ, and its text for people. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { madeOf, madeRow, recordedOf, sessionOf } from "../../core/reading/decisions-query.ts";
import { differencesOf, type ExplainAnswer, type ExplainedDecision } from "../../core/reading/explained.ts";
import { explainText } from "./explain-text.ts";

const file = join(import.meta.dirname, "..", "..", "docs", "cli", "explain.schema.json");
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, formats: { "date-time": true } });
const holds = ajv.compile(JSON.parse(readFileSync(file, "utf8")));

const RECORDED = recordedOf([
  ...["flow-decided", "g1", "block", "payroll", "no-payroll", "CGW_POLICY_RULE_BLOCK", ""],
  ...[[["hr", "groups"], { rule: "no-payroll", first_failed: "" }], "41", "39"],
]);

const EXPLAINED: ExplainedDecision = {
  ...{ kind: "opened", explained_by: "g2", assumed: [], recorded: RECORDED, differences: [] },
  request: {
    ...{ user: "sam", device: "laptop", host: "pay.corp.example", port: 443, protocol: "tcp" },
    ...{ at: "2026-03-04T12:00:00Z", access_method: "client", os: "linux", address: "10.0.0.1", country: "NL" },
  },
  versions: { as_of: 41, config_rev: 39, state_time: "2026-03-04T11:00:00Z" },
  verdict: {
    ...{ action: "block", app: "payroll", app_candidates: ["payroll", "all-of-corp"], policy: "no-payroll" },
    ...{ reason: "CGW_POLICY_RULE_BLOCK", notice: "ask HR", near_miss: null, near_miss_why: null, would_allow: null },
    receivers: ["soc"],
    rules_considered: [
      { rule: "hr", first_failed: "groups" },
      { rule: "no-payroll", first_failed: null },
    ],
  },
};
const answer = (more: Partial<ExplainAnswer> = {}): ExplainAnswer => ({
  ...{ flow_id: "0198f6a1-0c00-7abc-8def-0123456789ab", undecided: null, decisions: [EXPLAINED] },
  ...more,
});

it("answers as its schema says, which bites", () => {
  const assumed = [{ fact: "os", value: "", why: "not said" }];
  const asked: ExplainedDecision = { ...EXPLAINED, kind: "asked", recorded: null, assumed };
  for (const one of [answer(), answer({ flow_id: null, decisions: [asked] }), answer({ undecided: "CGW_LIMIT_USER" })])
    expect([holds(one), holds.errors]).toEqual([true, null]);
  expect(holds({ ...answer(), more: 1 })).toBe(false);
  expect(holds(answer({ decisions: [{ ...EXPLAINED, verdict: undefined as never }] }))).toBe(false);
});

it("finds what the record says otherwise, field by field, and nothing where it says the same", () => {
  expect(differencesOf(EXPLAINED, RECORDED)).toEqual([]);
  const fields = { action: "allow", app: "wiki", policy: "x", reason: "", near_miss: "y", as_of: 40, config_rev: 38 };
  for (const [field, value] of Object.entries(fields))
    expect(differencesOf(EXPLAINED, { ...RECORDED, [field]: value }).map((text) => text.split(":")[0])).toEqual([
      field,
    ]);
  const rules = { ...RECORDED, rules_considered: RECORDED.rules_considered.slice(1) };
  expect(differencesOf(EXPLAINED, rules)).toEqual([
    'rules_considered: explained "hr=groups; no-payroll=", recorded "no-payroll="',
  ]);
});

it("of many rules compares what the record has room for", () => {
  const many = Array.from({ length: 500 }, (_, n) => ({
    rule: `a rule with a long name, number ${n}`,
    first_failed: "os",
  }));
  const explained = { ...EXPLAINED, verdict: { ...EXPLAINED.verdict, rules_considered: many } };
  const [said] = differencesOf(explained, { ...RECORDED, rules_considered: [] });
  expect(said).toContain("more)=not told");
});

it("reads inputs and verdicts of the store apart, and the flow of a later judgement from the first", () => {
  const first = madeRow(["flow-decided", "sam", "laptop", "wiki.corp.example", "80", "udp", "17", "5", "ab", ""]);
  const again = madeRow(["segment-ended", "sam", "", "10.1.2.3", "80", "", "99", "8", "ab", "CGW_POLICY_REVOKED"]);
  const session = sessionOf(["client", "linux", "10.0.0.1", "NL"]);
  expect(madeOf(again, first, session)).toEqual({
    kind: "judged_again",
    question: {
      ...{ user: "sam", device: "laptop", host: "10.1.2.3", port: 80, protocol: "udp", atUs: 99 },
      ...{ accessMethod: "client", os: "linux", address: "10.0.0.1", country: "NL" },
    },
    asOf: 8,
  });
  const ended = recordedOf(["segment-ended", "g1", "", "wiki", "all", "CGW_POLICY_RULE_BLOCK", "", [], "8", "8"]);
  expect(ended).toMatchObject({ action: "block", near_miss: null, policy: "all" });
});

it("tells a person who, what, by which rule, and whether the record says the same", () => {
  const text = explainText(answer());
  for (const part of [
    ...["when it was opened: block, CGW_POLICY_RULE_BLOCK", "sam on laptop", "10.0.0.1, NL, linux, client"],
    ...["pay.corp.example:443 (tcp)", "payroll", "all-of-corp", "no-payroll", "did not match: groups", "says the same"],
    ...["as of 41", "config 39", "ask HR", "soc", "g2"],
  ])
    expect(text).toContain(part);
  const otherwise = answer({ decisions: [{ ...EXPLAINED, differences: ["app: explained 1, recorded 2"] }] });
  expect(explainText(otherwise)).toContain("SAYS OTHERWISE");
  expect(explainText(answer({ undecided: "CGW_LIMIT_USER", decisions: [] }))).toContain("before anything was decided");
});
