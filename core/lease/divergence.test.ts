import { expect, it } from "@jest/globals";
import { Divergence, STATES_KEPT } from "./divergence.ts";
import type { Heartbeat } from "./heartbeat.ts";

const beat = (asOf: number, stateHash: string, foldVersion = 1): Heartbeat => ({
  ...{ gateway: "g2", epoch: "e", boot: "b", beat: 1, sequence: 0, shippedSequence: 0, asOf, stateHash, foldVersion },
  ...{ featureLevel: 1, atUs: 0, left: false },
});

it("a state of before, of now and of later is compared once its offset is known here", () => {
  const divergence = new Divergence(1);
  divergence.note(5, "aa");
  divergence.note(6, "bb");
  expect(divergence.hear(beat(5, "aa"))).toBeUndefined();
  expect(divergence.hear(beat(6, "cc"))).toEqual({ gateway: "g2", asOf: 6, stateHash: "cc", own: "bb" });
  expect(divergence.hear(beat(8, "dd"))).toBeUndefined();
  expect(divergence.note(7, "ee")).toEqual([]);
  expect(divergence.note(8, "ff")).toEqual([{ gateway: "g2", asOf: 8, stateHash: "dd", own: "ff" }]);
  expect(divergence.note(9, "gg")).toEqual([]);
  expect(divergence.counts).toEqual({ states_compared: 3, states_differing: 2 });
});

it("what can't be compared isn't: another version's fold, an offset that no batch ended at, one of long ago", () => {
  const divergence = new Divergence(1);
  for (let asOf = 0; asOf <= STATES_KEPT; asOf += 1) divergence.note(asOf, "aa");
  divergence.note(STATES_KEPT + 5, "aa");
  expect(divergence.hear(beat(7, "zz", 2))).toBeUndefined();
  expect(divergence.hear(beat(0, "zz"))).toBeUndefined();
  expect(divergence.hear(beat(STATES_KEPT + 3, "zz"))).toBeUndefined();
  expect(divergence.hear(beat(-1, "zz"))).toBeUndefined();
  expect(divergence.counts).toEqual({ states_compared: 0, states_differing: 0 });
});
