/** What is told of commands, however large they are. */
import { expect, it } from "@jest/globals";
import { changedFact, doneOf } from "./changed-fact.ts";

const ASKED = { actor: "spiffe://example.test/demo/operator/op", verb: "apply", remoteAddr: "192.0.2.1:5000" };

it("a command that was taken names what it changed with the revisions before and after, and not what stayed", () => {
  const changes = [
    { kind: "App", name: "wiki", what: "created", before: -1 },
    { kind: "App", name: "echo", what: "unchanged", before: 7 },
    { kind: "Policy", name: "all", what: "deleted", before: 41 },
  ] as const;
  expect(changedFact(ASKED, doneOf({ facts: [], expected: [], changes }, 57))).toEqual({
    ...{ type: "admin-changed", ...ASKED, accepted: true, mistakes: [], reason: "" },
    changes: ["App/wiki created (-> 57)", "Policy/all deleted (41 -> 58)"],
  });
});

it("a command that was refused names why, and no change", () => {
  const mistakes = [{ object: 0, field: "", text: "no such app" }];
  const told = (why?: "denied" | "conflict") =>
    changedFact(ASKED, doneOf({ mistakes, ...(why === undefined ? {} : { why }) }, -1));
  expect(told()).toMatchObject({ accepted: false, changes: [], mistakes: ["no such app"], reason: "mistaken" });
  expect([told("denied").reason, told("conflict").reason]).toEqual(["denied", "conflict"]);
});

it("more than a hundred are counted, and long ones cut where the revisions are still told", () => {
  const changes = Array.from({ length: 250 }, (_, n) => {
    return { kind: "App", name: `${"a".repeat(200)}${n}`, what: "created", before: -1 } as const;
  });
  const told = changedFact(ASKED, doneOf({ facts: [], expected: [], changes }, 5)).changes;
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe("and 150 more");
  expect(told[1]).toMatch(/^App\/a+ created \(-> 6\)$/);
  expect(changedFact(ASKED, { changes: [], mistakes: ["x".repeat(900)] }).mistakes[0]).toHaveLength(150);
});
