import { expect, it } from "@jest/globals";
import type { Code } from "../../core/reason.ts";
import { APP_MS, begin, HOP_MS, ONLY_HOP_MS, type Patience, TICK_MS, taken, tick } from "./patience.ts";

/** How long silence lasts until it is called by its code. */
function silence(from: Patience): { ms: number; code: Code } {
  let patience = from;
  for (let ticks = 1; ; ticks += 1) {
    const next = tick(patience);
    if (typeof next === "string") return { ms: ticks * TICK_MS, code: next };
    patience = next;
  }
}

const among = { gateway: false, publisher: false };
const only = { gateway: true, publisher: true };

it("a hop that shows nothing is passed over in 2 s, in 5 s where it is the only one, with the code of the hop", () => {
  expect(silence(begin("gateway", among))).toEqual({ ms: HOP_MS, code: "CGW_RELAY_PGW_UNREACHABLE" });
  expect(silence(begin("gateway", only))).toEqual({ ms: ONLY_HOP_MS, code: "CGW_RELAY_PGW_UNREACHABLE" });
  expect(silence(begin("publisher", among))).toEqual({ ms: HOP_MS, code: "PGW_DIAL_NO_ACK" });
  expect(silence(begin("publisher", only))).toEqual({ ms: ONLY_HOP_MS, code: "PGW_DIAL_NO_ACK" });
});

it("a publisher may be the only one behind one of several gateways' silence, and the other way round", () => {
  const patience = begin("gateway", { gateway: true, publisher: false });
  expect(silence(patience).ms).toBe(ONLY_HOP_MS);
  expect(silence(taken(patience, "gateway")).ms).toBe(HOP_MS);
});

it("each sign begins the wait for the next hop anew, and the publisher's the long one for the app", () => {
  const gateway = tick(begin("gateway", among)) as Patience;
  const publisher = tick(taken(gateway, "gateway")) as Patience;
  expect(silence(publisher)).toEqual({ ms: HOP_MS - TICK_MS, code: "PGW_DIAL_NO_ACK" });
  expect(silence(taken(publisher, "publisher"))).toEqual({ ms: APP_MS, code: "PGW_DIAL_NO_ACK" });
  expect(silence(taken(gateway, "publisher"))).toEqual({ ms: APP_MS, code: "PGW_DIAL_NO_ACK" });
});

it("a sign that was given before gives no more time", () => {
  const app = tick(taken(begin("publisher", among), "publisher")) as Patience;
  expect(taken(app, "gateway")).toBe(app);
  expect(taken(app, "publisher")).toBe(app);
});
