import { expect, it } from "@jest/globals";
import { tableFilters } from "./tenant-scope.ts";

it("each table has its condition", () => {
  expect(tableFilters("acme", "wayleave")).toBe(
    "{'wayleave.network_events': 'tenant = \\'acme\\'', 'wayleave.flow_segments': 'tenant = \\'acme\\'', " +
      "'wayleave.policy_decisions': 'tenant = \\'acme\\'', 'wayleave.dead_letters': 'tenant = \\'acme\\'', " +
      "'wayleave.session_inputs': 'tenant = \\'acme\\'', " +
      "'wayleave.otel_traces': 'ResourceAttributes[\\'wayleave.tenant\\'] IN (\\'\\', \\'acme\\')'}",
  );
});

it("what is shared sees all, and what is no tenant sees nothing", () => {
  expect(tableFilters("shared", "wayleave")).toBeUndefined();
  for (const tenant of ["", "a' OR '1", "A"]) expect(() => tableFilters(tenant, "wayleave")).toThrow(RangeError);
});
