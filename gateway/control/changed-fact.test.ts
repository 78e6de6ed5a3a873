/** What is told of commands, however large they are. */
import { expect, it } from "@jest/globals";
import { changedFact } from "./changed-fact.ts";

const ASKED = { actor: "spiffe://example.test/demo/operator/op", verb: "apply" };

it("a command that was taken names what it changed, and not what it left as it was", () => {
  const changes = ["App/wiki created", "App/echo unchanged", "Policy/all deleted"];
  expect(changedFact(ASKED, { changes, mistakes: [] })).toEqual({
    ...{ type: "admin-changed", ...ASKED, accepted: true, mistakes: [] },
    changes: ["App/wiki created", "Policy/all deleted"],
  });
});

it("a command that was refused names why, and no change", () => {
  expect(changedFact(ASKED, { changes: ["App/wiki created"], mistakes: ["no such app"] })).toMatchObject({
    ...{ accepted: false, changes: [], mistakes: ["no such app"] },
  });
});

it("more than a hundred are counted, and long ones cut", () => {
  const changes = Array.from({ length: 250 }, (_, n) => `App/${"a".repeat(200)}${n} created`);
  const told = changedFact(ASKED, { changes, mistakes: [] }).changes;
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe("and 150 more");
  expect(Math.max(...told.map((text) => text.length))).toBe(150);
});
