import { expect, it } from "@jest/globals";
import { dropsTold, packetsTold } from "./packets-told.ts";

it("tells of each reason that there is, and of what nobody accounts for", () => {
  const drops = { stale: { downstream: 2, upstream: 1 }, "too-large": { downstream: 0, upstream: 1 } };
  const told = packetsTold({
    ...{ clientPackets: 5, serverPackets: 6, drops, clientPacketsUntold: 3, serverPacketsUntold: 0 },
  });
  expect(told).toEqual({
    ...{ clientPackets: 5, serverPackets: 6 },
    drops: [
      { reason: "stale", clientPackets: 2, serverPackets: 1 },
      { reason: "too-large", clientPackets: 0, serverPackets: 1 },
      { reason: "untold", clientPackets: 3, serverPackets: 0 },
    ],
  });
  expect(dropsTold(told.drops)).toEqual({ count: 7, text: "3 stale, 1 too-large, 3 untold" });
  expect(dropsTold([])).toEqual({ count: 0, text: "" });
});
