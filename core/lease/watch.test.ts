import { expect, it } from "@jest/globals";
import type { Instant } from "../units.ts";
import { BLIND_AFTER_MS, type Heartbeat, LEASE_MS, leaseKey, TURN_MS } from "./heartbeat.ts";
import { LEASES_MAX, LeaseWatch } from "./watch.ts";

const at = (ms: number) => ms as Instant;
const beat = (gateway: string, boot: string, n: number, epoch = `${gateway}-e`): Heartbeat => ({
  ...{ gateway, epoch, boot, beat: n, sequence: 0, shippedSequence: 0, asOf: 0, stateHash: "00", foldVersion: 1 },
  ...{ featureLevel: 1, atUs: 0, left: false },
});
const PRESENT = ["a", "b", "c"].map((gateway) => ({ gateway, epoch: `${gateway}-e` }));

/** An observer whose own heartbeats come back at once, each second; others' as `heard` says. */
function watching(gateway: string, until: number, heard: (second: number) => readonly string[]): LeaseWatch {
  const watch = new LeaseWatch(gateway, "own");
  for (let second = 0; second * 1_000 < until; second += 1) {
    const now = at(second * 1_000);
    watch.sent(second, now);
    watch.heard(beat(gateway, "own", second), now);
    for (const other of heard(second)) watch.heard(beat(other, "x", second), now);
  }
  return watch;
}

it("judges who was silent for a lease, and in the order of names each waits for those before it", () => {
  const first = watching("a", 20_000, (second) => (second < 10 ? ["b", "c"] : ["c"]));
  expect(first.judge(PRESENT, at(9_000 + LEASE_MS - 1))).toEqual([]);
  expect(first.judge(PRESENT, at(9_000 + LEASE_MS))).toEqual([{ gateway: "b", epoch: "b-e" }]);
  const second = watching("c", 20_000, (n) => (n < 10 ? ["a", "b"] : ["a"]));
  expect(second.judge(PRESENT, at(9_000 + LEASE_MS))).toEqual([]);
  expect(second.judge(PRESENT, at(9_000 + LEASE_MS + TURN_MS))).toEqual([{ gateway: "b", epoch: "b-e" }]);
});

it("a life that never spoke has its lease from when it was seen, and another life's heartbeats are not its own", () => {
  const watch = watching("a", 40_000, () => ["b"]);
  const next = [...PRESENT.slice(0, 1), { gateway: "b", epoch: "b-next" }];
  expect(watch.judge(next, at(39_000))).toEqual([]);
  for (let second = 40; second <= 46; second += 1) {
    watch.sent(second, at(second * 1_000));
    watch.heard(beat("a", "own", second), at(second * 1_000));
    watch.heard(beat("b", "x", second), at(second * 1_000));
  }
  expect(watch.judge(next, at(45_999))).toEqual([]);
  expect(watch.judge(next, at(46_000))).toEqual([{ gateway: "b", epoch: "b-next" }]);
});

it("an own heartbeat of before a stall shows nothing, and neither does one of another process of its name", () => {
  const watch = new LeaseWatch("a", "own");
  watch.sent(1, at(0));
  watch.heard(beat("a", "own", 1), at(BLIND_AFTER_MS + 1));
  watch.heard(beat("a", "other", 2), at(BLIND_AFTER_MS + 1));
  expect(watch.isSighted(at(BLIND_AFTER_MS + 1))).toBe(false);
  watch.sent(2, at(5_000));
  watch.heard(beat("a", "own", 2), at(5_100));
  expect(watch.isSighted(at(5_100))).toBe(true);
});

it("remembers a bounded number of boots, those of present lives before all", () => {
  const watch = watching("a", 1_000, () => ["b"]);
  watch.judge(PRESENT, at(0));
  for (let n = 0; n < LEASES_MAX + 10; n += 1) watch.heard(beat("old", `boot${n}`, n, `epoch${n}`), at(n));
  expect(watch.leases()).toHaveLength(LEASES_MAX);
  const known = watch.leases().map(({ heartbeat }) => heartbeat.gateway);
  expect([known.includes("a"), known.includes("b")]).toEqual([true, true]);
  watch.forgotten(leaseKey({ gateway: "b", boot: "x" }));
  expect(watch.leases().some(({ heartbeat }) => heartbeat.gateway === "b")).toBe(false);
});
