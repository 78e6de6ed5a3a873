/** Changes of leases that wait: in their order, each told once or counted, in pieces that fit into a report. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CHANGES_A_REPORT_MAX, type LeaseChange } from "./lease-facts.ts";
import { CHANGES_WAITING_MAX, type LeasesTold, WaitingLeases } from "./waiting-leases.ts";

const change = (n: number, name = `n${n}.corp.example`): LeaseChange => ({
  ...{ change: "leased", leaseId: n.toString(16).padStart(32, "0"), name, stub: "100.64.0.1", stub6: "", atUs: n },
});

function takenOf(waiting: WaitingLeases): LeasesTold[] {
  const all: LeasesTold[] = [];
  for (let told = waiting.take(); told !== undefined; told = waiting.take()) all.push(told);
  return all;
}

describe("changes of leases", () => {
  it("are told once, in order, or counted, whatever their names", () => {
    const batch = fc.array(fc.integer({ min: 1, max: 253 }), { maxLength: 900 });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 4 }), (batches) => {
        const waiting = new WaitingLeases();
        let made = 0;
        let dropped = 0;
        for (const names of batches) {
          const leases = names.map((letters) => change((made += 1), "x".repeat(letters)));
          dropped += waiting.add({ leases, untold: 0 });
        }
        const told = takenOf(waiting);
        const ids = told.flatMap(({ leases }) => leases.map(({ atUs }) => atUs));
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length + dropped).toBe(made);
        expect(told.reduce((sum, { untold }) => sum + untold, 0)).toBe(dropped);
        for (const { leases } of told) expect(leases.length).toBeLessThanOrEqual(CHANGES_A_REPORT_MAX);
        expect([waiting.isEmpty, waiting.kept()]).toEqual([true, undefined]);
      }),
    );
  });

  it("have a bound, past which the next report says how many it lacks", () => {
    const waiting = new WaitingLeases();
    const leases = Array.from({ length: CHANGES_WAITING_MAX + 5 }, (_, n) => change(n));
    expect(waiting.add({ leases, untold: 2 })).toBe(5);
    expect(waiting.kept()?.leases.length).toBe(CHANGES_WAITING_MAX);
    const [first, second] = takenOf(waiting);
    expect([first?.untold, second?.untold]).toEqual([7, 0]);
  });
});
