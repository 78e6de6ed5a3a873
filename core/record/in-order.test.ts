/** However the record is sliced, flows come in the order of their begin. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { FLOW_COLUMNS, type FlowRow, flowOf } from "../reading/flow-view.ts";
import { InOrder } from "./in-order.ts";

it("any cut of flows that begin a while after they were made gives all of them, once, in order", () => {
  const flow = fc.record({ madeMs: fc.integer({ min: 0, max: 999 }), laterUs: fc.integer({ min: 0, max: 400_000 }) });
  fc.assert(
    fc.property(fc.array(flow), fc.uniqueArray(fc.integer({ min: 1, max: 999 })), (made, anyCuts) => {
      const flows = made.map((one, at) => ({ ...one, row: rowAt(one.madeMs * 1000 + one.laterUs, at) }));
      const cuts = anyCuts.sort((a, b) => a - b);
      const order = new InOrder();
      const got = [0, ...cuts].flatMap((from, at) => {
        const until = cuts[at];
        const slice = flows.filter((one) => one.madeMs >= from && (until === undefined || one.madeMs < until));
        return order.take(
          slice.map((one) => one.row),
          until === undefined ? undefined : timeAt(until * 1000),
        );
      });
      expect(got).toHaveLength(flows.length);
      expect(new Set(got).size).toBe(flows.length);
      const begins = got.map((one) => one.start_time!);
      expect(begins).toEqual(begins.toSorted());
    }),
  );
});

const timeAt = (us: number): string =>
  `2026-01-02T03:04:0${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, "0")}Z`;

const rowAt = (us: number, at: number): FlowRow => ({
  ...flowOf(FLOW_COLUMNS.map(() => null)),
  start_time: timeAt(us),
  flow_id: `flow ${String(at).padStart(4, "0")}`,
});
