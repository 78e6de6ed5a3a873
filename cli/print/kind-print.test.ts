/** Tables of questions, near misses and leases. */
import { expect, it } from "@jest/globals";
import { KINDS, type Kind, type KindRow, kindColumns } from "../../core/reading/kinds.ts";
import { kindTable } from "./kind-print.ts";

const row = (kind: Kind, more: KindRow): KindRow => ({
  ...Object.fromEntries(kindColumns(kind).map((field) => [field, null])),
  ...{ time: "2026-01-31T09:30:00.000000Z", user: "sam@corp.example", host: "db.corp.example", ...more },
});
const printed = (kind: Kind, more: KindRow, width?: number): string[] => {
  const one = row(kind, more);
  const { begin, row: line, end } = kindTable(kind, [one], { width, today: "2026-01-31" });
  return (begin + line(one, 0) + end(1)).trimEnd().split("\n");
};

it("an answer is its addresses, else what was said, and why", () => {
  const of = (more: KindRow) => printed("dns", { type: "A", rcode: "NOERROR", how: "publisher", ...more })[1];
  expect(of({ answers: "10.1.0.1" })).toMatch(/^09:30:00 {2}sam@corp\.example {2}db\.corp\.example {2}A +10\.1\.0\.1/);
  expect(of({ rcode: "NXDOMAIN" })).toContain("NXDOMAIN");
  expect(of({ how: "origin" })).toContain("at its origin");
  const denied = { rcode: "REFUSED", how: "refused", reason: "CGW_POLICY_RULE_BLOCK", denial_id: "K7M-2QX" };
  expect(of(denied)).toMatch(/REFUSED CGW_POLICY_RULE_BLOCK +K7M-2QX/);
});

it("a lease is its change and its stubs, or how many were not told", () => {
  const lease = { change: "leased", stub: "100.64.0.1", stub6: "fd00::1", device: "laptop" };
  expect(printed("lease", lease)[1]).toMatch(/laptop +leased +db\.corp\.example +100\.64\.0\.1 +fd00::1$/);
  expect(printed("lease", { change: "untold", count: 12, host: null })[1]).toContain("12 untold");
});

it("a near miss is a destination and why, in any width", () => {
  const miss = { port: 81, protocol: "tcp", app: "wiki", reason: "AGT_STEER_PORT_MISS" };
  expect(printed("near-miss", miss)[1]).toContain("db.corp.example:81");
  for (const kind of KINDS) for (const line of printed(kind, miss, 80)) expect(line.length).toBeLessThanOrEqual(80);
});
