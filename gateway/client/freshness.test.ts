import { expect, it } from "@jest/globals";
import { type ControlState, emptyState, emptyTenant } from "../../core/control/state.ts";
import { FLOW_STALE_S, SESSION_STALE_S, shutFor } from "./freshness.ts";

const HOUR_MS = 3_600_000;
const known = (ageMs: number, more: Partial<ControlState> = {}) => ({
  ...{ state: { ...emptyState(), ...more }, ageMs: () => ageMs },
});
const tenants = new Map([
  [
    "strict",
    { ...emptyTenant("strict"), settings: { ...emptyTenant("").settings, sessionStaleS: 60, flowStaleS: 120 } },
  ],
]);

it("past an hour no new session is admitted, past four no new flow, and a tenant's settings may say otherwise", () => {
  expect([SESSION_STALE_S, FLOW_STALE_S]).toEqual([3_600, 14_400]);
  expect(shutFor("session", known(HOUR_MS), "demo")).toBeUndefined();
  expect(shutFor("session", known(HOUR_MS + 1), "demo")).toBe("CGW_STATE_STALE");
  expect(shutFor("flow", known(HOUR_MS + 1), "demo")).toBeUndefined();
  expect(shutFor("flow", known(4 * HOUR_MS + 1), "demo")).toBe("CGW_STATE_STALE");
  expect(shutFor("session", known(60_001, { tenants }), "strict")).toBe("CGW_STATE_STALE");
  expect(shutFor("flow", known(60_001, { tenants }), "strict")).toBeUndefined();
  expect(shutFor("flow", known(120_001, { tenants }), "strict")).toBe("CGW_STATE_STALE");
  expect(shutFor("flow", known(Number.POSITIVE_INFINITY), "demo")).toBe("CGW_STATE_STALE");
});

it("past a critical fact that is not understood nobody is admitted", () => {
  expect(shutFor("session", known(0, { stoppedAt: 7 }), "demo")).toBe("CGW_STATE_STOPPED");
  expect(shutFor("flow", known(0, { stoppedAt: 7 }), "demo")).toBe("CGW_STATE_STOPPED");
});
