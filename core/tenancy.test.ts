import { expect, it } from "@jest/globals";
import { isTenantOf, mayMeet, SHARED, servesTenant, TENANT_FORM } from "./tenancy.ts";

it("a part serves its own tenant, and every one where it is shared", () => {
  expect(servesTenant("a", "a")).toBe(true);
  expect(servesTenant("a", "b")).toBe(false);
  expect(servesTenant(SHARED, "b")).toBe(true);
  // What is shared is not thereby anybody's.
  expect(servesTenant("a", SHARED)).toBe(false);
  expect(servesTenant("a", "")).toBe(false);
});

it("parts of two tenants don't meet but by what is shared", () => {
  expect([mayMeet("a", "a"), mayMeet("a", SHARED), mayMeet(SHARED, "a"), mayMeet("a", "b")]).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

it("no device and no publisher is shared", () => {
  const roles = ["gateway", "analytics", "operator", "device", "publisher"];
  expect(roles.filter((role) => isTenantOf(role, SHARED))).toEqual(["gateway", "analytics", "operator"]);
  expect(roles.every((role) => isTenantOf(role, "a"))).toBe(true);
});

it("a tenant's name can't be more than a name", () => {
  for (const name of ["", "A", "a b", "a'", "a/b", "-a", "a".repeat(64), "a\n"])
    expect(TENANT_FORM.test(name)).toBe(false);
  for (const name of ["a", "a-1", "shared", "a".repeat(63)]) expect(TENANT_FORM.test(name)).toBe(true);
});
