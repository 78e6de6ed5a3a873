import { describe, expect, it } from "@jest/globals";
import { doubtedLast, ROUTES_MAX, type Route, routesAfter, routesFor } from "./route.ts";

const held = (publisher: string, gateway: string, more: Partial<Route> = {}): Route => ({
  ...{ publisher, gateway, epoch: "e", address: `127.0.0.1:${gateway.length}`, draining: false, latencyBucket: -1 },
  ...more,
});
const named = (routes: readonly Route[]) => routes.map(({ publisher, gateway }) => `${publisher} ${gateway}`);
const none = () => false;

describe("routes", () => {
  it("follow the rank of the publishers, and this gateway comes before another for the same publisher", () => {
    const eligible = [{ holders: [held("p2", "b"), held("p2", "a")] }, { holders: [held("p1", "a")] }];
    expect(named(routesFor(eligible, "a", false, none))).toEqual(["p2 a", "p2 b", "p1 a"]);
  });

  it("where latency is chosen by, take the gateway that is nearest to the publisher, and this one among equals", () => {
    const far = held("p", "c", { latencyBucket: 5 });
    const holders = [held("p", "x"), far, held("p", "b", { latencyBucket: 2 }), held("p", "a", { latencyBucket: 2 })];
    expect(named(routesFor([{ holders }], "a", true, none))).toEqual(["p a", "p b", "p c", "p x"]);
  });

  it("over a gateway that drains stand behind all others, and before those that are doubted", () => {
    const eligible = [
      { holders: [held("p1", "a", { draining: true }), held("p1", "b")] },
      { holders: [held("p2", "b")] },
    ];
    expect(named(routesFor(eligible, "a", false, none))).toEqual(["p1 b", "p2 b", "p1 a"]);
    const doubts = ({ gateway }: Route) => gateway === "b";
    expect(named(routesFor(eligible, "a", false, doubts))).toEqual(["p1 a", "p1 b", "p2 b"]);
    expect(named(routesFor([{ holders: [held("p1", "a", { draining: true })] }], "a", false, none))).toEqual(["p1 a"]);
  });

  it("put what is doubted last, before the rest is cut off", () => {
    const doubts = ({ publisher }: { publisher: string }) => publisher === "p1";
    const two = [{ holders: [held("p1", "a")] }, { holders: [held("p2", "a")] }];
    expect(named(routesFor(two, "a", false, doubts))).toEqual(["p2 a", "p1 a"]);
    const many = [{ holders: Array.from({ length: ROUTES_MAX }, (_, one) => held("p1", `g${one}`)) }, two[1]!];
    expect(routesFor(many, "a", false, doubts)[0]).toMatchObject({ publisher: "p2" });
    expect(doubtedLast([held("p1", "a"), held("p2", "b"), held("p1", "c")], doubts)).toEqual([
      held("p2", "b"),
      held("p1", "a"),
      held("p1", "c"),
    ]);
  });

  it("behind a gateway that was not reached are not tried again, those of a publisher elsewhere are", () => {
    const rest = [held("p2", "a"), held("p1", "b")];
    expect(routesAfter(rest, held("p1", "a"), "CGW_RELAY_PGW_UNREACHABLE")).toEqual([held("p1", "b")]);
    expect(routesAfter(rest, held("p1", "a"), "PGW_DIAL_NO_ACK")).toEqual(rest);
  });

  it("are none without a publisher, and never more than the bound", () => {
    expect(routesFor([], "a", false, none)).toEqual([]);
    const holders = Array.from({ length: 20 }, (_, one) => held("p1", `g${one}`));
    expect(routesFor([{ holders }], "a", false, none)).toHaveLength(ROUTES_MAX);
  });
});
