/** UDP with real processes: every size, every loss counted, the row that tells of it, and real programs of UDP. */
import { expect, it } from "@jest/globals";
import { show } from "../../bench/show/capture-4.ts";

const quietly = { short: true, seed: 1, kafka: false, progress: () => {} };
/** Longer than all the deadlines that a cold and busy machine may come near to. */
const BOUND_MS = 330_000;

it(
  "carries datagrams of every size through two gateways, loses next to none, and says why of the rest",
  async () => {
    expect((await show(quietly)).failures).toEqual([]);
  },
  BOUND_MS,
);
