import { describe, expect, it } from "@jest/globals";
import type { Instant } from "../../core/units.ts";
import { ROUTES_MAX, routesFor, SUSPECT_MS } from "./route.ts";

const at = (ms: number) => ms as Instant;
const held = (publisher: string, gateway: string) => ({ publisher, gateway, address: `127.0.0.1:${gateway.length}` });

describe("routes", () => {
  it("follow the rank of the publishers, and this gateway comes before another for the same publisher", () => {
    const routes = routesFor(["p2", "p1"], [held("p1", "a"), held("p2", "b"), held("p2", "a")], "a", new Map(), at(0));
    expect(routes.map((route) => [route.publisher, route.gateway])).toEqual([
      ["p2", "a"],
      ["p2", "b"],
      ["p1", "a"],
    ]);
  });

  it("put a hop that failed a moment ago last, and give it its place back afterwards", () => {
    const suspects = new Map([["a/p1", at(100)]]);
    const two = [held("p1", "a"), held("p2", "a")];
    const order = (now: number) => routesFor(["p1", "p2"], two, "a", suspects, at(now)).map((route) => route.publisher);
    expect(order(100 + SUSPECT_MS - 1)).toEqual(["p2", "p1"]);
    expect(order(100 + SUSPECT_MS)).toEqual(["p1", "p2"]);
  });

  it("name each gateway of a publisher once, though it has two tunnels there", () => {
    expect(routesFor(["p1"], [held("p1", "a"), held("p1", "a")], "b", new Map(), at(0))).toHaveLength(1);
  });

  it("are none without an attachment, and never more than the bound", () => {
    expect(routesFor(["p1"], [], "a", new Map(), at(0))).toEqual([]);
    const many = Array.from({ length: 20 }, (_, one) => held("p1", `g${one}`));
    expect(routesFor(["p1"], many, "a", new Map(), at(0))).toHaveLength(ROUTES_MAX);
  });
});
