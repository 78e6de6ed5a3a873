import { expect, it } from "@jest/globals";
import type { Instant } from "../../core/units.ts";
import { SUSPECT_MS, SUSPECTS_MAX, Suspects } from "./suspects.ts";

const at = (ms: number) => ms as Instant;
const hop = (gateway: string, publisher: string, tenant = "t") => ({ gateway, publisher, tenant });

it("a gateway that was not reached is doubted for every publisher, a publisher that is silent at every gateway", () => {
  const suspects = new Suspects();
  suspects.failed(hop("g1", "p1"), "CGW_RELAY_PGW_UNREACHABLE", at(0));
  suspects.failed(hop("g2", "p2"), "PGW_DIAL_NO_ACK", at(0));
  suspects.failed(hop("g3", "p3"), "PGW_ROUTE_PUBLISHER_GONE", at(0));
  const doubted = (gateway: string, publisher: string, tenant = "t") =>
    suspects.doubts(hop(gateway, publisher, tenant), at(1));
  expect([doubted("g1", "p9"), doubted("g9", "p2"), doubted("g3", "p3")]).toEqual([true, true, true]);
  expect([doubted("g2", "p9"), doubted("g9", "p1"), doubted("g3", "p9"), doubted("g9", "p3")]).toEqual(
    Array(4).fill(false),
  );
  expect(doubted("g9", "p2", "another tenant")).toBe(false);
});

it("what the app caused, and what was decided, says nothing against a hop", () => {
  const suspects = new Suspects();
  for (const code of ["APP_DIAL_REFUSED", "PUB_DNS_TIMEOUT", "CGW_POLICY_NO_RULE"] as const)
    suspects.failed(hop("g", "p"), code, at(0));
  expect(suspects.size).toBe(0);
});

it("doubt ends by itself; then one flow tries, and the others avoid the hop until it has opened one", () => {
  const suspects = new Suspects();
  suspects.failed(hop("g", "p"), "PGW_DIAL_NO_ACK", at(0));
  expect(suspects.doubts(hop("g", "p"), at(SUSPECT_MS - 1))).toBe(true);
  expect(suspects.doubts(hop("g", "p"), at(SUSPECT_MS))).toBe(false);
  suspects.trying(hop("g", "p"), at(SUSPECT_MS));
  expect(suspects.doubts(hop("g", "p"), at(SUSPECT_MS))).toBe(true);
  suspects.opened(hop("g", "p"));
  expect(suspects.doubts(hop("g", "p"), at(SUSPECT_MS))).toBe(false);
  suspects.trying(hop("g", "p"), at(SUSPECT_MS));
  expect(suspects.doubts(hop("g", "p"), at(SUSPECT_MS))).toBe(false);
});

it("holds no more than its bound, and forgets the one longest suspected", () => {
  const suspects = new Suspects();
  for (let n = 0; n <= SUSPECTS_MAX; n += 1) suspects.failed(hop(`g${n}`, "p"), "CGW_RELAY_PGW_UNREACHABLE", at(n));
  expect(suspects.size).toBe(SUSPECTS_MAX);
  expect(suspects.doubts(hop("g0", "p"), at(0))).toBe(false);
  expect(suspects.doubts(hop("g1", "p"), at(1))).toBe(true);
});
