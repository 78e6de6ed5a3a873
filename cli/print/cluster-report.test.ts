import { expect, it } from "@jest/globals";
import { clusterOf, clusterText, type LeaseRow } from "./cluster-report.ts";

const row = (gateway: string, more: Partial<LeaseRow> = {}): LeaseRow => ({
  ...{ gateway, state: "joined", heard_ms_ago: 400, as_of: 12, state_hash: "abcdef0123456789", judged_by: null },
  ...more,
});

it("the gateway that has folded most says how the cluster is", () => {
  const answers = [
    { asOf: 5, leases: [row("a")] },
    { asOf: 9, leases: [row("a"), row("b", { state: "lost", judged_by: "a" })] },
    { asOf: 7, leases: [] },
  ];
  expect(clusterOf(answers).map(({ gateway }) => gateway)).toEqual(["a", "b"]);
  expect(clusterOf([])).toEqual([]);
});

it("a person reads when each was heard, and who judged one that is lost", () => {
  const [text] = clusterText([row("a"), row("b", { state: "lost", heard_ms_ago: null, as_of: null, judged_by: "a" })]);
  expect(text).toMatch(/a +joined +0\.4 s ago +12 +abcdef012345/);
  expect(text).toMatch(/b +lost +never .* a\n/);
  expect(clusterText([])).toEqual([]);
});
