import { describe, expect, it } from "@jest/globals";
import { doubtedLast, ROUTES_MAX, routesAfter, routesFor } from "./route.ts";

const held = (publisher: string, gateway: string) => ({
  publisher,
  gateway,
  epoch: "e",
  address: `127.0.0.1:${gateway.length}`,
});
const none = () => false;

describe("routes", () => {
  it("follow the rank of the publishers, and this gateway comes before another for the same publisher", () => {
    const routes = routesFor(["p2", "p1"], [held("p1", "a"), held("p2", "b"), held("p2", "a")], "a", none);
    expect(routes.map((route) => [route.publisher, route.gateway])).toEqual([
      ["p2", "a"],
      ["p2", "b"],
      ["p1", "a"],
    ]);
  });

  it("put what is doubted last, before the rest is cut off", () => {
    const doubts = ({ publisher }: { publisher: string }) => publisher === "p1";
    const two = [held("p1", "a"), held("p2", "a")];
    expect(routesFor(["p1", "p2"], two, "a", doubts).map((route) => route.publisher)).toEqual(["p2", "p1"]);
    const many = [...Array.from({ length: ROUTES_MAX }, (_, one) => held("p1", `g${one}`)), held("p2", "a")];
    expect(routesFor(["p1", "p2"], many, "a", doubts)[0]).toMatchObject({ publisher: "p2" });
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

  it("name each gateway of a publisher once, though it has two tunnels there", () => {
    expect(routesFor(["p1"], [held("p1", "a"), held("p1", "a")], "b", none)).toHaveLength(1);
  });

  it("are none without an attachment, and never more than the bound", () => {
    expect(routesFor(["p1"], [], "a", none)).toEqual([]);
    const many = Array.from({ length: 20 }, (_, one) => held("p1", `g${one}`));
    expect(routesFor(["p1"], many, "a", none)).toHaveLength(ROUTES_MAX);
  });
});
