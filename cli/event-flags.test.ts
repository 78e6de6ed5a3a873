/** What the flags of `events` mean together. */
import { expect, it } from "@jest/globals";
import {
  type EventFlags,
  judgeEvents,
  readFlowId,
  readMoment,
  readName,
  readOneOf,
  readQuestionId,
  readReason,
} from "./event-flags.ts";

const NOW = Date.parse("2026-01-31T09:30:00Z") * 1000;
const judged = (flags: Partial<EventFlags>) => judgeEvents({ output: "json", ...flags }, NOW);
const filters = (flags: Partial<EventFlags>) => {
  const one = judged(flags);
  if ("wrong" in one) throw new Error(one.wrong);
  return one.value.filters;
};

it("without a time: the last 15 minutes, the newest 1000; with one: everything since", () => {
  expect(filters({})).toMatchObject({ sinceUs: NOW - 900_000_000, limit: 1000, probes: false });
  expect(filters({ since: NOW - 1 })).toMatchObject({ sinceUs: NOW - 1, limit: undefined });
  expect(filters({ limit: 5 })).toMatchObject({ sinceUs: NOW - 900_000_000, limit: 5 });
  expect(filters({ until: NOW - 3_600_000_000 })).toMatchObject({ sinceUs: NOW - 4_500_000_000 });
});

it("who has an id need not know when", () => {
  expect(filters({ denial: "ABC-123" })).toMatchObject({ denialId: "ABC-123", sinceUs: undefined });
  expect(filters({ flow: "x" })).toMatchObject({ flowIds: ["x"], sinceUs: undefined });
});

it("another kind has its own filters, and no others", () => {
  expect(judged({ kind: "dns", question: "0a", denial: "ABC-123" })).toMatchObject({
    value: { kind: "dns", ofKind: { question: "0a", denial: "ABC-123", sinceUs: undefined, limit: 1000 } },
  });
  expect(judged({ kind: "lease", since: 5, host: "%" })).toMatchObject({
    value: { ofKind: { sinceUs: 5, host: "%", limit: undefined } },
  });
  expect(filters({ question: "0a" })).toMatchObject({ questionId: "0a", sinceUs: undefined });
  expect(readQuestionId("0A".repeat(16))).toEqual({ value: "0a".repeat(16) });
  expect(readQuestionId("0a")).toMatchObject({ wrong: expect.stringContaining("32 hex digits") });
});

it("following begins now, or with what was asked for first", () => {
  expect(judged({ follow: true, output: "jsonl" })).toMatchObject({ value: { follow: "closed", backlog: false } });
  expect(judged({ follow: true, changes: true, since: 5, output: "table" })).toMatchObject({
    value: { follow: "changes", backlog: true },
  });
});

it.each<[Partial<EventFlags>, RegExp]>([
  [{ follow: true }, /-o jsonl/],
  [{ changes: true }, /--follow/],
  [{ follow: true, output: "csv", limit: 3 }, /leave --limit out/],
  [{ follow: true, output: "csv", until: 3 }, /leave --until out/],
  [{ since: 5, until: 5 }, /--until is not after --since/],
  [{ kind: "lease", app: "wiki" }, /--app is of no lease event/],
  [{ kind: "dns", follow: true, changes: true, output: "jsonl" }, /--changes is of no dns event/],
  [{ kind: "near-miss", action: "block" }, /--action is of no near-miss event/],
])("%j is wrong, and the text says what to do", (flags, text) => {
  expect(judged(flags)).toMatchObject({ wrong: expect.stringMatching(text) });
});

it.each([
  ["90s", NOW - 90_000_000],
  ["7d", NOW - 7 * 86_400_000_000],
  ["2026-01-31T09:30:00Z", NOW],
  ["2026-01-31T10:30:00.000001+01:00", NOW + 1],
  ["2026-01-31t09:30:00.5z", NOW + 500_000],
])("%s is a moment", (text, us) => expect(readMoment(text, NOW)).toEqual({ value: us }));

it.each(["", "5", "5 m", "0s", "yesterday", "2026-01-31", "2026-01-31T09:30:00", "2026-13-31T09:30:00Z", "1769851800"])(
  "%j is no moment",
  (text) => expect(readMoment(text, NOW)).toMatchObject({ wrong: expect.stringContaining("5m") }),
);

it("words, codes, names and ids are judged where they are typed", () => {
  expect(readOneOf(["allow", "block"])("BLOCK")).toEqual({ value: "block" });
  expect(readOneOf(["allow", "block"])("deny")).toMatchObject({ wrong: expect.stringContaining("allow, block") });
  expect(readReason("app_dial_refused")).toEqual({ value: "APP_DIAL_REFUSED" });
  expect(readReason("CGW_POLICY_%")).toEqual({ value: "CGW_POLICY_%" });
  expect(readReason("NO_SUCH")).toMatchObject({ wrong: expect.stringContaining("NO_SUCH") });
  expect(readName(" ")).toMatchObject({ wrong: expect.any(String) });
  expect(readFlowId("0198F6A1-0c00-7abc-8def-0123456789ab")).toEqual({ value: "0198f6a1-0c00-7abc-8def-0123456789ab" });
  expect(readFlowId("0198f6a1")).toMatchObject({ wrong: expect.any(String) });
});
