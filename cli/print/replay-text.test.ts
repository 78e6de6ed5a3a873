/** The JSON of `replay` and `tighten` against the schemas that are promised, and their texts for people. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import type { FlowRequest } from "../../core/policy/verdict.ts";
import { type ReplayAnswer, replayAnswer } from "../../core/reading/replay-answer.ts";
import { ReplayTally } from "../../core/reading/replay-tally.ts";
import { replayText } from "./replay-text.ts";
import { type TightenAnswer, tightenText } from "./tighten-text.ts";

const DOCS = join(import.meta.dirname, "..", "..", "docs", "cli");
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(join(DOCS, `${name}.schema.json`), "utf8")));

const SAID = { action: "allow", app: "wiki", policy: "all", reason: "", nearMiss: "" };
const REFUSED = { action: "block", app: "", policy: "(default deny)", reason: "CGW_APP_UNKNOWN", nearMiss: "" };

function answerOf(draft: readonly string[] | null, flows: number): ReplayAnswer {
  const tally = new ReplayTally(3);
  tally.decisions = 40;
  const request = { user: "sam", device: "laptop", host: "wiki", port: 80, protocol: "tcp" } as FlowRequest;
  for (let n = 0; n < flows; n += 1) {
    const decision = { flowId: `f${n}`, userTold: `user-${n}`, request, configRev: 1, said: SAID };
    tally.differs(decision, "cut", SAID, REFUSED);
  }
  const asked = { draft, base: "now", since: "2026-01-01T00:00:00Z", until: null } as const;
  return replayAnswer(asked, tally, { undecided: 2, unknown: 1 }, { revisions: 2, seconds: 1.5 });
}

it("replay answers as its schema says, and tells a person how many, whose and which", () => {
  const holds = schema("replay");
  for (const one of [answerOf(null, 0), answerOf(["a.yaml"], 25)])
    expect([holds(one), holds.errors]).toEqual([true, null]);
  expect(holds({ ...answerOf(null, 0), more: 1 })).toBe(false);
  expect(replayText(answerOf(null, 0), 80)).toContain("every decision is what it was");
  expect(replayText(answerOf(null, 1), 80)).toContain("1 DIFFER from what they were");
  const text = replayText(answerOf(["a.yaml"], 25), 80);
  for (const part of [
    "25 of 40 decisions would be different",
    "user-17",
    "and 5 more",
    "would be cut: user-0 to wiki:80",
  ])
    expect(text).toContain(part);
  expect(text).toContain("2 turned away before any decision, 1 without what they were made of");
});

const TIGHT: TightenAnswer = {
  ...{ since: "2026-01-01T00:00:00Z", first: "2026-01-02T00:00:00Z", last: "2026-03-01T00:00:00Z" },
  ...{ allowed: 40, refused: 3, ways: 4, draft_file: "d.yaml", unused_apps: ["old"], cannot_know: ["the future"] },
  narrowings: [
    { kind: "Policy", name: "team", field: "groups", taken: ["hr"], kept: ["eng"] },
    { kind: "Policy", name: "never", field: "disabled", taken: ["never"], kept: [] },
  ],
  left_alone: [{ kind: "Policy", name: "stop", why: "it blocks" }],
};

it("tighten answers as its schema says, and tells a person what is taken, what stays, and what it can't know", () => {
  const holds = schema("tighten");
  const draft = [{ kind: "Policy", name: "team", spec: { action: "allow" } }];
  expect([holds({ ...TIGHT, draft }), holds.errors]).toEqual([true, null]);
  expect(holds({ ...TIGHT, draft: [{ kind: "Policy" }] })).toBe(false);
  const text = tightenText(TIGHT);
  for (const part of [
    "groups: hr (stay: eng)",
    "whole rule",
    "old",
    "it blocks",
    "replay --draft d.yaml",
    "the future",
  ])
    expect(text).toContain(part);
  expect(tightenText({ ...TIGHT, narrowings: [], draft_file: null })).toContain("nothing to take away");
});
