/** What `up` says of its parts. */
import { expect, it } from "@jest/globals";
import { untold } from "../../core/metrics/families.ts";
import { upReadings } from "./up-readings.ts";

it("counts parts, those that are ready, and restarts, by kind", () => {
  const readings = upReadings(false, [
    { kind: "gateway", state: "ready", restarts: 2 },
    { kind: "gateway", state: "waiting", restarts: 1 },
    { kind: "agent", state: "ready", restarts: 0 },
  ]);
  expect(readings.counters).toEqual({
    ...{ ready: 0, parts_gateway: 2, ready_gateway: 1, restarts_gateway: 3 },
    ...{ parts_agent: 1, ready_agent: 1, restarts_agent: 0 },
  });
  // `ready` is told of every process.
  expect(untold("up", readings)).toEqual([]);
});
