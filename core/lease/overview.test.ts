import { expect, it } from "@jest/globals";
import type { Fact } from "../control/event.ts";
import { FEATURE_LEVEL, tooNew } from "../control/feature-level.ts";
import { fold } from "../control/fold.ts";
import { emptyState } from "../control/state.ts";
import type { Instant } from "../units.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { floorOf, gatewayLeases } from "./overview.ts";
import type { Lease } from "./watch.ts";

const joined = (gateway: string, epoch: string): Fact => ({
  ...{ type: "gateway-joined", gateway, epoch, address: `${gateway}:1`, roles: ["client"] },
});
const heartbeat = (gateway: string, epoch: string, featureLevel = 2): Heartbeat => ({
  ...{ gateway, epoch, boot: `b${epoch}`, beat: 1, sequence: 9, shippedSequence: 7, asOf: 3, stateHash: "aa" },
  ...{ foldVersion: 1, featureLevel, atUs: 0, left: false },
});
const lease = (...about: Parameters<typeof heartbeat>): Lease => ({
  ...{ heartbeat: heartbeat(...about), heardAt: 1_000 as Instant },
});
const stateOf = (...facts: Fact[]) => {
  const about = { id: "", tenant: "", atUs: 0, writer: "", critical: true, actor: "", command: "" };
  return fold(
    emptyState(),
    facts.map((fact, offset) => ({ offset, appendTimeUs: 0, event: { ...about, fact } })),
  );
};

it("each gateway is shown as the log has it, with its last heartbeat; so are former boots", () => {
  const state = stateOf(
    ...[joined("a", "e1"), joined("b", "e2"), joined("c", "e3")],
    { type: "drain-set", kind: "gateway", name: "b", draining: true },
    { type: "gateway-lost", gateway: "c", epoch: "e3", judge: "a" },
  );
  const leases = [lease("a", "e1"), lease("c", "e3"), lease("a", "e0")];
  const shown = gatewayLeases(state, leases, 1_500 as Instant);
  expect(shown.map(({ gateway, state, epoch, judge, silentMs }) => [gateway, state, epoch, judge, silentMs])).toEqual([
    ["a", "joined", "e1", "", 500],
    ["a", "left", "e0", "", 500],
    ["b", "draining", "e2", "", undefined],
    ["c", "lost", "e3", "a", 500],
  ]);
});

it("the floor is what the least of the live gateways understands, a silent one the first", () => {
  const state = stateOf(joined("a", "e1"), joined("b", "e2"));
  const own = heartbeat("a", "e1");
  expect(floorOf(state, [lease("b", "e2")], own)).toEqual({ level: 2, of: "a", told: true });
  expect(floorOf(state, [lease("b", "e2", 1)], own)).toEqual({ level: 1, of: "b", told: true });
  expect(floorOf(state, [lease("b", "e-before")], own)).toEqual({ level: 1, of: "b", told: false });
  const lost = stateOf(joined("a", "e1"), joined("b", "e2"), {
    ...{ type: "gateway-lost", gateway: "b", epoch: "e2", judge: "a" },
  });
  expect(floorOf(lost, [lease("b", "e2", 1)], own)).toEqual({ level: 2, of: "a", told: true });
});

it("a fact or an object of a newer level is named, and this version knows all of its own", () => {
  const guard: Fact = { type: "command-guarded", expected: [] };
  const operator = { kind: "Operator", name: "o", spec: { role: "admin" } } as never;
  expect(tooNew([joined("a", "e"), guard], 1)).toEqual({ what: "a fact of type command-guarded", needs: 2 });
  expect(tooNew([{ type: "object-put", object: operator }], 1)?.what).toBe("an object of kind Operator");
  expect(tooNew([guard, { type: "object-put", object: operator }], FEATURE_LEVEL)).toBeUndefined();
});
