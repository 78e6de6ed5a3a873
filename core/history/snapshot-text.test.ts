import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { log, record } from "../../sim/arbitrary-log.ts";
import { KINDS } from "../config/object.ts";
import { canonicalText } from "../control/canonical.ts";
import { digestOf, stateHash } from "../control/digest.ts";
import { fold } from "../control/fold.ts";
import { FEW_ROWS } from "../control/rows.ts";
import { type ControlState, emptyState, objectsOf, tenantOf } from "../control/state.ts";
import { SnapshotText, snapshotLines } from "./snapshot-text.ts";

function restored(state: ControlState): ControlState {
  const text = new SnapshotText();
  for (const line of snapshotLines(state)) text.take(line);
  return text.state();
}

describe("a state as text", () => {
  it("is read back as the same state, to which the rest of the log folds as if nothing had been", () => {
    fc.assert(
      fc.property(log, fc.nat(60), (records, cut) => {
        const held = fold(emptyState(), records.slice(0, cut));
        const back = restored(held);
        expect(canonicalText(back)).toBe(canonicalText(held));
        expect([stateHash(back), digestOf(back)]).toEqual([stateHash(held), held.digest]);
        expect([...tenantOf(back, "demo").policies.keys()]).toEqual([...tenantOf(held, "demo").policies.keys()]);
        for (const kind of KINDS)
          expect(objectsOf(tenantOf(back, "demo"), kind)).toEqual(objectsOf(tenantOf(held, "demo"), kind));
        const whole = fold(held, records);
        expect(canonicalText(fold(back, records))).toBe(canonicalText(whole));
        expect(stateHash(fold(back, records))).toBe(stateHash(whole));
      }),
    );
  });

  it("has many rows in lines of a bounded size", () => {
    const puts = Array.from({ length: FEW_ROWS + 100 }, (_, n) => {
      const object = { kind: "Group", name: `g${n}`, spec: { description: "", externalId: "" } } as const;
      return record(n, { type: "object-put", object });
    });
    const state = fold(emptyState(), puts);
    expect(Math.max(...[...snapshotLines(state)].map((line) => line.length))).toBeLessThan(10_000);
    expect(canonicalText(restored(state))).toBe(canonicalText(state));
  });
});
