import { expect, it } from "@jest/globals";
import { changedQuery, lookQuery, PrintedFlows } from "./follow-query.ts";

it("a flow is printed once in each of its forms, and remembered only so long as there is room", () => {
  const printed = new PrintedFlows(2);
  expect(printed.isNew("a", "open")).toBe(true);
  expect(printed.isNew("a", "open")).toBe(false);
  expect(printed.isNew("a", "closed")).toBe(true);
  expect(printed.isNew("b", "open")).toBe(true);
  expect(printed.isNew("a", "closed")).toBe(false);
  expect(printed.isNew("c", "open")).toBe(true);
  // `b` was the longest untouched.
  expect(printed.isNew("a", "closed")).toBe(false);
  expect(printed.isNew("b", "open")).toBe(true);
  expect(printed.size).toBe(2);
});

it("what closes now is followed however long ago it began", () => {
  const { query, params } = changedQuery({ sinceUs: 5, host: "a", probes: false }, 100_000_000, 7);
  expect(query).not.toContain("since_us");
  expect(params).toEqual({
    host: "a",
    oldest_ms: 7,
    stored_from_ms: 100_000_000,
    told_from_ms: 100_000_000 - 86_400_000,
  });
  expect(lookQuery(100_000_000).params).toMatchObject({ stored_from_ms: 100_000_000 });
});
