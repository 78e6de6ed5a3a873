/** One row a flow, whatever order, repetition and cut into inserts: the view against the law in plain words. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { NetworkEvent } from "../../core/record/network-event.ts";
import { flowStories } from "../../sim/arbitrary-events.ts";
import { EventRows } from "./event-rows.ts";
import { flowAtMs } from "./flow-at.ts";
import { mergeFlow } from "./flow-row.ts";
import { microseconds, TrialRig } from "./io/trial-rig.ts";

let rig: TrialRig;
beforeAll(async () => {
  rig = await TrialRig.start();
});
afterAll(() => rig?.close());

/** A told event, and into which inserts it goes. */
const placed = fc.record({ inserts: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }), key: fc.nat() });

it("is what its events say together", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(flowStories, { minLength: 20, maxLength: 40, selector: ([first]) => flowOf(first) }),
      fc.array(placed, { minLength: 100, maxLength: 100 }),
      fc.boolean(),
      async (stories, places, mergedBetween) => {
        await rig.empty();
        const told = stories.flat().map((event, i) => ({ event, ...places[i % places.length]! }));
        told.sort((a, b) => a.key - b.key);
        for (let insert = 0; insert < 5; insert++) {
          await insertAll(told.filter(({ inserts }) => inserts.includes(insert)).map(({ event }) => event));
          if (mergedBetween && insert === 2) await rig.client.command({ query: "OPTIMIZE TABLE flow_segments FINAL" });
        }
        const expected = new Map(stories.flatMap((events) => (events.length > 0 ? [[flowOf(events[0]), events]] : [])));
        expect(await flows()).toEqual(rowsOf(expected));
        await rig.client.command({ query: "OPTIMIZE TABLE flow_segments FINAL" });
        expect(await flows()).toEqual(rowsOf(expected));
      },
    ),
    // What fails is some hundred events, each of whose smaller forms is another round with the store.
    { numRuns: 6, endOnFailure: true },
  );
}, 60_000);

const flowOf = (event: NetworkEvent | undefined): string =>
  event !== undefined && "segment" in event.fact ? event.fact.segment.flowId : "";

const rowsOf = (stories: Map<string, NetworkEvent[]>) =>
  Object.fromEntries(
    [...stories].map(([id, events]) => [id, { flow_id: id, flow_at: flowAtMs(id) * 1000, ...mergeFlow(events) }]),
  );

/** Not a double of an earlier block for the store: each is to be stored again. */
let tokens = 0;

async function insertAll(events: readonly NetworkEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = new EventRows();
  for (const event of events) rows.add(event, { partition: 0, offset: 1, appendTimeUs: 1_800_000_000_000_000 });
  await rig.store.insert("network_events", rows.names, rows.take(), `t${++tokens}`);
}

async function flows(): Promise<Record<string, unknown>> {
  const rows = await rig.rows("SELECT * FROM flows");
  const found = Object.fromEntries(rows.map((row) => [row["flow_id"] as string, { ...row, ...timesOf(row) }]));
  expect(Object.keys(found)).toHaveLength(rows.length);
  return found;
}

/** Seconds with digits behind the point, as whole microseconds. */
const timesOf = (row: Record<string, unknown>) =>
  Object.fromEntries(["start_time", "end_time", "flow_at"].map((name) => [name, microseconds(row[name])]));
